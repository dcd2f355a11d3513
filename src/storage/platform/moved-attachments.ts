// What older versions kept of messages elsewhere, brought to where it is now.
import sql from 'sql-template-tag'
import type { Database } from '../database.ts'
import type { Files } from './files.ts'

/** Moves what an older version stored in the database over to files, a batch to a transaction. */
export function moveAttachments(db: Database, files: Files): void {
  for (;;) {
    const rows = db.all<{ id: number; message_id: number; bytes: Uint8Array }>(
      sql`select id, message_id, bytes from attachment_bytes limit 50`,
    )
    if (rows.length === 0) return
    db.transaction(() => {
      for (const { id, message_id, bytes } of rows) {
        const { key, size } = files.put(bytes)
        db.run(sql`insert into attachment (id, message_id, file_key, size)
          values (${id}, ${message_id}, ${key}, ${size})`)
        db.run(sql`delete from attachment_bytes where id = ${id}`)
      }
    })
  }
}
