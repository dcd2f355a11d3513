// Reading, finding and verifying the audit log in SQLite: what a running gateway and a command
// beside it (or without it) have in common. It never writes.
import {
  type AuditFilter,
  type AuditPage,
  type AuditReader,
  type AuditRecord,
  type Damage,
  genesis,
  type Head,
  type ReadRequest,
  type StoredRecord,
  type Verification,
} from '../audit-log.ts'
import {
  type Batch,
  type Break,
  diagnose,
  follow,
  hashAt,
  hashesOf,
  headOf,
  idOf,
  missedHead,
  rewritten,
  seqOf,
  textsOf,
} from '../audit-chain.ts'
import { StorageError } from '../database.ts'
import type { Batches } from './batches.ts'

/** The head of an empty log. */
export const emptyHead: Head = { seq: 0, hash: genesis }

/** How many record numbers before and after its place by time an id is looked for first. */
const nearby = 4096

/** Reading, finding and verifying, over batches that somebody else opens and closes. */
export function createAuditReader(batches: Batches): Omit<AuditReader, 'close'> {
  const head = (): Head => {
    const last = batches.last()
    return last ? headOf(last) : emptyHead
  }

  async function read({ before, after, limit, filter = {} }: ReadRequest): Promise<AuditPage> {
    const newestFirst = before !== undefined || after === undefined
    const stretch = { after: after ?? 0, before: before ?? Number.MAX_SAFE_INTEGER, newestFirst }
    const records: StoredRecord[] = []
    if (limit < 1) return { records, next: null }
    for await (const step of batches.containing(needlesOf(filter), stretch)) {
      for (const one of storedIn(step, stretch, filter)) {
        records.push(one)
        const { seq } = one.record
        if (records.length < limit) continue
        return { records, next: seq === (newestFirst ? 1 : head().seq) ? null : seq }
      }
    }
    return { records, next: null }
  }

  async function find(idOrSeq: string | number): Promise<StoredRecord | undefined> {
    const text = String(idOrSeq)
    if (/^\d{1,15}$/.test(text)) return findNumber(Number(text))
    const place = placeOf(text)
    return (
      (await findId(text, place - nearby, place + nearby)) ??
      findId(text, 0, Number.MAX_SAFE_INTEGER)
    )
  }

  function findNumber(seq: number): StoredRecord | undefined {
    const batch = batches.at(seq)
    const stretch = { after: seq - 1, before: seq + 1, newestFirst: false }
    return batch && storedIn([batch], stretch, {}).next().value
  }

  /** Where a record with this id would stand by the order of ids: near enough to look there first. */
  function placeOf(id: string): number {
    let [low, high] = [1, head().seq]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      const first = batches.at(middle)?.records.split('\n', 1)[0] ?? ''
      if ((idOf(first) ?? '') <= id) low = middle
      else high = middle - 1
    }
    return low
  }

  async function findId(id: string, after: number, before: number) {
    const stretch = { after: Math.max(after, 0), before, newestFirst: false }
    for await (const step of batches.containing([memberText('id', id)], stretch)) {
      for (const one of storedIn(step, stretch, {})) if (one.record.id === id) return one
    }
    return undefined
  }

  async function verify({ expect }: { readonly expect?: Head | undefined } = {}) {
    return verifyChain(batches, expect ? [expect] : [])
  }

  return { head, read, find, verify }
}

/**
 * Follows the whole chain; each of `expected` must be on it.
 * @throws StorageError when the file cannot be read as a database any more
 */
export async function verifyChain(
  batches: Batches,
  expected: readonly Head[],
): Promise<Verification> {
  try {
    return await followAll(batches, expected)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unknown reason'
    throw new StorageError(
      `The audit log cannot be read to its end: ${reason}. Its file is damaged; keep it as evidence and restore a copy.`,
      { cause },
    )
  }
}

async function followAll(batches: Batches, expected: readonly Head[]): Promise<Verification> {
  let reached = emptyHead
  let broken: Break | null = null
  for await (const step of batches.inOrder()) {
    for (const batch of step) {
      // The break is known; this is the batch after it, which tells what kind it is.
      if (broken) return damaged(await diagnosis(batches, broken, batch))
      const followed = follow(batch, reached)
      if ('break' in followed) broken = followed.break
      else {
        const missed = missedIn(batch, reached, expected)
        if (missed) return damaged(missed)
        reached = followed.head
      }
    }
  }
  if (broken) return damaged(await diagnosis(batches, broken, null))
  const cutOff = expected.map((head) => missedHead(head, reached)).find((damage) => damage !== null)
  return cutOff ? damaged(cutOff) : { intact: true, count: reached.seq, head: reached }
}

const damaged = (damage: Damage): Verification => ({ intact: false, damage })

/** An expected head that lies in this batch but has another hash. */
function missedIn(batch: Batch, from: Head, expected: readonly Head[]): Damage | null {
  for (const head of expected) {
    const index = head.seq - from.seq - 1
    if (index < 0 || index >= batch.count || hashAt(hashesOf(batch), index) === head.hash) continue
    return rewritten(head, textsOf(batch)[index] ?? null)
  }
  return null
}

async function diagnosis(batches: Batches, at: Break, next: Batch | null): Promise<Damage> {
  let elsewhere: string | undefined
  for await (const step of batches.inOrder()) {
    elsewhere ??= step.flatMap(textsOf).find((text) => seqOf(text) === at.seq)
    if (elsewhere !== undefined) break
  }
  return diagnose(at, { elsewhere, following: next && (textsOf(next)[0] ?? null) })
}

/** The records of some batches that are in a stretch and match a filter, in the order of the batches. */
function* storedIn(
  step: readonly Batch[],
  { after, before, newestFirst }: { after: number; before: number; newestFirst: boolean },
  filter: AuditFilter,
): Generator<StoredRecord, undefined> {
  const needles = needlesOf(filter)
  for (const batch of step) {
    const texts = textsOf(batch)
    const hashes = hashesOf(batch)
    for (let index = 0; index < texts.length; index += 1) {
      const position = newestFirst ? texts.length - 1 - index : index
      const seq = batch.firstSeq + position
      const text = texts[position] ?? ''
      if (seq <= after || seq >= before) continue
      // Spares most of the parsing.
      if (!needles.every((needle) => text.includes(needle))) continue
      const record = parse(text, seq)
      if (matches(record, filter)) yield { record, text, hash: hashAt(hashes, position) }
    }
  }
  return undefined
}

/** How a member with a string value is written in a record. */
const memberText = (name: string, value: string) => `"${name}":${JSON.stringify(value)}`

/** What a text must contain to match, or to hold a record that does. */
function needlesOf({ kinds, from: _from, to: _to, ...members }: AuditFilter): string[] {
  const needles = Object.entries(members)
    .filter((member): member is [string, string] => member[1] !== undefined)
    .map(([name, value]) => memberText(name, value))
  const [kind, ...others] = kinds ?? []
  return kind && others.length === 0 ? [...needles, memberText('kind', kind)] : needles
}

function matches(record: AuditRecord, { kinds, from, to, ...members }: AuditFilter): boolean {
  if (kinds && !kinds.includes(record.kind)) return false
  if (from !== undefined && record.time < from) return false
  if (to !== undefined && record.time >= to) return false
  const fields: Readonly<Record<string, unknown>> = { ...record }
  return Object.entries(members).every(
    ([name, value]) => value === undefined || fields[name] === value,
  )
}

/** @throws StorageError when the text is no record any more */
function parse(text: string, seq: number): AuditRecord {
  try {
    // What append wrote; whether it still is that is for verify to say.
    return JSON.parse(text) as AuditRecord
  } catch (cause) {
    throw new StorageError(
      `Record ${seq} of the audit log is damaged. Run "ringfence audit verify" to see what happened to it.`,
      { cause },
    )
  }
}
