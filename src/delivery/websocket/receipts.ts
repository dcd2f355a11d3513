// What clients have received, gathered: one write for all connections a quarter of a second, since
// nothing depends on it (a client says itself where it is) but what the delivery log shows.
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { Database } from '#storage/database'
import type { Notifications } from '#storage/notifications'

/** Gathers what was received. */
export interface Receipts {
  /** A client has a subscription's notifications up to an id, and had them up to `from` before. */
  readonly add: (subscriptionId: string, from: number, upTo: number) => void
  /** Writes what was gathered, in the open transaction. */
  flush(): void
  /** Forgets what was gathered. */
  forget(): void
}

/** On the machine's clock. */
const gatherMs = 250

/** @param db the database of the notifications */
export function createReceipts(
  db: Database,
  notifications: Pick<Notifications, 'received'>,
  clock: Pick<Clock, 'now'>,
  log: Log,
): Receipts {
  const gathered = new Map<string, { readonly from: number; readonly upTo: number }>()
  let timer: NodeJS.Timeout | null = null

  function flush(): void {
    forgetTimer()
    for (const [id, { from, upTo }] of gathered) {
      notifications.received(id, upTo, clock.now(), from)
    }
    gathered.clear()
  }

  function forgetTimer(): void {
    if (timer) clearTimeout(timer)
    timer = null
  }

  return {
    add(subscriptionId, from, upTo) {
      const before = gathered.get(subscriptionId)
      gathered.set(subscriptionId, { from: Math.min(from, before?.from ?? from), upTo })
      timer ??= setTimeout(() => {
        db.commit(flush).catch((error: unknown) =>
          log.error('what was received could not be stored', { error: String(error) }),
        )
      }, gatherMs).unref()
    },
    flush,
    forget() {
      forgetTimer()
      gathered.clear()
    },
  }
}
