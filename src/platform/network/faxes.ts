// Faxes on the simulated network: Queued (until their time, when they have one), then Sent. A fax to a
// number of the company arrives there as inbound.
import type { Account, Extension } from '#storage/platform/accounts'
import type { Message } from '#storage/platform/messages'
import type { Parts } from '../parts.ts'
import { ownerOf, partyOf } from './directory.ts'
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
  schedule(wait + msPerPage * pagesOf(fax.files, fax.coverIndex), 'fax', String(sent.id))
  return sent
}

/** Puts a queued fax through to every recipient; the task `fax`. A fax deleted before its time is not sent. */
export function moveFax(parts: Parts, messageId: string): void {
  const { accounts, messages, clock } = parts
  const fax = messages.find(Number(messageId))
  if (fax?.status !== 'Queued' || fax.availability !== 'Alive') return
  const sender = accounts.extension(fax.extensionId)
  const account = sender && accounts.account(sender.accountId)
  if (!account) return
  const modifiedAt = clock.now()
  const files = fax.attachments.map((attachment) => ({
    fileName: attachment.fileName ?? 'fax.pdf',
    contentType: attachment.contentType,
    bytes: messages.content(fax.id, attachment.id) ?? new Uint8Array(),
  }))
  const details = {
    ...fax.details,
    faxPageCount: pagesOf(files, fax.details.coverIndex ?? 0),
  }
  for (const { phoneNumber } of fax.to) {
    const receiver = ownerOf(accounts, account, phoneNumber ?? '')
    if (!receiver) continue
    const { faxResolution, faxPageCount } = details
    store(
      parts,
      files,
      {
        extensionId: receiver.id,
        type: 'Fax',
        direction: 'Inbound',
        readStatus: 'Unread',
        availability: 'Alive',
        status: 'Received',
        createdAt: modifiedAt,
        modifiedAt,
        conversationId: null,
        subject: null,
        from: fax.from,
        to: [partyOf(accounts, account, phoneNumber ?? '')],
        details: { faxResolution: faxResolution ?? 'High', faxPageCount },
      },
      'RenderedDocument',
    )
  }
  messages.update({
    ...fax,
    status: 'Sent',
    modifiedAt,
    to: fax.to.map((recipient) => ({ ...recipient, messageStatus: 'Sent' })),
    details,
  })
}

/** Pages of a fax: those of each PDF, one for any other file, and one for a cover. */
function pagesOf(files: readonly MediaFile[], coverIndex: number): number {
  const pages = files.map(({ contentType, bytes }) => {
    if (contentType !== 'application/pdf') return 1
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
    return text.match(/\/Type\s*\/Page(?![s\w])/g)?.length ?? 1
  })
  return pages.reduce((sum, count) => sum + count, coverIndex > 0 ? 1 : 0)
}
