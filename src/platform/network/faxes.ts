// Faxes on the simulated network: Queued while they are rendered and until their time, then Sent or
// failed for each recipient. A fax to a number of the company arrives there as inbound. Each is a call,
// and so in the call log.
import { faxCoverPages } from '#catalog/rules/fax-cover-pages'
import { payloadLimits } from '#catalog/rules/limits'
import type { Account, Extension } from '#storage/platform/accounts'
import type { FaxErrorCode, Message, Party } from '#storage/platform/messages'
import type { Received } from '#storage/platform/receipt'
import { faxMoved, messageAdded, messageChanged } from '../events/messages.ts'
import type { Parts } from '../parts.ts'
import type { FaxJob } from '../rendering/render.ts'
import { renderer } from '../rendering/renderer.ts'
import { ownerOf, partyOf } from './directory.ts'
import { behaviourOf } from './numbers.ts'
import { logCall, type PastCall } from './past-calls.ts'
import { deliver, type MediaFile } from './texts.ts'

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

/** Accepts a fax and returns it Queued; call inside a commit. What is rendered gets the message's own id. */
export function sendFax(parts: Parts, fax: OutgoingFax): Message {
  const { accounts, clock, messages } = parts
  const now = clock.now()
  const queued = messages.add({
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
    attachments: [],
    details: {
      faxResolution: fax.resolution,
      faxPageCount: 0,
      coverIndex: fax.coverIndex,
      ...(fax.coverPageText ? { coverPageText: fax.coverPageText } : {}),
      ...(fax.sendAt ? { sendAt: fax.sendAt } : {}),
    },
  })
  const { id } = queued
  const sources = fax.files.map(({ fileName, contentType, file }) => ({
    id: messages.addContent(id, file),
    fileName,
    contentType,
  }))
  const document = {
    id,
    type: 'RenderedDocument',
    contentType: pdf,
    fileName: nameOf(sources),
  } as const
  const sent = { ...queued, attachments: [document], details: { ...queued.details, sources } }
  messages.update(sent)
  messageAdded(parts, sent)
  parts.schedule(0, 'fax', String(id))
  return sent
}

const pdf = 'application/pdf'

/** The name of what is rendered: that of the first document, as a PDF. */
const nameOf = ([first]: readonly { readonly fileName: string }[]) =>
  `${(first?.fileName ?? 'fax').replace(/\.\w{1,5}$/, '')}.pdf`

/**
 * Takes a queued fax one step further, the task `fax`: it is rendered, and at its time put through to
 * every recipient. One that was deleted before is not.
 */
export function moveFax(parts: Parts, messageId: string): void | Promise<void> {
  const fax = queuedFax(parts, Number(messageId))
  if (!fax) return undefined
  const { account, message } = fax
  if (message.details.sources) return render(parts, account, message)
  putThrough(parts, account, message)
  return undefined
}

/** A fax that waits, with its account; null when it does not wait any more. */
function queuedFax({ accounts, messages }: Parts, messageId: number) {
  const message = messages.find(messageId)
  if (message?.status !== 'Queued' || message.availability !== 'Alive') return null
  const account = accounts.account(accounts.extension(message.extensionId)?.accountId ?? 0)
  return account ? { account, message } : null
}

async function render(parts: Parts, account: Account, message: Message): Promise<void> {
  const { files, db } = parts
  const rendering = await renderer.render(jobOf(parts, account, message))
  const isMade = 'bytes' in rendering && rendering.bytes !== null
  const receipt = isMade ? files.receive() : null
  if (isMade) await receipt?.write(rendering.bytes)
  const received = (await receipt?.finish()) ?? null
  try {
    await db.commit(() => {
      const queued = queuedFax(parts, message.id)?.message
      if (!queued) return
      if ('problem' in rendering) failRendering(parts, queued)
      else finishRendering(parts, queued, rendering.pages, received)
    })
  } finally {
    received?.discard()
  }
}

function jobOf({ messages, files }: Parts, account: Account, fax: Message): FaxJob {
  const { sources = [], coverIndex = 0, coverPageText = '' } = fax.details
  const documents = sources.flatMap(({ id, fileName, contentType }) => {
    const file = messages.content(fax.id, id)
    if (!file) return []
    return [{ fileName, contentType, size: file.size, source: files.source(file.key) }]
  })
  const cover = faxCoverPages.find(({ id }) => id > 0 && id === coverIndex)
  return {
    documents,
    cover: cover
      ? {
          name: cover.name,
          company: account.companyName,
          from: textOfParty(fax.from),
          to: fax.to.map(textOfParty),
          date: dateIn(account, fax.details.sendAt ?? fax.createdAt),
          text: coverPageText,
        }
      : null,
    maxPages: payloadLimits.faxPages.limit,
  }
}

const textOfParty = ({ name, phoneNumber, extensionNumber }: Party) =>
  [name, phoneNumber ?? extensionNumber].filter((text) => text !== undefined).join(', ')

const dateIn = ({ timezone }: Account, at: number) =>
  new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeStyle: 'short', timeZone: timezone })
    .format(at)
    .replaceAll('\u202f', ' ')

/** @param received the PDF that was made; null when the one document is it */
function finishRendering(
  parts: Parts,
  fax: Message,
  pages: number,
  received: Received | null,
): void {
  const { messages, clock } = parts
  const { sources: [only] = [], ...details } = fax.details
  const file = received?.keep() ?? (only && messages.content(fax.id, only.id))
  if (!file) return failRendering(parts, fax)
  messages.replaceContent(fax.id, file)
  const now = clock.now()
  messages.update({
    ...fax,
    modifiedAt: now,
    attachments: fax.attachments.map((document) => ({ ...document, size: file.size })),
    details: { ...details, faxPageCount: pages },
  })
  messageChanged(parts, fax)
  const wait = Math.max((details.sendAt ?? now) - now, 0)
  parts.schedule(wait + msPerPage * pages, 'fax', String(fax.id))
}

function failRendering(parts: Parts, fax: Message): void {
  const { messages, clock } = parts
  const { sources: _, ...details } = fax.details
  messages.replaceContent(fax.id, null)
  const failed: Message = {
    ...fax,
    status: 'SendingFailed',
    modifiedAt: clock.now(),
    to: fax.to.map((recipient) => settled(recipient, 'RenderingFailed')),
    attachments: [],
    details,
  }
  messages.update(failed)
  faxMoved(parts, failed)
}

const settled = (recipient: Party, outcome: FaxOutcome): Party =>
  outcome === 'Sent'
    ? { ...recipient, messageStatus: 'Sent' }
    : { ...recipient, messageStatus: 'SendingFailed', faxErrorCode: outcome }

/** How a fax ends for one recipient. */
export type FaxOutcome = 'Sent' | FaxErrorCode

function putThrough(parts: Parts, account: Account, fax: Message): void {
  settleFax(parts, account, fax, ({ phoneNumber = '' }) => {
    if (ownerOf(parts.accounts, account, phoneNumber)) return 'Sent'
    const { fax: how } = behaviourOf(phoneNumber)
    if (how.is === 'waits for a lever') return null
    return how.is === 'fails' ? how.code : 'Sent'
  })
}

/**
 * Ends a fax for those recipients that wait and have an outcome; it arrives where it was sent, and is in
 * the call log either way. Call it inside a commit.
 * @param outcomeOf null for a recipient that goes on waiting
 */
export function settleFax(
  parts: Parts,
  account: Account,
  fax: Message,
  outcomeOf: (recipient: Party) => FaxOutcome | null,
): void {
  const outcomes = fax.to.map((recipient) =>
    recipient.messageStatus === 'Queued' ? outcomeOf(recipient) : null,
  )
  const to = fax.to.map((recipient, index) => {
    const outcome = outcomes[index]
    return outcome ? settled(recipient, outcome) : recipient
  })
  const after = { ...fax, to, status: statusOf(to), modifiedAt: parts.clock.now() }
  parts.messages.update(after)
  if (outcomes.some((outcome) => outcome !== null)) faxMoved(parts, after)
  for (const [index, { phoneNumber = '', name }] of to.entries()) {
    const outcome = outcomes[index]
    if (!outcome) continue
    const arrived = outcome === 'Sent' ? arrive(parts, account, after, phoneNumber) : null
    logFax(parts, account, {
      fax: after,
      arrived,
      outcome,
      to: { phoneNumber, ...(name ? { name } : {}) },
    })
  }
}

/** What the fax as a whole has come to. */
function statusOf(to: readonly Party[]): Message['status'] {
  const statuses = to.map(({ messageStatus }) => messageStatus)
  if (statuses.includes('Queued')) return 'Queued'
  return statuses.includes('SendingFailed') ? 'SendingFailed' : 'Sent'
}

/** The inbound fax at a number of the company; null for the outside world. */
function arrive(parts: Parts, account: Account, fax: Message, phoneNumber: string): Message | null {
  const receiver = ownerOf(parts.accounts, account, phoneNumber)
  if (!receiver) return null
  const files = fax.attachments.flatMap(({ id, contentType, fileName = 'fax.pdf' }) => {
    const file = parts.messages.content(fax.id, id)
    return file ? [{ fileName, contentType, file }] : []
  })
  const { faxResolution = 'High', faxPageCount = 0 } = fax.details
  return deliver(
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
    readonly outcome: FaxOutcome
    readonly to: { readonly phoneNumber: string; readonly name?: string }
  },
): void {
  const { fax, arrived, outcome, to } = call
  const ending = endings[outcome]
  const talkMs = ending === 'answered' ? msPerPage * (fax.details.faxPageCount ?? 1) : 0
  const records = logCall(parts, {
    account,
    from: { extensionId: fax.extensionId },
    to,
    startedAt: fax.modifiedAt - talkMs,
    ringMs: 0,
    talkMs,
    ending,
    type: 'Fax',
    message: { id: fax.id, type: 'Fax' },
  })
  const inbound = records.find(({ direction }) => direction === 'Inbound')
  if (!inbound || !arrived) return
  const details = { ...inbound.details, message: { id: arrived.id, type: 'Fax' as const } }
  parts.callLog.put({ ...inbound, details })
}

const endings: Readonly<Record<FaxOutcome, PastCall['ending']>> = {
  Sent: 'answered',
  LineBusy: 'busy',
  NoAnswer: 'noAnswer',
  NoFaxMachine: 'declined',
  CallFailed: 'declined',
  RenderingFailed: 'declined',
}
