// Agents' subscriptions, which the gateway keeps itself: none is registered upstream.
import sql from 'sql-template-tag'
import type { Database } from '../database.ts'
import type { AgentId } from './agents.ts'
import type { CredentialId } from './credentials.ts'

/** One subscription of one agent. */
export interface AgentSubscription {
  /** A UUID. */
  readonly id: string
  readonly agentId: AgentId
  /** What it was made or last renewed with: it delivers only while that is accepted. Null for those made before this was kept. */
  readonly credentialId: CredentialId | null
  readonly createdAt: number
  readonly expiresAt: number
  /** How long it lives from creation or renewal, in seconds. */
  readonly lifetimeSeconds: number
  /** With `~` resolved to ids. */
  readonly eventFilters: readonly string[]
  /** Where notifications go, as JSON, sealed: it holds secrets. */
  readonly sealedDelivery: string
}

interface Stored extends Omit<AgentSubscription, 'eventFilters'> {
  readonly eventFilters: string
}

const columns = sql`id, agent_id as "agentId", credential_id as "credentialId", created_at as "createdAt",
  expires_at as "expiresAt", lifetime_seconds as "lifetimeSeconds",
  event_filters as "eventFilters", sealed_delivery as "sealedDelivery"`

const toSubscription = (row: Stored): AgentSubscription => ({
  ...row,
  eventFilters: JSON.parse(row.eventFilters) as string[], // written by this store alone
})

/**
 * Agents' subscriptions in the gateway's database. Writes belong inside a commit.
 * @param db the gateway's database
 */
export function createSubscriptionStore(db: Database) {
  let version = 0

  return {
    /** Goes up with every change. */
    get version() {
      return version
    },
    /** Every agent's that have not expired, oldest first. */
    all: (now: number): AgentSubscription[] =>
      db
        .all<Stored>(
          sql`select ${columns} from subscriptions where expires_at > ${now} order by created_at, id`,
        )
        .map(toSubscription),
    /** The agent's own that have not expired, oldest first. */
    ofAgent: (agentId: AgentId, now: number): AgentSubscription[] =>
      db
        .all<Stored>(
          sql`select ${columns} from subscriptions
            where agent_id = ${agentId} and expires_at > ${now} order by created_at, id`,
        )
        .map(toSubscription),
    /** One of the agent's own that has not expired. */
    find(agentId: AgentId, id: string, now: number): AgentSubscription | undefined {
      const row = db.get<Stored>(
        sql`select ${columns} from subscriptions
          where id = ${id} and agent_id = ${agentId} and expires_at > ${now}`,
      )
      return row && toSubscription(row)
    },
    /** Anybody's that has not expired. */
    byId(id: string, now: number): AgentSubscription | undefined {
      const row = db.get<Stored>(
        sql`select ${columns} from subscriptions where id = ${id} and expires_at > ${now}`,
      )
      return row && toSubscription(row)
    },
    add(subscription: AgentSubscription): void {
      version += 1
      db.run(sql`insert into subscriptions
        (id, agent_id, credential_id, created_at, expires_at, lifetime_seconds, event_filters, sealed_delivery)
        values (${subscription.id}, ${subscription.agentId},
          ${subscription.credentialId}, ${subscription.createdAt}, ${subscription.expiresAt},
          ${subscription.lifetimeSeconds}, ${JSON.stringify(subscription.eventFilters)}, ${subscription.sealedDelivery})`)
    },
    /** Lets one live longer, by whom it was renewed. */
    renew(id: string, expiresAt: number, credentialId: CredentialId | null): void {
      version += 1
      db.run(sql`update subscriptions
        set expires_at = ${expiresAt}, credential_id = ${credentialId} where id = ${id}`)
    },
    /** Writes what its agent can change of a subscription: its filters, how long it lives. */
    update(subscription: AgentSubscription): void {
      const { id, credentialId, expiresAt, lifetimeSeconds, eventFilters } = subscription
      version += 1
      db.run(sql`update subscriptions set expires_at = ${expiresAt},
        lifetime_seconds = ${lifetimeSeconds}, event_filters = ${JSON.stringify(eventFilters)},
        credential_id = ${credentialId}
        where id = ${id}`)
    },
    /** Writes where it delivers to, with the secrets that takes. */
    setDelivery(id: string, sealedDelivery: string): void {
      version += 1
      db.run(sql`update subscriptions set sealed_delivery = ${sealedDelivery} where id = ${id}`)
    },
    remove(id: string): void {
      version += 1
      db.run(sql`delete from subscriptions where id = ${id}`)
    },
    /** The ids of those that have expired. */
    expired: (now: number): string[] =>
      db
        .all<{ id: string }>(sql`select id from subscriptions where expires_at <= ${now}`)
        .map(({ id }) => id),
    /** When the next one expires; null when there is none. */
    nextExpiry: (): number | null =>
      db.get<{ at: number | null }>(sql`select min(expires_at) as at from subscriptions`)?.at ??
      null,
  }
}
