// From the upstream's events to notifications of agents' subscriptions. What an event becomes is stored in
// one transaction with the keys by which it is known again and with how far the upstream was heard, so
// that a crash neither loses nor repeats it. Whether it may leave is judged when it does (release.ts).
import { createNotify } from '#delivery/notify'
import type { Clock } from '#lib/clock'
import type { MakeSecret, Seal } from '#lib/secret'
import type { ConnectionId, Identity } from '#storage/gateway/connections'
import type { GatewayStores } from '#storage/gateway/stores'
import { makeUuid } from '../ids.ts'
import type { Subscriber, Subscribers } from './subscribers.ts'
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
  /** Stores what the gateway itself tells a subscriber, by a filter of its own. Call this in a commit. */
  tell(subscriber: Subscriber, filter: string, body: object): void
}

/** What it works on. */
export interface RelayParts {
  readonly stores: Pick<GatewayStores, 'db' | 'notifications' | 'upstreamEvents'>
  readonly subscribers: Subscribers
  readonly clock: Clock
  readonly makeSecret: MakeSecret
  readonly seal: Seal
  /** The extension of a connection's user; empty while it is not known. */
  readonly ownerOf: (connectionId: ConnectionId) => string
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
  const send = createNotify({ notifications, pushed, held })

  function notify(
    { subscription, delivery }: Subscriber,
    filter: string,
    eventId: number,
    at: number,
    ownerId: string,
  ): void {
    send({
      uuid: makeUuid(makeSecret),
      eventId,
      subscriptionId: subscription.id,
      filter,
      ownerId,
      at,
      isPushed: delivery.transportType === 'WebHook',
      dueAt: clock.now(),
    })
  }

  function store({ connectionId, identity }: Source, occurrence: Occurrence): void {
    const now = clock.now()
    const { keys, at, body } = occurrence
    if (keys.known.some((key) => upstreamEvents.hasSeen(connectionId, key, now))) return
    for (const key of keys.marks) upstreamEvents.saw(connectionId, key, now)
    const wishes = subscribers.wanting(connectionId, occurrence)
    if (wishes.length === 0) return
    const eventId = notifications.addEvent(at, sealBody(seal, connectionId, body))
    for (const { subscriber, filter } of wishes) {
      notify(subscriber, filter.resolved, eventId, at, identity.extensionId)
    }
  }

  function tell(subscriber: Subscriber, filter: string, body: object): void {
    const { connectionId } = subscriber
    const at = clock.now()
    const eventId = notifications.addEvent(at, sealBody(seal, connectionId, body))
    notify(subscriber, filter, eventId, at, parts.ownerOf(connectionId))
  }

  return {
    take: (source, occurrence, alongside) =>
      db.commit(() => {
        alongside?.()
        store(source, occurrence)
      }),
    tell,
  }
}
