// People at the login page: the authorization requests that wait for them, who is signed in in which
// browser, and what they consented to. Of what a browser holds only the SHA-256 is stored.
import sql from 'sql-template-tag'
import type { Scope } from '#catalog/oauth/scopes'
import { hashSecret } from '#lib/secret'
import type { Database } from '../../database.ts'
import type { CodeChallenge } from './authorization-codes.ts'

/** How long a person may take over login and consent. */
export const requestLifeMs = 10 * 60 * 1000

/** How long a browser stays signed in. */
export const signInLifeMs = 8 * 60 * 60 * 1000

/** Requests that wait at the same time; one more, and the oldest is dropped. */
export const maxWaiting = 1_000

/** What an app asks a person for (RFC 6749 4.1.1), judged. */
export interface AuthorizationRequest {
  readonly clientId: string
  readonly redirectUri: string
  readonly namesRedirectUri: boolean
  readonly scopes: readonly Scope[]
  readonly state: string | null
  readonly nonce: string | null
  readonly challenge: CodeChallenge | null
  readonly loginHint: string | null
  /** Whether consent is asked for even if it was given before. */
  readonly asksConsent: boolean
  /** Whether the app wants to be told where to discover the platform. */
  readonly wantsDiscovery: boolean
}

/** Who has proved to be sitting there, and since when. */
export interface SignedIn {
  readonly extensionId: number
  readonly authenticatedAt: number
}

/** A request that waits, with the person once they signed in. */
export interface WaitingRequest {
  readonly request: AuthorizationRequest
  readonly signedIn: SignedIn | null
}

interface WaitingRow {
  details: string
  extension_id: number | null
  authenticated_at: number | null
}

/** The store of people at the login page. Synchronous; writes belong into the open transaction. */
export type SignIns = ReturnType<typeof createSignIns>

/** @param db the platform's database */
export function createSignIns(db: Database) {
  return {
    /** Keeps a request for the browser that came with it, and drops what waited too long. */
    open(id: string, browser: string, request: AuthorizationRequest, now: number): void {
      db.run(sql`delete from authorization_request where expires_at <= ${now}`)
      db.run(sql`insert into authorization_request (hash, browser_hash, client_id, expires_at, details)
        values (${hashSecret(id)}, ${hashSecret(browser)}, ${request.clientId},
        ${now + requestLifeMs}, ${JSON.stringify(request)})`)
      db.run(sql`delete from authorization_request where rowid not in (
        select rowid from authorization_request order by rowid desc limit ${maxWaiting})`)
    },
    /** A request that still waits for this browser. */
    find(id: string, browser: string, now: number): WaitingRequest | undefined {
      const row = db.get<WaitingRow>(sql`select details, extension_id, authenticated_at
        from authorization_request where hash = ${hashSecret(id)}
        and browser_hash = ${hashSecret(browser)} and expires_at > ${now}`)
      if (!row) return undefined
      const { extension_id: extensionId, authenticated_at: authenticatedAt } = row
      return {
        request: JSON.parse(row.details) as AuthorizationRequest, // written above
        signedIn:
          extensionId === null || authenticatedAt === null
            ? null
            : { extensionId, authenticatedAt },
      }
    },
    /** Says who sits at a request; null for nobody any more. */
    signIn(id: string, signedIn: SignedIn | null): void {
      db.run(sql`update authorization_request set extension_id = ${signedIn?.extensionId ?? null},
        authenticated_at = ${signedIn?.authenticatedAt ?? null} where hash = ${hashSecret(id)}`)
    },
    /** Ends a request; false when it had ended, so that it is answered once. */
    close(id: string): boolean {
      return (
        db.run(sql`delete from authorization_request where hash = ${hashSecret(id)}`).changes > 0
      )
    },
    /** Remembers a browser's person under a token that the browser keeps. */
    remember(token: string, { extensionId, authenticatedAt }: SignedIn): void {
      db.run(sql`delete from sign_in where expires_at <= ${authenticatedAt}`)
      db.run(sql`insert into sign_in (hash, extension_id, authenticated_at, expires_at)
        values (${hashSecret(token)}, ${extensionId}, ${authenticatedAt},
        ${authenticatedAt + signInLifeMs})`)
    },
    /** Who is signed in in the browser that keeps this token. */
    remembered(token: string, now: number): SignedIn | undefined {
      const row = db.get<{ extension_id: number; authenticated_at: number }>(
        sql`select extension_id, authenticated_at from sign_in
          where hash = ${hashSecret(token)} and expires_at > ${now}`,
      )
      return row && { extensionId: row.extension_id, authenticatedAt: row.authenticated_at }
    },
    /** Signs a browser out. */
    forgetBrowser(token: string): void {
      db.run(sql`delete from sign_in where hash = ${hashSecret(token)}`)
    },
    /** Signs a person out of every browser, and of every request. */
    forget(extensionId: number): void {
      db.run(sql`delete from sign_in where extension_id = ${extensionId}`)
      db.run(sql`delete from authorization_request where extension_id = ${extensionId}`)
    },
    /** Adds to what a person consented to for an app. */
    consent(extensionId: number, clientId: string, scopes: readonly Scope[]): void {
      const all = new Set([...consented(extensionId, clientId), ...scopes])
      db.run(sql`insert into consent (extension_id, client_id, scopes)
        values (${extensionId}, ${clientId}, ${[...all].join(' ')})
        on conflict (extension_id, client_id) do update set scopes = excluded.scopes`)
    },
    /** Whether a person has consented to all of this. */
    hasConsented(extensionId: number, clientId: string, scopes: readonly Scope[]): boolean {
      const known = consented(extensionId, clientId)
      return known.size > 0 && scopes.every((scope) => known.has(scope))
    },
    /** Forgets what people consented to for an app, and the requests of it that wait. */
    forgetApp(clientId: string): void {
      db.run(sql`delete from consent where client_id = ${clientId}`)
      db.run(sql`delete from authorization_request where client_id = ${clientId}`)
    },
  }

  function consented(extensionId: number, clientId: string): ReadonlySet<string> {
    const row = db.get<{ scopes: string }>(sql`select scopes from consent
      where extension_id = ${extensionId} and client_id = ${clientId}`)
    return new Set(row?.scopes.split(' '))
  }
}
