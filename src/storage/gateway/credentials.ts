// What agents prove themselves with: keys (only their SHA-256 is here) and JWT credentials (only
// their id is here, which is the `jti` of the token; the signature proves the rest).
import sql from 'sql-template-tag'
import type { Database } from '../database.ts'
import type { AgentId } from './agents.ts'

/** The id of a credential, as in `key_…` or `jwt_…`. */
export type CredentialId = string & { readonly brand: 'CredentialId' }

/** One key or one JWT of an agent. */
export interface Credential {
  readonly id: CredentialId
  readonly agentId: AgentId
  readonly kind: 'key' | 'jwt'
  /** SHA-256 of a key as base64url; null for a JWT. */
  readonly hash: string | null
  readonly createdAt: number
  /** When it stops being accepted; null for never. */
  readonly expiresAt: number | null
  readonly revokedAt: number | null
}

const columns = sql`id, agent_id as "agentId", kind, hash, created_at as "createdAt",
  expires_at as "expiresAt", revoked_at as "revokedAt"`

/**
 * Credentials in the gateway's database. Writes belong inside a commit.
 * @param db the gateway's database
 */
export function createCredentialStore(db: Database) {
  return {
    /** Every credential, revoked ones too, oldest first. */
    list: (): Credential[] =>
      db
        .all<Credential>(sql`select ${columns} from credentials order by created_at, id`)
        .map((row) => ({ ...row })),
    add(credential: Credential): void {
      db.run(sql`insert into credentials
        (id, agent_id, kind, hash, created_at, expires_at, revoked_at)
        values (${credential.id}, ${credential.agentId}, ${credential.kind}, ${credential.hash},
          ${credential.createdAt}, ${credential.expiresAt}, ${credential.revokedAt})`)
    },
    /** Sets when a credential stops being accepted, and whether it was revoked. */
    end({ id, expiresAt, revokedAt }: Pick<Credential, 'id' | 'expiresAt' | 'revokedAt'>): void {
      db.run(sql`update credentials set expires_at = ${expiresAt}, revoked_at = ${revokedAt}
        where id = ${id}`)
    },
  }
}
