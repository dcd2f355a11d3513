// Authorization codes: what a person's consent gave an app, until the app exchanges it. Only the
// SHA-256 of a code is stored. A spent code is kept a while, so that a replay is known for one.
import sql from 'sql-template-tag'
import type { Scope } from '#catalog/oauth/scopes'
import { hashSecret } from '#lib/secret'
import type { Database } from '../../database.ts'

/** What a code verifier is held against (RFC 7636 4.3). */
export interface CodeChallenge {
  readonly value: string
  readonly method: 'plain' | 'S256'
}

/** An authorization code, without the code itself. */
export interface AuthorizationCode {
  readonly clientId: string
  readonly extensionId: number
  readonly expiresAt: number
  readonly redirectUri: string
  /** Whether the app named the redirect URI: then it has to name it again (RFC 6749 4.1.3). */
  readonly namesRedirectUri: boolean
  readonly scopes: readonly Scope[]
  readonly nonce: string | null
  readonly challenge: CodeChallenge | null
  /** When the person proved who they are. */
  readonly authenticatedAt: number
}

/** A stored code: with the session it opened, once it did. */
export type StoredCode = AuthorizationCode & { readonly sessionId: string | null }

type Details = Omit<AuthorizationCode, 'clientId' | 'extensionId' | 'expiresAt'>
interface Row {
  client_id: string
  extension_id: number
  expires_at: number
  session_id: string | null
  details: string
}

const keptMs = 24 * 60 * 60 * 1000

/** The store of authorization codes. Synchronous; writes belong into the open transaction. */
export type AuthorizationCodes = ReturnType<typeof createAuthorizationCodes>

/** @param db the platform's database */
export function createAuthorizationCodes(db: Database) {
  return {
    /** Stores a code; forgets those that expired a day before `now`. */
    add(code: string, granted: AuthorizationCode, now: number): void {
      const { clientId, extensionId, expiresAt, ...details } = granted
      db.run(sql`delete from authorization_code where expires_at < ${now - keptMs}`)
      db.run(sql`insert into authorization_code (hash, client_id, extension_id, expires_at, details)
        values (${hashSecret(code)}, ${clientId}, ${extensionId}, ${expiresAt},
        ${JSON.stringify(details satisfies Details)})`)
    },
    /** What a code stands for, expired and spent ones too. */
    find(code: string): StoredCode | undefined {
      const row = db.get<Row>(sql`select client_id, extension_id, expires_at, session_id, details
        from authorization_code where hash = ${hashSecret(code)}`)
      return (
        row && {
          clientId: row.client_id,
          extensionId: row.extension_id,
          expiresAt: row.expires_at,
          sessionId: row.session_id,
          ...(JSON.parse(row.details) as Details), // written above
        }
      )
    },
    /** Spends a code on a session; false when it was spent before. */
    spend(code: string, sessionId: string): boolean {
      const { changes } = db.run(sql`update authorization_code set session_id = ${sessionId}
        where hash = ${hashSecret(code)} and session_id is null`)
      return changes > 0
    },
    /** Forgets every code of an app. */
    forgetApp(clientId: string): void {
      db.run(sql`delete from authorization_code where client_id = ${clientId}`)
    },
  }
}
