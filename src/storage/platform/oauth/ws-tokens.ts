// Tokens that open a WebSocket: made from a session, good for as long as it lasts and ten minutes at
// most, any number of times (an SDK connects again with the one it has). Only the SHA-256 is stored.
import sql from 'sql-template-tag'
import { hashSecret } from '#lib/secret'
import type { Database } from '../../database.ts'

/** How long one lives. */
export const wsTokenLifeMs = 600 * 1000

/** The store of WebSocket tokens. Synchronous; writes belong into the open transaction. */
export type WsTokens = ReturnType<typeof createWsTokens>

/** @param db the platform's database */
export function createWsTokens(db: Database) {
  return {
    /** Stores a token of a session; forgets those that are past their time. */
    add(token: string, sessionId: string, now: number): void {
      db.run(sql`delete from ws_token where expires_at <= ${now}`)
      db.run(sql`insert into ws_token (hash, session_id, expires_at)
        values (${hashSecret(token)}, ${sessionId}, ${now + wsTokenLifeMs})`)
    },
    /** The id of the session that a token stands for, while both live; see `sessions.byId`. */
    find(token: string, now: number): string | undefined {
      return db.get<{ session_id: string }>(sql`select session_id from ws_token
        join session on session.id = session_id
        where hash = ${hashSecret(token)} and ws_token.expires_at > ${now} and ended_at is null`)
        ?.session_id
    },
  }
}
