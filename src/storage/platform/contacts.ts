// Personal address books. A deleted contact stays as a row, so that a synchronisation can tell of it;
// each change of an address book has a revision of its own, which only goes up.
import sql, { empty, join, type Sql } from 'sql-template-tag'
import { type Database, limitedTo } from '../database.ts'
import type { Address } from './accounts.ts'

/** The fields of a contact in RingCentral's names; phone numbers are E.164, the birthday is epoch ms. */
export type ContactDetails = {
  readonly [field: string]: string | number | Address | undefined
}

/** A contact of an extension's address book. */
export interface StoredContact {
  readonly id: number
  readonly extensionId: number
  readonly availability: 'Alive' | 'Deleted'
  /** When in the order of all changes of this address book it changed last. */
  readonly revision: number
  readonly details: ContactDetails
}

/** What of a contact is filtered and sorted: names without regard to case, and its numbers. */
export interface ContactKeys {
  readonly firstName: string
  readonly lastName: string
  readonly company: string
  readonly numbers: readonly string[]
}

/** Which contacts a list wants; absent means any. */
export interface ContactFilter {
  readonly startsWith?: string
  readonly numbers?: readonly string[]
}

/** What contacts are sorted by, the first first. */
export type ContactOrder = readonly ('FirstName' | 'LastName' | 'Company')[]

interface ContactRow {
  id: number
  extension_id: number
  availability: StoredContact['availability']
  revision: number
  details: string
}

const columns = sql`id, extension_id, availability, revision, details`
const orderColumns = {
  FirstName: sql`first_name`,
  LastName: sql`last_name`,
  Company: sql`company`,
} as const

const toContact = (row: ContactRow): StoredContact => ({
  id: row.id,
  extensionId: row.extension_id,
  availability: row.availability,
  revision: row.revision,
  details: JSON.parse(row.details) as ContactDetails, // written by this store alone
})

/** The store of contacts. Synchronous; writes belong into the open transaction. */
export type Contacts = ReturnType<typeof createContacts>

/** @param db the platform's database */
export function createContacts(db: Database) {
  const wanted = (extensionId: number, { startsWith, numbers = [] }: ContactFilter): Sql => {
    const begins = startsWith?.toLowerCase()
    return join(
      [
        sql`extension_id = ${extensionId} and availability = 'Alive'`,
        begins
          ? sql`(substr(first_name, 1, length(${begins})) = ${begins}
              or substr(last_name, 1, length(${begins})) = ${begins})`
          : null,
        numbers.length > 0
          ? sql`(${join(
              numbers.map((number) => sql`instr(numbers, ${` ${number} `}) > 0`),
              ' or ',
            )})`
          : null,
      ].filter((part) => part !== null),
      ' and ',
    )
  }

  const revisionOf = (extensionId: number): number =>
    db.get<{ revision: number }>(
      sql`select coalesce(max(revision), 0) as revision from contact where extension_id = ${extensionId}`,
    )?.revision ?? 0

  return {
    /** Stores a new contact and returns it with its id. */
    add(extensionId: number, details: ContactDetails, keys: ContactKeys): StoredContact {
      const revision = revisionOf(extensionId) + 1
      const { lastInsertRowid: id } = db.run(
        sql`insert into contact (extension_id, availability, revision, first_name, last_name,
          company, numbers, details) values (${join([
            extensionId,
            'Alive',
            revision,
            keys.firstName,
            keys.lastName,
            keys.company,
            written(keys),
            JSON.stringify(details),
          ])})`,
      )
      return { id, extensionId, availability: 'Alive', revision, details }
    },
    /** A contact that is not deleted. */
    contact(extensionId: number, id: number): StoredContact | undefined {
      const row = db.get<ContactRow>(
        sql`select ${columns} from contact
          where id = ${id} and extension_id = ${extensionId} and availability = 'Alive'`,
      )
      return row && toContact(row)
    },
    update({ id, extensionId }: StoredContact, details: ContactDetails, keys: ContactKeys): void {
      db.run(sql`update contact set revision = ${revisionOf(extensionId) + 1},
        first_name = ${keys.firstName}, last_name = ${keys.lastName}, company = ${keys.company},
        numbers = ${written(keys)}, details = ${JSON.stringify(details)} where id = ${id}`)
    },
    remove({ id, extensionId }: StoredContact): void {
      db.run(sql`update contact set availability = 'Deleted',
        revision = ${revisionOf(extensionId) + 1} where id = ${id}`)
    },
    /** Contacts in an order, those alike in the order they were added. */
    contacts(
      extensionId: number,
      filter: ContactFilter,
      order: ContactOrder,
      page: { readonly limit: number; readonly offset: number },
    ): StoredContact[] {
      const by = [...order.map((field) => orderColumns[field]), sql`id`]
      return db
        .all<ContactRow>(
          sql`select ${columns} from contact where ${wanted(extensionId, filter)}
            order by ${join(by)} ${limitedTo(page)}`,
        )
        .map(toContact)
    },
    count(extensionId: number, filter: ContactFilter = {}): number {
      return (
        db.get<{ count: number }>(
          sql`select count(*) as count from contact where ${wanted(extensionId, filter)}`,
        )?.count ?? 0
      )
    },
    /** The revision an address book is at; 0 for one that was never used. */
    revision: revisionOf,
    /** Rows in the order they were added, deleted ones with them: a place in it holds while others come and go. */
    book(extensionId: number, page: { readonly limit: number; readonly offset: number }) {
      return db
        .all<ContactRow>(
          sql`select ${columns} from contact where extension_id = ${extensionId}
            order by id ${limitedTo(page)}`,
        )
        .map(toContact)
    },
    /** What changed since a revision, deleted ones with it, in the order of the changes. */
    changes(extensionId: number, since: number, limit: number): StoredContact[] {
      return db
        .all<ContactRow>(
          sql`select ${columns} from contact where extension_id = ${extensionId}
            and revision > ${since} order by revision ${limit > 0 ? limitedTo({ limit }) : empty}`,
        )
        .map(toContact)
    },
  }
}

/** Numbers as one text, each between spaces. */
const written = ({ numbers }: ContactKeys): string =>
  numbers.length === 0 ? '' : ` ${numbers.join(' ')} `
