// The levers of delivering: every notification with its attempts, and the ways to send one again.
import { type Static, Type } from 'typebox'
import { parseEventFilter } from '#catalog/events/filters'
import type { LoggedAnswer, LoggedRequest } from '#delivery/webhook/push'
import { ApiProblem } from '#lib/json-api/problems'
import { isoTime } from '#lib/time'
import type { Attempt, Notification } from '#storage/notifications'
import type { Parts } from '../parts.ts'
import type { LeverHandlers, Levers } from './lever.ts'
import { isoOrNull, moment, momentOf, orNull } from './values.ts'
import { knownSubscription } from './subscriptions.ts'

const NotificationPath = Type.Object({
  notificationId: Type.String({ description: 'the id of the notification, or its uuid' }),
})

const state = Type.Enum(['pending', 'delivered', 'failed'])

const shown = {
  id: Type.Integer(),
  uuid: Type.String({ description: 'the same in every attempt; under standard the webhook-id' }),
  at: Type.String({ description: 'when it happened' }),
  subscriptionId: Type.String(),
  event: Type.String({ description: 'the name of the event in the reference' }),
  filter: Type.String({ description: 'the event filter that it answers' }),
  state,
  attempts: Type.Integer(),
  nextAt: orNull(Type.String({ description: 'when it is tried next' })),
  endedAt: orNull(Type.String({ description: 'when it was delivered or given up' })),
  reason: orNull(Type.String({ description: 'why it was given up, or the last attempt failed' })),
}

const headers = (whose: string) =>
  Type.Array(Type.String(), { description: `the headers of the ${whose}, as in \`name: value\`` })

const AttemptReply = Type.Object({
  number: Type.Integer(),
  at: Type.String(),
  ms: Type.Number({ description: 'from the connection to the end of the answer' }),
  status: orNull(Type.Integer({ description: 'null when there was no answer' })),
  reason: orNull(Type.String({ description: 'why it counts as failed' })),
  address: orNull(Type.String()),
  requestHeaders: headers('request, without what is secret'),
  answerHeaders: headers('answer'),
  answerBody: orNull(Type.String({ description: 'as much of it as the limit allows' })),
})

const NotificationReply = Type.Object({
  ...shown,
  ownerId: Type.String({ description: 'the extension whose subscription it is' }),
  body: Type.Unknown({ description: 'the body of the envelope' }),
  tries: Type.Array(AttemptReply, { description: 'the attempts, the first one first' }),
})

/** The levers of deliveries. */
export const deliveryLevers = {
  listNotifications: {
    route: 'GET /_platform/notifications',
    command: 'notification list',
    columns: ['id', 'at', 'event', 'state', 'attempts', 'reason'],
    example: { state: 'failed' },
    summary: 'List notifications, the newest first: what is on its way, arrived, or was given up.',
    notes:
      'Those that failed are the dead letters, each with its reason. What has ended is kept for three days of the platform’s clock.',
    path: Type.Object({}),
    query: Type.Object({
      subscriptionId: Type.Optional(Type.String({ description: 'only of this subscription' })),
      state: Type.Optional(state),
      since: Type.Optional(
        Type.String({ description: `only what happened then or later: ${moment}` }),
      ),
      before: Type.Optional(
        Type.Integer({ minimum: 1, description: 'only those with a smaller id: the next page' }),
      ),
      limit: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 1_000,
          description: 'at most so many; 100 when absent',
        }),
      ),
    }),
    status: 200,
    returns: Type.Object({ notifications: Type.Array(Type.Object(shown)) }),
    problems: [],
  },
  readNotification: {
    route: 'GET /_platform/notifications/{notificationId}',
    command: 'notification show',
    example: { notificationId: '17' },
    summary: 'Show a notification with each attempt: request, answer, timing, and why it failed.',
    path: NotificationPath,
    status: 200,
    returns: NotificationReply,
    problems: ['not-found'],
  },
  replayNotification: {
    route: 'POST /_platform/notifications/{notificationId}/replay',
    command: 'notification replay',
    example: { notificationId: '17' },
    summary: 'Send a notification again, delivered or not: the same uuid, with a fresh schedule.',
    notes:
      'The subscription has to live and to be a webhook. One that is blacklisted is tried once, and a success takes it back.',
    path: NotificationPath,
    status: 200,
    returns: Type.Object(shown),
    problems: ['not-found', 'conflict'],
  },
  replayNotifications: {
    route: 'POST /_platform/notifications/replay',
    command: 'notification replay-all',
    example: { since: '2026-11-23T21:00:00Z' },
    summary:
      'Send notifications again: those that failed, or with `state` those that were delivered.',
    notes: 'Those of subscriptions that have ended, or that are no webhooks, are left as they are.',
    path: Type.Object({}),
    body: Type.Object(
      {
        subscriptionId: Type.Optional(Type.String({ description: 'only of this subscription' })),
        since: Type.Optional(
          Type.String({ description: `only what happened then or later: ${moment}` }),
        ),
        state: Type.Optional(
          Type.Enum(['failed', 'delivered'], { description: 'failed when absent' }),
        ),
      },
      { additionalProperties: false },
    ),
    status: 200,
    returns: Type.Object({ replayed: Type.Integer({ description: 'how many are on their way' }) }),
    problems: ['not-found'],
  },
} as const satisfies Levers

/** @param parts the platform's stores */
export function deliveryHandlers(parts: Parts): LeverHandlers<typeof deliveryLevers> {
  const { db, notifications, subscriptions, clock, webhooks } = parts

  function find(named: string): Notification {
    const found = /^\d+$/.test(named)
      ? notifications.find(Number(named))
      : notifications.findByUuid(named)
    if (found) return found
    throw new ApiProblem('not-found', {
      detail: 'There is no notification with this id, or it is kept no longer.',
      field: 'notificationId',
      remedy: 'List the notifications with GET /_platform/notifications.',
    })
  }

  const isPushed = (subscriptionId: string): boolean => {
    const found = subscriptions.byId(subscriptionId)
    return found?.delivery.transportType === 'WebHook' && found.expiresAt > clock.now()
  }

  return {
    listNotifications({ query: { since, limit = 100, ...filter } }) {
      const found = notifications.list({ ...filter, since: sinceOf(since) }, limit)
      return { notifications: found.map(rowOf) }
    },
    readNotification({ params }) {
      const found = find(params.notificationId)
      return {
        ...rowOf(found),
        ownerId: found.ownerId,
        body: JSON.parse(found.body) as unknown,
        tries: notifications.attempts(found.id).map(attemptOf),
      }
    },
    replayNotification: ({ params }) =>
      db.commit(() => {
        const { id, subscriptionId, state: was } = find(params.notificationId)
        if (!isPushed(subscriptionId)) {
          throw new ApiProblem('conflict', {
            detail: 'Its subscription has ended, or is no webhook.',
            remedy: 'Replay a notification whose subscription is listed as a WebHook that lives.',
          })
        }
        if (was === 'pending') {
          throw new ApiProblem('conflict', {
            detail: 'The notification is still on its way.',
            remedy: 'Move the clock on to nextAt.',
          })
        }
        notifications.replay({ id }, clock.now())
        webhooks.replayed()
        return rowOf(find(String(id)))
      }),
    replayNotifications: ({ body: { subscriptionId, since, state: wanted = 'failed' } }) =>
      db.commit(() => {
        if (subscriptionId !== undefined) knownSubscription(parts, subscriptionId)
        const among = subscriptions
          .all()
          .map(({ id }) => id)
          .filter(isPushed)
        const filter = { subscriptionId, since: sinceOf(since), state: wanted, among }
        const replayed = notifications.replay(filter, clock.now())
        if (replayed > 0) webhooks.replayed()
        return { replayed }
      }),
  }
}

const rowOf = (one: Notification) => ({
  id: one.id,
  uuid: one.uuid,
  at: isoTime(one.at),
  subscriptionId: one.subscriptionId,
  event: eventOf(one.filter),
  filter: one.filter,
  state: one.state,
  attempts: one.attempts,
  nextAt: isoOrNull(one.nextAt),
  endedAt: isoOrNull(one.endedAt),
  reason: one.reason,
})

/** The event of a filter whose ids are in it. */
function eventOf(filter: string): string {
  const parsed = parseEventFilter(filter, { accountId: '~', extensionId: '~' })
  if (!parsed) return filter
  return parsed.kind === 'event' ? parsed.event : parsed.kind
}

function attemptOf(attempt: Attempt): Static<typeof AttemptReply> {
  // Both as delivery/webhook/push.ts writes them.
  const request = JSON.parse(attempt.request) as Partial<LoggedRequest>
  const answer = JSON.parse(attempt.answer ?? 'null') as LoggedAnswer | null
  return {
    number: attempt.number,
    at: isoTime(attempt.at),
    ms: Math.round(attempt.ms * 10) / 10,
    status: attempt.status,
    reason: attempt.reason,
    address: request.address ?? null,
    requestHeaders: Object.entries(request.headers ?? {}).map(lineOf),
    answerHeaders: (answer?.headers ?? []).map(lineOf),
    answerBody: answer?.body ?? null,
  }
}

const lineOf = ([name, value]: readonly [string, string]): string => `${name}: ${value}`

const sinceOf = (since: string | undefined): number | undefined =>
  since === undefined ? undefined : momentOf(since, 'since')
