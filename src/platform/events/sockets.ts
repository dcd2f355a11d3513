// The platform as the host of WebSockets: a socket is a session of its user, its calls go the way of any
// call, and its notifications leave as they are stored.
import { envelopeOf } from '#delivery/envelope'
import type { Feed } from '#delivery/feed'
import { createSocketServer, type SocketServer } from '#delivery/websocket/server'
import { seededRandom } from '#lib/random'
import type { Via } from '../evidence/note.ts'
import type { Parts } from '../parts.ts'
import { changeSubscription, removeSubscription } from './reminders.ts'

/**
 * @param feed the platform's notifications
 * @param answer answers a call that came over a socket
 */
export function createSockets(
  parts: Parts,
  feed: Feed,
  answer: (request: Request, via: Via) => Promise<Response>,
): SocketServer {
  const { sessions, accounts, wsTokens, subscriptions, clock } = parts
  // A stream of its own: how many frames there are must not change what the platform makes up.
  const random = seededRandom(clock.now())

  /** Until when a session lives, which is not longer than its user may sign in. */
  function aliveUntil(sessionId: string): number | null {
    const until = sessions.livesUntil(sessionId)
    const extensionId = sessions.byId(sessionId)?.extensionId ?? null
    if (until === null || until <= clock.now() || extensionId === null) return null
    return accounts.extension(extensionId)?.status === 'Enabled' ? until : null
  }

  const server = createSocketServer<string>({
    ...parts,
    feed,
    makeId: () => random.uuid(),
    host: {
      authenticate(token) {
        const sessionId = wsTokens.find(token, clock.now())
        return sessionId !== undefined && aliveUntil(sessionId) !== null ? sessionId : null
      },
      nameOf: (sessionId) => sessionId,
      aliveUntil,
      request: (sessionId, socketId, request) => answer(request, { sessionId, socketId }),
      prepare: (_, notification) => envelopeOf(notification),
      keep(subscriptionId, until) {
        const found = subscriptions.byId(subscriptionId)
        if (!found || found.expiresAt <= clock.now()) return false
        changeSubscription(parts, found, { ...found, expiresAt: until })
        return true
      },
      drop(subscriptionId) {
        const found = subscriptions.byId(subscriptionId)
        if (found) removeSubscription(parts, found)
      },
    },
  })
  // The transaction in which they end is over in the next turn.
  sessions.onEnded(() => void setImmediate(() => server.review()))
  return server
}
