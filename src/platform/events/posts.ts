// What a change of a post tells: every member of its chat, who wrote it too.
import type { Post } from '#storage/platform/conversations'
import { postReply } from '../methods/chats/chats-seen.ts'
import type { Parts } from '../parts.ts'
import type { View } from './publish.ts'

type PostParts = Pick<Parts, 'publish' | 'conversations'>

/** Tells of a new post. */
export const postAdded = (parts: PostParts, post: Post): void =>
  publishPost(parts, post, ({ origin }) => wholePost(post, origin, 'PostAdded'))

/** Tells of a post that was edited. */
export const postChanged = (parts: PostParts, post: Post): void =>
  publishPost(parts, post, ({ origin }) => wholePost(post, origin, 'PostChanged'))

/** Tells of a post that is gone. */
export const postRemoved = (parts: PostParts, post: Post): void =>
  publishPost(parts, post, () => ({
    id: String(post.id),
    groupId: String(post.chatId),
    eventType: 'PostRemoved',
  }))

function publishPost(
  { publish, conversations }: PostParts,
  { chatId }: Post,
  body: (view: View) => object,
): void {
  const extensionIds = () => conversations.members(chatId)
  publish({ event: 'tm-post', whose: { of: 'users', extensionIds }, body })
}

/** A post as events tell it: what it does not have is null. */
const wholePost = (post: Post, origin: string, eventType: 'PostAdded' | 'PostChanged') => ({
  text: null,
  addedPersonIds: null,
  attachments: null,
  mentions: null,
  activity: null,
  title: null,
  iconUri: null,
  iconEmoji: null,
  ...postReply(post, origin),
  eventType,
})
