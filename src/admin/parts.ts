// What the admin API is made with: the gateway's operations, its audit log to read, and what is known
// of the installation. main.ts puts it together.
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { Strangers } from '#gateway/audit/strangers'
import type { CredentialOperations } from '#gateway/agents/credentials'
import type { AgentOperations } from '#gateway/agents/operations'
import type { EventOperations } from '#gateway/events/operations'
import type { GrantOperations } from '#gateway/grants/operations'
import type { Connections } from '#gateway/upstream/connections'
import type { AuditReader } from '#storage/audit-log'

/** What is known of the installation. */
export interface About {
  readonly version: string
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** Origin of the embedded platform; null when calls go to another upstream. */
  readonly platform: string | null
}

/** What the handlers work on. The operations record each change before they make it. */
export interface AdminParts {
  readonly agents: AgentOperations
  readonly credentials: CredentialOperations
  readonly grants: GrantOperations
  readonly events: EventOperations
  readonly connections: Pick<Connections, 'listConnections' | 'live'>
  readonly auditLog: Omit<AuditReader, 'close'>
  /** Told of every request that the guard turned away, so that attempts are in the audit log. */
  readonly strangers: Pick<Strangers, 'saw'>
  readonly clock: Clock
  readonly log: Log
  readonly about: About
}
