// How often each app called each method, by the hour: what the report of the production gate is made
// of, kept over a restart.
import sql from 'sql-template-tag'
import type { Database } from '../database.ts'

/** Calls of one method by one app that began in one hour. */
export interface CallCount {
  readonly clientId: string
  readonly method: string
  /** Hours since the epoch, on the platform's clock. */
  readonly hour: number
  readonly successes: number
  /** Answered with a status from 400 to 499. */
  readonly clientErrors: number
  /** Those of them that were answered 429. */
  readonly limited: number
  readonly serverErrors: number
  /** Answered by a fault, and counted nowhere else. */
  readonly injected: number
}

interface CountRow {
  client_id: string
  method: string
  hour: number
  counts: string
}

/** The store of counts. */
export type CallCounts = ReturnType<typeof createCallCounts>

/** @param db the platform's database */
export function createCallCounts(db: Database) {
  return {
    all(): CallCount[] {
      return db
        .all<CountRow>(sql`select client_id, method, hour, counts from call_count order by rowid`)
        .map(({ client_id, method, hour, counts }) => ({
          clientId: client_id,
          method,
          hour,
          ...(JSON.parse(counts) as Omit<CallCount, 'clientId' | 'method' | 'hour'>), // written below
        }))
    },
    /** Puts these in the place of all. */
    replace(all: Iterable<CallCount>): void {
      db.run(sql`delete from call_count`)
      for (const { clientId, method, hour, ...counts } of all) {
        db.run(sql`insert into call_count (client_id, method, hour, counts)
          values (${clientId}, ${method}, ${hour}, ${JSON.stringify(counts)})`)
      }
    },
  }
}
