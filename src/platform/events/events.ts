// The platform's events put together: who wants them, what is stored of them, and what delivers them.
import { createFeed, type Feed } from '#delivery/feed'
import { createOutbox } from '#delivery/outbox'
import { policies, type PolicyName } from '#delivery/policy'
import { createWebhooks, type WebhookTarget } from '#delivery/webhook/webhooks'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { Random } from '#lib/random'
import type { Stores } from '../parts.ts'
import { createPublish, type Publish } from './publish.ts'
import { createSubscribers } from './subscribers.ts'

/** Events of one platform. */
export interface Events {
  readonly publish: Publish
  /** For those who fetch their notifications. */
  readonly feed: Feed
  /** Starts delivering, also after a stop. */
  start(): void
  /** Stops delivering; what is stored stays. Resolves when nothing is under way any more. */
  stop(): Promise<void>
  /** Stops for good. */
  close(): Promise<void>
}

/** What events are made from. */
export interface EventsDeps {
  readonly stores: Stores
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** How webhooks are tried. */
  readonly webhooks: PolicyName
}

/** @param deps see there */
export function createEvents(deps: EventsDeps): Events {
  const { stores, clock, random, log } = deps
  const { db, subscriptions, notifications } = stores
  const webhooks = createWebhooks()
  const feed = createFeed(notifications)
  const policy = policies[deps.webhooks]

  function targetOf(subscriptionId: string): WebhookTarget | null {
    const subscription = subscriptions.byId(subscriptionId)
    if (subscription?.delivery.transportType !== 'WebHook') return null
    if (subscription.expiresAt <= clock.now()) return null
    const { address, verificationToken } = subscription.delivery
    return { policy, address, ...(verificationToken ? { verificationToken } : {}) }
  }

  const outbox = createOutbox<WebhookTarget>({
    db,
    notifications,
    clock,
    random,
    log,
    targetOf,
    push: (target, notification) => webhooks.push(target, notification),
    isSound: (target) => webhooks.isSound(target),
  })
  const publish = createPublish({
    subscribers: createSubscribers(stores),
    notifications,
    clock,
    random,
    mayHave: () => true,
    pushed: () => outbox.added(),
    held: (subscriptionId) => feed.added(subscriptionId),
  })

  return {
    publish,
    feed,
    start: () => outbox.start(),
    stop: () => outbox.stop(),
    async close() {
      await webhooks.close()
      await outbox.stop()
    },
  }
}
