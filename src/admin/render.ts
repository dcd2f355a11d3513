// From what the gateway keeps to what the admin API answers: times become ISO 8601, and what must not
// leave (hashes of keys, sealed secrets) is left out by naming what goes, never by removing what stays.
import { isoTime } from '#lib/time'
import type { Issued } from '#gateway/agents/common'
import type { ConnectionView } from '#gateway/upstream/connections'
import * as audit from '#storage/audit-log'
import type * as stored from '#storage/gateway/agents'
import type { Credential as StoredCredential } from '#storage/gateway/credentials'
import type { Grant as StoredGrant } from '#storage/gateway/grants'
import type {
  Agent,
  AuditRecord,
  Connection,
  Credential,
  Grant,
  Head,
  NewCredential,
  Verification,
} from './schemas.ts'

const isoOrNull = (at: number | null): string | null => (at === null ? null : isoTime(at))

/** An agent. */
export const renderAgent = (agent: stored.Agent): Agent => ({
  id: agent.id,
  name: agent.name,
  connectionId: agent.connectionId,
  status: agent.status,
  createdAt: isoTime(agent.createdAt),
  expiresAt: isoOrNull(agent.expiresAt),
})

/** A key or JWT without its hash. */
export const renderCredential = (credential: StoredCredential): Credential => ({
  id: credential.id,
  agentId: credential.agentId,
  createdAt: isoTime(credential.createdAt),
  expiresAt: isoOrNull(credential.expiresAt),
  revokedAt: isoOrNull(credential.revokedAt),
})

/** A new key or JWT with its secret. */
export const renderIssued = ({ credential, secret }: Issued): NewCredential => ({
  ...renderCredential(credential),
  secret,
})

/** A grant. */
export const renderGrant = (grant: StoredGrant): Grant => ({
  id: grant.id,
  agentId: grant.agentId,
  resource: grant.resource,
  access: grant.access,
  reach:
    typeof grant.reach === 'string' ? grant.reach : { extensions: [...grant.reach.extensions] },
  createdAt: isoTime(grant.createdAt),
  expiresAt: isoOrNull(grant.expiresAt),
})

/** A connection. */
export const renderConnection = (connection: ConnectionView): Connection => ({
  id: connection.id,
  name: connection.name,
  server: connection.server,
  clientId: connection.clientId,
  accountId: connection.identity?.accountId ?? null,
  extensionId: connection.identity?.extensionId ?? null,
  createdAt: isoTime(connection.createdAt),
})

/** A head of the audit log. */
export const renderHead = (head: audit.Head): Head => ({ ...head, head: audit.formatHead(head) })

/** A record of the audit log: its members as they are kept, times as ISO 8601, and its hash. */
export function renderRecord({ record, hash }: audit.StoredRecord): AuditRecord {
  const { seq, id, time, ...members } = record
  return {
    seq,
    id,
    time: isoTime(time),
    ...members,
    ...(members.kind === 'unauthenticated' ? { minuteAt: isoTime(members.minuteAt) } : {}),
    hash,
  }
}

/** What a verification found. */
export const renderVerification = (found: audit.Verification): Verification =>
  found.intact
    ? { intact: true, count: found.count, head: renderHead(found.head) }
    : { intact: false, damage: { ...found.damage } }
