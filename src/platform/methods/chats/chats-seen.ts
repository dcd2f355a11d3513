// What of team messaging a user sees and may change, and how it is answered: shared by the handlers of
// chats, posts, teams and conversations.
import type { Static } from 'typebox'
import { fail } from '#catalog/errors'
import type { Chat as ChatSchema, Post as PostSchema } from '#catalog/schemas/team-messaging'
import { isoTime } from '#lib/time'
import type { Extension } from '#storage/platform/accounts'
import type { Chat, Mention, Post } from '#storage/platform/conversations'
import type { Call } from '../../handler.ts'
import type { Parts } from '../../parts.ts'
import { attachmentReplies } from './chat-files.ts'

/** A person as a body names one. */
export interface NamedPerson {
  readonly id?: string | undefined
  readonly email?: string | undefined
}

/** @param parts the platform's stores */
export function chatsSeen({
  accounts,
  chatFiles,
  conversations,
}: Pick<Parts, 'accounts' | 'chatFiles' | 'conversations'>) {
  /** The chat of a path, if the user is in it; what they are not in does not exist for them: CMN-102. */
  const chatOf = (chatId: string, { id }: Extension): Chat => {
    const isOwn = chatId === '~'
    const chat = isOwn ? conversations.personalChat(id) : conversations.chat(Number(chatId))
    if (chat && (isOwn || conversations.isMember(chat.id, id))) return chat
    throw fail('CMN-102', { parameterName: 'chatId' })
  }

  /** The user a body names, by extension id or email address. Throws CMN-102-BODY for a stranger. */
  const personOf = ({ id, email }: NamedPerson, accountId: number): Extension => {
    const parameterName = id === undefined ? 'members.email' : 'members.id'
    const person =
      id === undefined
        ? email && accounts.extensionByEmail(email)
        : accounts.extension(/^\d+$/.test(id) ? Number(id) : -1)
    if (person && person.accountId === accountId && person.type === 'User') return person
    throw fail('CMN-102-BODY', { parameterName, reason: 'is nobody of this account' })
  }

  /** Names what a mention points at: a colleague, a team that the author is in, a file they see. */
  const nameOf = (author: Extension, type: Mention['type'], id: string): string | undefined => {
    if (type === 'Person') {
      const person = accounts.extension(Number(id))
      return person?.accountId === author.accountId ? person.name : undefined
    }
    if (type === 'File') {
      const file = chatFiles.file(Number(id))
      return file && chatFiles.isSeenBy(file, author.id) ? file.name : undefined
    }
    const team = conversations.chat(Number(id))
    const isSeen = team && conversations.isMember(team.id, author.id)
    return isSeen ? (team.name ?? undefined) : undefined
  }

  const chatReply = (chat: Chat): Static<typeof ChatSchema> => ({
    ...teamReply(chat),
    type: chat.type,
    members: conversations.members(chat.id).map((id) => ({ id: String(id) })),
  })

  return { chatOf, personOf, nameOf, chatReply }
}

/** Whether a member administers a team: who made it does, and everybody once they have left. */
export const administers = (chat: Chat, { id }: Extension): boolean =>
  chat.type === 'Team' && (chat.creatorId === null || chat.creatorId === id)

/** What a chat and a team are answered with. */
export const teamReply = (chat: Chat) => ({
  id: String(chat.id),
  ...(chat.type === 'Team' ? { public: chat.isPublic } : {}),
  ...(chat.name === null ? {} : { name: chat.name }),
  ...(chat.description === null ? {} : { description: chat.description }),
  status: chat.status,
  creationTime: isoTime(chat.createdAt),
  lastModifiedTime: isoTime(chat.modifiedAt),
})

/** A post as it is answered. */
export function postReply(post: Post, origin: Call['origin']): Static<typeof PostSchema> {
  const { mentions, addedPersonIds } = post.details
  const attachments = attachmentReplies(post, origin)
  return {
    id: String(post.id),
    groupId: String(post.chatId),
    type: post.type,
    ...(post.text === null ? {} : { text: post.text }),
    creatorId: String(post.creatorId),
    ...(addedPersonIds ? { addedPersonIds: [...addedPersonIds] } : {}),
    creationTime: isoTime(post.createdAt),
    lastModifiedTime: isoTime(post.modifiedAt),
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(mentions.length > 0 ? { mentions: [...mentions] } : {}),
  }
}
