// What a person does with agents' events: look at subscriptions and at what became of notifications, and
// send again what failed. Called by the admin API. Of a body, an address or a secret nothing is shown.
import type { Clock } from '#lib/clock'
import type { AgentId } from '#storage/gateway/agents'
import type { GatewayStores } from '#storage/gateway/stores'
import type { Notification, NotificationFilter } from '#storage/notifications'
import type { MakeChange } from '../change.ts'
import { notFound } from '../problem.ts'
import type { AgentTransport } from './deliveries.ts'
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
  /** Puts webhooks' notifications on their way again, and says how many; each is decided anew when it leaves. */
  replay(operator: string, wanted: Replay): Promise<number>
}

/** What they work on. */
export interface EventOperationParts {
  readonly stores: Pick<GatewayStores, 'notifications'>
  readonly subscribers: Subscribers
  readonly makeChange: MakeChange
  readonly clock: Clock
  /** Something is on its way again. */
  readonly replayed: () => void
}

/** @param parts see there */
export function createEventOperations(parts: EventOperationParts): EventOperations {
  const { stores, subscribers, makeChange, clock, replayed } = parts
  const { notifications } = stores

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

    listNotifications: (filter, limit) =>
      notifications.list(filter, limit).map(({ body: _body, ...shown }) => shown),

    async replay(operator, { id, subscriptionId, since }) {
      const told = await makeChange(operator, () => {
        const found = id === undefined ? undefined : notifications.find(id)
        if (id !== undefined && !found) {
          throw notFound('id', `No notification has the number ${id}.`, 'List the notifications.')
        }
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
