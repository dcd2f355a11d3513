// What is still on its way to a subscription that was cancelled or has expired is given up: at that
// moment, not when it would have been tried next. The log shows it for a while.
import { subscriptionEnded } from '#delivery/outbox'
import type { Cancel, Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import { isBusy } from '#storage/database'
import type { Notifications } from '#storage/notifications'
import type { Stores } from '../parts.ts'

/** Ends what waits for a subscription that is gone; call it in the transaction that removes it. */
export function endNotifications(
  notifications: Notifications,
  subscriptionId: string,
  at: number,
): void {
  notifications.withholdAll(subscriptionId, subscriptionEnded, at)
  notifications.forgetEndpoint(subscriptionId)
}

/** Ends notifications when their subscriptions expire. */
export interface Endings {
  /** A notification was stored in the open transaction. */
  added(): void
  start(): void
  stop(): void
}

/** How long to wait when the storage is held by somebody else. */
const pauseMs = 1_000

/** The endings of one platform's notifications. */
export function createEndings(
  { db, subscriptions, notifications }: Pick<Stores, 'db' | 'subscriptions' | 'notifications'>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Endings {
  let isStarted = false
  let cancel: Cancel = () => {}
  /** The version of the subscriptions for which the clock was told the next end. */
  let armedFor: number | null = null

  function arm(at: number | null): void {
    cancel()
    armedFor = at === null ? null : subscriptions.version
    if (at !== null) cancel = clock.schedule(at, end)
  }

  /** Ends what is to be ended, and waits for the next to expire while anything is on its way. */
  async function end(): Promise<void> {
    armedFor = null
    if (!isStarted || notifications.waitedFor().length === 0) return
    try {
      await db.commit(() => {
        const now = clock.now()
        for (const id of notifications.waitedFor()) {
          const found = subscriptions.byId(id)
          if (!found || found.expiresAt <= now) endNotifications(notifications, id, now)
        }
      })
    } catch (error) {
      if (!isBusy(error)) log.error('notifications cannot be ended', { error: String(error) })
      if (isStarted) arm(clock.now() + pauseMs)
      return
    }
    if (isStarted && notifications.waitedFor().length > 0) armNext()
  }

  const armNext = (): void => arm(subscriptions.nextExpiry(clock.now()))

  return {
    added() {
      if (isStarted && armedFor !== subscriptions.version) armNext()
    },
    start() {
      isStarted = true
      arm(clock.now())
    },
    stop() {
      isStarted = false
      arm(null)
    },
  }
}
