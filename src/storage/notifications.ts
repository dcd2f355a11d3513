// Events that somebody subscribed to, the notifications of them (one a subscription), the attempts to
// deliver those, and how each endpoint does. Platform and gateway each have these tables in their own
// database. What a body says is its owner's business: here it is a text, plain or sealed.
import sql, { join, type Sql } from 'sql-template-tag'
import { type Database, limitedTo } from './database.ts'

/** Where a notification stands: still to be delivered, received, or given up (a dead letter). */
export type NotificationState = 'pending' | 'delivered' | 'failed'

/** One event on its way to one subscription. Times are epoch milliseconds. */
export interface Notification {
  /** Rises with every notification: a cursor into the subscription's own. */
  readonly id: number
  /** The same in every attempt, so that a receiver knows a second copy. */
  readonly uuid: string
  readonly subscriptionId: string
  /** The subscription's filter that it answers, with its ids. */
  readonly filter: string
  /** The extension whose subscription it is. */
  readonly ownerId: string
  /** When it happened. */
  readonly at: number
  readonly body: string
  readonly state: NotificationState
  /** How often delivering was tried, and how often that failed since it was (last) put on its way. */
  readonly attempts: number
  readonly failures: number
  /** When it is tried next; null for what nobody pushes (listeners fetch it) and what has ended. */
  readonly nextAt: number | null
  /** When it was delivered or given up. */
  readonly endedAt: number | null
  /** Why it was given up, or why the last attempt failed. */
  readonly reason: string | null
}

/** A notification that one worker alone has, until the lease ends. */
export interface Leased extends Notification {
  readonly leaseId: string
}

/** One try. `request` and `answer` are JSON as their writer shapes them, without secrets. */
export interface Attempt {
  readonly number: number
  readonly at: number
  readonly ms: number
  readonly request: string
  readonly status: number | null
  readonly answer: string | null
  readonly reason: string | null
}

/** How the endpoint of a subscription does. */
export interface Endpoint {
  /** Since when every attempt has failed; null when the last one did not. */
  readonly failingSince: number | null
  readonly blacklistedAt: number | null
  readonly reason: string | null
  /** When a blacklisted one is looked at again. */
  readonly recheckAt: number | null
}

/** What an endpoint is before anything was delivered to it, and after an attempt that succeeded. */
export const soundEndpoint: Endpoint = {
  failingSince: null,
  blacklistedAt: null,
  reason: null,
  recheckAt: null,
}

/** Which notifications to list; each member narrows. */
export interface NotificationFilter {
  readonly subscriptionId?: string | undefined
  readonly state?: NotificationState | undefined
  /** Those that happened at or after it. */
  readonly since?: number | undefined
  /** Those with a smaller id. */
  readonly before?: number | undefined
}

const columns = sql`notification.id, uuid, subscription_id as "subscriptionId", filter,
  owner_id as "ownerId", event.at, event.body, state, attempts, failures, next_at as "nextAt",
  ended_at as "endedAt", reason`
const joined = sql`notification join event on event.id = event_id`

/** Finished notifications are kept this long, and at most so many of them. */
const keptMs = 3 * 24 * 60 * 60 * 1000
const keptCount = 100_000
/** Old ones are looked for once in so many new ones, among so many of the oldest. */
const pruneEvery = 500
const pruned = 5_000

/** The store of notifications. Synchronous; writes belong into the open transaction. */
export type Notifications = ReturnType<typeof createNotifications>

/** @param db a database with the tables of migrations/notifications.ts */
export function createNotifications(db: Database) {
  let added = 0

  const list = (where: Sql, order: Sql, limit: number): Notification[] =>
    db.all<Notification & Record<string, never>>(
      sql`select ${columns} from ${joined} where ${where} order by ${order} ${limitedTo({ limit })}`,
    )

  const condition = ({ subscriptionId, state, since, before }: NotificationFilter): Sql =>
    join(
      [
        sql`true`,
        subscriptionId === undefined ? null : sql`subscription_id = ${subscriptionId}`,
        state === undefined ? null : sql`state = ${state}`,
        since === undefined ? null : sql`created_at >= ${since}`,
        before === undefined ? null : sql`notification.id < ${before}`,
      ].filter((part) => part !== null),
      ' and ',
    )

  /**
   * Forgets what ended long ago, or long before so many others, and what no listener has fetched for as
   * long: of the oldest, so that it takes little.
   */
  function prune(now: number): void {
    added = 0
    const old = db
      .all<{ id: number }>(
        sql`select id from (select id, state, created_at, next_at from notification order by id limit ${pruned})
          where (state <> 'pending' or next_at is null) and (created_at < ${now - keptMs}
            or id <= (select max(id) from notification) - ${keptCount})`,
      )
      .map(({ id }) => id)
    const ids = sql`(select value from json_each(${JSON.stringify(old)}))`
    db.run(sql`delete from attempt where notification_id in ${ids}`)
    db.run(sql`delete from notification where id in ${ids}`)
    db.run(sql`delete from event
      where id < (select coalesce(min(event_id), 0) from notification)`)
  }

  return {
    /** Stores an event and returns its id. */
    addEvent(at: number, body: string): number {
      if (added >= pruneEvery) prune(at)
      return db.run(sql`insert into event (at, body) values (${at}, ${body})`).lastInsertRowid
    },
    /**
     * Stores a notification of an event and returns its id.
     * @param nextAt when to push it; null when listeners fetch it
     */
    add(one: {
      readonly uuid: string
      readonly eventId: number
      readonly subscriptionId: string
      readonly filter: string
      readonly ownerId: string
      readonly at: number
      readonly nextAt: number | null
    }): number {
      const { uuid, eventId, subscriptionId, filter, ownerId, at, nextAt } = one
      added += 1
      return db.run(sql`insert into notification
        (uuid, event_id, subscription_id, filter, owner_id, created_at, state, next_at)
        values (${uuid}, ${eventId}, ${subscriptionId}, ${filter}, ${ownerId}, ${at},
          'pending', ${nextAt})`).lastInsertRowid
    },
    find: (id: number): Notification | undefined =>
      list(sql`notification.id = ${id}`, sql`notification.id`, 1)[0],
    findByUuid: (uuid: string): Notification | undefined =>
      list(sql`uuid = ${uuid}`, sql`notification.id`, 1)[0],
    /** The newest first. */
    list: (filter: NotificationFilter, limit: number): Notification[] =>
      list(condition(filter), sql`notification.id desc`, limit),
    /** A subscription's own after a cursor, the oldest first. Those given up are left out. */
    after: (subscriptionId: string, id: number, limit: number): Notification[] =>
      list(
        sql`subscription_id = ${subscriptionId} and notification.id > ${id} and state <> 'failed'`,
        sql`notification.id`,
        limit,
      ),
    /** When a subscription was last told something by one of its filters; null for never. */
    lastToldAt: (subscriptionId: string, filter: string): number | null =>
      db.get<{ at: number }>(sql`select created_at as at from notification
        where subscription_id = ${subscriptionId} and filter = ${filter}
        order by id desc ${limitedTo({ limit: 1 })}`)?.at ?? null,
    /** The id of the newest of a subscription, 0 for none. */
    lastOf: (subscriptionId: string): number =>
      db.get<{ id: number }>(sql`select coalesce(max(id), 0) as id from notification
        where subscription_id = ${subscriptionId}`)?.id ?? 0,
    /** The subscriptions of which something is due and not leased. Looks at all that is due. */
    due: (now: number): string[] =>
      db
        .all<{ id: string }>(
          sql`select distinct subscription_id as id from notification
            where next_at <= ${now} and (lease_until is null or lease_until <= ${now})`,
        )
        .map(({ id }) => id),
    /**
     * Leases what is due of subscriptions, of each the oldest first.
     * @param wanted how many of each at most
     */
    claim(
      wanted: ReadonlyMap<string, number>,
      now: number,
      lease: { readonly id: string; readonly until: number },
    ): Leased[] {
      const ids = [...wanted].flatMap(([subscriptionId, limit]) =>
        db.all<{ id: number }>(
          sql`select id from notification where subscription_id = ${subscriptionId}
            and next_at <= ${now} and (lease_until is null or lease_until <= ${now})
            order by next_at, id ${limitedTo({ limit })}`,
        ),
      )
      if (ids.length === 0) return []
      const chosen = sql`(select value from json_each(${JSON.stringify(ids.map(({ id }) => id))}))`
      db.run(sql`update notification set lease_id = ${lease.id}, lease_until = ${lease.until}
        where id in ${chosen}`)
      return list(sql`notification.id in ${chosen}`, sql`next_at, notification.id`, ids.length).map(
        (one) => ({ ...one, leaseId: lease.id }),
      )
    },
    /** Gives back all that was leased: by a process that is gone, since one alone has the database. */
    releaseAll(): void {
      db.run(sql`update notification set lease_id = null, lease_until = null
        where lease_id is not null`)
    },
    /**
     * Stores what became of a leased one, and the attempt that was made, if one was.
     * @returns false, and nothing is written, when the lease went to somebody else meanwhile
     */
    finish(
      { id, leaseId, attempts }: Leased,
      outcome:
        | { readonly state: 'delivered'; readonly at: number }
        | { readonly state: 'failed'; readonly at: number; readonly reason: string }
        | { readonly state: 'pending'; readonly nextAt: number; readonly reason: string },
      attempt: Omit<Attempt, 'number'> | null,
    ): boolean {
      const isPending = outcome.state === 'pending'
      const { changes } = db.run(sql`update notification set state = ${outcome.state},
        attempts = ${attempts + (attempt ? 1 : 0)},
        failures = failures + ${isPending && attempt ? 1 : 0},
        next_at = ${isPending ? outcome.nextAt : null}, lease_id = null, lease_until = null,
        ended_at = ${isPending ? null : outcome.at},
        reason = ${outcome.state === 'delivered' ? null : outcome.reason}
        where id = ${id} and lease_id = ${leaseId}`)
      if (changes !== 1) return false
      if (!attempt) return true
      const { at, ms, request, status, answer, reason } = attempt
      db.run(sql`insert into attempt
        (notification_id, number, at, ms, request, status, answer, reason)
        values (${id}, ${attempts + 1}, ${at}, ${ms}, ${request}, ${status}, ${answer}, ${reason})`)
      return true
    },
    /** Marks those of a subscription that a listener has, up to an id; it had them up to `from` before. */
    received(subscriptionId: string, upTo: number, at: number, from = 0): void {
      db.run(sql`update notification set state = 'delivered', ended_at = ${at}
        where subscription_id = ${subscriptionId} and id > ${from} and id <= ${upTo}
          and state = 'pending' and next_at is null`)
    },
    /**
     * Passes over all of a subscription after a cursor but the newest `count`: gives up what nobody has.
     * @returns the cursor behind what was passed over
     */
    keepNewest(
      subscriptionId: string,
      cursor: number,
      count: number,
      ended: { readonly reason: string; readonly at: number },
    ): number {
      const those = sql`subscription_id = ${subscriptionId} and id > ${cursor} and state <> 'failed'`
      const last = db.get<{ id: number }>(sql`select id from notification where ${those}
        order by id desc ${limitedTo({ limit: 1, offset: count })}`)
      if (!last) return cursor
      db.run(sql`update notification set state = 'failed', reason = ${ended.reason},
        ended_at = ${ended.at} where ${those} and id <= ${last.id} and state = 'pending'`)
      return last.id
    },
    /** The highest id there ever was, 0 for none. */
    newest: (): number =>
      db.get<{ id: number }>(
        sql`select coalesce(max(seq), 0) as id from sqlite_sequence where name = 'notification'`,
      )?.id ?? 0,
    /** The id of the last one, of whichever subscription, that happened before a time; 0 for none. */
    lastBefore: (at: number): number =>
      db.get<{ id: number }>(sql`select id from notification where created_at < ${at}
        order by id desc ${limitedTo({ limit: 1 })}`)?.id ?? 0,
    /** Gives one up that nobody pushes. */
    withhold(id: number, reason: string, at: number): void {
      db.run(sql`update notification set state = 'failed', reason = ${reason}, ended_at = ${at},
        next_at = null, lease_id = null, lease_until = null where id = ${id}`)
    },
    /** Gives up everything of a subscription that waits; what is being tried now ends by itself. */
    withholdAll(subscriptionId: string, reason: string, at: number): void {
      db.run(sql`update notification set state = 'failed', reason = ${reason}, ended_at = ${at},
        next_at = null
        where subscription_id = ${subscriptionId} and state = 'pending' and lease_id is null`)
    },
    /**
     * Puts notifications on their way again, with a fresh schedule, and returns how many.
     * @param filter `among` are the subscriptions that may be meant; all when absent
     */
    replay(
      filter: NotificationFilter & {
        readonly id?: number | undefined
        readonly among?: readonly string[] | undefined
      },
      now: number,
    ): number {
      const { id, among } = filter
      const one = join(
        [
          sql`true`,
          id === undefined ? null : sql`notification.id = ${id}`,
          among === undefined
            ? null
            : sql`subscription_id in (select value from json_each(${JSON.stringify(among)}))`,
        ].filter((part) => part !== null),
        ' and ',
      )
      return db.run(sql`update notification set state = 'pending', failures = 0, next_at = ${now},
        ended_at = null, reason = null where ${one} and ${condition(filter)}
        and state <> 'pending'`).changes
    },
    /** The attempts of a notification, in order. */
    attempts: (notificationId: number): Attempt[] =>
      db.all<Attempt & Record<string, never>>(
        sql`select number, at, ms, request, status, answer, reason from attempt
          where notification_id = ${notificationId} order by number`,
      ),
    /** When something is to be pushed next after `now`, or a blacklisted endpoint to be looked at; null for never. */
    nextAfter: (now: number): number | null =>
      db.get<{ at: number | null }>(sql`select min(at) as at from (
        select min(next_at) as at from notification where next_at > ${now}
        union all select min(recheck_at) from endpoint where recheck_at > ${now})`)?.at ?? null,
    endpoint: (subscriptionId: string): Endpoint =>
      db.get<Endpoint & Record<string, never>>(sql`select failing_since as "failingSince",
        blacklisted_at as "blacklistedAt", reason, recheck_at as "recheckAt"
        from endpoint where subscription_id = ${subscriptionId}`) ?? soundEndpoint,
    setEndpoint(subscriptionId: string, endpoint: Endpoint): void {
      const { failingSince, blacklistedAt, reason, recheckAt } = endpoint
      db.run(sql`insert into endpoint
        (subscription_id, failing_since, blacklisted_at, reason, recheck_at)
        values (${subscriptionId}, ${failingSince}, ${blacklistedAt}, ${reason}, ${recheckAt})
        on conflict (subscription_id) do update set failing_since = excluded.failing_since,
          blacklisted_at = excluded.blacklisted_at, reason = excluded.reason,
          recheck_at = excluded.recheck_at`)
    },
    forgetEndpoint(subscriptionId: string): void {
      db.run(sql`delete from endpoint where subscription_id = ${subscriptionId}`)
    },
    /** Blacklisted endpoints that are to be looked at by now. */
    toRecheck: (now: number): string[] =>
      db
        .all<{ id: string }>(
          sql`select subscription_id as id from endpoint where recheck_at <= ${now}`,
        )
        .map(({ id }) => id),
  }
}
