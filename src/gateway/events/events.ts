// Events through the gateway put together: agents' subscriptions, what is heard upstream, what is stored of
// it for whom, and what delivers it.
import { createFeed } from '#delivery/feed'
import type { WebhookOptions } from '#delivery/webhook/webhooks'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { Upgrades } from '#lib/server'
import type { MakeSecret, Seal } from '#lib/secret'
import type { AuditLog } from '#storage/audit-log'
import type { GatewayStores } from '#storage/gateway/stores'
import type { Directory } from '../agents/directory.ts'
import type { AuditEntries } from '../audit/record.ts'
import type { MakeChange } from '../change.ts'
import type { Grid } from '../grants/grid.ts'
import type { Pipeline } from '../pipeline.ts'
import type { Connections } from '../upstream/connections.ts'
import { createEventStreams, type EventStreams, streamPath } from './event-stream.ts'
import { createEventOperations, type EventOperations } from './operations.ts'
import { createLifetimes } from './lifetimes.ts'
import { createOutlet } from './outlet.ts'
import { createAgentPubNub } from './pubnub.ts'
import { createRelay } from './relay.ts'
import { createRelease, type ReleaseParts } from './release.ts'
import { createSubscribers } from './subscribers.ts'
import { createSubscriptions, type Subscriptions, subscriptionUri } from './subscriptions.ts'
import { createHub, type UpstreamTransport } from './upstream/hub.ts'
import { upstreamPath } from './upstream/over-webhook.ts'
import { createWebSockets, type WebSockets } from './web-sockets.ts'
import { createAgentWebhooks } from './webhooks.ts'

/** How events come and go. */
export interface EventsConfig {
  /** How the upstream tells the gateway. */
  readonly upstream: UpstreamTransport
  /** Where webhooks to agents may lead. */
  readonly webhooks: WebhookOptions
  /** The origin at which agents reach the gateway; null: the one that each has used. */
  readonly publicUrl: string | null
}

/** What events are made with. */
export interface EventsParts {
  readonly stores: GatewayStores
  readonly directory: Directory
  readonly grid: Grid
  readonly connections: Connections
  readonly makeChange: MakeChange
  readonly auditLog: Pick<AuditLog, 'append'>
  readonly entries: AuditEntries
  readonly clock: Clock
  readonly makeSecret: MakeSecret
  readonly seal: Seal
  readonly log: Log
}

/** A request that may be for events. */
export interface Arriving {
  readonly request: Request
  /** Path and query as they came over the wire. */
  readonly target: string
  readonly address: string
  readonly origin: string
}

/** What is open to those who listen, and to upstreams that tell. */
export interface Surface {
  /** Answers what is for an endpoint of events; null for what is not. */
  handle(arriving: Arriving): Promise<Response> | null
  /** The answer of wstoken. */
  readonly wsToken: WebSockets['token']
  /** Takes WebSockets; its end is that of event streams and long polls as well. */
  readonly upgrades: Upgrades
}

/** Events through one gateway. */
export interface Events {
  /** What calls on subscriptions do. */
  readonly subscriptions: Subscriptions
  /** What a person does with them. */
  readonly operations: EventOperations
  /** What is open to listeners, each call of whom goes through the pipeline. */
  open(pipeline: Pipeline): Surface
  /** Begins to hear and to deliver. */
  start(): void
  /** What agents want or may have may have changed. */
  refresh(): void
  close(): Promise<void>
}

/** @param parts see there */
export function createEvents(parts: EventsParts, config: EventsConfig): Events {
  const { stores, connections } = parts
  const feed = createFeed(stores.notifications)
  const subscribers = createSubscribers(parts)
  const { publicUrl } = config
  const sourceOf: ReleaseParts['sourceOf'] = (connectionId) => {
    const view = connections.listConnections().find(({ id }) => id === connectionId)
    return view?.identity ? { server: view.server, identity: view.identity } : null
  }
  const release = createRelease({ ...parts, subscribers, publicUrl, sourceOf })
  const outlet = createOutlet({ ...parts, feed, release })
  const webhooks = createAgentWebhooks({ ...parts, subscribers, release }, config.webhooks)
  const relay = createRelay({
    ...parts,
    subscribers,
    ownerOf: (connectionId) => sourceOf(connectionId)?.identity.extensionId ?? '',
    pushed: (subscriptionId) => webhooks.added(subscriptionId),
    held: (subscriptionId) => feed.added(subscriptionId),
  })
  const pubNub = createAgentPubNub({ ...parts, feed, subscribers, release })
  const hub = createHub({ ...parts, subscribers, relay, transport: config.upstream })
  const lifetimes = createLifetimes({
    ...parts,
    subscribers,
    relay,
    uriOf: ({ subscription, delivery }) =>
      subscriptionUri(publicUrl ?? delivery.origin ?? '', subscription.id),
    ended: (subscriptionId) => feed.added(subscriptionId),
  })
  let listened: { readonly streams: EventStreams; readonly webSockets: WebSockets } | null = null

  /** Subscriptions were made, changed or ended. */
  function changed(): void {
    lifetimes.refresh()
    hub.refresh()
  }

  /** Ends what is open to listeners: they come back, and take up where they were. */
  async function hangUp(): Promise<void> {
    listened?.streams.close()
    pubNub.close()
    await listened?.webSockets.server.close()
  }

  function open(pipeline: Pipeline): Surface {
    const streams = createEventStreams({ ...parts, pipeline, outlet, subscribers })
    const webSockets = createWebSockets({ ...parts, pipeline, release, feed, changed })

    function handle({ request, target, address, origin }: Arriving): Promise<Response> | null {
      if (!target.startsWith('/_ringfence/')) {
        return target.startsWith('/restapi/') ? null : pubNub.fetch(request)
      }
      const [path = '', query = ''] = target.split('?', 2)
      if (path === streamPath && request.method === 'GET') {
        return streams.open({ request, query, address, origin })
      }
      if (path.startsWith(upstreamPath) && request.method === 'POST') {
        return hub.receive(path.slice(upstreamPath.length), request)
      }
      return null
    }
    listened = { streams, webSockets }
    return {
      handle,
      wsToken: (principal, origin) => webSockets.token(principal, origin),
      upgrades: { take: (...asked) => webSockets.server.take(...asked), close: hangUp },
    }
  }

  return {
    subscriptions: createSubscriptions({
      ...parts,
      handshake: (delivery) => webhooks.handshake(delivery),
      changed,
    }),
    operations: createEventOperations({
      ...parts,
      subscribers,
      replayed: () => webhooks.added(),
    }),
    open,
    start() {
      listened?.webSockets.server.start()
      webhooks.start()
      lifetimes.start()
      hub.start()
    },
    refresh() {
      hub.refresh()
      listened?.webSockets.server.review()
      listened?.streams.review()
    },
    async close() {
      await hangUp()
      await lifetimes.close()
      await hub.close()
      await webhooks.close()
    },
  }
}
