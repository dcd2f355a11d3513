// The batches of the audit log as rows: the only place with SQL over them. Long walks are cut into
// steps with a turn of the loop between them, so that a running gateway never stands still.
import { setImmediate as nextTurn } from 'node:timers/promises'
import sql, { empty, join } from 'sql-template-tag'
import type { Batch } from '../audit-chain.ts'
import type { Database } from '../database.ts'

/** Batches that one step of a search or a walk takes: a few milliseconds of work. */
const stepSize = 64

type BatchRow = Batch & Record<string, never>

/** Where to search, and in which direction. */
interface Stretch {
  /** Only batches that can hold larger numbers. */
  readonly after: number
  /** Only batches that can hold smaller numbers. */
  readonly before: number
  readonly newestFirst: boolean
}

/** The batches of the audit log. */
export type Batches = ReturnType<typeof createBatches>

/** @param db the audit log's own database; the caller closes it */
export function createBatches(db: Database) {
  const columns = sql`first_seq as firstSeq, count, records, hashes`

  const last = (): Batch | undefined =>
    db.get<BatchRow>(sql`select ${columns} from batch order by first_seq desc limit 1`)

  const at = (seq: number): Batch | undefined =>
    db.get<BatchRow>(
      sql`select ${columns} from batch where first_seq <= ${seq} order by first_seq desc limit 1`,
    )

  async function* inOrder(): AsyncGenerator<readonly Batch[]> {
    const end = last()?.firstSeq
    if (end === undefined) return
    for (let after = Number.MIN_SAFE_INTEGER; after < end;) {
      const rows: readonly Batch[] = db.all<BatchRow>(
        sql`select ${columns} from batch where first_seq > ${after} and first_seq <= ${end} order by first_seq limit ${stepSize}`,
      )
      yield rows
      after = rows.at(-1)?.firstSeq ?? end
      // oxlint-disable-next-line no-await-in-loop -- each step waits for its turn
      await nextTurn()
    }
  }

  async function* containing(
    needles: readonly string[],
    { after, before, newestFirst }: Stretch,
  ): AsyncGenerator<readonly Batch[]> {
    const tests = needles.map((needle) => sql`instr(records, ${needle}) > 0`)
    const contains = tests.length > 0 ? sql`and ${join(tests, ' and ')}` : empty
    const order = newestFirst ? sql`desc` : sql`asc`
    let low = at(after + 1)?.firstSeq ?? after + 1
    let high = before - 1
    while (low <= high) {
      // Steps are counted in rows, since numbers in a damaged log may be anything.
      const end = db.get<{ firstSeq: number }>(
        sql`select first_seq as firstSeq from batch where first_seq between ${low} and ${high} order by first_seq ${order} limit 1 offset ${stepSize}`,
      )?.firstSeq
      const [from, to] = newestFirst ? [end ?? low, high] : [low, end ?? high]
      yield db.all<BatchRow>(
        sql`select ${columns} from batch where first_seq between ${from} and ${to} ${contains} order by first_seq ${order}`,
      )
      if (end === undefined) return
      if (newestFirst) high = end - 1
      else low = end + 1
      // oxlint-disable-next-line no-await-in-loop -- each step waits for its turn
      await nextTurn()
    }
  }

  return {
    /** One row, one commit, one sync. Throws what SQLite throws; then nothing was written. */
    insert({ firstSeq, count, records, hashes }: Batch): void {
      db.run(
        sql`insert into batch (first_seq, count, records, hashes) values (${firstSeq}, ${count}, ${records}, ${hashes})`,
      )
    },
    /** The newest batch. */
    last,
    /** The batch in which `seq` is, if it is anywhere. */
    at,
    /** Every batch in order, in steps, up to the one that is the last now. */
    inOrder,
    /** The batches whose text contains every one of `needles`, in steps. */
    containing,
  }
}
