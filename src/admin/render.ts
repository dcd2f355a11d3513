// From what the gateway keeps to what the admin API answers: times become ISO 8601, and what must not
// leave (hashes of keys, sealed secrets) is left out by naming what goes, never by removing what stays.
import { isoTime } from '#lib/time'
import type { Issued } from '#gateway/agents/common'
import type { AttemptView } from '#gateway/events/attempts'
import type { NotificationView, SubscriptionView } from '#gateway/events/operations'
import type { ConnectionView } from '#gateway/upstream/connections'
import * as audit from '#storage/audit-log'
import type * as stored from '#storage/gateway/agents'
import type { Credential as StoredCredential } from '#storage/gateway/credentials'
import type { Grant as StoredGrant } from '#storage/gateway/grants'
import type { Notification, NotificationDetails, Subscription } from './event-schemas.ts'
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

/** A subscription. */
export const renderSubscription = (subscription: SubscriptionView): Subscription => ({
  id: subscription.id,
  agentId: subscription.agentId,
  transport: subscription.transport,
  eventFilters: [...subscription.eventFilters],
  createdAt: isoTime(subscription.createdAt),
  expiresAt: isoTime(subscription.expiresAt),
  blacklisted: subscription.blacklisted,
})

/** A notification without its body. */
export const renderNotification = (notification: NotificationView): Notification => ({
  id: notification.id,
  uuid: notification.uuid,
  subscriptionId: notification.subscriptionId,
  event: notification.filter,
  at: isoTime(notification.at),
  state: notification.state,
  attempts: notification.attempts,
  nextAt: isoOrNull(notification.nextAt),
  endedAt: isoOrNull(notification.endedAt),
  reason: notification.reason,
})

/** An attempt to deliver. */
export const renderAttempt = ({
  at,
  headers,
  ...attempt
}: AttemptView): NotificationDetails['attempts'][number] => ({
  ...attempt,
  at: isoTime(at),
  headers: { ...headers },
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
