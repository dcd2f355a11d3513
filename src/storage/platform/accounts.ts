// Accounts, their extensions and their phone numbers, as the platform stores them.
import sql, { empty, join, type Sql } from 'sql-template-tag'
import { type Database, limitedTo } from '../database.ts'
import { rememberingReads } from '../remembered-reads.ts'

/** A street address in RingCentral's field names. */
export interface Address {
  readonly street?: string
  readonly city?: string
  readonly state?: string
  readonly zip?: string
  readonly country?: string
}

/** What an account holds beside its id. */
export interface AccountDetails {
  readonly companyName: string
  readonly companyEmail: string
  readonly mainNumber: string
  readonly businessAddress: Address
  /** Extension id of the operator. */
  readonly operatorId: number
  readonly timezone: string
}

/** A company's account. */
export interface Account extends AccountDetails {
  readonly id: number
}

/** What a user may do in the account: RingCentral's two predefined roles that matter here. */
export type Role = 'Super Admin' | 'Standard'

/** Kinds of extension the platform keeps. */
export type ExtensionType = 'User' | 'Department' | 'IvrMenu' | 'Voicemail' | 'Announcement'

/** Whether an extension is in use. */
export type ExtensionStatus = 'Enabled' | 'Disabled' | 'Frozen' | 'NotActivated' | 'Unassigned'

/** An extension's contact card in RingCentral's field names. */
export interface Contact {
  readonly firstName?: string
  readonly lastName?: string
  readonly company?: string
  readonly jobTitle?: string
  readonly department?: string
  readonly email?: string
  readonly businessPhone?: string
  readonly mobilePhone?: string
  readonly businessAddress?: Address
  readonly emailAsLoginName?: boolean
  readonly pronouncedName?: {
    readonly type?: 'Default' | 'TextToSpeech' | 'Recorded'
    readonly text?: string
  }
}

/** What of an extension is neither filtered nor joined on. */
export interface ExtensionDetails {
  readonly contact: Contact
  readonly regionalSettings: Readonly<Record<string, unknown>>
  readonly setupWizardState: 'NotStarted' | 'Incomplete' | 'Completed'
  readonly hidden: boolean
  /** Members of a Department (call queue), by extension id. */
  readonly members?: readonly number[]
  /** Fields a PUT may set that nothing else reads (partnerId, references, customFields …), kept as sent. */
  readonly extra: Readonly<Record<string, unknown>>
}

/** One extension: a person, a call queue, a menu. */
export interface Extension {
  readonly id: number
  readonly accountId: number
  readonly number: string
  readonly type: ExtensionType
  readonly status: ExtensionStatus
  readonly role: Role
  readonly name: string
  readonly email: string | null
  readonly details: ExtensionDetails
}

/** What a number can do. */
export type NumberFeature = 'SmsSender' | 'MmsSender' | 'CallerId' | 'InternationalSmsSender'

/** A phone number of the account, in E.164. */
export interface PhoneNumber {
  readonly id: number
  readonly accountId: number
  readonly extensionId: number | null
  readonly number: string
  readonly usageType: 'MainCompanyNumber' | 'CompanyNumber' | 'DirectNumber' | 'CompanyFaxNumber'
  readonly type: 'VoiceFax' | 'VoiceOnly' | 'FaxOnly'
  readonly features: readonly NumberFeature[]
  readonly label: string | null
}

/** Which extensions a list wants; absent means any. */
export interface ExtensionFilter {
  readonly number?: string
  readonly emails?: readonly string[]
  readonly statuses?: readonly string[]
  readonly types?: readonly string[]
}

type NumberDetails = Pick<PhoneNumber, 'type' | 'features' | 'label'>
type Stored<T> = { readonly [K in keyof T]: string }
interface ExtensionRow {
  id: number
  account_id: number
  number: string
  type: ExtensionType
  status: ExtensionStatus
  role: Role
  name: string
  email: string | null
  details: string
}
interface NumberRow {
  id: number
  account_id: number
  extension_id: number | null
  number: string
  usage_type: PhoneNumber['usageType']
  details: string
}

const extensionColumns = sql`id, account_id, number, type, status, role, name, email, details`
const numberColumns = sql`id, account_id, extension_id, number, usage_type, details`

/**
 * Reads JSON columns that every call asks for and that are rarely written: while the text is the same,
 * the same object comes back.
 */
function rememberingParse<T>(parse: (text: string) => T): (id: number, text: string) => T {
  const parsed = new Map<number, { readonly text: string; readonly value: T }>()
  return (id, text) => {
    const known = parsed.get(id)
    if (known?.text === text) return known.value
    const value = parse(text)
    parsed.set(id, { text, value })
    return value
  }
}

/** The store of accounts, extensions and numbers. All methods are synchronous reads or writes in the open transaction. */
export type Accounts = ReturnType<typeof createAccounts>

/** @param db the platform's database */
export function createAccounts(db: Database) {
  const parseExtension = rememberingParse((text) => JSON.parse(text) as ExtensionDetails) // written by this store alone
  const parseAccount = rememberingParse((text) => JSON.parse(text) as AccountDetails) // ditto
  const parseNumber = rememberingParse((text) => JSON.parse(text) as NumberDetails) // ditto

  const toExtension = (row: ExtensionRow): Extension => ({
    id: row.id,
    accountId: row.account_id,
    number: row.number,
    type: row.type,
    status: row.status,
    role: row.role,
    name: row.name,
    email: row.email,
    details: parseExtension(row.id, row.details),
  })

  const toNumber = (row: NumberRow): PhoneNumber => ({
    id: row.id,
    accountId: row.account_id,
    extensionId: row.extension_id,
    number: row.number,
    usageType: row.usage_type,
    ...parseNumber(row.id, row.details),
  })

  const wanted = (accountId: number, filter: ExtensionFilter): Sql =>
    join(
      [
        sql`account_id = ${accountId}`,
        filter.number ? sql`number = ${filter.number}` : null,
        filter.emails?.length ? sql`email in (${join(filter.emails)})` : null,
        filter.statuses?.length ? sql`status in (${join(filter.statuses)})` : null,
        filter.types?.length ? sql`type in (${join(filter.types)})` : null,
      ].filter((part) => part !== null),
      ' and ',
    )

  // Every text asks for these: measured, reading one takes 4 µs.
  const extension = rememberingReads(db, ['extension'], (id: number): Extension | undefined => {
    const row = db.get<ExtensionRow>(
      sql`select ${extensionColumns} from extension where id = ${id}`,
    )
    return row && toExtension(row)
  })
  const numberOf = rememberingReads(db, ['phone_number'], (number: string) => {
    const row = db.get<NumberRow>(
      sql`select ${numberColumns} from phone_number where number = ${number}`,
    )
    return row && toNumber(row)
  })

  return {
    addAccount(account: Account): void {
      const { id, ...details } = account
      db.run(sql`insert into account (id, details) values (${id}, ${JSON.stringify(details)})`)
    },
    account(id: number): Account | undefined {
      const row = db.get<{ id: number } & Stored<{ details: string }>>(
        sql`select id, details from account where id = ${id}`,
      )
      return row && { id: row.id, ...parseAccount(row.id, row.details) }
    },
    /** Every account, in the order they were made. */
    list(): Account[] {
      return db
        .all<{ id: number } & Stored<{ details: string }>>(
          sql`select id, details from account order by rowid`,
        )
        .map((row) => ({ id: row.id, ...parseAccount(row.id, row.details) }))
    },
    addExtension(extension: Extension, passwordHash: string | null = null): void {
      db.run(
        sql`insert into extension (${extensionColumns}, password_hash) values (${join([
          extension.id,
          extension.accountId,
          extension.number,
          extension.type,
          extension.status,
          extension.role,
          extension.name,
          extension.email,
          JSON.stringify(extension.details),
          passwordHash,
        ])})`,
      )
    },
    extension,
    extensionByNumber(accountId: number, number: string): Extension | undefined {
      const row = db.get<ExtensionRow>(
        sql`select ${extensionColumns} from extension where account_id = ${accountId} and number = ${number}`,
      )
      return row && toExtension(row)
    },
    /** Who signs in with these: an email address, or a phone number (main or own) with an extension number. */
    extensionByEmail(email: string): Extension | undefined {
      const row = db.get<ExtensionRow>(
        sql`select ${extensionColumns} from extension where email = ${email.toLowerCase()}`,
      )
      return row && toExtension(row)
    },
    passwordHash(extensionId: number): string | null {
      return (
        db.get<{ password_hash: string | null }>(
          sql`select password_hash from extension where id = ${extensionId}`,
        )?.password_hash ?? null
      )
    },
    updateExtension(extension: Extension): void {
      db.run(sql`update extension set
        number = ${extension.number}, type = ${extension.type}, status = ${extension.status},
        role = ${extension.role}, name = ${extension.name}, email = ${extension.email},
        details = ${JSON.stringify(extension.details)}
        where id = ${extension.id}`)
    },
    setPasswordHash(extensionId: number, hash: string): void {
      db.run(sql`update extension set password_hash = ${hash} where id = ${extensionId}`)
    },
    /** Extensions by number, shortest first as a phone book has them; `limit` and `offset` in rows. */
    extensions(
      accountId: number,
      filter: ExtensionFilter = {},
      page?: { limit: number; offset: number },
    ): Extension[] {
      return db
        .all<ExtensionRow>(
          sql`select ${extensionColumns} from extension where ${wanted(accountId, filter)}
            order by length(number), number
            ${page ? limitedTo(page) : empty}`,
        )
        .map(toExtension)
    },
    countExtensions(accountId: number, filter: ExtensionFilter = {}): number {
      return (
        db.get<{ count: number }>(
          sql`select count(*) as count from extension where ${wanted(accountId, filter)}`,
        )?.count ?? 0
      )
    },
    addNumber(number: PhoneNumber): void {
      const { type, features, label } = number
      db.run(
        sql`insert into phone_number (${numberColumns}) values (${join([
          number.id,
          number.accountId,
          number.extensionId,
          number.number,
          number.usageType,
          JSON.stringify({ type, features, label }),
        ])})`,
      )
    },
    /** The account's number written exactly so (E.164), or undefined when it is of the outside world. */
    number: numberOf,
    /** The extension's own numbers, in the order they were added. */
    numbersOf(extensionId: number): PhoneNumber[] {
      return db
        .all<NumberRow>(
          sql`select ${numberColumns} from phone_number where extension_id = ${extensionId} order by id`,
        )
        .map(toNumber)
    },
    /** Every number of the account, in the order they were added. */
    numbers(accountId: number): PhoneNumber[] {
      return db
        .all<NumberRow>(
          sql`select ${numberColumns} from phone_number where account_id = ${accountId} order by id`,
        )
        .map(toNumber)
    },
  }
}
