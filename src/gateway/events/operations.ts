// What a person does with agents' events: look at subscriptions and at what became of notifications, send
// again what failed, give webhooks another secret. Called by the admin API. Of a body, an address or a
// secret that is in use nothing is shown.
import { rotateSigningSecrets } from '#delivery/webhook/signature'
import type { Clock } from '#lib/clock'
import type { MakeSecret, Seal } from '#lib/secret'
import type { AgentId } from '#storage/gateway/agents'
import type { GatewayStores } from '#storage/gateway/stores'
import type { Notification, NotificationFilter } from '#storage/notifications'
import type { MakeChange } from '../change.ts'
import { conflict, notFound } from '../problem.ts'
import { type AttemptView, viewOf } from './attempts.ts'
import { type AgentTransport, sealDelivery } from './deliveries.ts'
import type { Subscribers } from './subscribers.ts'

/** An agent's subscription as a person sees it. Times are epoch milliseconds. */
export interface SubscriptionView {
  readonly id: string
  readonly agentId: AgentId
  readonly transport: AgentTransport
  readonly eventFilters: readonly string[]
  readonly createdAt: number
  readonly expiresAt: number
  /** Why nothing is sent to it any more; null while something is. */
  readonly blacklisted: string | null
}

/** A notification without its body. */
export type NotificationView = Omit<Notification, 'body'>

/** A notification and every attempt to deliver it, in order: none for what listeners fetch. */
export interface NotificationDetails {
  readonly notification: NotificationView
  readonly attempts: readonly AttemptView[]
}

/** What to send again; each member narrows. */
export interface Replay {
  /** One notification, whatever became of it; else those that failed. */
  readonly id?: number | undefined
  readonly subscriptionId?: string | undefined
  /** Those that happened at or after it. */
  readonly since?: number | undefined
}

/** What is done with events. `operator` is who does it, as the audit log names them. */
export interface EventOperations {
  /** The subscriptions of one agent, or of all, oldest first. */
  listSubscriptions(agentId?: AgentId): readonly SubscriptionView[]
  /** The newest first. */
  listNotifications(filter: NotificationFilter, limit: number): readonly NotificationView[]
  /** @throws Problem not_found */
  showNotification(id: number): NotificationDetails
  /**
   * Gives a webhook's subscription another signing secret and returns it, this once. The last one signs
   * beside it until it is rotated again.
   * @throws Problem not_found, conflict
   */
  rotateSecret(operator: string, subscriptionId: string): Promise<string>
  /** Puts webhooks' notifications on their way again, and says how many; each is decided anew when it leaves. */
  replay(operator: string, wanted: Replay): Promise<number>
}

/** What they work on. */
export interface EventOperationParts {
  readonly stores: Pick<GatewayStores, 'notifications' | 'subscriptions'>
  readonly subscribers: Subscribers
  readonly makeChange: MakeChange
  readonly clock: Clock
  readonly makeSecret: MakeSecret
  readonly seal: Seal
  /** Something is on its way again. */
  readonly replayed: () => void
}

/** @param parts see there */
export function createEventOperations(parts: EventOperationParts): EventOperations {
  const { stores, subscribers, makeChange, clock, makeSecret, seal, replayed } = parts
  const { notifications, subscriptions } = stores

  function known(id: number): Notification {
    const found = notifications.find(id)
    if (found) return found
    throw notFound('id', `No notification has the number ${id}.`, 'List the notifications.')
  }

  /** A subscription that is pushed to an address. */
  function webhookOf(id: string) {
    const found = subscribers.find(id)
    if (!found) {
      const remedy = 'List the subscriptions.'
      throw notFound('subscription', 'No subscription has this id, or it has ended.', remedy)
    }
    const { subscription, delivery } = found
    if (delivery.transportType === 'WebHook') return { subscription, delivery }
    const what = `It is delivered by ${delivery.transportType}, which signs nothing.`
    throw conflict('subscription', what, 'Name a subscription by WebHook.')
  }

  return {
    listSubscriptions: (agentId) =>
      subscribers
        .all()
        .filter(({ subscription }) => agentId === undefined || subscription.agentId === agentId)
        .map(({ subscription, delivery }) => {
          const { blacklistedAt, reason } = notifications.endpoint(subscription.id)
          return {
            id: subscription.id,
            agentId: subscription.agentId,
            transport: delivery.transportType,
            eventFilters: subscription.eventFilters,
            createdAt: subscription.createdAt,
            expiresAt: subscription.expiresAt,
            blacklisted: blacklistedAt === null ? null : (reason ?? 'unknown'),
          }
        }),

    listNotifications: (filter, limit) => notifications.list(filter, limit).map(withoutBody),

    showNotification: (id) => ({
      notification: withoutBody(known(id)),
      attempts: notifications.attempts(id).map((attempt) => viewOf(seal, attempt)),
    }),

    rotateSecret: (operator, subscriptionId) =>
      makeChange(operator, () => {
        const { subscription, delivery } = webhookOf(subscriptionId)
        const signingSecrets = rotateSigningSecrets(makeSecret, delivery.signingSecrets)
        const sealed = sealDelivery(seal, subscriptionId, { ...delivery, signingSecrets })
        return {
          change: {
            action: 'subscription.secret_rotated',
            target: subscriptionId,
            agentId: subscription.agentId,
            details: {},
          },
          store: () => subscriptions.setDelivery(subscriptionId, sealed),
          apply() {},
          result: signingSecrets[0],
        }
      }),

    async replay(operator, { id, subscriptionId, since }) {
      const told = await makeChange(operator, () => {
        const found = id === undefined ? undefined : known(id)
        // Listeners fetch theirs, and nobody waits for those of subscriptions that have ended.
        const among = subscribers
          .all()
          .filter(({ delivery }) => delivery.transportType === 'WebHook')
          .map(({ subscription }) => subscription.id)
        const result = { count: 0 }
        const agentOf = subscribers.find(found?.subscriptionId ?? subscriptionId ?? '')
        return {
          change: {
            action: 'notification.replayed',
            target: id === undefined ? 'failed' : String(id),
            agentId: agentOf?.subscription.agentId ?? null,
            details: { subscriptionId: subscriptionId ?? null, since: since ?? null },
          },
          store() {
            const state = id === undefined ? ({ state: 'failed' } as const) : {}
            const filter = { id, subscriptionId, since, among, ...state }
            result.count = notifications.replay(filter, clock.now())
          },
          apply: replayed,
          result,
        }
      })
      return told.count
    },
  }
}

const withoutBody = ({ body: _body, ...shown }: Notification): NotificationView => shown
