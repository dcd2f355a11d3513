// PubNub's subscribe protocol at the gateway: who knows a subscription's channel and key listens, and gets
// what is released by what the subscription was made with.
import { envelopeOf } from '#delivery/envelope'
import type { Feed } from '#delivery/feed'
import { createPubNub, type PubNub } from '#delivery/pubnub/serve'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { GatewayStores } from '#storage/gateway/stores'
import type { Release } from './release.ts'
import type { Subscribers } from './subscribers.ts'

/** What it works on. */
export interface AgentPubNubParts {
  readonly stores: Pick<GatewayStores, 'db' | 'notifications'>
  readonly feed: Feed
  readonly subscribers: Subscribers
  readonly release: Release
  readonly clock: Clock
  readonly log: Log
}

/** @param parts see there */
export function createAgentPubNub(parts: AgentPubNubParts): PubNub {
  const { stores, subscribers, release } = parts
  return createPubNub({
    ...parts,
    ...stores,
    channelOf(subscribeKey, channel) {
      const found = subscribers.onChannel(subscribeKey, channel)
      if (found?.delivery.transportType !== 'PubNub') return null
      const { encryptionKey } = found.delivery
      return { subscriptionId: found.subscription.id, encryptionKey }
    },
    async prepare(notification) {
      const released = await release(notification)
      return released.isReleased ? envelopeOf(released.notification) : { withheld: released.reason }
    },
  })
}
