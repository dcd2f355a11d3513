// The key that id tokens are signed with. It is made once for a database and, unlike every other secret
// here, stored as it is: it has to sign.
import sql from 'sql-template-tag'
import type { Database } from '../../database.ts'

/** A key pair as a private JWK (RFC 7517) in JSON, and its name. */
export interface SigningKey {
  readonly kid: string
  readonly jwk: string
}

/** The store of signing keys. Synchronous; writes belong into the open transaction. */
export type SigningKeys = ReturnType<typeof createSigningKeys>

/** @param db the platform's database */
export function createSigningKeys(db: Database) {
  return {
    /** The key in use; undefined before the first. */
    find: (): SigningKey | undefined =>
      db.get<SigningKey & Record<string, string>>(
        sql`select kid, jwk from signing_key order by rowid limit 1`,
      ),
    add({ kid, jwk }: SigningKey): void {
      db.run(sql`insert into signing_key (kid, jwk) values (${kid}, ${jwk})`)
    },
  }
}
