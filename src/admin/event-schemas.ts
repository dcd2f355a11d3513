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

/** One try to deliver a notification. */
const Attempt = Closed(
  {
    number: Type.Integer({ description: 'Counted from 1.' }),
    at: Time,
    ms: Type.Number({ description: 'How long it took, in milliseconds.' }),
    status: Nullable(Type.Integer(), 'What was answered; null when nothing was.'),
    reason: Nullable(Type.String(), 'Why it does not count as delivered; null when it does.'),
    headers: Type.Record(Type.String(), Type.String(), {
      description: 'Those of the request; a token shows as (secret).',
    }),
  },
  'One try to deliver a notification, without where it went, what was in it and what came back.',
)

/** A notification and how it was delivered. */
export const NotificationDetails = Closed({
  notification: Notification,
  attempts: Type.Array(Attempt, { description: 'Of webhooks alone: listeners fetch theirs.' }),
})

/** Another secret of a subscription. */
export const NewSigningSecret = Closed({
  subscriptionId: Type.String(),
  signingSecret: Type.String({ description: 'Shown this once.' }),
})

/** A subscription, as a path names it. */
export const SubscriptionPath = Closed({ subscription: SubscriptionRef })

/** A notification, as a path names it. */
export const NotificationPath = Closed({
  notification: Type.String({
    pattern: '^[1-9][0-9]{0,14}$',
    description: 'The number of a notification.',
  }),
})

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
export type NotificationDetails = Static<typeof NotificationDetails>
export type NewSigningSecret = Static<typeof NewSigningSecret>
