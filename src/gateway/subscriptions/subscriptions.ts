// Agents' subscriptions. The gateway keeps them itself and registers none upstream, so that no agent's
// address is ever told to RingCentral. One is created or renewed only while the agent may read,
// within its reach, what every one of its filters delivers; agents see their own alone.
import { fail, ApiError } from '#catalog/errors'
import { events } from '#catalog/events'
import type { EventFilter, ParsedFilter } from '#catalog/events/filters'
import type { CreateSubscription, UpdateSubscription } from '#catalog/schemas/subscription'
import {
  lifetimeOf,
  maxSubscriptions,
  subscriptionInfo,
  understandFilters,
  type Delivery,
} from '#catalog/rules/subscription-rules'
import { createChannel } from '#delivery/pubnub/channel'
import type { Clock } from '#lib/clock'
import type { MakeSecret, Seal } from '#lib/secret'
import type { Agent } from '#storage/gateway/agents'
import type { Identity } from '#storage/gateway/connections'
import type { GatewayStores } from '#storage/gateway/stores'
import type { AgentSubscription } from '#storage/gateway/subscriptions'
import type { Static } from 'typebox'
import { decide, type Question } from '../decide.ts'
import { howToAllow, whyDenied } from '../explain.ts'
import type { Grid } from '../grants/grid.ts'
import { makeUuid } from '../ids.ts'
import { refuse, Refusal } from '../refusal.ts'
import { emptyReply, jsonReply, type Reply } from '../reply.ts'
import type { ResolvedCall } from '../resolve.ts'
import { pageOf } from './page.ts'

/** Agents' subscriptions. */
export interface Subscriptions {
  /**
   * Checks a call on subscriptions; what it returns carries it out.
   * @throws Refusal 400, 403 or 404
   */
  prepare(call: ResolvedCall, agent: Agent, origin: string): () => Promise<Reply>
}

/** What they work on. */
export interface SubscriptionsParts {
  readonly stores: GatewayStores
  readonly grid: Grid
  readonly clock: Clock
  readonly makeSecret: MakeSecret
  readonly seal: Seal
}

const root = '/restapi/v1.0/subscription'
const purposeOf = (id: string) => `subscription ${id} delivery`

/** The subscriptions over these parts. */
export function createSubscriptions(parts: SubscriptionsParts): Subscriptions {
  const { stores, grid, clock, makeSecret, seal } = parts
  const { db, subscriptions } = stores

  function answer(subscription: AgentSubscription, origin: string) {
    const { id, sealedDelivery } = subscription
    // Sealed by `create` alone, and the seal is whole.
    const delivery = JSON.parse(seal.open(sealedDelivery, purposeOf(id))) as Delivery
    return subscriptionInfo({ ...subscription, delivery }, `${origin}${root}/${id}`, clock.now())
  }

  /** The agent's own subscription that the path names. */
  function own(agent: Agent, { params }: ResolvedCall): AgentSubscription {
    const found = subscriptions.find(agent.id, params['subscriptionId'] ?? '', clock.now())
    if (found) return found
    throw refuse('CMN-102', { parameterName: 'subscriptionId' }, 'unknown_id')
  }

  function requireReadable(filters: readonly ParsedFilter[], agent: Agent, identity: Identity) {
    for (const filter of filters) {
      if (filter.kind === 'reminder') continue
      const question = questionOf(filter, identity)
      const decision = decide(question, grid.cell(agent.id, question), clock.now())
      if (decision.decision === 'allow') continue
      const { reason, missing } = decision
      throw refuse('CMN-408', { permissionName: events[filter.event].permission }, reason, {
        missing,
        message: `${whyDenied(agent, question, reason)}, which ${filter.resolved} delivers`,
        how: howToAllow(agent, question, reason),
      })
    }
  }

  function requireRoom(agent: Agent): void {
    if (subscriptions.ofAgent(agent.id, clock.now()).length < maxSubscriptions) return
    throw refuse('SUB-505', {}, 'subscription_limit')
  }

  function create({ body, identity }: ResolvedCall, agent: Agent, origin: string) {
    const wanted = body.value as Static<typeof CreateSubscription> // resolve judged it by this schema
    const delivery = deliveryOf(wanted.deliveryMode, makeSecret)
    const lifetimeSeconds = lifetimeOf(delivery.transportType, wanted.expiresIn)
    const filters = understand(wanted.eventFilters, identity, lifetimeSeconds)
    requireReadable(filters, agent, identity)
    requireRoom(agent)
    const id = makeUuid(makeSecret)
    return async () => {
      const createdAt = clock.now()
      const subscription: AgentSubscription = {
        id,
        agentId: agent.id,
        createdAt,
        expiresAt: createdAt + lifetimeSeconds * 1000,
        lifetimeSeconds,
        eventFilters: filters.map((filter) => filter.resolved),
        sealedDelivery: seal.seal(JSON.stringify(delivery), purposeOf(id)),
      }
      await db.commit(() => {
        subscriptions.forgetExpired(createdAt)
        requireRoom(agent)
        subscriptions.add(subscription)
      })
      return jsonReply(200, answer(subscription, origin))
    }
  }

  function renew(call: ResolvedCall, agent: Agent, origin: string) {
    const subscription = own(agent, call)
    const { eventFilters, lifetimeSeconds } = subscription
    requireReadable(understand(eventFilters, call.identity, lifetimeSeconds), agent, call.identity)
    return async () => {
      const renewed = { ...subscription, expiresAt: clock.now() + lifetimeSeconds * 1000 }
      await db.commit(() => subscriptions.renew(renewed.id, renewed.expiresAt))
      return jsonReply(200, answer(renewed, origin))
    }
  }

  function update(call: ResolvedCall, agent: Agent, origin: string) {
    const had = own(agent, call)
    const wanted = call.body.value as Static<typeof UpdateSubscription> // resolve judged it by this schema
    // Sealed by `create` alone, and the seal is whole.
    const { transportType } = JSON.parse(
      seal.open(had.sealedDelivery, purposeOf(had.id)),
    ) as Delivery
    const lifetimeSeconds =
      wanted.expiresIn === undefined
        ? had.lifetimeSeconds
        : lifetimeOf(transportType, wanted.expiresIn)
    const filters = understand(
      wanted.eventFilters ?? had.eventFilters,
      call.identity,
      lifetimeSeconds,
    )
    requireReadable(filters, agent, call.identity)
    return async () => {
      const updated = {
        ...had,
        eventFilters: filters.map(({ resolved }) => resolved),
        lifetimeSeconds,
        expiresAt: clock.now() + lifetimeSeconds * 1000,
      }
      await db.commit(() => subscriptions.update(updated))
      return jsonReply(200, answer(updated, origin))
    }
  }

  function cancel(call: ResolvedCall, agent: Agent) {
    const { id } = own(agent, call)
    return async () => {
      await db.commit(() => subscriptions.remove(id))
      return emptyReply(204)
    }
  }

  function list({ query }: ResolvedCall, agent: Agent, origin: string) {
    const records = subscriptions.ofAgent(agent.id, clock.now()).map((one) => answer(one, origin))
    return jsonReply(200, pageOf(records, `${origin}${root}`, query.values))
  }

  return {
    prepare(call, agent, origin) {
      switch (call.route.methodId) {
        case 'createSubscription':
          return create(call, agent, origin)
        case 'renewSubscription':
          return renew(call, agent, origin)
        case 'updateSubscription':
          return update(call, agent, origin)
        case 'deleteSubscription':
          return cancel(call, agent)
        case 'listSubscriptions':
          return () => Promise.resolve(list(call, agent, origin))
        case 'readSubscription': {
          const reply = jsonReply(200, answer(own(agent, call), origin))
          return () => Promise.resolve(reply)
        }
        default:
          throw new Error(`no subscription method is called ${call.route.methodId}`)
      }
    },
  }
}

/** Filters, understood; what is wrong with one becomes a refusal. */
function understand(filters: readonly string[], identity: Identity, lifetimeSeconds: number) {
  try {
    return understandFilters(filters, identity, lifetimeSeconds)
  } catch (error) {
    if (error instanceof ApiError) throw new Refusal(error, 'invalid_request')
    throw error
  }
}

/** What a filter's events would let the agent read. */
function questionOf(filter: EventFilter, identity: Identity): Question {
  const { accountId, extensionId } = filter
  return {
    resource: events[filter.event].delivers,
    access: 'read',
    identity,
    touched:
      accountId === null
        ? { whose: 'own' }
        : extensionId === null
          ? { whose: 'everyone', accountId }
          : { whose: 'extension', accountId, extensionId },
  }
}

function deliveryOf(
  mode: Static<typeof CreateSubscription>['deliveryMode'],
  makeSecret: MakeSecret,
): Delivery {
  const wrong = (parameterName: string, reason: string) =>
    new Refusal(fail('CMN-101', { parameterName, reason }), 'invalid_request')
  if (mode.transportType === 'PubNub') {
    return createChannel(makeSecret, { encryption: mode.encryption ?? false })
  }
  if (mode.transportType !== 'WebHook') {
    throw wrong('deliveryMode.transportType', 'REST takes WebHook or PubNub')
  }
  const { address = '', verificationToken } = mode
  const url = URL.canParse(address) ? new URL(address) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw wrong('deliveryMode.address', 'it takes an http(s) address without credentials')
  }
  return {
    transportType: 'WebHook',
    address,
    ...(verificationToken === undefined ? {} : { verificationToken }),
  }
}
