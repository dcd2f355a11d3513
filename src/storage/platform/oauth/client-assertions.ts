// Assertions that apps have proved themselves with, so that none works twice. Of the id of each only
// the SHA-256 is stored, until the assertion would be past its time anyway.
import sql from 'sql-template-tag'
import { hashSecret } from '#lib/secret'
import type { Database } from '../../database.ts'

/** The store of spent assertions. Synchronous; writes belong into the open transaction. */
export type ClientAssertions = ReturnType<typeof createClientAssertions>

/** @param db the platform's database */
export function createClientAssertions(db: Database) {
  return {
    /** Spends an assertion by its `jti`; false when the app has spent it before. Times are epoch ms. */
    spend(clientId: string, jti: string, expiresAt: number, now: number): boolean {
      db.run(sql`delete from client_assertion where expires_at <= ${now}`)
      const { changes } = db.run(sql`insert into client_assertion (client_id, hash, expires_at)
        values (${clientId}, ${hashSecret(jti)}, ${expiresAt}) on conflict do nothing`)
      return changes > 0
    },
    /** Forgets every assertion of an app, as if it had never been. */
    forgetApp(clientId: string): void {
      db.run(sql`delete from client_assertion where client_id = ${clientId}`)
    },
  }
}
