// The levers of subscriptions: all there are, whoever's, and how their receivers do.
import { type Static, Type } from 'typebox'
import { rotateSigningSecrets } from '#delivery/webhook/signature'
import { ApiProblem } from '#lib/json-api/problems'
import { isoTime } from '#lib/time'
import type { Subscription } from '#storage/platform/subscriptions'
import type { Parts } from '../parts.ts'
import { knownApp } from './apps.ts'
import type { LeverHandlers, Levers } from './lever.ts'
import { isoOrNull, orNull } from './values.ts'

const SubscriptionPath = Type.Object({
  subscriptionId: Type.String({ description: 'the id of the subscription' }),
})

const shown = {
  id: Type.String(),
  status: Type.Enum(['Active', 'Blacklisted', 'Expired']),
  transportType: Type.Enum(['WebHook', 'WebSocket', 'PubNub']),
  address: orNull(Type.String({ description: 'of a webhook; the channel of PubNub' })),
  clientId: Type.String(),
  extensionId: Type.Integer(),
  expiresAt: Type.String(),
}

const SubscriptionReply = Type.Object({
  ...shown,
  createdAt: Type.String(),
  eventFilters: Type.Array(Type.String()),
  failingSince: orNull(Type.String({ description: 'since when every attempt has failed' })),
  blacklistedAt: orNull(Type.String()),
  reason: orNull(Type.String({ description: 'why the last attempt failed' })),
  recheckAt: orNull(
    Type.String({ description: 'when the receiver of a blacklisted one is looked at again' }),
  ),
  signingSecrets: Type.Array(Type.String(), {
    description:
      'what webhooks are signed with under --webhooks standard, the newest first; a receiver needs one of them',
  }),
})

const one = { path: SubscriptionPath, status: 200, returns: SubscriptionReply } as const

/** The levers of subscriptions. */
export const subscriptionLevers = {
  listSubscriptions: {
    route: 'GET /_platform/subscriptions',
    command: 'subscription list',
    columns: ['id', 'status', 'transportType', 'address'],
    summary: 'List the subscriptions of all users and apps.',
    path: Type.Object({}),
    query: Type.Object({
      clientId: Type.Optional(Type.String({ description: 'only of this app' })),
    }),
    status: 200,
    returns: Type.Object({ subscriptions: Type.Array(Type.Object(shown)) }),
    problems: ['not-found'],
  },
  readSubscription: {
    route: 'GET /_platform/subscriptions/{subscriptionId}',
    command: 'subscription show',
    summary: 'Show a subscription, how its receiver does, and what its webhooks are signed with.',
    ...one,
    problems: ['not-found'],
  },
  rotateSigningSecret: {
    route: 'POST /_platform/subscriptions/{subscriptionId}/rotate-secret',
    command: 'subscription rotate-secret',
    summary: 'Give the webhooks of a subscription another signing secret.',
    notes:
      'They are signed with the new and the last one until it is rotated again, so that a receiver can change over without missing any.',
    ...one,
    problems: ['not-found', 'conflict'],
  },
  recheckSubscription: {
    route: 'POST /_platform/subscriptions/{subscriptionId}/recheck',
    command: 'subscription recheck',
    summary:
      'Look at the receiver of a blacklisted subscription now, and take it back if it is sound.',
    notes:
      'It is sent the same handshake as when the subscription was made. Under `ringcentral` that happens every fifteen minutes by itself; under `standard` only so. Renewing or changing a subscription does not take it back.',
    ...one,
    problems: ['not-found', 'conflict'],
  },
} as const satisfies Levers

/** @param parts the platform's stores */
export function subscriptionHandlers(parts: Parts): LeverHandlers<typeof subscriptionLevers> {
  const { db, subscriptions, notifications, apps, clock, makeSecret, webhooks } = parts

  const find = (id: string): Subscription => knownSubscription(parts, id)

  function statusOf({ id, expiresAt }: Subscription): 'Active' | 'Blacklisted' | 'Expired' {
    if (expiresAt <= clock.now()) return 'Expired'
    return notifications.endpoint(id).blacklistedAt === null ? 'Active' : 'Blacklisted'
  }

  const rowOf = (subscription: Subscription) => ({
    id: subscription.id,
    status: statusOf(subscription),
    transportType: subscription.delivery.transportType,
    address: 'address' in subscription.delivery ? subscription.delivery.address : null,
    clientId: subscription.clientId,
    extensionId: subscription.extensionId,
    expiresAt: isoTime(subscription.expiresAt),
  })

  function replyOf(subscription: Subscription): Static<typeof SubscriptionReply> {
    const endpoint = notifications.endpoint(subscription.id)
    const { delivery, eventFilters, createdAt } = subscription
    return {
      ...rowOf(subscription),
      createdAt: isoTime(createdAt),
      eventFilters: [...eventFilters],
      failingSince: isoOrNull(endpoint.failingSince),
      blacklistedAt: isoOrNull(endpoint.blacklistedAt),
      reason: endpoint.reason,
      recheckAt: isoOrNull(endpoint.recheckAt),
      signingSecrets:
        delivery.transportType === 'WebHook' ? [...(delivery.signingSecrets ?? [])] : [],
    }
  }

  /** One that is pushed to an address. Throws ApiProblem conflict for another. */
  function webhookOf(id: string) {
    const subscription = find(id)
    const { delivery } = subscription
    if (delivery.transportType === 'WebHook') return { subscription, delivery }
    throw new ApiProblem('conflict', {
      detail: `The subscription delivers over ${delivery.transportType}: it has no receiver of its own.`,
      remedy: 'Name a subscription whose transportType is WebHook.',
    })
  }

  return {
    listSubscriptions({ query: { clientId } }) {
      if (clientId !== undefined) knownApp(apps, clientId)
      const wanted = subscriptions
        .all()
        .filter((each) => clientId === undefined || each.clientId === clientId)
      return { subscriptions: wanted.map(rowOf) }
    },
    readSubscription: ({ params }) => replyOf(find(params.subscriptionId)),
    rotateSigningSecret: ({ params }) =>
      db.commit(() => {
        const { subscription, delivery } = webhookOf(params.subscriptionId)
        const signingSecrets = rotateSigningSecrets(makeSecret, delivery.signingSecrets)
        const changed = { ...subscription, delivery: { ...delivery, signingSecrets } }
        subscriptions.update(changed)
        return replyOf(changed)
      }),
    async recheckSubscription({ params }) {
      const { subscription } = webhookOf(params.subscriptionId)
      if (statusOf(subscription) !== 'Blacklisted') {
        throw new ApiProblem('conflict', {
          detail: 'The subscription is not blacklisted.',
          remedy: 'See its status with GET /_platform/subscriptions.',
        })
      }
      await webhooks.recheck(subscription.id)
      return replyOf(find(subscription.id))
    },
  }
}

/** The subscription of an id, whoever's. Throws ApiProblem not-found. */
export function knownSubscription(
  { subscriptions }: Pick<Parts, 'subscriptions'>,
  id: string,
): Subscription {
  const found = subscriptions.byId(id)
  if (found) return found
  throw new ApiProblem('not-found', {
    detail: 'There is no subscription with this id.',
    field: 'subscriptionId',
    remedy: 'List the subscriptions with GET /_platform/subscriptions.',
  })
}
