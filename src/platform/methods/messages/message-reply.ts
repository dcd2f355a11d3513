// A stored message as RingCentral answers it.
import type { Static } from 'typebox'
import type { Message as MessageSchema } from '#catalog/schemas/messages'
import { lasting } from '#lib/json'
import { isoTime } from '#lib/time'
import type { Attachment, Message, Party } from '#storage/platform/messages'

/** Where a message is found: the server and the ids above it. */
export interface MessagePlace {
  readonly origin: string
  readonly accountId: number
}

type Reply = Static<typeof MessageSchema>

/** The wire form of a message. */
export function messageReply(message: Message, place: MessagePlace): Reply {
  const { id, extensionId, conversationId, details } = message
  const uri = `${place.origin}/restapi/v1.0/account/${place.accountId}/extension/${extensionId}/message-store/${id}`
  const { sendAt: _1, sources: _2, ...shown } = details
  return {
    uri,
    id,
    extensionId: String(extensionId),
    to: message.to.map(recipientReply),
    from: partyReply(message.from),
    type: message.type,
    creationTime: isoTime(message.createdAt),
    readStatus: message.readStatus,
    priority: 'Normal',
    attachments: attachmentsOf(message).map((attachment) => ({
      ...attachment,
      uri: `${uri}/content/${attachment.id}`,
    })),
    direction: message.direction,
    availability: message.availability,
    ...(message.subject === null ? {} : { subject: message.subject }),
    messageStatus: message.status,
    ...shown,
    ...(conversationId === null
      ? {}
      : {
          conversationId,
          conversation: {
            id: String(conversationId),
            uri: `${place.origin}/restapi/v1.0/conversation/${conversationId}`,
          },
        }),
    lastModifiedTime: isoTime(message.modifiedAt),
  }
}

/**
 * A function that makes the wire forms of many messages. For the same array, which a mailbox gives out
 * until it changes, it gives the same replies: measured, a hundred of them take 150 µs, and their JSON as
 * long again.
 */
export function messageReplies() {
  const made = new WeakMap<readonly Message[], { place: MessagePlace; replies: Reply[] }>()
  return (messages: readonly Message[], place: MessagePlace): Reply[] => {
    const known = made.get(messages)
    const isSame = known?.place.origin === place.origin && known.place.accountId === place.accountId
    if (isSame) return known.replies
    const replies = lasting(messages.map((message) => messageReply(message, place)))
    made.set(messages, { place, replies })
    return replies
  }
}

/** The attachments of a message; the text of an SMS or pager is one, with the message's own id. */
export function attachmentsOf(message: Message): readonly Attachment[] {
  const hasText = message.subject !== null && message.type !== 'Fax' && message.type !== 'VoiceMail'
  if (!hasText) return message.attachments
  return [{ id: message.id, type: 'Text', contentType: 'text/plain' }, ...message.attachments]
}

function partyReply({ phoneNumber, extensionNumber, extensionId, name, location }: Party) {
  return {
    ...(phoneNumber ? { phoneNumber } : {}),
    ...(extensionNumber ? { extensionNumber } : {}),
    ...(extensionId ? { extensionId } : {}),
    ...(name ? { name } : {}),
    ...(location ? { location } : {}),
  }
}

function recipientReply(party: Party) {
  const { messageStatus, faxErrorCode, recipientId } = party
  return {
    ...partyReply(party),
    ...(messageStatus ? { messageStatus } : {}),
    ...(faxErrorCode ? { faxErrorCode } : {}),
    ...(recipientId ? { recipientId: String(recipientId) } : {}),
  }
}
