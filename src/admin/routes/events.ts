// Events on their way to agents: subscriptions, notifications and what became of them.
import { Type } from 'typebox'
import { changeProblems } from '../problems.ts'
import type { Routes } from '../route.ts'
import { Closed, NoPath } from '../schemas.ts'
import {
  NewSigningSecret,
  Notification,
  NotificationDetails,
  NotificationPath,
  NotificationsQuery,
  ReplayWanted,
  Subscription,
  SubscriptionPath,
  SubscriptionsQuery,
} from '../event-schemas.ts'

/** What is done with events. */
export const eventRoutes = {
  listSubscriptions: {
    route: 'GET /api/v1/subscriptions',
    summary: 'List the subscriptions of agents, oldest first.',
    notes: 'Where they deliver to is not shown.',
    path: NoPath,
    query: SubscriptionsQuery,
    status: 200,
    returns: Closed({ subscriptions: Type.Array(Subscription) }),
    problems: ['not-found'],
  },
  rotateSigningSecret: {
    route: 'POST /api/v1/subscriptions/{subscription}/rotate-secret',
    summary: 'Give the webhooks of a subscription another signing secret.',
    notes:
      'It is shown this once. They are signed with the new and the last one until it is rotated again.',
    path: SubscriptionPath,
    status: 200,
    returns: NewSigningSecret,
    problems: changeProblems,
  },
  listNotifications: {
    route: 'GET /api/v1/notifications',
    summary: 'List notifications of events, newest first, with what became of them.',
    notes:
      'Those with the state `failed` were given up or withheld; the reason says why. Pass `next` as `before` for the next page.',
    path: NoPath,
    query: NotificationsQuery,
    status: 200,
    returns: Closed({
      notifications: Type.Array(Notification),
      next: Type.Union([Type.Integer(), Type.Null()]),
    }),
    problems: [],
  },
  readNotification: {
    route: 'GET /api/v1/notifications/{notification}',
    summary: 'Show a notification with every attempt to deliver it.',
    notes: 'Its body, where it went and what was answered are not shown.',
    path: NotificationPath,
    status: 200,
    returns: NotificationDetails,
    problems: ['not-found'],
  },
  replayNotifications: {
    route: 'POST /api/v1/notifications/replay',
    summary: 'Send webhooks’ notifications again: one, or those that failed.',
    notes: 'Each keeps its uuid, and is decided anew before it leaves.',
    path: NoPath,
    body: ReplayWanted,
    status: 200,
    returns: Closed({ replayed: Type.Integer() }),
    problems: changeProblems,
  },
} as const satisfies Routes
