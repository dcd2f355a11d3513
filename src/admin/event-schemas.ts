// The shapes that the admin API speaks of events on their way to agents. No body, address or secret is in
// any of them.
import { type Static, Type } from 'typebox'
import { AgentRef, Closed, GivenTime, Nullable, Time } from './schemas.ts'

const SubscriptionRef = Type.String({ maxLength: 128, description: 'The id of a subscription.' })
const State = Type.Enum(['pending', 'delivered', 'failed'], {
  description: 'pending, delivered or failed.',
})

/** An agent's subscription. */
export const Subscription = Closed(
  {
    id: Type.String(),
    agentId: Type.String(),
    transport: Type.Enum(['WebHook', 'WebSocket', 'PubNub', 'EventStream']),
    eventFilters: Type.Array(Type.String()),
    createdAt: Time,
    expiresAt: Time,
    blacklisted: Nullable(
      Type.String(),
      'Why nothing is sent to it any more; null while something is.',
    ),
  },
  'What an agent subscribed to. Where it delivers to is not shown.',
)

/** A notification. */
export const Notification = Closed(
  {
    id: Type.Integer(),
    uuid: Type.String({ description: 'The same in every attempt, and in the audit log.' }),
    subscriptionId: Type.String(),
    event: Type.String({ description: 'The filter that it answers.' }),
    at: Time,
    state: State,
    attempts: Type.Integer(),
    nextAt: Nullable(Time, 'When it is tried next; null when it is not.'),
    endedAt: Nullable(Time),
    reason: Nullable(
      Type.String(),
      'Why it was given up or withheld, or why the last attempt failed.',
    ),
  },
  'An event on its way to one subscription, without its body.',
)

/** Which subscriptions to list. */
export const SubscriptionsQuery = Closed({ agent: Type.Optional(AgentRef) })

/** Which notifications to list. */
export const NotificationsQuery = Closed({
  subscription: Type.Optional(SubscriptionRef),
  state: Type.Optional(State),
  since: Type.Optional(GivenTime),
  before: Type.Optional(
    Type.Integer({ minimum: 1, description: 'Only notifications with a smaller number.' }),
  ),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1000,
      default: 50,
      description: '1 to 1000; 50 when absent.',
    }),
  ),
})

/** What to send again. */
export const ReplayWanted = Closed({
  id: Type.Optional(
    Type.Integer({ minimum: 1, description: 'One notification, whatever became of it.' }),
  ),
  subscription: Type.Optional(SubscriptionRef),
  since: Type.Optional(GivenTime),
})

/** The static types that handlers and the command line build or read. */
export type Subscription = Static<typeof Subscription>
export type Notification = Static<typeof Notification>
