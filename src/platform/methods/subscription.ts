// Subscriptions: create, list, read, renew, cancel. A user sees, through one app, the subscriptions
// made through that app. Delivering is not done here; an address is asked whether it wants notifications.
import type { Static } from 'typebox'
import { fail } from '#catalog/errors'
import type { ParsedFilter } from '#catalog/events/filters'
import { instantFilterNeedsType, livePaging } from '#catalog/live'
import type { Subscription as SubscriptionSchema } from '#catalog/schemas/subscription'
import type { subscription as catalog } from '#catalog/subscription'
import {
  type Delivery,
  lifetimeOf,
  maxSubscriptions,
  subscriptionInfo,
  type TransportType,
  understandFilters,
} from '#catalog/rules/subscription-rules'
import { createChannel } from '#delivery/pubnub/channel'
import type {
  DisabledFilter,
  Lack,
  Subscriber,
  Subscription,
} from '#storage/platform/subscriptions'
import {
  addSubscription,
  changeSubscription,
  removeSubscription,
  subscriptionUri,
} from '../events/reminders.ts'
import { createRights } from '../events/rights.ts'
import type { Call, Handlers } from '../handler.ts'
import { paged, pageOf } from '../stages/paging.ts'
import { blacklistedOf } from '../events/publish.ts'
import type { Parts } from '../parts.ts'
import { webhookDelivery } from './webhook-delivery.ts'

const root = '/restapi/v1.0/subscription'

/** An expired subscription is told from one that never was for this long. */
const keptMs = 24 * 60 * 60 * 1000

type CreateCall = Call<(typeof catalog)['createSubscription']>
/** What of a call says who subscribes. */
type SubscriberCall = Pick<Call, 'account' | 'extension' | 'principal'>

/** @param parts the platform's stores and clock */
export function subscriptionMethods(parts: Parts): Handlers<typeof catalog> {
  const { subscriptions, sockets, notifications, db, clock, random, profile } = parts
  const rights = createRights(parts)
  const isPaged = profile === 'guide' || livePaging.listSubscriptions !== 'none'

  const reply = (one: Subscription, origin: string): Static<typeof SubscriptionSchema> => {
    // A blacklisted one stays so when it is renewed or changed: sound again, it is taken back by itself.
    const blacklisted = blacklistedOf(notifications, one)
    const facts = { ...one, blacklisted }
    const info = subscriptionInfo(facts, subscriptionUri(origin, one.id), clock.now())
    const disabledFilters = one.disabledFilters.map(disabledReply)
    return disabledFilters.length > 0 ? { ...info, disabledFilters } : info
  }

  /** The subscriber's own subscription of a path, alive. */
  function subscriptionOf(id: string, subscriber: Subscriber): Subscription {
    const found = subscriptions.find(id, subscriber)
    if (!found) throw fail('CMN-102', { parameterName: 'subscriptionId' })
    if (found.expiresAt <= clock.now()) throw fail('SUB-507', { parameterName: 'subscriptionId' })
    return found
  }

  /** The filters a call asks for; refused where they reach for what is not the caller's. */
  function filtersOf(wanted: readonly string[], call: SubscriberCall, lifetimeSeconds: number) {
    const filters = understood(wanted, call, lifetimeSeconds)
    for (const filter of filters) {
      if (filter.kind !== 'event') continue
      if (rights.lackOf(subscriberOf(call), filter)?.lack === 'reach') {
        throw fail('SUB-406', { parameterName: 'eventFilters' })
      }
      const isVague =
        filter.event === 'instant-message' && !filter.parameters['type']?.includes('SMS')
      if (instantFilterNeedsType[profile] && isVague) {
        throw fail('SUB-508', { parameterName: 'eventFilters', parameterValue: filter.resolved })
      }
    }
    return divide(filters, call)
  }

  /** The filters of a subscription, those that were disabled too, as they may be had now. */
  function filtersAgain(found: Subscription, call: SubscriberCall, lifetimeSeconds: number) {
    const { eventFilters, disabledFilters } = found
    const had = [...eventFilters, ...disabledFilters.map(({ filter }) => filter)]
    return divide(understood(had, call, lifetimeSeconds), call)
  }

  /**
   * Parts the filters that the token and its user may read from those they may not. Throws CMN-401
   * (CMN-408 when it is the user's) when none is left of what is asked for.
   */
  function divide(filters: readonly ParsedFilter[], call: SubscriberCall) {
    const eventFilters = new Set<string>()
    const disabledFilters = new Map<string, DisabledFilter>()
    let hasEvent = false
    for (const filter of filters) {
      const lack =
        filter.kind === 'event'
          ? rights.lackOf(subscriberOf(call), filter, call.principal.scopes)
          : null
      if (lack) disabledFilters.set(filter.resolved, lack)
      else eventFilters.add(filter.resolved)
      hasEvent ||= filter.kind === 'event' && lack === null
    }
    const [refused] = disabledFilters.values()
    if (!hasEvent && refused) {
      const { lack, permission } = refused
      throw fail(lack === 'app' ? 'CMN-401' : 'CMN-408', { permissionName: permission })
    }
    return { eventFilters: [...eventFilters], disabledFilters: [...disabledFilters.values()] }
  }

  /** Throws SUB-505 when the user has as many through the app as there may be. */
  function requireRoom(subscriber: Subscriber): void {
    if (subscriptions.list(subscriber, clock.now()).length >= maxSubscriptions) {
      throw fail('SUB-505')
    }
  }

  /** Throws SUB-520 to SUB-525 when the address does not answer the handshake. */
  async function requireProof(delivery: Parameters<typeof parts.webhooks.validate>[0]) {
    const refusal = await parts.webhooks.validate(delivery)
    if (refusal) throw refusal
  }

  return {
    async createSubscription(call) {
      const { body, principal, extension, origin, socketId } = call
      const transportType = transportOf(body.deliveryMode, socketId)
      const lifetimeSeconds = lifetimeOf(transportType, body.expiresIn)
      const filters = filtersOf(body.eventFilters, call, lifetimeSeconds)
      const delivery = deliveryOf(body.deliveryMode, transportType)
      const subscriber = subscriberOf(call)
      if (delivery.transportType === 'WebHook') {
        requireRoom(subscriber)
        await requireProof(delivery)
      }
      const created = await db.commit(() => {
        const now = clock.now()
        const id = random.uuid()
        subscriptions.removeExpired(subscriber, now - keptMs)
        if (transportType === 'WebSocket' && socketId !== null) replaceAt(socketId, id)
        requireRoom(subscriber)
        const subscription: Subscription = {
          id,
          extensionId: extension.id,
          clientId: principal.app.clientId,
          createdAt: now,
          expiresAt: now + lifetimeSeconds * 1000,
          lifetimeSeconds,
          ...filters,
          delivery,
          origin,
        }
        return addSubscription(parts, subscription)
      })
      return reply(created, origin)
    },
    listSubscriptions(call) {
      const { query, origin } = call
      const all = subscriptions.list(subscriberOf(call), clock.now())
      if (!isPaged) {
        return { uri: `${origin}${root}`, records: all.map((one) => reply(one, origin)) }
      }
      const page = pageOf(query)
      const records = all.slice(page.offset, page.offset + page.limit)
      return {
        ...paged(call, {}, page, all.length),
        records: records.map((one) => reply(one, origin)),
      }
    },
    readSubscription: (call) =>
      reply(subscriptionOf(call.params.subscriptionId, subscriberOf(call)), call.origin),
    async renewSubscription(call) {
      const renewed = await db.commit(() => {
        const found = subscriptionOf(call.params.subscriptionId, subscriberOf(call))
        requireOwnSocket(found, call.socketId)
        const filters = filtersAgain(found, call, found.lifetimeSeconds)
        const expiresAt = clock.now() + found.lifetimeSeconds * 1000
        return changeSubscription(parts, found, { ...found, ...filters, expiresAt })
      })
      return reply(renewed, call.origin)
    },
    async updateSubscription(call) {
      const { body, params, origin } = call
      const updated = await db.commit(() => {
        const found = subscriptionOf(params.subscriptionId, subscriberOf(call))
        requireOwnSocket(found, call.socketId)
        const { transportType } = found.delivery
        const lifetimeSeconds =
          body.expiresIn === undefined
            ? found.lifetimeSeconds
            : lifetimeOf(transportType, body.expiresIn)
        const filters = body.eventFilters
          ? filtersOf(body.eventFilters, call, lifetimeSeconds)
          : filtersAgain(found, call, lifetimeSeconds)
        const expiresAt = clock.now() + lifetimeSeconds * 1000
        return changeSubscription(parts, found, {
          ...found,
          ...filters,
          lifetimeSeconds,
          expiresAt,
        })
      })
      return reply(updated, origin)
    },
    async deleteSubscription(call) {
      await db.commit(() => {
        const found = subscriptionOf(call.params.subscriptionId, subscriberOf(call))
        removeSubscription(parts, found)
      })
    },
  }

  /** One that is delivered over a socket is changed over it alone: to others it is not there. */
  function requireOwnSocket({ id, delivery }: Subscription, socketId: number | null): void {
    if (delivery.transportType !== 'WebSocket') return
    if (socketId === null) {
      throw fail('CMN-101', {
        parameterName: 'subscriptionId',
        reason: 'is delivered over a WebSocket and is changed over it alone',
      })
    }
    if (sockets.find(socketId)?.subscriptionId !== id) {
      throw fail('CMN-102', { parameterName: 'subscriptionId' })
    }
  }

  /** A socket has one subscription: a new one takes the place of the one it had. */
  function replaceAt(socketId: number, id: string): void {
    const replaced = sockets.bind(socketId, id)
    const found = replaced === null ? undefined : subscriptions.byId(replaced)
    if (found) removeSubscription(parts, found)
  }

  function deliveryOf(
    { address, verificationToken, encryption }: CreateCall['body']['deliveryMode'],
    transportType: TransportType,
  ): Delivery {
    if (transportType === 'WebSocket') return { transportType }
    if (transportType === 'PubNub') {
      const { makeSecret, subscribeKey } = parts
      return createChannel(makeSecret, { encryption: encryption ?? false, subscribeKey })
    }
    if (address === undefined || !isWebAddress(address)) {
      throw fail('CMN-101', {
        parameterName: 'deliveryMode.address',
        reason: 'must be an absolute http or https URL',
      })
    }
    return webhookDelivery(parts, address, verificationToken)
  }
}

const subscriberOf = ({ extension, principal }: Pick<Call, 'extension' | 'principal'>) => ({
  extensionId: extension.id,
  clientId: principal.app.clientId,
})

/** The delivery asked for; over a WebSocket only through its own connection. */
function transportOf(
  { transportType }: CreateCall['body']['deliveryMode'],
  socketId: number | null,
): TransportType {
  if (transportType === 'WebHook' || transportType === 'PubNub') return transportType
  if (transportType === 'WebSocket' && socketId !== null) return transportType
  throw fail('CMN-101', {
    parameterName: 'deliveryMode.transportType',
    reason: 'can be WebHook or PubNub here',
  })
}

function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  return url?.protocol === 'https:' || url?.protocol === 'http:'
}

const disabledReply = ({ filter, lack = 'app', permission }: DisabledFilter) => ({
  filter,
  reason: 'SUB-412',
  message: messages[lack](permission),
})

const messages: Readonly<Record<Lack, (permission: string) => string>> = {
  app: (permission) => `The app needs the ${permission} permission`,
  user: (permission) => `The user needs the ${permission} permission`,
  reach: (permission) => `The user needs the ${permission} permission for other extensions`,
  status: () => 'The extension of the user is not enabled',
}

/** The filters as they are understood. */
function understood(
  filters: readonly string[],
  { account, extension }: SubscriberCall,
  lifetimeSeconds: number,
): ParsedFilter[] {
  const owner = { accountId: String(account.id), extensionId: String(extension.id) }
  return understandFilters(filters, owner, lifetimeSeconds)
}
