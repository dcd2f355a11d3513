// Agents' subscriptions as events need them: understood, with their deliveries open, found by what they
// want. Kept in memory and made anew after a change.
import {
  type EventFilter,
  parseEventFilter,
  type ReminderFilter,
  remindersAmong,
} from '#catalog/events/filters'
import { isOutdone, isWanted } from '#catalog/events/matching'
import { channelDigest } from '#delivery/pubnub/channel'
import type { Clock } from '#lib/clock'
import type { Seal } from '#lib/secret'
import type { ConnectionId } from '#storage/gateway/connections'
import type { GatewayStores } from '#storage/gateway/stores'
import type { AgentSubscription } from '#storage/gateway/subscriptions'
import type { Directory } from '../agents/directory.ts'
import { type AgentDelivery, openDelivery } from './deliveries.ts'
import type { Occurrence } from './upstream/occurrence.ts'
import { scopeOf } from './upstream/occurrence.ts'

/** One agent's subscription, understood. */
export interface Subscriber {
  readonly subscription: AgentSubscription
  readonly delivery: AgentDelivery
  readonly connectionId: ConnectionId
  readonly filters: readonly EventFilter[]
  /** When it wants to be reminded of its renewal. */
  readonly reminders: readonly ReminderFilter[]
}

/** A subscriber and the filter by which it wants an event. */
export interface Wish {
  readonly subscriber: Subscriber
  readonly filter: EventFilter
}

/** The subscribers there are. */
export interface Subscribers {
  /** Those that have not expired, whatever their agents are. */
  all(): readonly Subscriber[]
  find(subscriptionId: string): Subscriber | undefined
  /** The one whose PubNub channel this is. */
  onChannel(subscribeKey: string, channel: string): Subscriber | undefined
  /** Who wants an event of a connection, each by one filter. */
  wanting(connectionId: ConnectionId, occurrence: Occurrence): Wish[]
}

/** @param parts what subscriptions and their agents are in */
export function createSubscribers(parts: {
  readonly stores: Pick<GatewayStores, 'subscriptions'>
  readonly directory: Pick<Directory, 'agents'>
  readonly seal: Seal
  readonly clock: Clock
}): Subscribers {
  const { stores, directory, seal, clock } = parts
  let known = -1
  let byId = new Map<string, Subscriber>()
  let byChannel = new Map<string, Subscriber>()

  function understood(subscription: AgentSubscription): Subscriber | null {
    const { id, agentId, sealedDelivery, eventFilters } = subscription
    const agent = directory.agents.get(agentId)
    if (!agent) return null
    const filters = eventFilters
      // Their ids are in them already.
      .map((text) => parseEventFilter(text, { accountId: '', extensionId: '' }))
      .filter((filter) => filter?.kind === 'event')
    const delivery = openDelivery(seal, id, sealedDelivery)
    const reminders = remindersAmong(eventFilters)
    return { subscription, delivery, connectionId: agent.connectionId, filters, reminders }
  }

  function current(): ReadonlyMap<string, Subscriber> {
    const { version } = stores.subscriptions
    if (version !== known) {
      const all = stores.subscriptions
        .all(clock.now())
        .map(understood)
        .filter((one) => one !== null)
      byId = new Map(all.map((one) => [one.subscription.id, one]))
      byChannel = new Map(all.flatMap((one) => channelsOf(one)))
      known = version
    }
    return byId
  }

  const lives = ({ subscription }: Subscriber) => subscription.expiresAt > clock.now()

  return {
    all: () => [...current().values()].filter(lives),
    find(subscriptionId) {
      const found = current().get(subscriptionId)
      return found && lives(found) ? found : undefined
    },
    onChannel(subscribeKey, channel) {
      current()
      const found = byChannel.get(channelDigest(subscribeKey, channel))
      return found && lives(found) ? found : undefined
    },
    wanting(connectionId, { filter: told, at, body, facts, isFound }) {
      const scope = scopeOf(told)
      return [...current().values()].flatMap((subscriber) => {
        if (subscriber.connectionId !== connectionId || !lives(subscriber)) return []
        if (isFound && at < subscriber.subscription.createdAt) return []
        const wanting = subscriber.filters.filter(
          (filter) => scopeOf(filter) === scope && isWanted(filter, body, facts),
        )
        // Of two that want it, the one that asks for more.
        const filter = wanting.find((one) => !isOutdone(one, wanting))
        return filter ? [{ subscriber, filter }] : []
      })
    },
  }
}

const channelsOf = (one: Subscriber): [string, Subscriber][] => {
  const { delivery } = one
  if (delivery.transportType !== 'PubNub') return []
  return [[channelDigest(delivery.subscriberKey, delivery.address), one]]
}
