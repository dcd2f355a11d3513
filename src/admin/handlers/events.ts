// What the admin API's routes on events do: subscriptions and notifications shown and sent again, secrets
// rotated.
import { parseTime } from '#lib/time'
import type { AdminParts } from '../parts.ts'
import { renderAttempt, renderNotification, renderSubscription } from '../render.ts'
import type { Handlers } from '../route.ts'
import type { eventRoutes } from '../routes/events.ts'

const timeOf = (text: string | undefined) =>
  text === undefined ? undefined : (parseTime(text) ?? undefined)

/** Handlers of the routes on events. */
export function eventHandlers({ agents, events }: AdminParts): Handlers<typeof eventRoutes> {
  return {
    listSubscriptions: ({ query: { agent } }) => ({
      subscriptions: events
        .listSubscriptions(agent === undefined ? undefined : agents.findAgent(agent).id)
        .map(renderSubscription),
    }),
    rotateSigningSecret: async ({ params: { subscription }, operator }) => ({
      subscriptionId: subscription,
      signingSecret: await events.rotateSecret(operator, subscription),
    }),
    readNotification({ params }) {
      const { notification, attempts } = events.showNotification(Number(params.notification))
      return {
        notification: renderNotification(notification),
        attempts: attempts.map(renderAttempt),
      }
    },
    listNotifications({ query }) {
      const limit = query.limit ?? 50
      const found = events.listNotifications(
        {
          subscriptionId: query.subscription,
          state: query.state,
          since: timeOf(query.since),
          before: query.before,
        },
        limit,
      )
      const last = found.length === limit ? found.at(-1) : undefined
      return { notifications: found.map(renderNotification), next: last?.id ?? null }
    },
    replayNotifications: async ({ body, operator }) => ({
      replayed: await events.replay(operator, {
        id: body.id,
        subscriptionId: body.subscription,
        since: timeOf(body.since),
      }),
    }),
  }
}
