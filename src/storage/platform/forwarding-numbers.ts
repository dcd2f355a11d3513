// The numbers that people have added where their calls can go instead of their own phone.
import sql, { join } from 'sql-template-tag'
import type { Database } from '../database.ts'

/** A number of an extension's list, in E.164. */
export interface ForwardingNumber {
  readonly id: number
  readonly extensionId: number
  readonly number: string
  readonly label: string
  readonly type: 'Home' | 'Mobile' | 'Work' | 'Other'
  /** Its shortcut, 1 to 8. */
  readonly flipNumber: number | null
}

interface Row {
  id: number
  extension_id: number
  number: string
  label: string
  type: ForwardingNumber['type']
  flip_number: number | null
}

const columns = sql`extension_id, number, label, type, flip_number`

const toForwardingNumber = (row: Row): ForwardingNumber => ({
  id: row.id,
  extensionId: row.extension_id,
  number: row.number,
  label: row.label,
  type: row.type,
  flipNumber: row.flip_number,
})

/** The store of forwarding numbers. Synchronous; writes belong into the open transaction. */
export type ForwardingNumbers = ReturnType<typeof createForwardingNumbers>

/** @param db the platform's database */
export function createForwardingNumbers(db: Database) {
  return {
    /** Stores a number and returns it with its id. */
    add(added: Omit<ForwardingNumber, 'id'>): ForwardingNumber {
      const { extensionId, number, label, type, flipNumber } = added
      const { lastInsertRowid: id } = db.run(
        sql`insert into forwarding_number (${columns})
          values (${join([extensionId, number, label, type, flipNumber])})`,
      )
      return { ...added, id }
    },
    update({ id, number, label, flipNumber }: ForwardingNumber): void {
      db.run(sql`update forwarding_number set
        number = ${number}, label = ${label}, flip_number = ${flipNumber} where id = ${id}`)
    },
    remove(id: number): void {
      db.run(sql`delete from forwarding_number where id = ${id}`)
    },
    /** Those of an extension, in the order they were added. */
    of(extensionId: number): ForwardingNumber[] {
      return db
        .all<Row>(
          sql`select id, ${columns} from forwarding_number
            where extension_id = ${extensionId} order by id`,
        )
        .map(toForwardingNumber)
    },
  }
}
