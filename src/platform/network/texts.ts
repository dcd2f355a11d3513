// Text and picture messages on the simulated network. Within the company a message is there at once;
// to the outside it is Queued, then Sent, then Delivered, on the platform's clock, unless a magic number
// or an opt-out of its recipient has it otherwise. What comes in is incoming-texts.ts.
import { isoTime } from '#lib/time'
import type { TextBehaviour } from '#catalog/rules/magic-numbers'
import type { Account, Extension } from '#storage/platform/accounts'
import type { StoredFile } from '#storage/platform/files'
import { type Attachment, conversationIdOf, type Message } from '#storage/platform/messages'
import { messageAdded, messageChanged } from '../events/messages.ts'
import type { Parts } from '../parts.ts'
import { ownerOf, partyOfOwner } from './directory.ts'
import { behaviourOf, repliesOf } from './numbers.ts'

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
  const sent = deliver(parts, files, {
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
    deliver(parts, files, {
      ...common,
      extensionId: receiver.id,
      direction: 'Inbound',
      readStatus: 'Unread',
      status: 'Received',
      conversationId: conversationIdOf(receiver.id, [from, ...to]),
      details: {},
    })
  }
  const isUsual = to.every((number) => isUsualRecipient(parts, from, number))
  parts.schedule(sentAfterMs, isUsual ? 'sms' : 'special sms', String(sent.id))
  return sent
}

/** Takes an outbound message one step further on its way; the task `sms`. */
export function moveText(parts: Parts, messageId: string): void {
  const { messages, schedule } = parts
  if (markSent(parts, Number(messageId))) {
    schedule(deliveredAfterMs, 'sms', messageId)
    return
  }
  const message = messages.find(Number(messageId))
  if (message?.status === 'Sent') settleText(parts, message, { status: 'Delivered' })
}

/** The same where a recipient takes it in a way of its own; the task `special sms`. */
export function moveSpecialText(parts: Parts, messageId: string): void {
  const { messages, schedule } = parts
  const message = messages.find(Number(messageId))
  if (!message) return
  const fate = fateOf(parts, message)
  if (fate.is === 'waits for a lever') return
  if (message.status === 'Queued') {
    if (fate.is === 'fails in sending') {
      settleText(parts, message, { status: 'SendingFailed', code: fate.code })
    } else if (markSent(parts, message.id)) {
      schedule(deliveredAfterMs, 'special sms', messageId)
    }
    return
  }
  if (message.status !== 'Sent' || fate.is === 'never reported') return
  if (fate.is === 'fails in delivery') {
    settleText(parts, message, { status: 'DeliveryFailed', code: fate.code })
  } else settleText(parts, message, { status: 'Delivered' })
}

/** Takes a queued text to Sent; false when it is no such. */
function markSent(parts: Parts, messageId: number): boolean {
  const mailbox = parts.messages.markSent(messageId, parts.clock.now())
  if (mailbox) messageChanged(parts, { ...mailbox, type: 'SMS', direction: 'Outbound' })
  return mailbox !== undefined
}

/** How a text ends. `code` is RingCentral's deliveryErrorCode. */
export type TextOutcome =
  | { readonly status: 'Delivered' }
  | { readonly status: 'DeliveryFailed' | 'SendingFailed'; readonly code: string }

/** Ends the way of a message, and lets those who reply do so. Call it inside a commit. */
export function settleText(parts: Parts, message: Message, outcome: TextOutcome): Message {
  const modifiedAt = parts.clock.now()
  const { status } = outcome
  const settled: Message = {
    ...message,
    status,
    modifiedAt,
    details: {
      ...message.details,
      ...(outcome.status === 'Delivered'
        ? { smsDeliveryTime: isoTime(modifiedAt) }
        : { deliveryErrorCode: outcome.code }),
    },
  }
  parts.messages.settle(settled)
  messageChanged(parts, settled)
  if (status === 'Delivered') planReplies(parts, settled)
  return settled
}

/** Puts the replies to a message that was delivered on the schedule. */
function planReplies({ schedule }: Parts, { id, to }: Message): void {
  for (const [recipient, { phoneNumber = '' }] of to.entries()) {
    for (const [index, { afterSeconds }] of repliesOf(phoneNumber).entries()) {
      schedule(afterSeconds * 1000, 'sms reply', `${id} ${recipient} ${index}`)
    }
  }
}

/** Whether a text to a number goes the way of all texts. */
function isUsualRecipient({ optOuts }: Parts, from: string, to: string): boolean {
  const { text } = behaviourOf(to)
  return text.is === 'delivered' && !optOuts.has(to, from)
}

/** What becomes of a message: it fails when it fails with all of its recipients. */
function fateOf({ optOuts }: Parts, { from, to }: Message): TextBehaviour {
  const fates = to.map(({ phoneNumber = '' }): TextBehaviour => {
    const hasOptedOut = optOuts.has(phoneNumber, from.phoneNumber ?? '')
    return hasOptedOut ? optedOut : behaviourOf(phoneNumber).text
  })
  const isFailure = ({ is }: TextBehaviour) => is.startsWith('fails')
  return (
    fates.find(({ is }) => is === 'waits for a lever') ??
    fates.find((fate) => !isFailure(fate)) ??
    fates[0] ?? { is: 'delivered' }
  )
}

const optedOut: TextBehaviour = { is: 'fails in sending', code: 'SMS-RC-413' }

/** Puts a message into a mailbox, its files as attachments, and tells of it. */
export function deliver(
  parts: Parts,
  files: readonly MediaFile[],
  message: Omit<Message, 'id' | 'attachments'>,
  type?: Attachment['type'],
): Message {
  const stored = store(parts, files, message, type)
  messageAdded(parts, stored)
  return stored
}

/** Stores a message with its files and tells nobody, as what a platform begins with. */
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
