// What happens to agents' subscriptions by time alone: each is reminded to be renewed, as often as its
// filters ask, and ends. Nothing is planned in storage: when a reminder is due follows from the
// subscription's end and from when it was last reminded, so a restart neither loses nor repeats one.
import type { ReminderFilter } from '#catalog/events/filters'
import { subscriptionInfo } from '#catalog/rules/subscription-rules'
import { subscriptionEnded } from '#delivery/outbox'
import type { Cancel, Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { GatewayStores } from '#storage/gateway/stores'
import type { Relay } from './relay.ts'
import type { Subscriber, Subscribers } from './subscribers.ts'

/** Reminds and ends, in time. */
export interface Lifetimes {
  start(): void
  /** Subscriptions were made, renewed or changed. */
  refresh(): void
  close(): Promise<void>
}

/** What it works on. */
export interface LifetimesParts {
  readonly stores: Pick<GatewayStores, 'db' | 'subscriptions' | 'notifications'>
  readonly subscribers: Subscribers
  readonly relay: Pick<Relay, 'tell'>
  readonly clock: Clock
  readonly log: Log
  /** Where a subscription is read, as its agent knows it. */
  readonly uriOf: (subscriber: Subscriber) => string
  /** A subscription has ended: who listens to it hears no more. Called in the commit. */
  readonly ended: (subscriptionId: string) => void
}

/** How long to wait when the storage could not be written. */
const pauseMs = 1_000

/** Ends a subscription: what waits for it is given up, with the reason. Call this in a commit. */
export function endSubscription(
  { subscriptions, notifications }: Pick<GatewayStores, 'subscriptions' | 'notifications'>,
  id: string,
  now: number,
): void {
  subscriptions.remove(id)
  notifications.withholdAll(id, subscriptionEnded, now)
  notifications.forgetEndpoint(id)
}

/** @param parts see there */
export function createLifetimes(parts: LifetimesParts): Lifetimes {
  const { stores, subscribers, relay, clock, log, uriOf, ended } = parts
  const { db, subscriptions, notifications } = stores
  let isStarted = false
  let cancel: Cancel = () => {}
  let working: Promise<void> = Promise.resolve()

  /** When a reminder is due next; that may be after the end. */
  function dueAtOf({ subscription }: Subscriber, reminder: ReminderFilter): number {
    const { thresholdSeconds, intervalSeconds, resolved } = reminder
    const firstAt = subscription.expiresAt - thresholdSeconds * 1000
    if (firstAt > clock.now()) return firstAt
    const toldAt = notifications.lastToldAt(subscription.id, resolved)
    return toldAt === null ? firstAt : Math.max(firstAt, toldAt + intervalSeconds * 1000)
  }

  /** Every reminder that there will be, and when it is due. */
  const reminders = () =>
    subscribers
      .all()
      .flatMap((subscriber) =>
        subscriber.reminders
          .map((reminder) => ({ subscriber, reminder, dueAt: dueAtOf(subscriber, reminder) }))
          .filter(({ dueAt }) => dueAt < subscriber.subscription.expiresAt),
      )

  function remind(subscriber: Subscriber, { resolved }: ReminderFilter, now: number): void {
    const { subscription } = subscriber
    const { blacklistedAt, reason } = notifications.endpoint(subscription.id)
    const blacklisted =
      blacklistedAt === null ? undefined : { at: blacklistedAt, reason: reason ?? '' }
    const { deliveryMode: _, ...body } = subscriptionInfo(
      // The delivery is not told.
      { ...subscription, delivery: { transportType: 'WebSocket' }, blacklisted },
      uriOf(subscriber),
      now,
    )
    relay.tell(subscriber, resolved, body)
  }

  /** Does what is due, in the open transaction. */
  function work(): void {
    const now = clock.now()
    for (const id of subscriptions.expired(now)) {
      endSubscription(stores, id, now)
      ended(id)
    }
    for (const { subscriber, reminder, dueAt } of reminders()) {
      if (dueAt <= now) remind(subscriber, reminder, now)
    }
  }

  async function look(): Promise<void> {
    try {
      await db.commit(work)
      arm()
    } catch (error) {
      log.error('subscriptions could not be reminded or ended', { error: String(error) })
      arm(clock.now() + pauseMs)
    }
  }

  /** Has the clock wake it at the next end or reminder, but not before `earliest`. */
  function arm(earliest = 0): void {
    cancel()
    if (!isStarted) return
    const ends = subscriptions.nextExpiry() ?? Infinity
    const next = reminders().reduce((soonest, { dueAt }) => Math.min(soonest, dueAt), ends)
    if (next === Infinity) return
    cancel = clock.schedule(Math.max(next, earliest), () => {
      working = look()
      return working
    })
  }

  return {
    start() {
      isStarted = true
      arm()
    },
    refresh: () => arm(),
    async close() {
      isStarted = false
      cancel()
      await working
    },
  }
}
