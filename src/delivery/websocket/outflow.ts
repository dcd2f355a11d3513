// The notifications of one connection: fetched from the feed by cursor, prepared, and sent in order, no
// more at once than can be replayed. What the client took in is known by its pongs.
import type { Notification } from '#storage/notifications'
import type { Feed, Unlisten } from '../feed.ts'
import type { Prepare } from '../prepare.ts'
import type { Pings } from './pings.ts'

/** What an outflow works with. */
export interface OutflowDeps {
  readonly feed: Feed
  readonly pings: Pings
  /** Most that are under way. */
  readonly window: number
  /** Where the client is at first. */
  readonly cursor: number
  /** Whether the client does not read what was sent already. */
  readonly isFull: () => boolean
  readonly prepare: Prepare
  /** Sends an envelope; the cursor is past it. */
  readonly send: (envelope: string) => void
  readonly withhold: (notification: Notification, reason: string) => void
  /** The client has everything of a subscription up to an id, and had it up to `from` before. */
  readonly received: (subscriptionId: string, from: number, upTo: number) => void
  /** A notification could not be prepared. */
  readonly failed: (error: unknown) => void
}

/** The notifications of one connection. */
export interface Outflow {
  /** The last notification that the client has with the next frame. */
  readonly cursor: number
  /**
   * Goes on with this subscription (null for none), once the client has taken in what was sent before:
   * it knows a notification's subscription only then.
   */
  follow(subscriptionId: string | null): void
  stop(): void
}

/** Looked up at once. */
const batch = 25

/** @param deps see there */
export function createOutflow(deps: OutflowDeps): Outflow {
  const { feed, pings, window, isFull } = deps
  let { cursor } = deps
  let following: string | null = null
  let unlisten: Unlisten = () => {}
  let isHeld = false
  let isPumping = false
  let isStale = false
  let sent = 0
  let taken = 0
  /** Whether a ping is under way that shows what was taken in. */
  let isAsking = false
  let acknowledged = cursor

  function pump(): void {
    isStale = true
    if (!isPumping) void pumpAll()
  }

  async function pumpAll(): Promise<void> {
    isPumping = true
    while (isStale) {
      isStale = false
      try {
        // oxlint-disable-next-line no-await-in-loop -- each round looks at what came meanwhile
        await sendRound()
      } catch (error) {
        stop()
        deps.failed(error)
      }
    }
    // In the same turn as the last look at isStale, or a wake in between would be lost.
    isPumping = false
  }

  const mayGoOn = () => following !== null && !isHeld && sent - taken < window && !isFull()

  async function sendRound(): Promise<void> {
    while (mayGoOn()) {
      const subscriptionId = following
      if (subscriptionId === null) return
      const limit = Math.min(batch, window - (sent - taken))
      const found = feed.after(subscriptionId, cursor, limit)
      for (const one of found) {
        // oxlint-disable-next-line no-await-in-loop -- they leave in order
        const prepared = await deps.prepare(one)
        if (following !== subscriptionId || isHeld) return
        cursor = one.id
        if (typeof prepared === 'string') {
          sent += 1
          deps.send(prepared)
        } else deps.withhold(one, prepared.withheld)
      }
      ask()
      if (found.length < limit) return
    }
    // Whatever it was that filled it: an answer says that it was read.
    ask()
  }

  /** Asks what was taken in, unless that is being asked or known. */
  function ask(): void {
    if (isAsking || (sent === taken && !isFull())) return
    isAsking = true
    const subscriptionId = following
    const asked = { sent, cursor }
    pings.send(() => {
      isAsking = false
      taken = asked.sent
      if (subscriptionId !== null && following === subscriptionId) {
        deps.received(subscriptionId, acknowledged, asked.cursor)
        acknowledged = asked.cursor
      }
      ask()
      pump()
    })
  }

  function stop(): void {
    unlisten()
    following = null
  }

  return {
    get cursor() {
      return cursor
    },
    follow(subscriptionId) {
      stop()
      following = subscriptionId
      if (subscriptionId === null) return
      unlisten = feed.listen(subscriptionId, pump)
      isHeld = true
      acknowledged = cursor
      pings.send(() => {
        if (following !== subscriptionId) return
        isHeld = false
        pump()
      })
    },
    stop,
  }
}
