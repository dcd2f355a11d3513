// Bodies of the events of team messaging. Members that a post or a chat does not have are null.
import { type TSchema, Type } from 'typebox'
import { Post } from '../team-messaging.ts'

const orNull = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]))

const { properties } = Post

/** A post that was added, changed or removed; of one that was removed there is hardly more than its id. */
export const PostEvent = Type.Object({
  id: properties.id,
  groupId: Type.Optional(properties.groupId),
  type: Type.Optional(properties.type),
  text: orNull(Type.String()),
  creatorId: Type.Optional(properties.creatorId),
  addedPersonIds: orNull(Type.Array(Type.String())),
  creationTime: Type.Optional(properties.creationTime),
  lastModifiedTime: Type.Optional(properties.lastModifiedTime),
  attachments: orNull(properties.attachments),
  mentions: orNull(properties.mentions),
  activity: orNull(Type.String()),
  title: orNull(Type.String()),
  iconUri: orNull(Type.String()),
  iconEmoji: orNull(Type.String()),
  eventType: Type.Enum(['PostAdded', 'PostChanged', 'PostRemoved']),
})

/** A chat that was joined, left, changed or renamed. Its types and members are not named as elsewhere. */
export const ChatEvent = Type.Object({
  id: Type.String(),
  name: orNull(Type.String()),
  description: orNull(Type.String()),
  type: Type.Optional(Type.Enum(['PrivateChat', 'Group', 'Team', 'PersonalChat', 'Everyone'])),
  status: orNull(Type.Enum(['Active', 'Archived'])),
  members: orNull(Type.Array(Type.String())),
  isPublic: orNull(Type.Boolean()),
  creationTime: Type.Optional(Type.String()),
  lastModifiedTime: Type.Optional(Type.String()),
  eventType: Type.Enum(['GroupJoined', 'GroupLeft', 'GroupChanged', 'GroupRenamed']),
})
