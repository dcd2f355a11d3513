// Bodies of the events of a mailbox.
import { Type } from 'typebox'
import { Attachment, directions, Message } from '../messages.ts'

const party = {
  phoneNumber: Type.Optional(Type.String()),
  extensionNumber: Type.Optional(Type.String()),
  location: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
} as const

const { creationTime, lastModifiedTime, readStatus, priority, availability, messageStatus } =
  Message.properties

const message = {
  to: Type.Array(Type.Object({ ...party, target: Type.Optional(Type.Boolean()) })),
  from: Type.Optional(Type.Object(party)),
  creationTime,
  lastModifiedTime,
  readStatus,
  priority,
  attachments: Type.Optional(
    Type.Array(Type.Object({ ...Attachment.properties, uri: Type.Optional(Type.String()) })),
  ),
  direction: Type.Enum([...directions]),
  availability,
  subject: Type.Optional(Type.String()),
  messageStatus,
} as const

const conversation = {
  conversationId: Type.Optional(Type.String()),
  conversation: Message.properties.conversation,
} as const

const owner = {
  eventType: Type.Optional(Type.Enum(['Create', 'Update', 'Delete'])),
  owner: Type.Optional(
    Type.Object({
      extensionId: Type.Optional(Type.String()),
      extensionType: Type.Optional(Type.String()),
      name: Type.Optional(Type.String()),
    }),
  ),
} as const

/** A message that arrived. An MMS has the type SMS; the files of one are its attachments. */
export const InstantMessageEvent = Type.Object({
  id: Type.String(),
  type: Type.Enum(['SMS', 'Fax', 'VoiceMail', 'Pager']),
  ...message,
  ...conversation,
  ...owner,
})

/** What changed in a mailbox: how many messages of each kind, and which are new. */
export const MessageStoreEvent = Type.Object({
  accountId: Type.Optional(Type.String()),
  extensionId: Type.String(),
  lastUpdated: Type.String(),
  changes: Type.Array(
    Type.Object({
      type: Type.Enum(['Fax', 'SMS', 'VoiceMail', 'Pager']),
      newCount: Type.Optional(Type.Integer()),
      updatedCount: Type.Optional(Type.Integer()),
      newMessageIds: Type.Optional(Type.Array(Type.Integer())),
    }),
  ),
  ownerId: Type.Optional(Type.String()),
})

/** A fax that arrived. */
export const FaxEvent = Type.Object({
  id: Type.String(),
  type: Type.Literal('Fax'),
  ...message,
  ...conversation,
  ...owner,
  faxPageCount: Message.properties.faxPageCount,
  faxResolution: Message.properties.faxResolution,
})

/** A voicemail that was left. Its id is a number and its type has a small m, unlike elsewhere. */
export const VoicemailEvent = Type.Object({
  id: Type.Integer(),
  type: Type.Literal('Voicemail'),
  ...message,
  ...owner,
  vmTranscriptionStatus: Message.properties.vmTranscriptionStatus,
})
