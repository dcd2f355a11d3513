// Subscriptions as the platform stores them: who wants which events, where to, and until when.
// What may be asked for is the catalogue's business, delivering is that of events/.
import sql, { join } from 'sql-template-tag'
import type { Delivery } from '#catalog/rules/subscription-rules'
import type { Database } from '../database.ts'

/**
 * What a filter lacks: the app or the user a permission, the user the reach to others, the user's
 * extension to be enabled.
 */
export type Lack = 'app' | 'user' | 'reach' | 'status'

/** A filter that delivers nothing, since something was lacking for it. */
export interface DisabledFilter {
  readonly filter: string
  /** `app` when absent. */
  readonly lack?: Lack
  /** The permission that is lacking; empty when it is none. */
  readonly permission: string
}

/** A subscription of one user through one app. Times are epoch milliseconds. */
export interface Subscription {
  readonly id: string
  readonly extensionId: number
  readonly clientId: string
  readonly createdAt: number
  readonly expiresAt: number
  /** What it was asked for, and is given again on renewal. */
  readonly lifetimeSeconds: number
  /** Resolved: every `~` is an id. */
  readonly eventFilters: readonly string[]
  readonly disabledFilters: readonly DisabledFilter[]
  /** Its secrets are kept in the clear: delivering takes them. */
  readonly delivery: Delivery
  /** Where its user reached the platform: the start of URIs in notifications. */
  readonly origin: string
}

/** The origin of a subscription that came with a seed: URIs in its notifications have none. */
export const unknownOrigin = ''

/** Whose subscriptions: those of one user through one app. */
export interface Subscriber {
  readonly extensionId: number
  readonly clientId: string
}

interface SubscriptionRow {
  id: string
  extension_id: number
  client_id: string
  created_at: number
  expires_at: number
  lifetime_seconds: number
  details: string
}

const columns = sql`id, extension_id, client_id, created_at, expires_at, lifetime_seconds, details`

const toSubscription = (row: SubscriptionRow): Subscription => ({
  id: row.id,
  extensionId: row.extension_id,
  clientId: row.client_id,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lifetimeSeconds: row.lifetime_seconds,
  ...(JSON.parse(row.details) as Pick<
    Subscription,
    'eventFilters' | 'disabledFilters' | 'delivery' | 'origin'
  >), // written below
})

const detailsOf = ({ eventFilters, disabledFilters, delivery, origin }: Subscription): string =>
  JSON.stringify({ eventFilters, disabledFilters, delivery, origin })

/** The store of subscriptions. Synchronous; writes belong into the open transaction. */
export type Subscriptions = ReturnType<typeof createSubscriptions>

/** @param db the platform's database */
export function createSubscriptions(db: Database) {
  let version = 0
  return {
    /** Goes up with every change; those that are undone count too. */
    get version() {
      return version
    },
    add(subscription: Subscription): void {
      version += 1
      db.run(
        sql`insert into subscription (${columns}) values (${join([
          subscription.id,
          subscription.extensionId,
          subscription.clientId,
          subscription.createdAt,
          subscription.expiresAt,
          subscription.lifetimeSeconds,
          detailsOf(subscription),
        ])})`,
      )
    },
    /** One of the subscriber's own, expired or not. */
    find(id: string, { extensionId, clientId }: Subscriber): Subscription | undefined {
      const row = db.get<SubscriptionRow>(
        sql`select ${columns} from subscription
          where id = ${id} and extension_id = ${extensionId} and client_id = ${clientId}`,
      )
      return row && toSubscription(row)
    },
    /** One whoever's it is, expired or not. */
    byId(id: string): Subscription | undefined {
      const row = db.get<SubscriptionRow>(sql`select ${columns} from subscription where id = ${id}`)
      return row && toSubscription(row)
    },
    /** All there are, expired ones too, the oldest first. */
    all: (): Subscription[] =>
      db
        .all<SubscriptionRow>(sql`select ${columns} from subscription order by created_at, id`)
        .map(toSubscription),
    /** The subscriber's subscriptions that live at `now`, the oldest first. */
    list({ extensionId, clientId }: Subscriber, now: number): Subscription[] {
      return db
        .all<SubscriptionRow>(
          sql`select ${columns} from subscription
            where extension_id = ${extensionId} and client_id = ${clientId} and expires_at > ${now}
            order by created_at, id`,
        )
        .map(toSubscription)
    },
    /** Writes what of a subscription can change: its filters and how long it lives. */
    update(subscription: Subscription): void {
      version += 1
      const { id, expiresAt, lifetimeSeconds } = subscription
      db.run(sql`update subscription set expires_at = ${expiresAt},
        lifetime_seconds = ${lifetimeSeconds},
        details = ${detailsOf(subscription)}
        where id = ${id}`)
    },
    remove(id: string): void {
      version += 1
      db.run(sql`delete from subscription where id = ${id}`)
    },
    /** Drops the subscriber's subscriptions that expired at or before `at`. */
    removeExpired({ extensionId, clientId }: Subscriber, at: number): void {
      version += 1
      db.run(
        sql`delete from subscription
          where extension_id = ${extensionId} and client_id = ${clientId} and expires_at <= ${at}`,
      )
    },
  }
}
