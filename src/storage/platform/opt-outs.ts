// Who of the outside world wants no texts from which number of ours: told by STOP, until START.
import sql from 'sql-template-tag'
import type { Database } from '../database.ts'

/** One number that opted out of the texts of one of ours. Numbers are E.164, times epoch milliseconds. */
export interface OptOut {
  readonly number: string
  readonly ownNumber: string
  readonly at: number
}

/** The store of opt-outs. Synchronous; writes belong into the open transaction. */
export type OptOuts = ReturnType<typeof createOptOuts>

/** @param db the platform's database */
export function createOptOuts(db: Database) {
  return {
    /** Opts a number out; one that is out already stays so, since when it was. */
    add({ number, ownNumber, at }: OptOut): void {
      db.run(
        sql`insert into opt_out (number, own_number, at) values (${number}, ${ownNumber}, ${at})
          on conflict do nothing`,
      )
    },
    /** Lets a number have our texts again; false when it had not opted out. */
    remove(number: string, ownNumber: string): boolean {
      return (
        db.run(sql`delete from opt_out where number = ${number} and own_number = ${ownNumber}`)
          .changes > 0
      )
    },
    has(number: string, ownNumber: string): boolean {
      return (
        db.get(
          sql`select 1 from opt_out where number = ${number} and own_number = ${ownNumber}`,
        ) !== undefined
      )
    },
    /** All of them, by the numbers. */
    list(): OptOut[] {
      return db.all<OptOut & Record<string, never>>(
        sql`select number, own_number as ownNumber, at from opt_out order by number, own_number`,
      )
    },
  }
}
