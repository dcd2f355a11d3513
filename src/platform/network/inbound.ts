// What comes in from the outside world beside texts and calls: a fax, a voicemail. Each is a call, and so
// in the call log. Call everything here inside a commit.
import type { Account, Extension } from '#storage/platform/accounts'
import type { StoredFile } from '#storage/platform/files'
import type { Message } from '#storage/platform/messages'
import type { Parts } from '../parts.ts'
import { locationOf, partyOfOwner } from './directory.ts'
import { type End, endsOf } from './ends.ts'
import { logCall } from './past-calls.ts'
import { deliver } from './texts.ts'
import { addVoicemail } from './voicemail.ts'

/** Pages take this long on the line, and a phone rings this long before its box answers. */
const msPerPage = 3_000
const ringMs = 25_000

/** Somebody outside. */
export interface Caller {
  /** E.164. */
  readonly phoneNumber: string
  readonly name?: string
}

/** A fax from the outside world: a PDF. */
export interface IncomingFax {
  readonly account: Account
  readonly from: Caller
  /** The number of ours that it comes to, and who has it. */
  readonly to: string
  readonly owner: Extension
  readonly document: StoredFile
  readonly fileName: string
  readonly pages: number
  readonly resolution: 'High' | 'Low'
}

/** Stores a fax that has come in, with its line in the call log. */
export function receiveFax(parts: Parts, fax: IncomingFax): Message {
  const { account, from, to, owner, document, fileName, pages, resolution } = fax
  const now = parts.clock.now()
  const location = locationOf(from.phoneNumber)
  const message = deliver(
    parts,
    [{ fileName, contentType: 'application/pdf', file: document }],
    {
      extensionId: owner.id,
      type: 'Fax',
      direction: 'Inbound',
      readStatus: 'Unread',
      availability: 'Alive',
      status: 'Received',
      createdAt: now,
      modifiedAt: now,
      conversationId: null,
      subject: null,
      from: { ...from, ...(location ? { location } : {}) },
      to: [partyOfOwner(to, owner)],
      details: { faxResolution: resolution, faxPageCount: pages },
    },
    'RenderedDocument',
  )
  logCall(parts, {
    account,
    from,
    to: { phoneNumber: to },
    startedAt: now - pages * msPerPage,
    ringMs: 0,
    talkMs: pages * msPerPage,
    ending: 'answered',
    type: 'Fax',
    message: { id: message.id, type: 'Fax' },
  })
  return message
}

/** A voicemail from the outside world, or from a colleague. */
export interface IncomingVoicemail {
  readonly account: Account
  readonly from: End
  readonly to: End
  /** Who has the mailbox. */
  readonly owner: Extension
  readonly recording: StoredFile
  readonly contentType: string
  readonly seconds: number
}

/** Stores a voicemail as if its caller had just hung up, with the call that left it in the call log. */
export function receiveVoicemail(parts: Parts, voicemail: IncomingVoicemail): Message {
  const { account, from, to, owner, recording, contentType, seconds } = voicemail
  const now = parts.clock.now()
  const { shown, callee } = endsOf(parts, account, from, to)
  const message = addVoicemail(parts, {
    extensionId: owner.id,
    from: shown,
    to: callee.party,
    at: now,
    recording,
    seconds,
    contentType,
  })
  logCall(parts, {
    account,
    from,
    to,
    startedAt: now - ringMs - seconds * 1000,
    ringMs,
    talkMs: seconds * 1000,
    ending: 'voiceMail',
    message: { id: message.id, type: 'VoiceMail' },
  })
  return message
}

/** The seconds of a WAV recording, at least one; null when the bytes are none that plays. */
export function secondsOfWav(bytes: Uint8Array): number | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isNamed = (name: string, at: number) => file.toString('latin1', at, at + 4) === name
  if (!isNamed('RIFF', 0) || !isNamed('WAVE', 8)) return null
  let bytesPerSecond = 0
  for (let at = 12; at + 8 <= file.length;) {
    const size = file.readUInt32LE(at + 4)
    if (isNamed('fmt ', at) && at + 20 <= file.length) bytesPerSecond = file.readUInt32LE(at + 16)
    if (isNamed('data', at)) {
      const length = Math.min(size, file.length - at - 8)
      return bytesPerSecond > 0 && length > 0
        ? Math.max(1, Math.round(length / bytesPerSecond))
        : null
    }
    // Chunks begin at even places.
    at += 8 + size + (size % 2)
  }
  return null
}
