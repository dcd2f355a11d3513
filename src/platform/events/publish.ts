// Tells subscribers of something that happened. The event and a notification for each subscription are
// stored in the transaction of the change itself: what is committed will be delivered, and what is
// undone was never told.
import type { TSchema } from 'typebox'
import { type EventName, events, renewalReminder } from '#catalog/events'
import type { EventFilter } from '#catalog/events/filters'
import { createNotify } from '#delivery/notify'
import { subscriptionEnded } from '#delivery/outbox'
import type { Clock } from '#lib/clock'
import type { Random } from '#lib/random'
import type { Notifications } from '#storage/notifications'
import type { Subscription } from '#storage/platform/subscriptions'
import type { Subscribers, Whose, Wish } from './subscribers.ts'

/** How a subscriber is to see an event. */
export interface View {
  /** Where the platform is reached, as the subscriber knows it: the start of every absolute URI. */
  readonly origin: string
  readonly filter: EventFilter
}

/** Something that happened. */
export interface Occurrence {
  readonly event: EventName
  readonly whose: Whose
  /** When, if not now; epoch milliseconds. */
  readonly at?: number
  /**
   * The notification's body, made only where somebody wants the event. Null when this filter does not
   * want it.
   */
  readonly body: (view: View) => object | null
}

/** Tells subscribers of what happened. Call all of it in the transaction of the change. */
export interface Publisher {
  readonly publish: (occurrence: Occurrence) => void
  /** Whether somebody wants one of these events: for what is costly to find out before it is published. */
  readonly hears: (wanted: readonly Pick<Occurrence, 'event' | 'whose'>[]) => boolean
  /** Reminds a subscription to be renewed, by a filter of its own. */
  readonly remind: (subscription: Subscription, filter: string, body: object) => void
  /** Gives up what is on its way to a subscription that has ended, and wakes who listens to it. */
  readonly end: (subscriptionId: string) => void
}

/** What publishing works on. */
export interface PublisherDeps {
  readonly subscribers: Subscribers
  readonly notifications: Notifications
  readonly clock: Clock
  readonly random: Random
  /** Whether a subscription may (still) have what a filter delivers; disables the filter when not. */
  readonly mayHave: (wish: Wish) => boolean
  /** Whether a subscription's notifications are pushed; else listeners fetch them. */
  readonly isPushed: (subscription: Subscription) => boolean
  /** A notification was stored that is to be pushed. */
  readonly pushed: (subscriptionId: string) => void
  /** A notification was stored that listeners fetch. */
  readonly held: (subscriptionId: string) => void
  /** Judges a body before it is stored, and throws when it is unsound; absent where none is judged. */
  readonly check?: (name: string, schema: TSchema, body: object) => void
}

/** @param deps see there */
export function createPublisher(deps: PublisherDeps): Publisher {
  const { subscribers, notifications, clock, random, mayHave, isPushed, held, check } = deps
  const send = createNotify(deps)

  function notify(subscription: Subscription, filter: string, eventId: number, at: number): void {
    send({
      uuid: random.uuid(),
      eventId,
      subscriptionId: subscription.id,
      filter,
      ownerId: String(subscription.extensionId),
      at,
      isPushed: isPushed(subscription),
      dueAt: at,
    })
  }

  return {
    publish({ event, whose, body, at = clock.now() }) {
      const wishes = subscribers.of(event, whose)
      if (wishes.length === 0) return
      const now = clock.now()
      // Those who see it alike share one stored event.
      const stored = new Map<string, number>()
      const told = new Set<string>()
      for (const wish of wishes) {
        const { subscription, filter } = wish
        // Each subscription is told once, by the first of its filters that wants the event.
        if (told.has(subscription.id) || subscription.expiresAt <= now || !mayHave(wish)) continue
        const seen = body({ origin: subscription.origin, filter })
        if (seen === null) continue
        check?.(event, events[event].body, seen)
        told.add(subscription.id)
        const text = JSON.stringify(seen)
        const eventId = stored.get(text) ?? notifications.addEvent(at, text)
        stored.set(text, eventId)
        notify(subscription, filter.resolved, eventId, at)
      }
    },
    hears: (wanted) => wanted.some(({ event, whose }) => subscribers.of(event, whose).length > 0),
    remind(subscription, filter, body) {
      check?.('renewal reminder', renewalReminder.body, body)
      const at = clock.now()
      notify(subscription, filter, notifications.addEvent(at, JSON.stringify(body)), at)
    },
    end(subscriptionId) {
      notifications.withholdAll(subscriptionId, subscriptionEnded, clock.now())
      notifications.forgetEndpoint(subscriptionId)
      held(subscriptionId)
    },
  }
}

/** The reply's `blacklistedData` of a subscription; undefined while it is active. */
export const blacklistedOf = (
  notifications: Pick<Notifications, 'endpoint'>,
  { id }: Pick<Subscription, 'id'>,
) => {
  const { blacklistedAt, reason } = notifications.endpoint(id)
  return blacklistedAt === null ? undefined : { at: blacklistedAt, reason: reason ?? '' }
}
