// Notifications that listeners fetch: over a WebSocket, PubNub's long poll, an event stream. A listener
// has a cursor, the id of the last one it has, and is woken when there may be more.
import type { Notification, Notifications } from '#storage/notifications'

/** Stops listening; a second time does nothing. */
export type Unlisten = () => void

/** The notifications of subscriptions, as listeners fetch them. */
export interface Feed {
  /** Something was added for a subscription in the open transaction; its listeners are woken after it. */
  added(subscriptionId: string): void
  /** Calls `wake`, in a turn of its own, after something was added; several times may become one. */
  listen(subscriptionId: string, wake: () => void): Unlisten
  /** What came after a cursor, the oldest first. */
  after(subscriptionId: string, cursor: number, limit: number): Notification[]
}

/** The feed over the notifications of a database. */
export function createFeed(notifications: Pick<Notifications, 'after'>): Feed {
  const listeners = new Map<string, Set<() => void>>()
  let woken: Set<string> | null = null

  function wakeAll(): void {
    const subscriptions = woken ?? []
    woken = null
    for (const id of subscriptions) for (const wake of listeners.get(id) ?? []) wake()
  }

  return {
    added(subscriptionId) {
      if (!listeners.has(subscriptionId)) return
      // The transaction ends within this turn.
      if (!woken) setImmediate(wakeAll)
      woken ??= new Set()
      woken.add(subscriptionId)
    },
    listen(subscriptionId, wake) {
      const own = listeners.get(subscriptionId) ?? new Set()
      listeners.set(subscriptionId, own)
      own.add(wake)
      return () => {
        // Once: afterwards the subscription may have listeners of others.
        if (own.delete(wake) && own.size === 0) listeners.delete(subscriptionId)
      }
    },
    after: (subscriptionId, cursor, limit) => notifications.after(subscriptionId, cursor, limit),
  }
}
