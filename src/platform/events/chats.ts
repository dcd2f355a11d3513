// What a change of a chat tells: who came into it or left hears that of themselves, the others that it
// changed.
import { isoTime } from '#lib/time'
import type { Chat } from '#storage/platform/conversations'
import type { Parts } from '../parts.ts'

/** RingCentral's words for what became of a chat. */
export type ChatEventType = 'GroupJoined' | 'GroupLeft' | 'GroupChanged' | 'GroupRenamed'

type ChatParts = Pick<Parts, 'publish' | 'conversations'>

/** Tells members of a new chat that they are in it. */
export function chatAdded(parts: ChatParts, chat: Chat): void {
  publishChat(parts, chat, 'GroupJoined', () => parts.conversations.members(chat.id))
}

/** Tells who came into a chat, and those who were in it. */
export function membersAdded(parts: ChatParts, chat: Chat, added: readonly number[]): void {
  publishChat(parts, chat, 'GroupJoined', () => added)
  publishChat(parts, chat, 'GroupChanged', () =>
    parts.conversations.members(chat.id).filter((id) => !added.includes(id)),
  )
}

/** Tells who is out of a chat, and those who are left. */
export function membersRemoved(parts: ChatParts, chat: Chat, removed: readonly number[]): void {
  publishChat(parts, chat, 'GroupLeft', () => removed)
  publishChat(parts, chat, 'GroupChanged', () => parts.conversations.members(chat.id))
}

/** Tells members of a chat what of it is another: its name, something else, or both. */
export function chatChanged(parts: ChatParts, before: Chat, after: Chat): void {
  const members = () => parts.conversations.members(after.id)
  if (before.name !== after.name) publishChat(parts, after, 'GroupRenamed', members)
  const isOther =
    before.description !== after.description ||
    before.isPublic !== after.isPublic ||
    before.status !== after.status
  if (isOther) publishChat(parts, after, 'GroupChanged', members)
}

/** Tells members of a chat that it is gone: call it before it is. */
export function chatRemoved(parts: ChatParts, chat: Chat): void {
  publishChat(parts, chat, 'GroupLeft', () => parts.conversations.members(chat.id))
}

function publishChat(
  { publish, conversations }: ChatParts,
  chat: Chat,
  eventType: ChatEventType,
  extensionIds: () => readonly number[],
): void {
  publish({
    event: 'tm-chat',
    whose: { of: 'users', extensionIds },
    body: () => ({
      id: String(chat.id),
      name: chat.name,
      description: chat.description,
      type: types[chat.type],
      status: chat.status,
      members: conversations.members(chat.id).map(String),
      isPublic: chat.isPublic,
      creationTime: isoTime(chat.createdAt),
      lastModifiedTime: isoTime(chat.modifiedAt),
      eventType,
    }),
  })
}

// Events name the kinds of chat otherwise than replies do.
const types = {
  Everyone: 'Everyone',
  Team: 'Team',
  Group: 'Group',
  Direct: 'PrivateChat',
  Personal: 'PersonalChat',
} as const satisfies Readonly<Record<Chat['type'], string>>
