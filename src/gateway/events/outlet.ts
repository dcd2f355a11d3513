// Notifications as listeners get them (WebSocket, PubNub, event streams): those after a cursor, each
// released before it is handed out. What is withheld is given up, visible with its reason.
import type { Feed, Unlisten } from '#delivery/feed'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import { AuditLogError } from '#storage/audit-log'
import type { GatewayStores } from '#storage/gateway/stores'
import type { Notification } from '#storage/notifications'
import type { Principal } from '../agents/directory.ts'
import { type Release, UnknownSourceError, type WithheldReason } from './release.ts'

/** What a listener is given. */
export interface Handed {
  /** Their bodies are open. */
  readonly notifications: readonly Notification[]
  /** Up to where there is nothing more for it: the last of these, or the last that was withheld after it. */
  readonly cursor: number
  /** Why this listener gets nothing more; null while it does. */
  readonly ended: WithheldReason | null
}

/** Gives listeners their notifications. */
export interface Outlet {
  /** What came after a cursor, the oldest first; empty too while nothing may leave. */
  after(
    subscriptionId: string,
    cursor: number,
    limit: number,
    listener?: Pick<Principal, 'credential' | 'session'>,
  ): Promise<Handed>
  /** See {@link Feed.listen}. */
  listen(subscriptionId: string, wake: () => void): Unlisten
}

/** What it works on. */
export interface OutletParts {
  readonly stores: Pick<GatewayStores, 'db' | 'notifications'>
  readonly feed: Feed
  readonly release: Release
  readonly clock: Clock
  readonly log: Log
}

/** @param parts see there */
export function createOutlet({ stores, feed, release, clock, log }: OutletParts): Outlet {
  const { db, notifications } = stores

  async function after(...[subscriptionId, cursor, limit, listener]: Parameters<Outlet['after']>) {
    const handed: Notification[] = []
    let reached = cursor
    let ended: WithheldReason | null = null
    for (const one of feed.after(subscriptionId, cursor, limit)) {
      // In order, so that the records are in the order in which the events leave.
      // oxlint-disable-next-line no-await-in-loop
      const released = await release(one, listener)
      if (released.isReleased) handed.push(released.notification)
      else if (released.isListeners) {
        ended = released.reason
        break
      } else {
        // oxlint-disable-next-line no-await-in-loop
        await db.commit(() => notifications.withhold(one.id, released.reason, clock.now()))
      }
      reached = one.id
    }
    return { handed, reached, ended }
  }

  return {
    async after(subscriptionId, cursor, limit, listener) {
      try {
        const { handed, reached, ended } = await after(subscriptionId, cursor, limit, listener)
        if (reached > cursor) {
          await db.commit(() => notifications.received(subscriptionId, reached, clock.now()))
        }
        return { notifications: handed, cursor: reached, ended }
      } catch (error) {
        const isForNow = error instanceof AuditLogError || error instanceof UnknownSourceError
        if (!isForNow) throw error
        log.error('Notifications are held back.', { reason: error.message })
        return { notifications: [], cursor, ended: null }
      }
    },
    listen: (subscriptionId, wake) => feed.listen(subscriptionId, wake),
  }
}
