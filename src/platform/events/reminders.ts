// What happens to a subscription by time alone: it is reminded to be renewed, as often as its filters ask,
// and ends. Both are tasks on the schedule, planned when it is made or renewed.
import { remindersAmong } from '#catalog/events/filters'
import { subscriptionInfo } from '#catalog/rules/subscription-rules'
import type { Subscription } from '#storage/platform/subscriptions'
import type { Parts } from '../parts.ts'
import { blacklistedOf } from './publish.ts'

const root = '/restapi/v1.0/subscription'

/** Where a subscription is read. */
export const subscriptionUri = (origin: string, id: string): string => `${origin}${root}/${id}`

/** Stores a subscription and plans its reminders and its end. Call this, and what is below, in a commit. */
export function addSubscription(parts: Parts, subscription: Subscription): Subscription {
  parts.subscriptions.add(subscription)
  startTimers(parts, subscription)
  return subscription
}

/** Stores what has become of a subscription: other filters, another lifetime. */
export function changeSubscription(
  parts: Parts,
  before: Subscription,
  after: Subscription,
): Subscription {
  stopTimers(parts, before)
  parts.subscriptions.update(after)
  startTimers(parts, after)
  return after
}

/** Removes a subscription; what it did not get yet is given up. */
export function removeSubscription(parts: Parts, subscription: Subscription): void {
  stopTimers(parts, subscription)
  parts.subscriptions.remove(subscription.id)
  parts.end(subscription.id)
}

/** Removes every subscription of an app. */
export function removeSubscriptionsOf(parts: Parts, clientId: string): void {
  for (const subscription of parts.subscriptions.all()) {
    if (subscription.clientId === clientId) removeSubscription(parts, subscription)
  }
}

function startTimers({ schedule, clock }: Parts, subscription: Subscription): void {
  const leftMs = subscription.expiresAt - clock.now()
  for (const { resolved, thresholdSeconds } of remindersOf(subscription)) {
    const inMs = leftMs - thresholdSeconds * 1000
    schedule(Math.max(inMs, 0), 'renewal reminder', `${subscription.id} ${resolved}`)
  }
  schedule(leftMs, 'subscription end', subscription.id)
}

function stopTimers({ due }: Parts, subscription: Subscription): void {
  for (const { resolved } of remindersOf(subscription)) {
    due.removeOf('renewal reminder', `${subscription.id} ${resolved}`)
  }
  due.removeOf('subscription end', subscription.id)
}

/** Reminds of a renewal and plans the next reminder; the task `renewal reminder`. */
export function remindToRenew(parts: Parts, subject: string): void {
  const { subscriptions, notifications, clock, schedule, remind } = parts
  const [id = '', wanted] = subject.split(' ')
  const subscription = subscriptions.byId(id)
  const reminder =
    subscription && remindersOf(subscription).find(({ resolved }) => resolved === wanted)
  const now = clock.now()
  if (!reminder || subscription.expiresAt <= now) return
  const blacklisted = blacklistedOf(notifications, subscription)
  const uri = subscriptionUri(subscription.origin, id)
  const { deliveryMode: _, ...body } = subscriptionInfo({ ...subscription, blacklisted }, uri, now)
  remind(subscription, reminder.resolved, body)
  const inMs = reminder.intervalSeconds * 1000
  if (now + inMs < subscription.expiresAt) schedule(inMs, 'renewal reminder', subject)
}

/** Gives up what a subscription that has expired did not get; the task `subscription end`. */
export function endSubscription({ subscriptions, clock, end }: Parts, id: string): void {
  const subscription = subscriptions.byId(id)
  if (subscription && subscription.expiresAt <= clock.now()) end(id)
}

const remindersOf = ({ eventFilters }: Subscription) => remindersAmong(eventFilters)
