// The PubNub channels of the platform's subscriptions: those of the operator's keyset are published at
// PubNub, all others are served here.
import type { Feed } from '#delivery/feed'
import { unchanged } from '#delivery/prepare'
import { channelDigest, type PubNubDelivery } from '#delivery/pubnub/channel'
import {
  type ChannelTarget,
  createPublisher,
  type Publisher,
  type PubNubKeys,
  publishPolicy,
} from '#delivery/pubnub/publish'
import { type ChannelOwner, createPubNub, type PubNub } from '#delivery/pubnub/serve'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { Subscription } from '#storage/platform/subscriptions'
import type { Stores } from '../parts.ts'

/** A channel that is published at PubNub. */
export interface PublishedChannel extends ChannelTarget {
  readonly kind: 'PubNub'
  readonly publisher: Publisher
}

/** The channels of one platform. */
export interface Channels {
  /** PubNub's subscribe protocol. */
  readonly served: PubNub
  /** Where a delivery is published; null when it is served here. */
  publishedTo(delivery: PubNubDelivery): PublishedChannel | null
  /** Ends all that waits or is under way. */
  close(): Promise<void>
}

/** @param deps.keys the operator's keyset, if there is one */
export function createChannels(deps: {
  readonly stores: Stores
  readonly feed: Feed
  readonly clock: Clock
  readonly log: Log
  readonly keys?: PubNubKeys | undefined
}): Channels {
  const { stores, keys } = deps
  const publisher = keys && createPublisher(keys, unchanged)

  function publishedTo({ subscriberKey, address, encryptionKey }: PubNubDelivery) {
    // One with keys of its own was made while there was no keyset.
    if (!publisher || subscriberKey !== keys?.subscribeKey) return null
    const target = { policy: publishPolicy, channel: address, encryptionKey }
    return { kind: 'PubNub', publisher, ...target } as const
  }

  const served = createPubNub({
    ...deps,
    ...stores,
    channelOf: createChannelOf(stores, (delivery) => publishedTo(delivery) === null),
    prepare: unchanged,
  })
  return {
    served,
    publishedTo,
    async close() {
      served.close()
      await publisher?.close()
    },
  }
}

/** Finds channels. Those of expired subscriptions are found too: they have no messages any more. */
function createChannelOf(
  { db, subscriptions }: Pick<Stores, 'db' | 'subscriptions'>,
  isServed: (delivery: PubNubDelivery) => boolean,
) {
  let known = ''
  let owners = new Map<string, ChannelOwner>()

  function entriesOf({ id, delivery }: Subscription): [string, ChannelOwner][] {
    if (delivery.transportType !== 'PubNub' || !isServed(delivery)) return []
    const { subscriberKey, address, encryptionKey } = delivery
    return [[channelDigest(subscriberKey, address), { subscriptionId: id, encryptionKey }]]
  }

  /** Those of now: made anew after a change. */
  function current() {
    const state = `${db.generation} ${subscriptions.version}`
    if (state !== known) {
      owners = new Map(subscriptions.all().flatMap(entriesOf))
      known = state
    }
    return owners
  }

  return (subscribeKey: string, channel: string) =>
    current().get(channelDigest(subscribeKey, channel)) ?? null
}
