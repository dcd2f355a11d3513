// Texts that come in: from the outside world, and as the reply of a magic number. STOP opts the sender
// out of the texts of the number it was sent to, START lets them in again.
import type { Account } from '#storage/platform/accounts'
import { conversationIdOf, type Message } from '#storage/platform/messages'
import type { Parts } from '../parts.ts'
import { locationOf, ownerOf, partyOfOwner } from './directory.ts'
import { repliesOf } from './numbers.ts'
import { deliver, type MediaFile } from './texts.ts'

/** A text from the outside world. Numbers are E.164. */
export interface IncomingText {
  readonly account: Account
  readonly from: string
  /** Numbers of the company, and of others when it goes to a group. */
  readonly to: readonly string[]
  readonly text: string
  readonly files: readonly MediaFile[]
}

const optOutWords = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT'])
const optInWords = new Set(['START', 'UNSTOP'])

/** How many characters of a text a reply quotes. */
const quotedLength = 200

/** Stores a text in the mailbox of each recipient of the company, and returns them. Call it inside a commit. */
export function receiveText(parts: Parts, incoming: IncomingText): Message[] {
  const { accounts, clock, optOuts } = parts
  const { account, from, to, text, files } = incoming
  const now = clock.now()
  const word = text.trim().toUpperCase()
  const receivers = to.map((number) => ({ number, owner: ownerOf(accounts, account, number) }))
  const location = locationOf(from)
  return receivers.flatMap(({ number, owner }) => {
    if (!owner) return []
    if (optOutWords.has(word)) optOuts.add({ number: from, ownNumber: number, at: now })
    if (optInWords.has(word)) optOuts.remove(from, number)
    return deliver(parts, files, {
      type: 'SMS',
      availability: 'Alive',
      createdAt: now,
      modifiedAt: now,
      subject: text === '' ? null : text,
      from: { phoneNumber: from, ...(location ? { location } : {}) },
      to: receivers.map((one) => partyOfOwner(one.number, one.owner)),
      extensionId: owner.id,
      direction: 'Inbound',
      readStatus: 'Unread',
      status: 'Received',
      conversationId: conversationIdOf(owner.id, [from, ...to]),
      details: {},
    })
  })
}

/** Sends the reply that a subject names: message, recipient and which of its replies; the task `sms reply`. */
export function sendReply(parts: Parts, subject: string): void {
  const [messageId = 0, recipient = 0, index = 0] = subject.split(' ').map(Number)
  const message = parts.messages.find(messageId)
  const phoneNumber = message?.to[recipient]?.phoneNumber ?? ''
  const reply = repliesOf(phoneNumber)[index]
  const extension = message && parts.accounts.extension(message.extensionId)
  const account = extension && parts.accounts.account(extension.accountId)
  if (!reply || !account) return
  const quoted = (message.subject ?? '').slice(0, quotedLength)
  receiveText(parts, {
    account,
    from: phoneNumber,
    to: [message.from.phoneNumber ?? ''],
    text: reply.text.replace('{text}', () => quoted),
    files: [],
  })
}
