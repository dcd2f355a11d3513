// What belongs to a company as a whole: the prompts of its menus and its settings; and the pictures of
// its people.
import sql, { join } from 'sql-template-tag'
import { type Database, limitedTo } from '../database.ts'
import type { StoredFile } from './files.ts'

/** A sound that a menu plays. */
export interface Prompt {
  readonly id: number
  readonly accountId: number
  readonly name: string
  readonly contentType: string
  readonly file: StoredFile
}

/** The picture of an extension. The time is epoch milliseconds. */
export interface Picture {
  readonly contentType: string
  readonly file: StoredFile
  readonly modifiedAt: number
}

interface PromptRow {
  id: number
  account_id: number
  name: string
  content_type: string
  file_key: string
  size: number
}
interface PictureRow {
  extension_id: number
  content_type: string
  file_key: string
  size: number
  modified_at: number
}

const promptColumns = sql`id, account_id, name, content_type, file_key, size`
const pictureColumns = sql`extension_id, content_type, file_key, size, modified_at`

const toPrompt = (row: PromptRow): Prompt => ({
  id: row.id,
  accountId: row.account_id,
  name: row.name,
  contentType: row.content_type,
  file: { key: row.file_key, size: row.size },
})

const toPicture = (row: PictureRow): Picture => ({
  contentType: row.content_type,
  file: { key: row.file_key, size: row.size },
  modifiedAt: row.modified_at,
})

/** The store of a company's prompts, settings and pictures. Synchronous; writes belong into the open transaction. */
export type CompanyStore = ReturnType<typeof createCompanyStore>

/** @param db the platform's database */
export function createCompanyStore(db: Database) {
  return {
    /** Stores a prompt and returns it with its id. */
    addPrompt(prompt: Omit<Prompt, 'id'>): Prompt {
      const { accountId, name, contentType, file } = prompt
      const { lastInsertRowid: id } = db.run(
        sql`insert into prompt (account_id, name, content_type, file_key, size)
          values (${join([accountId, name, contentType, file.key, file.size])})`,
      )
      return { ...prompt, id }
    },
    prompt(accountId: number, id: number): Prompt | undefined {
      const row = db.get<PromptRow>(
        sql`select ${promptColumns} from prompt where id = ${id} and account_id = ${accountId}`,
      )
      return row && toPrompt(row)
    },
    /** Prompts in the order they were added. */
    prompts(
      accountId: number,
      page: { readonly limit: number; readonly offset: number },
    ): Prompt[] {
      return db
        .all<PromptRow>(
          sql`select ${promptColumns} from prompt where account_id = ${accountId}
            order by id ${limitedTo(page)}`,
        )
        .map(toPrompt)
    },
    countPrompts(accountId: number): number {
      return (
        db.get<{ count: number }>(
          sql`select count(*) as count from prompt where account_id = ${accountId}`,
        )?.count ?? 0
      )
    },
    renamePrompt(id: number, name: string): void {
      db.run(sql`update prompt set name = ${name} where id = ${id}`)
    },
    removePrompt(id: number): void {
      db.run(sql`delete from prompt where id = ${id}`)
    },
    /** Whether all calls of the company go to its operator. */
    forwardsAllCalls(accountId: number): boolean {
      const row = db.get<{ on: number }>(
        sql`select forwards_all_calls as "on" from company_setting where account_id = ${accountId}`,
      )
      return row?.on === 1
    },
    setForwardsAllCalls(accountId: number, isOn: boolean): void {
      db.run(sql`insert into company_setting (account_id, forwards_all_calls)
        values (${accountId}, ${isOn ? 1 : 0})
        on conflict (account_id) do update set forwards_all_calls = excluded.forwards_all_calls`)
    },
    picture(extensionId: number): Picture | undefined {
      const row = db.get<PictureRow>(
        sql`select ${pictureColumns} from profile_image where extension_id = ${extensionId}`,
      )
      return row && toPicture(row)
    },
    /** The pictures of an account's extensions, by extension id. */
    pictures(accountId: number): ReadonlyMap<number, Picture> {
      const rows = db.all<PictureRow>(
        sql`select ${pictureColumns} from profile_image
          where extension_id in (select id from extension where account_id = ${accountId})`,
      )
      return new Map(rows.map((row) => [row.extension_id, toPicture(row)]))
    },
    /** Stores a picture in the place of the one there is. */
    setPicture(extensionId: number, { contentType, file, modifiedAt }: Picture): void {
      db.run(sql`insert or replace into profile_image (${pictureColumns})
        values (${join([extensionId, contentType, file.key, file.size, modifiedAt])})`)
    },
    removePicture(extensionId: number): void {
      db.run(sql`delete from profile_image where extension_id = ${extensionId}`)
    },
  }
}
