// What the platform as a whole keeps in its database, one value a name: how its clock stands, where its
// random stream is, how far presence events are numbered. Part of the database, so that a snapshot has it.
import sql from 'sql-template-tag'
import type { Database } from '../database.ts'

/** The values by name. Who writes one parses it. */
export type StateName = 'clock' | 'random' | `presence of ${number}`

/** The store of state. */
export type State = ReturnType<typeof createState>

/** @param db the platform's database */
export function createState(db: Database) {
  return {
    /** The value, undefined when it was never written. */
    read(name: StateName): unknown {
      const row = db.get<{ value: string }>(sql`select value from state where name = ${name}`)
      return row && JSON.parse(row.value)
    },
    /** Writes a value that JSON can hold. */
    write(name: StateName, value: unknown): void {
      db.run(sql`insert into state (name, value) values (${name}, ${JSON.stringify(value)})
        on conflict (name) do update set value = excluded.value`)
    },
  }
}
