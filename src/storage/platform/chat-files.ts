// Files that were uploaded for team messaging, and the posts they are attached to.
import sql, { join } from 'sql-template-tag'
import type { Database } from '../database.ts'
import type { StoredFile } from './files.ts'

/** A file for posts. */
export interface ChatFile {
  readonly id: number
  /** The chat it was uploaded for; null when none was named. */
  readonly chatId: number | null
  readonly creatorId: number
  readonly name: string
  readonly contentType: string
  readonly file: StoredFile
}

interface FileRow {
  id: number
  chat_id: number | null
  creator_id: number
  name: string
  content_type: string
  file_key: string
  size: number
}

const toFile = (row: FileRow): ChatFile => ({
  id: row.id,
  chatId: row.chat_id,
  creatorId: row.creator_id,
  name: row.name,
  contentType: row.content_type,
  file: { key: row.file_key, size: row.size },
})

/** The store of files for posts. Synchronous; writes belong into the open transaction. */
export type ChatFiles = ReturnType<typeof createChatFiles>

/** @param db the platform's database */
export function createChatFiles(db: Database) {
  return {
    /** Stores a file and returns it with its id. */
    add(file: Omit<ChatFile, 'id'>): ChatFile {
      const { lastInsertRowid: id } = db.run(
        sql`insert into chat_file (chat_id, creator_id, name, content_type, file_key, size)
          values (${join([
            file.chatId,
            file.creatorId,
            file.name,
            file.contentType,
            file.file.key,
            file.file.size,
          ])})`,
      )
      return { ...file, id }
    },
    file(id: number): ChatFile | undefined {
      const row = db.get<FileRow>(
        sql`select id, chat_id, creator_id, name, content_type, file_key, size
          from chat_file where id = ${id}`,
      )
      return row && toFile(row)
    },
    /** Attaches a file to a post. */
    attach(fileId: number, postId: number): void {
      db.run(sql`insert or ignore into post_file (post_id, file_id) values (${postId}, ${fileId})`)
    },
    /** Whether an extension may see a file: theirs, of a chat they are in, or attached to a post there. */
    isSeenBy({ id, creatorId, chatId }: ChatFile, extensionId: number): boolean {
      if (creatorId === extensionId) return true
      const seen = db.get(
        sql`select 1 from chat_member where extension_id = ${extensionId} and (chat_id = ${chatId}
          or chat_id in (select post.chat_id from post_file join post on post.id = post_id
            where file_id = ${id})) limit 1`,
      )
      return seen !== undefined
    },
    /** Forgets what belongs to a chat that goes, before its posts do. Returns the keys of its files. */
    removeOf(chatId: number): string[] {
      db.run(sql`delete from post_file where post_id in (select id from post where chat_id = ${chatId})
        or file_id in (select id from chat_file where chat_id = ${chatId})`)
      const rows = db.all<{ file_key: string }>(
        sql`delete from chat_file where chat_id = ${chatId} returning file_key`,
      )
      return rows.map((row) => row.file_key)
    },
  }
}
