// Puts an event on its way to one subscription: to be pushed, to be fetched, or, where the endpoint is
// blacklisted, given up at once and there to be seen. Platform and gateway both do it in the transaction
// that stores the event.
import type { Notifications } from '#storage/notifications'
import { blacklisted } from './outbox.ts'

/** One event for one subscription. Times are epoch milliseconds. */
export type Addressed = Omit<Parameters<Notifications['add']>[0], 'nextAt'> & {
  /** Whether it is pushed; listeners fetch it otherwise. */
  readonly isPushed: boolean
  /** From when on it is pushed. */
  readonly dueAt: number
}

/** Stores a notification and tells who is to deliver it; call it in a transaction. */
export type Notify = (addressed: Addressed) => void

/** @param deps `pushed` and `held` are told the subscription of a notification to push, or to fetch */
export function createNotify(deps: {
  readonly notifications: Pick<Notifications, 'endpoint' | 'add' | 'withhold'>
  readonly pushed: (subscriptionId: string) => void
  readonly held: (subscriptionId: string) => void
}): Notify {
  const { notifications, pushed, held } = deps
  return ({ isPushed, dueAt, ...one }) => {
    const { subscriptionId } = one
    const { blacklistedAt, reason } = notifications.endpoint(subscriptionId)
    const nextAt = isPushed && blacklistedAt === null ? dueAt : null
    const id = notifications.add({ ...one, nextAt })
    if (blacklistedAt !== null) notifications.withhold(id, blacklisted(reason), dueAt)
    else if (isPushed) pushed(subscriptionId)
    else held(subscriptionId)
  }
}
