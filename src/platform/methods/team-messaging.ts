// Team messaging: the chats a user is in, their posts, new posts and teams.
import type { Static } from 'typebox'
import { fail } from '#catalog/errors'
import { livePaging } from '#catalog/live'
import type { Chat as ChatSchema, Post as PostSchema } from '#catalog/schemas/team-messaging'
import type { teamMessaging } from '#catalog/team-messaging'
import { isoTime } from '#lib/time'
import type { Extension } from '#storage/platform/accounts'
import type { Chat, Post } from '#storage/platform/conversations'
import type { Call, Handlers } from '../handler.ts'
import type { Parts } from '../parts.ts'
import { mentionsIn } from './mentions.ts'
import { readPage, readToken } from './page-tokens.ts'

const root = '/team-messaging/v1/chats'

type TeamCall = Call<(typeof teamMessaging)['createGlipTeamNew']>

/** @param parts the platform's stores and clock */
export function teamMessagingMethods(parts: Parts): Handlers<typeof teamMessaging> {
  const { accounts, conversations, db, clock, profile } = parts
  const isCounted = (id: 'listGlipChatsNew' | 'readGlipPostsNew') =>
    profile === 'guide' || livePaging[id] !== 'token'

  /** The chat of a path, if the user is in it; what they are not in does not exist for them. */
  function chatOf(chatId: string, { id }: Extension): Chat {
    const isOwn = chatId === '~'
    const chat = isOwn ? conversations.personalChat(id) : conversations.chat(Number(chatId))
    if (chat && (isOwn || conversations.isMember(chat.id, id))) return chat
    throw fail('CMN-102', { parameterName: 'chatId' })
  }

  const chatReply = (chat: Chat): Static<typeof ChatSchema> => ({
    ...teamReply(chat),
    type: chat.type,
    members: conversations.members(chat.id).map((id) => ({ id: String(id) })),
  })

  /** Names what a mention points at: a colleague, or a team that the author is in. */
  function nameOf(author: Extension, type: 'Person' | 'Team', id: string): string | undefined {
    if (type === 'Person') {
      const person = accounts.extension(Number(id))
      return person?.accountId === author.accountId ? person.name : undefined
    }
    const team = conversations.chat(Number(id))
    const isSeen = team && conversations.isMember(team.id, author.id)
    return isSeen ? (team.name ?? undefined) : undefined
  }

  /** The extension a member of a new team is named by. Throws CMN-101. */
  function memberOf(
    { id, email }: NonNullable<TeamCall['body']['members']>[number],
    accountId: number,
  ): number {
    const parameterName = id === undefined ? 'members.email' : 'members.id'
    const person =
      id === undefined
        ? email && accounts.extensionByEmail(email)
        : accounts.extension(/^\d+$/.test(id) ? Number(id) : -1)
    if (person && person.accountId === accountId && person.type === 'User') return person.id
    throw fail('CMN-101', { parameterName, reason: 'is nobody of this account' })
  }

  return {
    listGlipChatsNew({ query, extension, origin }) {
      const list = `chats of ${extension.id}`
      const token = readToken(query, list)
      const types = token ? token.types : query.type
      const { rows, ...around } = readPage({
        place: { origin, path: root },
        query,
        token,
        list,
        ...(types ? { types } : {}),
        isCounted: isCounted('listGlipChatsNew'),
        source: {
          rows: (slice) => conversations.chats(extension.id, types, slice),
          count: () => conversations.countChats(extension.id, types),
          countBefore: (position) => conversations.countChats(extension.id, types, position),
        },
      })
      return { ...around, records: rows.map(chatReply) }
    },
    readGlipChatNew: ({ params, extension }) => chatReply(chatOf(params.chatId, extension)),
    readGlipPostsNew({ params, query, extension, origin }) {
      const chat = chatOf(params.chatId, extension)
      const list = `posts of ${chat.id}`
      const { rows, ...around } = readPage({
        place: { origin, path: `${root}/${chat.id}/posts` },
        query,
        token: readToken(query, list),
        list,
        isCounted: isCounted('readGlipPostsNew'),
        source: {
          rows: (slice) => conversations.posts(chat.id, slice),
          count: () => conversations.countPosts(chat.id),
          countBefore: (position) => conversations.countPosts(chat.id, position),
        },
      })
      return { ...around, records: rows.map(postReply) }
    },
    async createGlipPostNew({ params, body, extension }) {
      const { text, attachments = [] } = body
      if (!text?.trim() && attachments.length === 0) {
        throw fail('CMN-101', { parameterName: 'text', reason: 'or attachments must be given' })
      }
      const post = await db.commit(() => {
        const chat = chatOf(params.chatId, extension)
        if (chat.status === 'Archived') {
          throw fail('CMN-101', { parameterName: 'chatId', reason: 'is an archived team' })
        }
        const now = clock.now()
        return conversations.addPost({
          chatId: chat.id,
          creatorId: extension.id,
          type: 'TextMessage',
          text: text ?? null,
          createdAt: now,
          modifiedAt: now,
          details: {
            attachments,
            mentions: mentionsIn(text ?? '', (type, id) => nameOf(extension, type, id)),
          },
        })
      })
      return postReply(post)
    },
    async createGlipTeamNew({ body, extension }) {
      const name = body.name.trim()
      if (name === '') throw fail('CMN-101', { parameterName: 'name' })
      const team = await db.commit(() => {
        const members = (body.members ?? []).map((one) => memberOf(one, extension.accountId))
        const now = clock.now()
        return conversations.addChat(
          {
            accountId: extension.accountId,
            type: 'Team',
            isPublic: body.public ?? false,
            name,
            description: body.description ?? null,
            status: 'Active',
            createdAt: now,
            modifiedAt: now,
          },
          [extension.id, ...members],
        )
      })
      return { ...teamReply(team), type: 'Team' }
    },
  }
}

/** What a chat and a team are answered with. */
const teamReply = (chat: Chat) => ({
  id: String(chat.id),
  ...(chat.type === 'Team' ? { public: chat.isPublic } : {}),
  ...(chat.name === null ? {} : { name: chat.name }),
  ...(chat.description === null ? {} : { description: chat.description }),
  status: chat.status,
  creationTime: isoTime(chat.createdAt),
  lastModifiedTime: isoTime(chat.modifiedAt),
})

function postReply(post: Post): Static<typeof PostSchema> {
  const { attachments, mentions, addedPersonIds } = post.details
  return {
    id: String(post.id),
    groupId: String(post.chatId),
    type: post.type,
    ...(post.text === null ? {} : { text: post.text }),
    creatorId: String(post.creatorId),
    ...(addedPersonIds ? { addedPersonIds: [...addedPersonIds] } : {}),
    creationTime: isoTime(post.createdAt),
    lastModifiedTime: isoTime(post.modifiedAt),
    ...(attachments.length > 0 ? { attachments: [...attachments] } : {}),
    ...(mentions.length > 0 ? { mentions: [...mentions] } : {}),
  }
}
