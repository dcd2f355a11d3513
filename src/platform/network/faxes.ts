// Faxes on the simulated network: Queued (until their time, when they have one), then Sent. A fax to a
// number of the company arrives there as inbound. Each is a call, and so in the call log.
import { payloadLimits } from '#catalog/limits'
import type { Account, Extension } from '#storage/platform/accounts'
import type { Message } from '#storage/platform/messages'
import type { Parts } from '../parts.ts'
import { ownerOf, partyOf } from './directory.ts'
import { logCall } from './past-calls.ts'
import { type MediaFile, store } from './texts.ts'

/** A page takes this long on the line. */
const msPerPage = 3_000

/** A fax to send. Numbers are E.164, times epoch ms. */
export interface OutgoingFax {
  readonly account: Account
  readonly sender: Extension
  /** The number it is sent from. */
  readonly from: string
  readonly to: readonly { readonly number: string; readonly name?: string }[]
  readonly files: readonly MediaFile[]
  readonly resolution: 'High' | 'Low'
  readonly coverIndex: number
  readonly coverPageText?: string
  /** When to send it; absent for at once. */
  readonly sendAt?: number
}

/** Accepts a fax and returns it Queued; call inside a commit. */
export function sendFax(parts: Parts, fax: OutgoingFax): Message {
  const { accounts, clock, schedule } = parts
  const now = clock.now()
  const sent = store(
    parts,
    fax.files,
    {
      extensionId: fax.sender.id,
      type: 'Fax',
      direction: 'Outbound',
      readStatus: 'Read',
      availability: 'Alive',
      status: 'Queued',
      createdAt: now,
      modifiedAt: now,
      conversationId: null,
      subject: null,
      from: partyOf(accounts, fax.account, fax.from),
      to: fax.to.map(({ number, name }, index) => ({
        ...partyOf(accounts, fax.account, number),
        ...(name ? { name } : {}),
        messageStatus: 'Queued',
        recipientId: index + 1,
      })),
      details: {
        faxResolution: fax.resolution,
        faxPageCount: 0,
        coverIndex: fax.coverIndex,
        ...(fax.coverPageText ? { coverPageText: fax.coverPageText } : {}),
        ...(fax.sendAt ? { sendAt: fax.sendAt } : {}),
      },
    },
    'RenderedDocument',
  )
  const wait = Math.max((fax.sendAt ?? now) - now, 0)
  schedule(wait + msPerPage * pagesIn(parts, fax.files, fax.coverIndex), 'fax', String(sent.id))
  return sent
}

/** Puts a queued fax through to every recipient; the task `fax`. A fax deleted before its time is not sent. */
export function moveFax(parts: Parts, messageId: string): void {
  const { accounts, messages, clock } = parts
  const queued = messages.find(Number(messageId))
  if (queued?.status !== 'Queued' || queued.availability !== 'Alive') return
  const sender = accounts.extension(queued.extensionId)
  const account = sender && accounts.account(sender.accountId)
  if (!account) return
  const files = filesOf(parts, queued)
  const fax: Message = {
    ...queued,
    status: 'Sent',
    modifiedAt: clock.now(),
    to: queued.to.map((recipient) => ({ ...recipient, messageStatus: 'Sent' })),
    details: {
      ...queued.details,
      faxPageCount: pagesIn(parts, files, queued.details.coverIndex ?? 0),
    },
  }
  messages.update(fax)
  for (const { phoneNumber = '', name } of fax.to) {
    const arrived = arrive(parts, account, { fax, files, phoneNumber })
    logFax(parts, account, { fax, arrived, to: { phoneNumber, ...(name ? { name } : {}) } })
  }
}

const filesOf = ({ messages }: Parts, { id, attachments }: Message): MediaFile[] =>
  attachments.flatMap(({ id: attachmentId, contentType, fileName = 'fax.pdf' }) => {
    const file = messages.content(id, attachmentId)
    return file ? [{ fileName, contentType, file }] : []
  })

/** The inbound fax at a number of the company; null for the outside world. */
function arrive(
  parts: Parts,
  account: Account,
  sent: {
    readonly fax: Message
    readonly files: readonly MediaFile[]
    readonly phoneNumber: string
  },
): Message | null {
  const { fax, files, phoneNumber } = sent
  const receiver = ownerOf(parts.accounts, account, phoneNumber)
  if (!receiver) return null
  const { faxResolution = 'High', faxPageCount = 0 } = fax.details
  return store(
    parts,
    files,
    {
      extensionId: receiver.id,
      type: 'Fax',
      direction: 'Inbound',
      readStatus: 'Unread',
      availability: 'Alive',
      status: 'Received',
      createdAt: fax.modifiedAt,
      modifiedAt: fax.modifiedAt,
      conversationId: null,
      subject: null,
      from: fax.from,
      to: [partyOf(parts.accounts, account, phoneNumber)],
      details: { faxResolution, faxPageCount },
    },
    'RenderedDocument',
  )
}

/** The fax's line in the call log of either side, each with the message in its own mailbox. */
function logFax(
  parts: Parts,
  account: Account,
  call: {
    readonly fax: Message
    readonly arrived: Message | null
    readonly to: { readonly phoneNumber: string; readonly name?: string }
  },
): void {
  const { fax, arrived, to } = call
  const talkMs = msPerPage * (fax.details.faxPageCount ?? 1)
  const records = logCall(parts, {
    account,
    from: { extensionId: fax.extensionId },
    to,
    startedAt: fax.modifiedAt - talkMs,
    ringMs: 0,
    talkMs,
    ending: 'answered',
    type: 'Fax',
    message: { id: fax.id, type: 'Fax' },
  })
  const inbound = records.find(({ direction }) => direction === 'Inbound')
  if (!inbound || !arrived) return
  const details = { ...inbound.details, message: { id: arrived.id, type: 'Fax' as const } }
  parts.callLog.put({ ...inbound, details })
}

const pagesIn = ({ files: stored }: Parts, files: readonly MediaFile[], coverIndex: number) =>
  pagesOf(
    files.map(({ contentType, file }) => ({ contentType, bytes: stored.read(file.key) })),
    coverIndex,
  )

/** Most objects of a document that are looked at: far more than 200 pages are made of. */
const maxObjects = 100_000

/** Pages of a fax: those of each PDF as far as they show, one for any other file, and one for a cover. */
export function pagesOf(
  files: readonly { readonly contentType: string; readonly bytes: Uint8Array }[],
  coverIndex: number,
): number {
  const pages = files.map(({ contentType, bytes }) =>
    contentType === 'application/pdf' ? pagesOfPdf(bytes) : 1,
  )
  return pages.reduce((sum, count) => sum + count, coverIndex > 0 ? 1 : 0)
}

/** The page objects that can be seen in a PDF, at least one; stops counting beyond what a fax may have. */
function pagesOfPdf({ buffer, byteOffset, byteLength }: Uint8Array): number {
  const bytes = Buffer.from(buffer, byteOffset, byteLength)
  let pages = 0
  let at = bytes.indexOf('/Type')
  for (let seen = 0; at !== -1 && seen < maxObjects; seen += 1) {
    if (/^\/Type\s*\/Page(?![s\w])/.test(bytes.toString('latin1', at, at + 32))) pages += 1
    if (pages > payloadLimits.faxPages.limit) break
    at = bytes.indexOf('/Type', at + 1)
  }
  return Math.max(pages, 1)
}
