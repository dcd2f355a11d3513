// The gateway's ears: one link to the upstream for each connection that an agent subscribes over, held to
// what its agents want and may read. While nobody wants anything nothing is subscribed to.
import type { Cancel, Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { MakeSecret, Seal } from '#lib/secret'
import type { ConnectionId } from '#storage/gateway/connections'
import type { GatewayStores } from '#storage/gateway/stores'
import type { Directory } from '../../agents/directory.ts'
import { decide } from '../../decide.ts'
import type { Grid } from '../../grants/grid.ts'
import type { LiveConnection } from '../../upstream/connection.ts'
import type { Connections } from '../../upstream/connections.ts'
import { questionOf } from '../filters.ts'
import type { Relay } from '../relay.ts'
import type { Subscriber, Subscribers } from '../subscribers.ts'
import { createUpstreamCalls } from './calls.ts'
import { createGaps } from './gaps.ts'
import type { Link } from './link.ts'
import { createWebhookLink } from './over-webhook.ts'
import { createWebSocketLink } from './over-websocket.ts'
import { unionOf } from './wanted.ts'

/** How events reach the gateway. */
export type UpstreamTransport =
  | { readonly over: 'websocket' }
  /** `publicUrl` is the gateway's origin as the upstream reaches it. */
  | { readonly over: 'webhook'; readonly publicUrl: string }

/** The links to all upstreams. */
export interface Hub {
  /** Begins to listen. */
  start(): void
  /** What is wanted may have changed: subscriptions, agents, grants, connections. */
  refresh(): void
  /** Takes what an upstream posts for a connection; null where nothing is expected. */
  receive(connectionId: string, request: Request): Promise<Response> | null
  /** Lets go of all, so that the next start can take up again. */
  close(): Promise<void>
}

/** What it works on. */
export interface HubParts {
  readonly stores: GatewayStores
  readonly subscribers: Subscribers
  readonly directory: Pick<Directory, 'agents' | 'credentials' | 'judge' | 'judgeAgent'>
  readonly grid: Grid
  readonly connections: Pick<Connections, 'live' | 'listConnections'>
  readonly relay: Relay
  readonly transport: UpstreamTransport
  readonly clock: Clock
  readonly makeSecret: MakeSecret
  readonly seal: Seal
  readonly log: Log
}

/** How long to wait before it is asked again whose a connection is. */
const pauseMs = 5_000

/** @param parts see there */
export function createHub(parts: HubParts): Hub {
  const { stores, subscribers, directory, grid, connections, transport, clock, log } = parts
  const links = new Map<
    ConnectionId,
    { readonly connection: LiveConnection; readonly link: Link }
  >()
  const learning = new Set<ConnectionId>()
  let isStarted = false
  let cancel: Cancel = () => {}

  function newLink(connection: LiveConnection): Link {
    const calls = createUpstreamCalls(connection)
    const linkParts = { ...parts, connection, calls, gaps: createGaps({ ...parts, calls }) }
    return transport.over === 'websocket'
      ? createWebSocketLink(linkParts)
      : createWebhookLink(linkParts, transport.publicUrl)
  }

  /** The connection leads elsewhere: what was subscribed to there is gone, what was missed is read here. */
  function lose(id: ConnectionId): void {
    const one = stores.upstreamEvents.find(id)
    if (!one) return
    stores.db.transaction(() =>
      stores.upstreamEvents.keep({ ...one, id: null, sealedSecrets: null, expiresAt: null }),
    )
  }

  /** The link of a connection as it is now. */
  function linkOf(id: ConnectionId): Link {
    const connection = connections.live(id)
    const had = links.get(id)
    if (had?.connection === connection) return had.link
    void had?.link.close()
    if (had) lose(id)
    const link = newLink(connection)
    links.set(id, { connection, link })
    return link
  }

  /** Finds out whose a connection is: after it was changed, what its agents may read is not known. */
  async function learn(id: ConnectionId): Promise<void> {
    if (learning.has(id)) return
    learning.add(id)
    let again = clock.now()
    try {
      await connections.live(id).identity()
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown'
      log.error('Whose a connection is cannot be found out now.', { connection: id, reason })
      again += pauseMs
    }
    learning.delete(id)
    clock.schedule(again, refresh)
  }

  /** The filters that a subscriber's agent may have now. */
  function readable({ subscription, connectionId, delivery, filters }: Subscriber) {
    const now = clock.now()
    if (directory.judgeAgent(subscription.agentId, now)) return []
    const credential = directory.credentials.get(subscription.credentialId ?? '')
    // Who listens to an event stream may come back with another credential, and misses nothing.
    const isBound = credential && delivery.transportType !== 'EventStream'
    if (isBound && !directory.judge(credential, null, now).recognized) return []
    const { identity = null } =
      connections.listConnections().find(({ id }) => id === connectionId) ?? {}
    if (!identity) return []
    return filters.filter((filter) => {
      const question = questionOf(filter, identity)
      return decide(question, grid.cell(subscription.agentId, question), now).decision === 'allow'
    })
  }

  function refresh(): void {
    if (!isStarted) return
    cancel()
    const all = subscribers.all()
    for (const { id, identity } of connections.listConnections()) {
      const own = all.filter(({ connectionId }) => connectionId === id)
      if (identity === null && own.length > 0) {
        // Nothing is ended for that: it may be the same user's as before.
        void learn(id)
        continue
      }
      const filters = own.flatMap(readable)
      const isNeeded = filters.length > 0 || links.has(id) || stores.upstreamEvents.find(id)
      if (isNeeded) linkOf(id).want(unionOf(filters))
    }
    const now = clock.now()
    const next = all
      .flatMap(endsOf)
      .reduce<number>((soonest, at) => (at > now ? Math.min(soonest, at) : soonest), Infinity)
    if (next !== Infinity) cancel = clock.schedule(next, refresh)
  }

  /** When something ends by itself that a subscriber needs to hear events. */
  const endsOf = ({ subscription }: Subscriber): number[] => {
    const { agentId, credentialId, expiresAt } = subscription
    return [
      expiresAt,
      directory.agents.get(agentId)?.expiresAt ?? Infinity,
      directory.credentials.get(credentialId ?? '')?.expiresAt ?? Infinity,
      ...grid.ofAgent(agentId).map((grant) => grant.expiresAt ?? Infinity),
    ]
  }

  return {
    start() {
      isStarted = true
      refresh()
    },
    refresh,
    receive: (connectionId, request) =>
      links.get(connectionId as ConnectionId)?.link.receive(request) ?? null, // looked up as it is
    async close() {
      isStarted = false
      cancel()
      await Promise.all([...links.values()].map(({ link }) => link.close()))
    },
  }
}
