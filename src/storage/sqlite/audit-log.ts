// The audit log in SQLite: a file of its own, one row per commit, one disk sync for all the records
// that wait. Recovery after a crash is SQLite's own (the write-ahead log); a batch is there whole or
// not at all, and only what is there was acknowledged.
import {
  type AuditEntry,
  type AuditLog,
  AuditLogError,
  type AuditReader,
  type Head,
  type Receipt,
} from '../audit-log.ts'
import { diagnose, follow, headOf, link, textOf } from '../audit-chain.ts'
import { type Database, openDatabase, StorageError } from '../database.ts'
import { auditMigrations } from '../migrations/audit.ts'
import { createAuditReader, emptyHead, verifyChain } from './audit-reader.ts'
import { type Batches, createBatches } from './batches.ts'

/**
 * Turns of the loop that a record waits at most for others to share its sync. Measured: one sync costs
 * as much as ten records, so at 16 connections eight turns gave a third more calls than none did, and
 * a timer of a millisecond halved them.
 */
const gatherTurns = 8

/** How the log knows whom to wait for. */
export interface AuditLogOptions {
  /**
   * How many calls are under way that will append. A batch is committed as soon as it has a record of
   * each, so a lone call never waits. Without it nothing waits for anything.
   */
  readonly liveCalls?: () => number
}

/** A record that is chained but not yet on disk. */
interface Waiting {
  readonly receipt: Receipt
  readonly text: string
  readonly resolve: (receipt: Receipt) => void
  readonly reject: (reason: AuditLogError) => void
}

/**
 * Opens (or creates) the audit log at `path` for the one gateway that writes it.
 * @throws StorageError when the file cannot be opened or its end is damaged
 */
export function openAuditLog(
  path: string,
  { liveCalls = () => 0 }: AuditLogOptions = {},
): AuditLog {
  const db = openDatabase(path, auditMigrations)
  const batches = createBatches(db)
  let durable = guarded(db, path, () => checkedHead(batches, path))
  let chained = durable
  let waiting: Waiting[] = []
  let turns = 0
  let gathering = false
  let failure: AuditLogError | null = null

  function append(entry: AuditEntry): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      if (failure) throw failure
      const seq = chained.seq + 1
      const text = textOf(seq, entry)
      const receipt = { id: entry.id, seq, hash: link(chained.hash, text) }
      chained = receipt
      waiting.push({ receipt, text, resolve, reject })
      gather()
    })
  }

  function gather(): void {
    // A microtask, so that records appended in one go share a sync.
    if (waiting.length >= liveCalls()) queueMicrotask(commitIfComplete)
    else if (!gathering) {
      gathering = true
      setImmediate(turn)
    }
  }

  function commitIfComplete(): void {
    // Another's microtask was first.
    if (waiting.length === 0) return
    if (waiting.length >= liveCalls()) commit()
    else gather()
  }

  function turn(): void {
    turns += 1
    if (waiting.length > 0 && turns < gatherTurns && waiting.length < liveCalls()) {
      setImmediate(turn)
      return
    }
    gathering = false
    commit()
  }

  function commit(): void {
    const batch = waiting
    waiting = []
    turns = 0
    const first = batch[0]
    const last = batch.at(-1)
    if (!first || !last) return
    try {
      batches.insert({
        firstSeq: first.receipt.seq,
        count: batch.length,
        records: batch.map(({ text }) => text).join('\n'),
        hashes: Buffer.from(batch.map(({ receipt }) => receipt.hash).join(''), 'hex'),
      })
    } catch (cause) {
      // What a failed sync left on disk is unknown, so there is no second try.
      fail(batch, cause)
      return
    }
    durable = last.receipt
    for (const { resolve, receipt } of batch) resolve(receipt)
  }

  function fail(batch: readonly Waiting[], cause: unknown): void {
    failure = new AuditLogError(
      `The audit log cannot be written: ${cause instanceof Error ? cause.message : 'unknown reason'}. ` +
        'Make room or repair the disk, then start Ringfence again.',
      { cause },
    )
    for (const { reject } of batch) reject(failure)
  }

  return {
    ...createAuditReader(batches),
    append,
    head: () => ({ seq: durable.seq, hash: durable.hash }),
    // What this process knows to be durable must be in the file, whoever has touched it since.
    verify: ({ expect } = {}) =>
      verifyChain(batches, expect ? [expect, { ...durable }] : [{ ...durable }]),
    close: async () => {
      commit()
      failure ??= new AuditLogError('The audit log is closed.')
      db.close()
    },
  }
}

/**
 * Opens the audit log at `path` to read and verify it, while its gateway runs or without one.
 * Nothing in it is changed; SQLite may leave its side files (-wal, -shm) beside it.
 * @throws StorageError when the file cannot be opened or is no audit log
 */
export function openAuditLogForVerification(path: string): AuditReader {
  const db = openDatabase(path, auditMigrations, { readOnly: true })
  return { ...createAuditReader(createBatches(db)), close: async () => db.close() }
}

/** The head, after a check that the last batch is whole and continues the one before it. */
function checkedHead(batches: Batches, path: string): Head {
  const last = batches.last()
  if (!last) return emptyHead
  const before = batches.at(last.firstSeq - 1)
  const followed = follow(last, before ? headOf(before) : emptyHead)
  if ('head' in followed) return followed.head
  const { message } = diagnose(followed.break, { elsewhere: undefined, following: null })
  throw new StorageError(
    `The end of the audit log ${path} is damaged. ${message} ` +
      'Run "ringfence audit verify" to see the first damage; keep the file as evidence, and restore a copy or move it away to start a new log.',
  )
}

/** Runs `work`; when it throws, closes the database and says which file it is about. */
function guarded<T>(db: Database, path: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    db.close()
    if (cause instanceof StorageError) throw cause
    const reason = cause instanceof Error ? cause.message : 'unknown reason'
    throw new StorageError(
      `Cannot read the audit log ${path}: ${reason}. Restore a copy, or move the file away to start a new log.`,
      { cause },
    )
  }
}
