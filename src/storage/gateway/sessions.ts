// Sessions: what a JWT credential was exchanged for at the gateway's token endpoint. No token is
// stored: access and refresh token follow from the session's id and generation (see
// src/gateway/agents/tokens.ts) under a key that is not in this database.
import sql from 'sql-template-tag'
import type { Database } from '../database.ts'
import type { AgentId } from './agents.ts'
import type { CredentialId } from './credentials.ts'

/** The id of a session: unguessable, since its tokens are made from it. */
export type SessionId = string & { readonly brand: 'SessionId' }

/** One login of an agent; refreshing moves it to its next generation of tokens. */
export interface Session {
  readonly id: SessionId
  readonly agentId: AgentId
  readonly credentialId: CredentialId
  /** 1 after login, one more with each refresh. */
  readonly generation: number
  /** RingCentral's `endpoint_id`: the client's own name for where it runs. */
  readonly endpointId: string
  readonly accessExpiresAt: number
  readonly refreshExpiresAt: number
}

const columns = sql`id, agent_id as "agentId", credential_id as "credentialId", generation,
  endpoint_id as "endpointId", access_expires_at as "accessExpiresAt",
  refresh_expires_at as "refreshExpiresAt"`

/**
 * Sessions in the gateway's database. Writes belong inside a commit.
 * @param db the gateway's database
 */
export function createSessionStore(db: Database) {
  return {
    /** Every session, oldest first. */
    list: (): Session[] =>
      db.all<Session>(sql`select ${columns} from sessions order by rowid`).map((row) => ({
        ...row,
      })),
    add(session: Session): void {
      db.run(sql`insert into sessions
        (id, agent_id, credential_id, generation, endpoint_id, access_expires_at, refresh_expires_at)
        values (${session.id}, ${session.agentId}, ${session.credentialId}, ${session.generation},
          ${session.endpointId}, ${session.accessExpiresAt}, ${session.refreshExpiresAt})`)
    },
    /** Moves a session to its next generation. Throws when it is not at the one before. */
    rotate(session: Session): void {
      const { changes } = db.run(sql`update sessions
        set generation = ${session.generation}, access_expires_at = ${session.accessExpiresAt},
          refresh_expires_at = ${session.refreshExpiresAt}
        where id = ${session.id} and generation = ${session.generation - 1}`)
      if (changes !== 1) throw new Error('the session was refreshed or ended meanwhile')
    },
    end(id: SessionId): void {
      db.run(sql`delete from sessions where id = ${id}`)
    },
    /** Ends all sessions of an agent or of a credential. */
    endAll(id: AgentId | CredentialId): void {
      db.run(sql`delete from sessions where agent_id = ${id} or credential_id = ${id}`)
    },
    /** Forgets the sessions whose refresh token has expired. */
    forgetExpired(now: number): void {
      db.run(
        sql`delete from sessions where refresh_expires_at <= ${now} and access_expires_at <= ${now}`,
      )
    },
  }
}
