// Text and picture messages on the simulated network. Within the company a message is there at once;
// to the outside it is Queued, then Sent, then Delivered, on the platform's clock.
import { isoTime } from '#lib/time'
import type { Account, Extension } from '#storage/platform/accounts'
import type { StoredFile } from '#storage/platform/files'
import { type Attachment, conversationIdOf, type Message } from '#storage/platform/messages'
import type { Parts } from '../parts.ts'
import { ownerOf, partyOfOwner } from './directory.ts'

/** From acceptance to the carrier, and from the carrier to the phone. */
const sentAfterMs = 1_000
const deliveredAfterMs = 2_000

/** A file that goes with a message. */
export interface MediaFile {
  readonly fileName: string
  readonly contentType: string
  readonly file: StoredFile
}

/** A message to send. Numbers are E.164. */
export interface OutgoingText {
  readonly account: Account
  readonly sender: Extension
  readonly from: string
  readonly to: readonly string[]
  readonly text: string
  readonly files: readonly MediaFile[]
}

/** Accepts a message and returns it Queued; call inside a commit. */
export function sendText(parts: Parts, outgoing: OutgoingText): Message {
  const { accounts, clock } = parts
  const { account, sender, from, to, text, files } = outgoing
  const now = clock.now()
  const receivers = new Map(to.map((number) => [number, ownerOf(accounts, account, number)]))
  const common = {
    type: 'SMS',
    availability: 'Alive',
    createdAt: now,
    modifiedAt: now,
    subject: text === '' ? null : text,
    from: partyOfOwner(from, sender),
    to: to.map((number) => partyOfOwner(number, receivers.get(number))),
  } as const
  const sent = store(parts, files, {
    ...common,
    extensionId: sender.id,
    direction: 'Outbound',
    readStatus: 'Read',
    status: 'Queued',
    conversationId: conversationIdOf(sender.id, [from, ...to]),
    details: { smsSendingAttemptsCount: 1 },
  })
  for (const receiver of receivers.values()) {
    if (!receiver) continue
    store(parts, files, {
      ...common,
      extensionId: receiver.id,
      direction: 'Inbound',
      readStatus: 'Unread',
      status: 'Received',
      conversationId: conversationIdOf(receiver.id, [from, ...to]),
      details: {},
    })
  }
  parts.schedule(sentAfterMs, 'sms', String(sent.id))
  return sent
}

/** Takes an outbound message one step further on its way; the task `sms`. */
export function moveText(parts: Parts, messageId: string): void {
  const { messages, clock, schedule } = parts
  const modifiedAt = clock.now()
  if (messages.markSent(Number(messageId), modifiedAt)) {
    schedule(deliveredAfterMs, 'sms', messageId)
    return
  }
  const message = messages.find(Number(messageId))
  if (message?.status !== 'Sent') return
  const details = { ...message.details, smsDeliveryTime: isoTime(modifiedAt) }
  messages.update({ ...message, status: 'Delivered', modifiedAt, details })
}

/** Stores a message with its files, as their attachments. */
export function store(
  { messages }: Parts,
  files: readonly MediaFile[],
  message: Omit<Message, 'id' | 'attachments'>,
  type: Attachment['type'] = 'MmsAttachment',
): Message {
  const stored = messages.add({ ...message, attachments: [] })
  if (files.length === 0) return stored
  const attachments = files.map(({ fileName, contentType, file }) => ({
    id: messages.addContent(stored.id, file),
    type,
    contentType,
    fileName,
    size: file.size,
  }))
  const complete = { ...stored, attachments }
  messages.update(complete)
  return complete
}
