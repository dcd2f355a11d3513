// Sessions: what a login opened, the tokens that stand for it, and how these are rotated and ended.
// Tokens are opaque; only their SHA-256 is stored. Who may open a session is decided in platform/oauth.
import { hkdfSync } from 'node:crypto'
import sql, { type Sql } from 'sql-template-tag'
import type { Scope } from '#catalog/oauth/scopes'
import { createSeal, hashSecret } from '#lib/secret'
import type { Database } from '../../database.ts'

/** Sessions that an extension can have with one app; opening another ends the oldest. */
export const sessionsPerApp = 5

/** How long the refresh token before the last goes on answering while the new access token is unused. */
export const unusedGraceMs = 60 * 60 * 1000

/** How long it goes on once the new access token was used. */
export const usedGraceMs = 10 * 1000

// Ended and expired sessions are kept a while, so that their tokens are named by what became of them.
const keptMs = 24 * 60 * 60 * 1000

/** A login of an extension (or of the app itself) through one app. */
export interface Session {
  readonly id: string
  readonly clientId: string
  readonly accountId: number
  /** Null when an app got its token for itself. */
  readonly extensionId: number | null
  readonly scopes: readonly Scope[]
  readonly endpointId: string
  readonly createdAt: number
  /** The JWT credential that it was opened with: revoking that ends it. */
  readonly credentialId?: string
}

/** The tokens that stand for a session, as they go out. Times are epoch ms. */
export interface TokenPair {
  readonly accessToken: string
  readonly accessExpiresAt: number
  /** Null when the app issues none. */
  readonly refreshToken: string | null
  readonly refreshExpiresAt: number | null
}

/** Why a token stands for nothing: never issued (or replaced), past its time, or its session was ended. */
export type DeadReason = 'unknown' | 'expired' | 'revoked'

/** What an access token stands for. */
export type Found =
  | { readonly ok: true; readonly session: Session; readonly expiresAt: number }
  | { readonly ok: false; readonly reason: DeadReason }

/** What a refresh brought: the pair that is valid now, new or (in the grace after a rotation) the same again. */
export type Refreshed =
  | { readonly ok: true; readonly session: Session; readonly pair: TokenPair }
  | { readonly ok: false; readonly reason: DeadReason }

interface SessionRow {
  id: string
  client_id: string
  account_id: number
  extension_id: number | null
  scopes: string
  endpoint_id: string
  created_at: number
  access_expires_at: number
  ended_at: number | null
  /** 1 from a rotation until the new access token is used. */
  is_unused: number
}
interface RefreshRow extends SessionRow {
  refresh_hash: string
  refresh_expires_at: number
  successor: string | null
  grace_ends_at: number
}

const columns = sql`id, client_id, account_id, extension_id, scopes, endpoint_id, created_at,
  access_expires_at, ended_at, is_unused`

/** The store of sessions. Synchronous; writes belong into the open transaction. */
export type Sessions = ReturnType<typeof createSessions>

/** @param db the platform's database */
export function createSessions(db: Database) {
  // Apps have few sets of scopes: each is split once.
  const scopeLists = new Map<string, readonly Scope[]>()

  function scopesOf(text: string): readonly Scope[] {
    let list = scopeLists.get(text)
    if (!list) {
      list = text === '' ? [] : (text.split(' ') as Scope[]) // written by `open` alone
      scopeLists.set(text, list)
    }
    return list
  }

  const toSession = (row: SessionRow): Session => ({
    id: row.id,
    clientId: row.client_id,
    accountId: row.account_id,
    extensionId: row.extension_id,
    scopes: scopesOf(row.scopes),
    endpointId: row.endpoint_id,
    createdAt: row.created_at,
  })

  let whenEnded = () => {}

  function end(condition: Sql, now: number): number {
    const { changes } = db.run(
      sql`update session set ended_at = ${now}, successor = null where ended_at is null and ${condition}`,
    )
    if (changes > 0) whenEnded()
    return changes
  }

  function rotate(row: RefreshRow, oldToken: string, pair: TokenPair, now: number): void {
    db.run(sql`update session set
      access_hash = ${hashSecret(pair.accessToken)},
      access_expires_at = ${pair.accessExpiresAt},
      refresh_hash = ${pair.refreshToken === null ? null : hashSecret(pair.refreshToken)},
      refresh_expires_at = ${pair.refreshExpiresAt},
      expires_at = ${expiryOf(pair)},
      previous_refresh_hash = refresh_hash,
      successor = ${sealPair(oldToken, row.id, pair)},
      grace_ends_at = ${Math.min(now + unusedGraceMs, row.refresh_expires_at)},
      is_unused = 1
      where id = ${row.id} and refresh_hash = ${row.refresh_hash}`)
  }

  return {
    /** Stores a session with its first tokens, ends the oldest beyond {@link sessionsPerApp}, forgets long dead ones. */
    open(session: Session, pair: TokenPair): void {
      const { clientId, accountId, extensionId, createdAt } = session
      db.run(sql`insert into session (id, client_id, account_id, extension_id, scopes, endpoint_id,
        created_at, access_hash, access_expires_at, refresh_hash, refresh_expires_at, expires_at,
        credential_id)
        values (${session.id}, ${clientId}, ${accountId}, ${extensionId}, ${session.scopes.join(' ')},
        ${session.endpointId}, ${createdAt}, ${hashSecret(pair.accessToken)}, ${pair.accessExpiresAt},
        ${pair.refreshToken === null ? null : hashSecret(pair.refreshToken)},
        ${pair.refreshExpiresAt}, ${expiryOf(pair)}, ${session.credentialId ?? null})`)
      const alive = sql`client_id = ${clientId} and account_id = ${accountId}
        and extension_id is ${extensionId} and ended_at is null and expires_at > ${createdAt}`
      end(
        sql`${alive} and rowid not in (
          select rowid from session where ${alive} order by rowid desc limit ${sessionsPerApp})`,
        createdAt,
      )
      db.run(sql`delete from session where expires_at < ${createdAt - keptMs}`)
    },
    /**
     * The session of an access token: one indexed read. The first use after a rotation also writes,
     * once: it shortens the life of the refresh token before.
     */
    byAccessToken(token: string, now: number): Found {
      const row = db.get<SessionRow>(
        sql`select ${columns} from session where access_hash = ${hashSecret(token)}`,
      )
      if (!row) return { ok: false, reason: 'unknown' }
      if (row.ended_at !== null) return { ok: false, reason: 'revoked' }
      if (row.access_expires_at <= now) return { ok: false, reason: 'expired' }
      if (row.is_unused === 1) {
        db.run(sql`update session set is_unused = 0,
          grace_ends_at = min(grace_ends_at, ${now + usedGraceMs}) where id = ${row.id}`)
      }
      return { ok: true, session: toSession(row), expiresAt: row.access_expires_at }
    },
    /**
     * Exchanges a refresh token: the current one for the pair that `makePair` makes, the one before it
     * (while its grace lasts) for the same pair again. A token of another app is unknown to this one.
     */
    refresh(
      token: string,
      clientId: string,
      now: number,
      makePair: (session: Session) => TokenPair,
    ): Refreshed {
      const hash = hashSecret(token)
      const row =
        db.get<RefreshRow>(sql`select ${columns}, refresh_hash, refresh_expires_at, successor,
        grace_ends_at from session where refresh_hash = ${hash} or previous_refresh_hash = ${hash}`)
      if (row?.client_id !== clientId) return { ok: false, reason: 'unknown' }
      if (row.ended_at !== null) return { ok: false, reason: 'revoked' }
      const session = toSession(row)
      if (row.refresh_hash !== hash) {
        if (row.successor === null || row.grace_ends_at <= now)
          return { ok: false, reason: 'expired' }
        return { ok: true, session, pair: openPair(token, row.id, row.successor) }
      }
      if (row.refresh_expires_at <= now) return { ok: false, reason: 'expired' }
      const pair = makePair(session)
      rotate(row, token, pair, now)
      return { ok: true, session, pair }
    },
    /** Ends the session that an access or refresh token (of this app) belongs to, and all its tokens; false when there is none. */
    revoke(token: string, clientId: string, now: number): boolean {
      const hash = hashSecret(token)
      const belongs = sql`access_hash = ${hash} or refresh_hash = ${hash} or previous_refresh_hash = ${hash}`
      return end(sql`client_id = ${clientId} and (${belongs})`, now) > 0
    },
    /** Ends one session, if it is alive. */
    end: (id: string, now: number): void => void end(sql`id = ${id}`, now),
    /** Ends every session that a JWT credential opened. */
    endOfCredential: (credentialId: string, now: number): void =>
      void end(sql`credential_id = ${credentialId}`, now),
    /** Forgets every session of an app, as if it had never been. */
    forgetApp(clientId: string): void {
      db.run(sql`delete from session where client_id = ${clientId}`)
      whenEnded()
    },
    /** Calls `told` in the transaction in which sessions end; what that undoes was told too. */
    onEnded(told: () => void): void {
      whenEnded = told
    },
    /** When the last token of a session that has not ended expires; null for any other. */
    livesUntil: (id: string): number | null =>
      db.get<{ at: number }>(
        sql`select expires_at as at from session where id = ${id} and ended_at is null`,
      )?.at ?? null,
    /** A session that has not ended; what stands for it may have expired. */
    byId(id: string): Session | undefined {
      const row = db.get<SessionRow>(
        sql`select ${columns} from session where id = ${id} and ended_at is null`,
      )
      return row && toSession(row)
    },
    /** The session of any of its tokens, dead or alive; undefined when this app has none such. */
    byAnyToken(token: string, clientId: string): Session | undefined {
      const hash = hashSecret(token)
      const row =
        db.get<SessionRow>(sql`select ${columns} from session where client_id = ${clientId} and
        (access_hash = ${hash} or refresh_hash = ${hash} or previous_refresh_hash = ${hash})`)
      return row && toSession(row)
    },
  }
}

const expiryOf = (pair: TokenPair): number =>
  Math.max(pair.accessExpiresAt, pair.refreshExpiresAt ?? 0)

// A client whose reply got lost sends its old refresh token again and must get the very same new
// pair, yet no token is stored in plain. So the pair is sealed under a key derived from the old
// refresh token itself: only who presents that token can open it, and the stored SHA-256 of the token
// leads neither to the token nor to the key. The session's id binds the seal to its row.
const sealFor = (oldToken: string) =>
  createSeal(new Uint8Array(hkdfSync('sha256', oldToken, '', 'ringfence refresh successor', 32)))

const sealPair = (oldToken: string, id: string, pair: TokenPair): string =>
  sealFor(oldToken).seal(JSON.stringify(pair), id)

const openPair = (oldToken: string, id: string, sealed: string): TokenPair =>
  JSON.parse(sealFor(oldToken).open(sealed, id)) as TokenPair // sealed above
