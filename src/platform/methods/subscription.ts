// Subscriptions: create, list, read, renew, cancel. A user sees, through one app, the subscriptions
// made through that app. Delivering is not done here, nor is any address called.
import type { Static } from 'typebox'
import { fail } from '#catalog/errors'
import type { EventFilter, ParsedFilter } from '#catalog/events/filters'
import { eventsIn, instantFilterNeedsType, livePaging } from '#catalog/live'
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
import type { DisabledFilter, Subscriber, Subscription } from '#storage/platform/subscriptions'
import type { Call, Handlers, Principal } from '../handler.ts'
import { paged, pageOf } from '../stages/paging.ts'
import type { Parts } from '../parts.ts'
import { reachOf } from '../roles.ts'
import { pubNubDelivery } from './pubnub-delivery.ts'

const root = '/restapi/v1.0/subscription'

/** An expired subscription is told from one that never was for this long. */
const keptMs = 24 * 60 * 60 * 1000

type CreateCall = Call<(typeof catalog)['createSubscription']>

/** @param parts the platform's stores and clock */
export function subscriptionMethods(parts: Parts): Handlers<typeof catalog> {
  const { accounts, subscriptions, sockets, notifications, db, clock, random, profile } = parts
  const events = eventsIn(profile)
  const isPaged = profile === 'guide' || livePaging.listSubscriptions !== 'none'

  const reply = (one: Subscription, origin: string): Static<typeof SubscriptionSchema> => {
    const info = subscriptionInfo(one, `${origin}${root}/${one.id}`, clock.now())
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

  /** The filters a call asks for, understood; refused where they reach for what is not the caller's. */
  function filtersOf(
    wanted: readonly string[],
    { account, extension }: Pick<Call, 'account' | 'extension'>,
    lifetimeSeconds: number,
  ) {
    const owner = { accountId: String(account.id), extensionId: String(extension.id) }
    const filters = understandFilters(wanted, owner, lifetimeSeconds)
    for (const filter of filters) {
      if (filter.kind !== 'event') continue
      if (filter.accountId !== null && !mayHear(filter)) {
        throw fail('SUB-406', { parameterName: 'eventFilters' })
      }
      const isVague =
        filter.event === 'instant-message' && !filter.parameters['type']?.includes('SMS')
      if (instantFilterNeedsType[profile] && isVague) {
        throw fail('SUB-508', { parameterName: 'eventFilters', parameterValue: filter.resolved })
      }
    }
    return filters

    /** What the user's role opens of others: to everyone presence, messages and calls to an admin alone. */
    function mayHear({ event, accountId, extensionId }: EventFilter): boolean {
      if (accountId !== owner.accountId) return false
      if (extensionId === owner.extensionId) return true
      const isThere =
        extensionId === null || accounts.extension(Number(extensionId))?.accountId === account.id
      const { userPermission } = events[event]
      return (
        isThere &&
        (userPermission === null || reachOf(extension.role, userPermission) === 'AllExtensions')
      )
    }
  }

  return {
    async createSubscription(call) {
      const { body, principal, extension, origin, socketId } = call
      const transportType = transportOf(body.deliveryMode, socketId)
      const lifetimeSeconds = lifetimeOf(transportType, body.expiresIn)
      const filters = divide(filtersOf(body.eventFilters, call, lifetimeSeconds), events, principal)
      const delivery = deliveryOf(body.deliveryMode, transportType)
      const subscriber = subscriberOf(call)
      const created = await db.commit(() => {
        const now = clock.now()
        const id = random.uuid()
        subscriptions.removeExpired(subscriber, now - keptMs)
        if (transportType === 'WebSocket' && socketId !== null) {
          const replaced = sockets.bind(socketId, id)
          if (replaced !== null) endSubscription(replaced, now)
        }
        if (subscriptions.list(subscriber, now).length >= maxSubscriptions) throw fail('SUB-505')
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
        subscriptions.add(subscription)
        return subscription
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
        const expiresAt = clock.now() + found.lifetimeSeconds * 1000
        subscriptions.renew(found.id, expiresAt)
        return { ...found, expiresAt }
      })
      return reply(renewed, call.origin)
    },
    async updateSubscription(call) {
      const { body, params, principal, origin } = call
      const found = subscriptionOf(params.subscriptionId, subscriberOf(call))
      requireOwnSocket(found, call.socketId)
      const { transportType } = found.delivery
      const lifetimeSeconds =
        body.expiresIn === undefined
          ? found.lifetimeSeconds
          : lifetimeOf(transportType, body.expiresIn)
      const wanted = body.eventFilters ?? [
        ...found.eventFilters,
        ...found.disabledFilters.map(({ filter }) => filter),
      ]
      const filters = divide(filtersOf(wanted, call, lifetimeSeconds), events, principal)
      const expiresAt = clock.now() + lifetimeSeconds * 1000
      const updated = { ...found, ...filters, lifetimeSeconds, expiresAt }
      await db.commit(() => {
        subscriptionOf(found.id, subscriberOf(call))
        subscriptions.update(updated)
      })
      return reply(updated, origin)
    },
    async deleteSubscription(call) {
      await db.commit(() => {
        subscriptions.remove(subscriptionOf(call.params.subscriptionId, subscriberOf(call)).id)
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

  function endSubscription(id: string, now: number): void {
    subscriptions.remove(id)
    notifications.withholdAll(id, 'the subscription has ended', now)
  }

  function deliveryOf(
    { address, verificationToken, encryption }: CreateCall['body']['deliveryMode'],
    transportType: TransportType,
  ): Delivery {
    if (transportType === 'WebSocket') return { transportType }
    if (transportType === 'PubNub') return pubNubDelivery(parts, encryption ?? false)
    if (address === undefined || !isWebAddress(address)) {
      throw fail('CMN-101', {
        parameterName: 'deliveryMode.address',
        reason: 'must be an absolute http or https URL',
      })
    }
    return { transportType, address, ...(verificationToken ? { verificationToken } : {}) }
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

/**
 * Parts the filters that the token may read from those it may not. Throws CMN-401 when it may read
 * none of what is asked for.
 */
function divide(
  filters: readonly ParsedFilter[],
  events: ReturnType<typeof eventsIn>,
  { scopes }: Principal,
) {
  const eventFilters = new Set<string>()
  const disabledFilters = new Map<string, DisabledFilter>()
  let hasEvent = false
  for (const filter of filters) {
    const permission = filter.kind === 'event' ? events[filter.event].permission : null
    if (permission !== null && !scopes.includes(permission)) {
      disabledFilters.set(filter.resolved, { filter: filter.resolved, permission })
      continue
    }
    eventFilters.add(filter.resolved)
    hasEvent ||= filter.kind === 'event'
  }
  const [refused] = disabledFilters.values()
  if (!hasEvent && refused) throw fail('CMN-401', { permissionName: refused.permission })
  return { eventFilters: [...eventFilters], disabledFilters: [...disabledFilters.values()] }
}

const disabledReply = ({ filter, permission }: DisabledFilter) => ({
  filter,
  reason: 'SUB-412',
  message: `The app needs the ${permission} permission`,
})
