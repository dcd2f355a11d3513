// The platform's events put together: who wants them, what is stored of them, and what delivers them.
import { createFeed, type Feed } from '#delivery/feed'
import { createOutbox } from '#delivery/outbox'
import { policies, type PolicyName } from '#delivery/policy'
import { createWebhooks, type WebhookTarget } from '#delivery/webhook/webhooks'
import type { Profile } from '#catalog/profile'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { Random } from '#lib/random'
import type { Stores } from '../parts.ts'
import { createPublisher, type Publisher, type PublisherDeps } from './publish.ts'
import { createRights } from './rights.ts'
import { createSubscribers } from './subscribers.ts'

/** Events of one platform. */
export interface Events {
  readonly publisher: Publisher
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
  readonly profile: Profile
  /** How webhooks are tried. */
  readonly webhooks: PolicyName
  /** Judges every body of an event; absent where none is. */
  readonly check?: NonNullable<PublisherDeps['check']>
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
  const rights = createRights({ ...stores, profile: deps.profile })
  const publisher = createPublisher({
    subscribers: createSubscribers(stores),
    notifications,
    clock,
    random,
    mayHave: ({ subscription, filter }) => rights.holds(subscription, filter),
    pushed: () => outbox.added(),
    held: (subscriptionId) => feed.added(subscriptionId),
    ...(deps.check ? { check: deps.check } : {}),
  })

  return {
    publisher,
    feed,
    start: () => outbox.start(),
    stop: () => outbox.stop(),
    async close() {
      await webhooks.close()
      await outbox.stop()
    },
  }
}
