// Agents' subscriptions. The gateway keeps them itself and tells the upstream of none, so that no agent's
// address is ever known to RingCentral. One is created or renewed only while the agent may read,
// within its reach, what every one of its filters delivers; agents see their own alone.
import type { Static } from 'typebox'
import { ApiError } from '#catalog/errors'
import { events } from '#catalog/events'
import type { ParsedFilter } from '#catalog/events/filters'
import type { CreateSubscription, UpdateSubscription } from '#catalog/schemas/subscription'
import {
  maxSubscriptions,
  subscriptionInfo,
  understandFilters,
} from '#catalog/rules/subscription-rules'
import type { Clock } from '#lib/clock'
import type { MakeSecret, Seal } from '#lib/secret'
import type { Agent } from '#storage/gateway/agents'
import type { Identity } from '#storage/gateway/connections'
import type { GatewayStores } from '#storage/gateway/stores'
import type { AgentSubscription } from '#storage/gateway/subscriptions'
import type { Principal } from '../agents/directory.ts'
import { decide } from '../decide.ts'
import { howToAllow, whyDenied } from '../explain.ts'
import type { Grid } from '../grants/grid.ts'
import { makeUuid } from '../ids.ts'
import { refuse, Refusal } from '../refusal.ts'
import { emptyReply, jsonReply, type Reply } from '../reply.ts'
import type { ResolvedCall } from '../resolve.ts'
import {
  type AgentDelivery,
  agentLifetime,
  type Asking,
  deliveryOf,
  openDelivery,
  sealDelivery,
} from './deliveries.ts'
import { questionOf } from './filters.ts'
import { endSubscription } from './lifetimes.ts'
import { pageOf } from './page.ts'

/** Who asks, and how. */
export interface Asker {
  readonly principal: Principal
  /** The gateway's own, as the asker knows it: for links. */
  readonly origin: string
  readonly asking: Asking
}

/** Agents' subscriptions. */
export interface Subscriptions {
  /**
   * Checks a call on subscriptions; what it returns carries it out.
   * @throws Refusal 400, 403 or 404
   */
  prepare(call: ResolvedCall, asker: Asker): () => Promise<Reply>
}

/** What they work on. */
export interface SubscriptionsParts {
  readonly stores: Pick<GatewayStores, 'db' | 'subscriptions' | 'notifications' | 'sockets'>
  readonly grid: Grid
  readonly clock: Clock
  readonly makeSecret: MakeSecret
  readonly seal: Seal
  /** Tries an address before notifications are sent to it. @throws Refusal 400 when it will not do */
  readonly handshake: (delivery: AgentDelivery) => Promise<void>
  /** Something was made, changed or ended: what is wanted of the upstream may have changed. */
  readonly changed: () => void
}

const root = '/restapi/v1.0/subscription'

/** Where a subscription is read. */
export const subscriptionUri = (origin: string, id: string): string => `${origin}${root}/${id}`

/** The subscriptions over these parts. */
export function createSubscriptions(parts: SubscriptionsParts): Subscriptions {
  const { stores, grid, clock, makeSecret, seal, handshake, changed } = parts
  const { db, subscriptions, notifications, sockets } = stores

  const deliveryOfStored = ({ id, sealedDelivery }: AgentSubscription): AgentDelivery =>
    openDelivery(seal, id, sealedDelivery)

  function answer(subscription: AgentSubscription, origin: string) {
    const { id } = subscription
    const delivery = deliveryOfStored(subscription)
    const { blacklistedAt, reason } = notifications.endpoint(id)
    const blacklisted =
      blacklistedAt === null ? undefined : { at: blacklistedAt, reason: reason ?? '' }
    const isStream = delivery.transportType === 'EventStream'
    const shown = isStream ? ({ transportType: 'WebSocket' } as const) : delivery
    const uri = subscriptionUri(origin, id)
    const info = subscriptionInfo(
      { ...subscription, delivery: shown, blacklisted },
      uri,
      clock.now(),
    )
    return isStream ? { ...info, deliveryMode: { transportType: 'EventStream' } } : info
  }

  /** The agent's own subscription that the path names. */
  function own({ id }: Agent, { params }: ResolvedCall): AgentSubscription {
    const found = subscriptions.find(id, params['subscriptionId'] ?? '', clock.now())
    if (found) return found
    throw refuse('CMN-102', { parameterName: 'subscriptionId' }, 'unknown_id')
  }

  function requireReadable(filters: readonly ParsedFilter[], agent: Agent, identity: Identity) {
    for (const filter of filters) {
      const question = questionOf(filter, identity)
      const decision = decide(question, grid.cell(agent.id, question), clock.now())
      if (decision.decision === 'allow') continue
      const { reason, missing } = decision
      const permission = filter.kind === 'event' ? events[filter.event].permission : null
      throw refuse('CMN-408', permission ? { permissionName: permission } : {}, reason, {
        missing,
        message: `${whyDenied(agent, question, reason)}, which ${filter.resolved} delivers`,
        how: howToAllow(agent, question, reason),
      })
    }
  }

  function requireRoom({ id }: Agent): void {
    if (subscriptions.ofAgent(id, clock.now()).length < maxSubscriptions) return
    throw refuse('SUB-505', {}, 'subscription_limit')
  }

  /** The agent's event stream with just these filters. */
  function streamOf({ id }: Agent, eventFilters: readonly string[]): AgentSubscription | undefined {
    const wanted = [...eventFilters].sort().join('\n')
    return subscriptions
      .ofAgent(id, clock.now())
      .find(
        (one) =>
          [...one.eventFilters].sort().join('\n') === wanted &&
          deliveryOfStored(one).transportType === 'EventStream',
      )
  }

  function create({ body, identity }: ResolvedCall, { principal, origin, asking }: Asker) {
    const { agent, credential } = principal
    const wanted = body.value as Static<typeof CreateSubscription> // resolve judged it by this schema
    const delivery = { ...deliveryOf(wanted.deliveryMode, asking, makeSecret), origin }
    const lifetimeSeconds = agentLifetime(delivery.transportType, wanted.expiresIn)
    const filters = understand(wanted.eventFilters, identity, lifetimeSeconds)
    requireReadable(filters, agent, identity)
    const eventFilters = [...new Set(filters.map((filter) => filter.resolved))]
    if (asking.over === 'EventStream') {
      const kept = streamOf(agent, eventFilters)
      if (kept) return () => extend(kept, principal, origin)
    }
    // A socket's new subscription takes the place of the one it had.
    if (asking.over !== 'WebSocket') requireRoom(agent)
    return async () => {
      await handshake(delivery)
      const id = makeUuid(makeSecret)
      const createdAt = clock.now()
      const subscription: AgentSubscription = {
        id,
        agentId: agent.id,
        credentialId: credential.id,
        createdAt,
        expiresAt: createdAt + lifetimeSeconds * 1000,
        lifetimeSeconds,
        eventFilters,
        sealedDelivery: sealDelivery(seal, id, delivery),
      }
      await db.commit(() => {
        if (asking.over === 'WebSocket') {
          const replaced = sockets.bind(asking.socketId, id)
          if (replaced !== null) endSubscription(stores, replaced, createdAt)
        }
        requireRoom(agent)
        subscriptions.add(subscription)
      })
      changed()
      const [signingSecret] =
        delivery.transportType === 'WebHook' ? (delivery.signingSecrets ?? []) : []
      return jsonReply(200, {
        ...answer(subscription, origin),
        ...(signingSecret === undefined ? {} : { ringfence: { signingSecret } }),
      })
    }
  }

  /** Lets a subscription live as long again, now by the credential that asks. */
  async function extend(
    subscription: AgentSubscription,
    { credential }: Principal,
    origin: string,
  ) {
    const expiresAt = clock.now() + subscription.lifetimeSeconds * 1000
    const renewed = { ...subscription, expiresAt, credentialId: credential.id }
    await db.commit(() => subscriptions.renew(renewed.id, expiresAt, credential.id))
    changed()
    return jsonReply(200, answer(renewed, origin))
  }

  function renew(call: ResolvedCall, { principal, origin }: Asker) {
    const { agent } = principal
    const subscription = own(agent, call)
    const { eventFilters, lifetimeSeconds } = subscription
    requireReadable(understand(eventFilters, call.identity, lifetimeSeconds), agent, call.identity)
    return () => extend(subscription, principal, origin)
  }

  function update(call: ResolvedCall, { principal, origin }: Asker) {
    const { agent, credential } = principal
    const had = own(agent, call)
    const wanted = call.body.value as Static<typeof UpdateSubscription> // resolve judged it by this schema
    const { transportType } = deliveryOfStored(had)
    const lifetimeSeconds =
      wanted.expiresIn === undefined
        ? had.lifetimeSeconds
        : agentLifetime(transportType, wanted.expiresIn)
    const filters = understand(
      wanted.eventFilters ?? had.eventFilters,
      call.identity,
      lifetimeSeconds,
    )
    requireReadable(filters, agent, call.identity)
    return async () => {
      const updated = {
        ...had,
        credentialId: credential.id,
        eventFilters: [...new Set(filters.map(({ resolved }) => resolved))],
        lifetimeSeconds,
        expiresAt: clock.now() + lifetimeSeconds * 1000,
      }
      await db.commit(() => subscriptions.update(updated))
      changed()
      return jsonReply(200, answer(updated, origin))
    }
  }

  function cancel(call: ResolvedCall, { principal }: Asker) {
    const { id } = own(principal.agent, call)
    return async () => {
      await db.commit(() => endSubscription(stores, id, clock.now()))
      changed()
      return emptyReply(204)
    }
  }

  function list({ query }: ResolvedCall, { principal, origin }: Asker) {
    const records = subscriptions
      .ofAgent(principal.agent.id, clock.now())
      .map((one) => answer(one, origin))
    return jsonReply(200, pageOf(records, `${origin}${root}`, query.values))
  }

  return {
    prepare(call, asker) {
      switch (call.route.methodId) {
        case 'createSubscription':
          return create(call, asker)
        case 'renewSubscription':
          return renew(call, asker)
        case 'updateSubscription':
          return update(call, asker)
        case 'deleteSubscription':
          return cancel(call, asker)
        case 'listSubscriptions':
          return () => Promise.resolve(list(call, asker))
        case 'readSubscription': {
          const { principal, origin } = asker
          const reply = jsonReply(200, answer(own(principal.agent, call), origin))
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
