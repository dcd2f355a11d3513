// The rules of subscriptions that hold wherever they are kept: how long one lives, which filters it
// may have, and how it is answered. Platform and gateway both keep subscriptions and share these.
import type { Static } from 'typebox'
import { isoTime } from '#lib/time'
import { fail } from '../errors.ts'
import { type FilterOwner, parseEventFilter, type ParsedFilter } from '../events/filters.ts'
import type { Subscription } from '../schemas/subscription.ts'

/** Most subscriptions of one user and app, and of one agent. */
export const maxSubscriptions = 20

/** How long a subscription lives by its delivery, in seconds: unless said otherwise, and at most. */
export const lifetimes = {
  WebHook: { usual: 604_800, most: 315_360_000 },
  PubNub: { usual: 900, most: 900 },
  // The connection renews it, and lives itself no longer than this.
  WebSocket: { usual: 86_400, most: 86_400 },
} as const

/** The deliveries there are. */
export type TransportType = keyof typeof lifetimes

/** Where notifications go, with the secrets that delivering takes. */
export type Delivery =
  | {
      readonly transportType: 'WebHook'
      readonly address: string
      /** Sent along with each notification; never answered. */
      readonly verificationToken?: string
      /** Notifications are signed with each, where webhooks are signed; the newest first. Never answered. */
      readonly signingSecrets?: readonly string[]
    }
  | {
      readonly transportType: 'PubNub'
      /** The channel. */
      readonly address: string
      readonly subscriberKey: string
      readonly secretKey: string
      readonly encryption: boolean
      /** 128 bits in base64; there when notifications are encrypted. */
      readonly encryptionKey?: string
    }
  | {
      /** Over the connection that asked for it. */
      readonly transportType: 'WebSocket'
    }

/** Since when (epoch milliseconds) a subscription gets no notifications, and why. */
export interface Blacklisting {
  readonly at: number
  readonly reason: string
}

/** What of a subscription its answer is made from. Times are epoch milliseconds. */
export interface SubscriptionFacts {
  readonly id: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly eventFilters: readonly string[]
  readonly delivery: Delivery
  /** There while its address is not sent to, having failed. */
  readonly blacklisted?: Blacklisting | undefined
}

/** RingCentral's answer. */
export type SubscriptionInfo = Static<typeof Subscription>

/** The lifetime in seconds that is given for the one asked for: at least 1, at most what the delivery allows. */
export function lifetimeOf(transportType: TransportType, expiresIn?: number): number {
  const { usual, most } = lifetimes[transportType]
  return Math.min(Math.max(expiresIn ?? usual, 1), most)
}

/**
 * Understands a subscription's filters.
 * @param owner whose account and extension `~` stands for
 * @throws ApiError CMN-101 without any, SUB-508 for one that no event has, SUB-515 for a reminder alone,
 *   SUB-516 for a reminder that does not fit the lifetime
 */
export function understandFilters(
  filters: readonly string[],
  owner: FilterOwner,
  lifetimeSeconds: number,
): ParsedFilter[] {
  if (filters.length === 0) throw fail('CMN-101', { parameterName: 'eventFilters' })
  const parsed = filters.map((filter) => {
    const understood = parseEventFilter(filter, owner)
    if (understood) return understood
    throw fail('SUB-508', { parameterName: 'eventFilters', parameterValue: filter.slice(0, 200) })
  })
  if (parsed.every((filter) => filter.kind === 'reminder')) {
    throw fail('SUB-515', { parameterName: 'eventFilters' })
  }
  for (const filter of parsed) {
    if (filter.kind !== 'reminder') continue
    const { thresholdSeconds, intervalSeconds } = filter
    // Written so that a number that is missing fails it too.
    const fits =
      intervalSeconds >= 1 &&
      thresholdSeconds <= lifetimeSeconds / 2 &&
      intervalSeconds <= thresholdSeconds / 2
    if (!fits) throw fail('SUB-516', { parameterName: 'eventFilters' })
  }
  return parsed
}

/**
 * A subscription as it is answered: without the verification token.
 * @param uri where it is read, absolute
 */
export function subscriptionInfo(
  subscription: SubscriptionFacts,
  uri: string,
  now: number,
): SubscriptionInfo {
  const { id, createdAt, expiresAt, eventFilters, delivery, blacklisted } = subscription
  return {
    uri,
    id,
    creationTime: isoTime(createdAt),
    status: blacklisted ? 'Blacklisted' : 'Active',
    ...(blacklisted
      ? {
          blacklistedData: {
            blacklistedAt: isoTime(blacklisted.at),
            reason: blacklisted.reason,
          },
        }
      : {}),
    eventFilters: [...eventFilters],
    expirationTime: isoTime(expiresAt),
    expiresIn: Math.max(Math.ceil((expiresAt - now) / 1000), 1),
    deliveryMode: deliveryMode(delivery),
  }
}

function deliveryMode(delivery: Delivery): SubscriptionInfo['deliveryMode'] {
  if (delivery.transportType === 'WebHook') {
    return { transportType: 'WebHook', encryption: false, address: delivery.address }
  }
  if (delivery.transportType === 'WebSocket')
    return { transportType: 'WebSocket', encryption: false }
  const { address, subscriberKey, secretKey, encryption, encryptionKey } = delivery
  return {
    transportType: 'PubNub',
    encryption,
    address,
    subscriberKey,
    secretKey,
    ...(encryptionKey === undefined ? {} : { encryptionAlgorithm: 'AES', encryptionKey }),
  }
}
