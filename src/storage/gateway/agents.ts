// Agents as the gateway stores them: who they are, whose connection they use, whether they may call.
// Their credentials and grants have stores of their own.
import sql from 'sql-template-tag'
import type { Database } from '../database.ts'
import type { ConnectionId } from './connections.ts'

/** The id of an agent, as in `agent_3k9x…`. */
export type AgentId = string & { readonly brand: 'AgentId' }

/** Only an `active` agent's credentials are accepted; `revoked` is for good. */
export type AgentStatus = 'active' | 'paused' | 'revoked'

/** A registered software principal that calls RingCentral through the gateway. */
export interface Agent {
  readonly id: AgentId
  /** Unique among the agents that are not revoked. */
  readonly name: string
  readonly connectionId: ConnectionId
  readonly status: AgentStatus
  readonly createdAt: number
  /** When it stops being accepted; null for never. */
  readonly expiresAt: number | null
  /** Grows by one with every change. */
  readonly revision: number
}

const columns = sql`id, name, connection_id as "connectionId", status, created_at as "createdAt",
  expires_at as "expiresAt", revision`

/**
 * Agents in the gateway's database. Writes belong inside a commit.
 * @param db the gateway's database
 */
export function createAgentStore(db: Database) {
  return {
    /** Every agent, revoked ones too, oldest first. */
    list: (): Agent[] =>
      db
        .all<Agent>(sql`select ${columns} from agents order by created_at, id`)
        .map((row) => ({ ...row })),
    add(agent: Agent): void {
      db.run(sql`insert into agents
        (id, name, connection_id, status, created_at, expires_at, revision)
        values (${agent.id}, ${agent.name}, ${agent.connectionId}, ${agent.status},
          ${agent.createdAt}, ${agent.expiresAt}, ${agent.revision})`)
    },
    /** Writes `agent` over its previous revision. Throws when someone else did first. */
    change(agent: Agent): void {
      const { changes } = db.run(sql`update agents
        set name = ${agent.name}, status = ${agent.status}, expires_at = ${agent.expiresAt},
          revision = ${agent.revision}
        where id = ${agent.id} and revision = ${agent.revision - 1}`)
      if (changes !== 1) throw new Error(`agent ${agent.id} was changed by someone else meanwhile`)
    },
  }
}
