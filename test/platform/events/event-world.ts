// What tests of events start from: a subscription put straight into the store, and what it was told.
import { type EventName, events } from '#catalog/events'
import { instantFilterNeedsType } from '#catalog/live'
import type { Profile } from '#catalog/profile'
import type { Notification } from '#storage/notifications'
import type { Subscription } from '#storage/platform/subscriptions'
import { addSubscription } from '#platform/events/reminders'
import { ids, origin, type World } from '../world.ts'

/** One notification, its filter and its body. */
export interface Told {
  readonly filter: string
  // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts on what is in it
  readonly body: any
}

/** A subscription that a test listens by. */
export interface Listener {
  readonly id: string
  /** What it was told since the last look, in order. */
  heard(): Told[]
}

/** The filter of an event, for an extension. */
export const filterOf = (event: EventName, extensionId: number = ids.ann): string =>
  events[event].filter.replace('{accountId}', '1').replace('{extensionId}', String(extensionId))

/** The filters of all events of an extension, as a profile takes them. */
export const allFilters = (extensionId: number, profile: Profile = 'guide'): string[] =>
  (Object.keys(events) as EventName[]) // the keys of that table
    .map((event) => filterOf(event, extensionId))
    .map((filter) =>
      instantFilterNeedsType[profile] && filter.endsWith('/instant')
        ? `${filter}?type=SMS`
        : filter,
    )

/** Subscribes an extension, for a year unless said otherwise; listeners fetch what it is told. */
export function listen(
  world: World,
  eventFilters: readonly string[],
  more: Partial<Subscription> = {},
): Listener {
  const { parts } = world.platform
  const { extensionId = ids.ann } = more
  const now = parts.clock.now()
  const lifetimeSeconds = 365 * 24 * 3600
  const subscription: Subscription = {
    id: parts.random.uuid(),
    extensionId,
    clientId: 'app',
    createdAt: now,
    expiresAt: now + lifetimeSeconds * 1000,
    lifetimeSeconds,
    eventFilters,
    disabledFilters: [],
    delivery: {
      transportType: 'PubNub',
      address: 'channel',
      subscriberKey: 'sub-c-1',
      secretKey: 'sec-c-1',
      encryption: false,
    },
    origin,
    ...more,
  }
  parts.db.transaction(() => addSubscription(parts, subscription))
  return listenerOf(world, subscription.id)
}

/** What a subscription that exists is told from now on. */
export function listenerOf(world: World, id: string): Listener {
  const { notifications } = world.platform.parts
  let cursor = notifications.lastOf(id)
  return {
    id,
    heard() {
      const after = notifications.after(id, cursor, 1_000)
      cursor = after.at(-1)?.id ?? cursor
      return after.map(told)
    },
  }
}

const told = ({ filter, body }: Notification): Told => ({ filter, body: JSON.parse(body) })

/** The names of the events that were told of, each once, in the order of the alphabet. */
export function namesOf(heard: readonly Told[], extensionId: number): EventName[] {
  const byFilter = new Map(
    (Object.keys(events) as EventName[]).map((event) => [filterOf(event, extensionId), event]), // as above
  )
  const names = heard.flatMap(({ filter }) => byFilter.get(filter.replace(/\?.*/, '')) ?? [])
  return [...new Set(names)].toSorted()
}

/** Everything that is due in so many seconds is done. */
export const pass = (world: World, seconds: number): Promise<void> =>
  world.clock.advance(seconds * 1000)
