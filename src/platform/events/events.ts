// The platform's events put together: who wants them, what is stored of them, and what delivers them.
import { createFeed, type Feed } from '#delivery/feed'
import { createOutbox } from '#delivery/outbox'
import { policies, type Policy, type PolicyName } from '#delivery/policy'
import type { PubNubKeys } from '#delivery/pubnub/publish'
import type { PubNub } from '#delivery/pubnub/serve'
import { createWebhooks, type WebhookTarget } from '#delivery/webhook/webhooks'
import type { ApiError } from '#catalog/errors'
import type { Profile } from '#catalog/profile'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { Random } from '#lib/random'
import type { MakeSecret } from '#lib/secret'
import type { Subscription } from '#storage/platform/subscriptions'
import type { Stores } from '../parts.ts'
import { createChannels, type PublishedChannel } from './channels.ts'
import { createPublisher, type Publisher, type PublisherDeps } from './publish.ts'
import { createRights } from './rights.ts'
import { createSubscribers } from './subscribers.ts'

/** Events of one platform. */
export interface Events {
  readonly publisher: Publisher
  /** For those who fetch their notifications. */
  readonly feed: Feed
  readonly webhooks: WebhookControls
  /** PubNub's subscribe protocol, for the channels of subscriptions. */
  readonly pubNub: Pick<PubNub, 'fetch'>
  /** Starts delivering, also after a stop. */
  start(): void
  /** Stops delivering; what is stored stays. Resolves when nothing is under way any more. */
  stop(): Promise<void>
  /** Ends what waits for notifications, so that a server may drain; what waits later is turned away. */
  hangUp(): void
  /** Stops for good. */
  close(): Promise<void>
}

/** What methods and levers do with webhooks beside publishing. */
export interface WebhookControls {
  readonly policy: Policy
  /** Asks an address to prove itself: SUB-520 to SUB-525, to be thrown, or null when it has. */
  readonly validate: (asked: {
    readonly address: string
    readonly verificationToken?: string
  }) => Promise<ApiError | null>
  /** Notifications were put on their way again in the open transaction. */
  readonly replayed: () => void
  /** Looks at a blacklisted endpoint at once, and takes it back if it is sound. */
  readonly recheck: (subscriptionId: string) => Promise<void>
}

/** How webhooks are sent. */
export interface WebhookSettings {
  /** How they are tried: a profile by its name, or one of one's own; `ringcentral` when absent. */
  readonly webhooks?: PolicyName | Policy | undefined
  /** Whether the certificates of their receivers have to be good; `checked` when absent. */
  readonly webhookCertificates?: 'checked' | 'any' | undefined
}

/** How notifications leave. */
export interface EventSettings extends WebhookSettings {
  /** A PubNub keyset to publish with; without one the platform serves PubNub's protocol itself. */
  readonly pubNub?: PubNubKeys | undefined
}

/** Where notifications are pushed. */
type Pushed = ({ readonly kind: 'WebHook' } & WebhookTarget) | PublishedChannel

/** What events are made from. */
export interface EventsDeps {
  readonly stores: Stores
  readonly clock: Clock
  readonly random: Random
  readonly makeSecret: MakeSecret
  readonly log: Log
  readonly profile: Profile
  /** Judges every body of an event; absent where none is. */
  readonly check?: NonNullable<PublisherDeps['check']>
}

/** @param deps see there */
export function createEvents(deps: EventsDeps, settings: EventSettings): Events {
  const { stores, clock, random, makeSecret, log } = deps
  const { db, subscriptions, notifications } = stores
  const { webhooks: said = 'ringcentral', webhookCertificates = 'checked' } = settings
  const policy: Policy = typeof said === 'string' ? policies[said] : said
  const webhooks = createWebhooks(
    { clock, makeSecret },
    {
      // An emulator is used on one machine, with receivers on it.
      allowPrivate: true,
      checksCertificates: webhookCertificates === 'checked',
      handshakeMs: policy.timeoutMs,
    },
  )
  const feed = createFeed(notifications)
  const channels = createChannels({ stores, feed, clock, log, keys: settings.pubNub })

  /** Where a subscription's notifications are pushed; null when listeners fetch them. */
  function pushedTo({ delivery }: Subscription): Pushed | null {
    switch (delivery.transportType) {
      case 'WebHook':
        return { kind: 'WebHook', policy, ...delivery }
      case 'PubNub':
        return channels.publishedTo(delivery)
      case 'WebSocket':
        return null
    }
  }

  function targetOf(subscriptionId: string): Pushed | null {
    const subscription = subscriptions.byId(subscriptionId)
    if (!subscription || subscription.expiresAt <= clock.now()) return null
    return pushedTo(subscription)
  }

  const outbox = createOutbox<Pushed>({
    db,
    notifications,
    clock,
    log,
    targetOf,
    push: (target, notification) =>
      target.kind === 'PubNub'
        ? target.publisher.push(target, notification)
        : webhooks.push(target, notification),
    isSound: async (target) => target.kind === 'PubNub' || webhooks.isSound(target),
  })
  const rights = createRights({ ...stores, profile: deps.profile })
  const publisher = createPublisher({
    subscribers: createSubscribers(stores),
    notifications,
    clock,
    random,
    mayHave: ({ subscription, filter }) => rights.holds(subscription, filter),
    isPushed: (subscription) => pushedTo(subscription) !== null,
    pushed: (subscriptionId) => outbox.added(subscriptionId),
    held: (subscriptionId) => feed.added(subscriptionId),
    ...(deps.check ? { check: deps.check } : {}),
  })

  /** Those who hear of it first store nothing more; then what is under way is broken off. */
  function halt(): Promise<void> {
    const halted = outbox.stop()
    webhooks.interrupt()
    return halted
  }

  return {
    publisher,
    feed,
    webhooks: {
      policy,
      validate: (asked) => webhooks.validate(asked),
      replayed: () => outbox.added(),
      recheck: (subscriptionId) => outbox.recheck(subscriptionId),
    },
    pubNub: channels.served,
    start() {
      outbox.start()
      // What is stored may be another database's now.
      channels.served.renew()
    },
    stop: halt,
    hangUp: () => channels.served.close(),
    async close() {
      channels.served.close()
      await halt()
      await Promise.all([webhooks.close(), channels.close()])
    },
  }
}
