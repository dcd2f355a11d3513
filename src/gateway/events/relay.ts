// From the upstream's events to notifications of agents' subscriptions. What an event becomes is stored in
// one transaction with the keys by which it is known again and with how far the upstream was heard, so
// that a crash neither loses nor repeats it. Whether it may leave is judged when it does (release.ts).
import type { Clock } from '#lib/clock'
import type { MakeSecret, Seal } from '#lib/secret'
import type { ConnectionId, Identity } from '#storage/gateway/connections'
import type { GatewayStores } from '#storage/gateway/stores'
import { makeUuid } from '../ids.ts'
import type { Subscribers, Wish } from './subscribers.ts'
import type { Occurrence } from './upstream/occurrence.ts'

/** Whose events they are. */
export interface Source {
  readonly connectionId: ConnectionId
  readonly identity: Identity
}

/** Takes in what happens upstream. */
export interface Relay {
  /**
   * Stores an event for everyone who wants it, unless it was seen before; resolves when that is on disk.
   * @param alongside writes what belongs into the same transaction
   */
  take(source: Source, occurrence: Occurrence, alongside?: () => void): Promise<void>
}

/** What it works on. */
export interface RelayParts {
  readonly stores: Pick<GatewayStores, 'db' | 'notifications' | 'upstreamEvents'>
  readonly subscribers: Subscribers
  readonly clock: Clock
  readonly makeSecret: MakeSecret
  readonly seal: Seal
  /** A notification was stored that is to be pushed. */
  readonly pushed: (subscriptionId: string) => void
  /** A notification was stored that listeners fetch. */
  readonly held: (subscriptionId: string) => void
}

const purposeOf = (connectionId: ConnectionId) => `event of connection ${connectionId}`

/** An event's body, sealed: it holds texts and numbers, which lie nowhere in clear. */
export const sealBody = (seal: Seal, connectionId: ConnectionId, body: object): string =>
  seal.seal(JSON.stringify(body), purposeOf(connectionId))

/** The body that was sealed. */
export const openBody = (seal: Seal, connectionId: ConnectionId, sealed: string): unknown =>
  JSON.parse(seal.open(sealed, purposeOf(connectionId)))

/** @param parts see there */
export function createRelay(parts: RelayParts): Relay {
  const { stores, subscribers, clock, makeSecret, seal, pushed, held } = parts
  const { db, notifications, upstreamEvents } = stores

  function notify({ subscriber, filter }: Wish, eventId: number, at: number, identity: Identity) {
    const subscriptionId = subscriber.subscription.id
    const isPushed = subscriber.delivery.transportType === 'WebHook'
    const { blacklistedAt, reason } = notifications.endpoint(subscriptionId)
    const id = notifications.add({
      uuid: makeUuid(makeSecret),
      eventId,
      subscriptionId,
      filter: filter.resolved,
      ownerId: identity.extensionId,
      at,
      nextAt: isPushed && blacklistedAt === null ? clock.now() : null,
    })
    if (blacklistedAt !== null) {
      notifications.withhold(id, `blacklisted: ${reason ?? ''}`, clock.now())
    } else if (isPushed) pushed(subscriptionId)
    else held(subscriptionId)
  }

  function store({ connectionId, identity }: Source, occurrence: Occurrence): void {
    const now = clock.now()
    const { keys, at, body } = occurrence
    if (keys.known.some((key) => upstreamEvents.hasSeen(connectionId, key, now))) return
    for (const key of keys.marks) upstreamEvents.saw(connectionId, key, now)
    const wishes = subscribers.wanting(connectionId, occurrence)
    if (wishes.length === 0) return
    const eventId = notifications.addEvent(at, sealBody(seal, connectionId, body))
    for (const wish of wishes) notify(wish, eventId, at, identity)
  }

  return {
    take: (source, occurrence, alongside) =>
      db.commit(() => {
        alongside?.()
        store(source, occurrence)
      }),
  }
}
