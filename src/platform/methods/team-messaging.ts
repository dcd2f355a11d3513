// Team messaging: the chats a user is in, their posts, and new teams.
import { fail } from '#catalog/errors'
import { livePaging } from '#catalog/live'
import type { teamMessaging } from '#catalog/team-messaging'
import type { Extension } from '#storage/platform/accounts'
import type { Chat, Post } from '#storage/platform/conversations'
import { chatAdded } from '../events/chats.ts'
import { postAdded, postChanged, postRemoved } from '../events/posts.ts'
import type { Handlers } from '../handler.ts'
import type { Parts } from '../parts.ts'
import { conversationMethods } from './chats/conversations.ts'
import { attachmentsOf } from './chats/chat-files.ts'
import { administers, chatsSeen, postReply, teamReply } from './chats/chats-seen.ts'
import { mentionsIn } from './chats/mentions.ts'
import { readPage, readToken } from './chats/page-tokens.ts'
import { teamMethods } from './chats/teams.ts'

const root = '/team-messaging/v1/chats'

/** @param parts the platform's stores and clock */
export function teamMessagingMethods(parts: Parts): Handlers<typeof teamMessaging> {
  const { chatFiles, conversations, db, clock, profile } = parts
  const { chatOf, chatReply, nameOf, personOf } = chatsSeen(parts)
  const isCounted = (id: 'listGlipChatsNew' | 'readGlipPostsNew') =>
    profile === 'guide' || livePaging[id] !== 'token'

  const mentionsOf = (text: string, author: Extension) =>
    mentionsIn(text, (type, id) => nameOf(author, type, id))

  function postOf(chat: Chat, postId: string): Post {
    const post = conversations.post(chat.id, Number(postId))
    if (post) return post
    throw fail('CMN-102', { parameterName: 'postId' })
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
      return { ...around, records: rows.map((post) => postReply(post, origin)) }
    },
    async createGlipPostNew({ params, body, extension, origin }) {
      const { text, attachments: sent = [] } = body
      if (!text?.trim() && sent.length === 0) {
        throw fail('CMN-101', { parameterName: 'text', reason: 'or attachments must be given' })
      }
      const post = await db.commit(() => {
        const chat = chatOf(params.chatId, extension)
        requireActive(chat)
        const { attachments, files } = attachmentsOf(parts, sent, extension)
        const now = clock.now()
        const added = conversations.addPost({
          chatId: chat.id,
          creatorId: extension.id,
          type: 'TextMessage',
          text: text ?? null,
          createdAt: now,
          modifiedAt: now,
          details: { attachments, mentions: mentionsOf(text ?? '', extension) },
        })
        for (const file of files) chatFiles.attach(file.id, added.id)
        postAdded(parts, added)
        return added
      })
      return postReply(post, origin)
    },
    readGlipPostNew: ({ params, extension, origin }) =>
      postReply(postOf(chatOf(params.chatId, extension), params.postId), origin),
    async patchGlipPostNew({ params, body, extension, origin }) {
      const text = body.text ?? ''
      const post = await db.commit(() => {
        const chat = chatOf(params.chatId, extension)
        const had = postOf(chat, params.postId)
        if (had.creatorId !== extension.id || had.type !== 'TextMessage') {
          throw fail('CMN-404', { reason: 'only who wrote a post may change it' })
        }
        requireActive(chat)
        if (text.trim() === '') throw fail('CMN-101', { parameterName: 'text' })
        const changed: Post = {
          ...had,
          text,
          modifiedAt: clock.now(),
          details: { ...had.details, mentions: mentionsOf(text, extension) },
        }
        conversations.updatePost(changed)
        postChanged(parts, changed)
        return changed
      })
      return postReply(post, origin)
    },
    async deleteGlipPostNew({ params, extension }) {
      await db.commit(() => {
        const chat = chatOf(params.chatId, extension)
        const post = postOf(chat, params.postId)
        if (post.creatorId !== extension.id && !administers(chat, extension)) {
          throw fail('CMN-404', {
            reason: 'only who wrote a post or the team’s admin may delete it',
          })
        }
        conversations.removePost(post.id)
        postRemoved(parts, post)
      })
    },
    async createGlipTeamNew({ body, extension }) {
      const name = body.name.trim()
      if (name === '') throw fail('CMN-101', { parameterName: 'name' })
      const team = await db.commit(() => {
        const { accountId } = extension
        const members = (body.members ?? []).map((one) => personOf(one, accountId).id)
        const now = clock.now()
        const added = conversations.addChat(
          {
            accountId,
            creatorId: extension.id,
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
        chatAdded(parts, added)
        return added
      })
      return { ...teamReply(team), type: 'Team' }
    },
    ...teamMethods(parts),
    ...conversationMethods(parts),
  }
}

/** Nothing is written into an archived team. */
function requireActive(chat: Chat): void {
  if (chat.status === 'Active') return
  throw fail('CMN-101', { parameterName: 'chatId', reason: 'is an archived team' })
}
