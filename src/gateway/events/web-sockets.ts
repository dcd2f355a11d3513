// The gateway as the host of WebSockets, as RingCentral's clients open them: a socket is one agent's by one
// of its credentials, each call over it goes through the pipeline as any call, and each notification is
// released right before it leaves.
import { Type } from 'typebox'
import { envelopeOf } from '#delivery/envelope'
import type { Feed } from '#delivery/feed'
import { createSocketServer, socketPath, type SocketServer } from '#delivery/websocket/server'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import { satisfies } from '#lib/schema'
import type { MakeSecret, Seal } from '#lib/secret'
import type { GatewayStores } from '#storage/gateway/stores'
import type { SessionId } from '#storage/gateway/sessions'
import type { Directory, Principal, Recognition } from '../agents/directory.ts'
import { makeUuid } from '../ids.ts'
import type { Pipeline } from '../pipeline.ts'
import { jsonReply, type Reply, toResponse } from '../reply.ts'
import { endSubscription } from './lifetimes.ts'
import type { Release } from './release.ts'

/** What a socket was opened with. */
interface Login {
  readonly credentialId: string
  /** Null for a key. */
  readonly sessionId: string | null
}

const Token = Type.Object({
  credentialId: Type.String(),
  sessionId: Type.Union([Type.String(), Type.Null()]),
  until: Type.Number(),
})
const tokenSeconds = 600
const purpose = 'websocket token'

/** WebSockets of agents. */
export interface WebSockets {
  readonly server: SocketServer
  /** The answer of wstoken. */
  token(principal: Principal, origin: string): Reply
}

/** What they work on. */
export interface WebSocketParts {
  readonly pipeline: Pipeline
  readonly release: Release
  readonly feed: Feed
  readonly directory: Directory
  readonly stores: GatewayStores
  readonly clock: Clock
  readonly makeSecret: MakeSecret
  readonly seal: Seal
  readonly log: Log
  /** A subscription ended. */
  readonly changed: () => void
}

/** @param parts see there */
export function createWebSockets(parts: WebSocketParts): WebSockets {
  const { pipeline, release, directory, stores, clock, seal, changed } = parts
  const { subscriptions } = stores

  /** Whose a login is, as things stand. */
  function recognition({ credentialId, sessionId }: Login): Recognition {
    const credential = directory.credentials.get(credentialId)
    const live = sessionId === null ? null : directory.sessions.get(sessionId as SessionId) // looked up as it is
    if (!credential) return { recognized: false, rejection: 'unknown_token' }
    if (live === undefined) return { recognized: false, rejection: 'token_expired' }
    return directory.judge(credential, live?.session ?? null, clock.now())
  }

  /** What a token stands for; null when it is none, or too old. */
  function loginOf(token: string): Login | null {
    try {
      const value: unknown = JSON.parse(seal.open(token, purpose))
      return satisfies(Token, value) && value.until > clock.now() ? value : null
    } catch {
      return null
    }
  }

  const server = createSocketServer<Login>({
    ...parts,
    ...stores,
    makeId: () => makeUuid(parts.makeSecret),
    host: {
      authenticate(token) {
        const login = loginOf(token)
        return login && recognition(login).recognized ? login : null
      },
      nameOf: ({ credentialId }) => credentialId,
      aliveUntil(login) {
        const found = recognition(login)
        if (!found.recognized) return null
        const { agent, credential, session } = found.principal
        const ends = [agent.expiresAt, credential.expiresAt, session?.refreshExpiresAt ?? null]
        return Math.min(...ends.map((at) => at ?? Number.MAX_SAFE_INTEGER))
      },
      async request(login, socketId, request) {
        const { origin, pathname, search } = new URL(request.url)
        const reply = await pipeline({
          request,
          target: `${pathname}${search}`,
          address: 'websocket',
          origin,
          asking: { over: 'WebSocket', socketId },
          recognition: recognition(login),
        })
        return toResponse(reply)
      },
      async prepare(login, notification) {
        const found = recognition(login)
        if (!found.recognized) throw new Error(`its login has ended: ${found.rejection}`)
        const released = await release(notification, found.principal)
        return released.isReleased
          ? envelopeOf(released.notification)
          : { withheld: released.reason }
      },
      keep(subscriptionId, until) {
        const found = subscriptions.byId(subscriptionId, clock.now())
        if (!found) return false
        subscriptions.renew(subscriptionId, until, found.credentialId)
        return true
      },
      drop(subscriptionId) {
        endSubscription(stores, subscriptionId, clock.now())
        // The transaction in which it ends is over in the next turn.
        setImmediate(changed)
      },
    },
  })

  return {
    server,
    token({ credential, session }, origin) {
      const until = clock.now() + tokenSeconds * 1000
      const login = { credentialId: credential.id, sessionId: session?.id ?? null, until }
      return jsonReply(
        200,
        {
          uri: `${origin.replace(/^http/, 'ws')}${socketPath}`,
          ws_access_token: seal.seal(JSON.stringify(login), purpose),
          expires_in: tokenSeconds,
        },
        { 'cache-control': 'no-store' },
      )
    },
  }
}
