// The chain of the audit log and what breaks it: pure functions over batches, used by the engine
// when it opens, by verification, and described in docs/audit-log.md for those who check by themselves.
import { hash } from 'node:crypto'
import type { Damage, DamageKind, Head } from './audit-log.ts'

/** Records that were committed together, as they are kept. */
export interface Batch {
  readonly firstSeq: number
  readonly count: number
  /** One JSON text a line. */
  readonly records: string
  /** 32 bytes a record. */
  readonly hashes: Uint8Array
}

/** The bytes of one hash, and its hex digits. */
const hashBytes = 32
const hashDigits = 64

/** The chain hash of a record: SHA-256 of the previous one's 64 hex digits and the record's text, as hex. */
export const link = (previous: string, text: string): string =>
  hash('sha256', previous + text, 'hex')

/** The text of a record: its entry as JSON with the number in front. Never contains a line break. */
export const textOf = (seq: number, entry: object): string =>
  `{"seq":${seq},${JSON.stringify(entry).slice(1)}`

/** The texts of a batch's records. */
export const textsOf = (batch: Batch): string[] => batch.records.split('\n')

/** The chain hashes of a batch's records, hex, one after the other; {@link hashAt} takes one. */
export const hashesOf = ({ hashes }: Batch): string =>
  Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength).toString('hex')

/** The chain hash of the `index`th record; empty when there is none. */
export const hashAt = (hashes: string, index: number): string =>
  hashes.slice(index * hashDigits, (index + 1) * hashDigits)

/** The last record's number and hash, as the batch says. */
export const headOf = (batch: Batch): Head => ({
  seq: batch.firstSeq + batch.count - 1,
  hash: hashAt(hashesOf(batch), batch.count - 1),
})

/** Where a batch departs from what should follow `from`. */
export interface Break {
  /** The number that should stand there. */
  readonly seq: number
  /** The record that stands there; null when the batch ends too early or its row contradicts its records. */
  readonly text: string | null
  /** The record after it in the batch, if there is one. */
  readonly next: string | null
}

/** Follows the chain through a batch: the new head, or where it breaks. About a microsecond a record. */
export function follow(
  batch: Batch,
  from: Head,
): { readonly head: Head } | { readonly break: Break } {
  const texts = textsOf(batch)
  const hashes = hashesOf(batch)
  let { seq, hash: previous } = from
  for (const [index, text] of texts.entries()) {
    seq += 1
    const stored = hashAt(hashes, index)
    if (!text.startsWith(`{"seq":${seq},`) || link(previous, text) !== stored) {
      return { break: { seq, text, next: texts[index + 1] ?? null } }
    }
    previous = stored
  }
  const whole =
    batch.firstSeq === from.seq + 1 &&
    batch.count === texts.length &&
    batch.hashes.byteLength === texts.length * hashBytes
  if (whole) return { head: { seq, hash: previous } }
  const short = texts.length < batch.count
  return { break: { seq: short ? seq + 1 : from.seq + 1, text: null, next: null } }
}

/** What the log outside of the break says: for telling a removed record from one that was moved. */
export interface Surroundings {
  /** The record that has the number of the break, if it stands anywhere. */
  readonly elsewhere: string | undefined
  /** The first record after the broken batch, if there is one. */
  readonly following: string | null
}

/** Names what happened at a break. */
export function diagnose(at: Break, around: Surroundings): Damage {
  const { seq, text } = at
  if (text === null) {
    return damage('changed', seq, null, `The row that holds record ${seq} contradicts its records.`)
  }
  const claimed = seqOf(text)
  if (claimed === seq) {
    return damage(
      'changed',
      seq,
      text,
      `Record ${seq} does not fit its hash: it was changed${seq > 1 ? `, or record ${seq - 1} and its hash were` : ''}.`,
    )
  }
  const { elsewhere } = around
  if (elsewhere !== undefined) {
    return damage(
      'reordered',
      seq,
      elsewhere,
      `Record ${seq} stands elsewhere: ${claimed === null ? 'something else' : `record ${claimed}`} is in its place.`,
    )
  }
  const next = seqOf(at.next ?? around.following ?? '')
  if (claimed !== null && claimed > seq && next !== seq + 1) {
    const last = claimed - 1
    const message =
      last === seq ? `Record ${seq} is missing.` : `Records ${seq} to ${last} are missing.`
    return damage('removed', seq, null, message)
  }
  return damage('changed', seq, text, `Record ${seq} was changed: it no longer says its number.`)
}

/** Compares the end of the chain with a head that was kept elsewhere. */
export function missedHead(expected: Head, reached: Head): Damage | null {
  if (reached.seq >= expected.seq) return null
  const message = `The log ends at record ${reached.seq}, but reached record ${expected.seq} when the expected head was kept.`
  return damage('cut off', reached.seq + 1, null, message)
}

/** The damage of a log whose record at the expected head has another hash. */
export const rewritten = ({ seq }: Head, text: string | null): Damage =>
  damage(
    'rewritten',
    seq,
    text,
    `The chain holds, but record ${seq} is not the one whose hash was expected: it, or what comes before it, was written anew.`,
  )

function damage(what: DamageKind, seq: number, text: string | null, message: string): Damage {
  return { what, seq, id: text === null ? null : idOf(text), message }
}

/** The number that a record says it has. */
export function seqOf(text: string): number | null {
  const digits = /^\{"seq":(\d{1,15}),/.exec(text)?.[1]
  return digits === undefined ? null : Number(digits)
}

/** The id that a record says it has; null when it says none. A damaged record need not be JSON any more. */
export function idOf(text: string): string | null {
  return /"id":"([^"\\]{1,64})"/.exec(text)?.[1] ?? null
}
