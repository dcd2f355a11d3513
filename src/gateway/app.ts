// The access gateway: its parts put together, its one HTTP surface, its start and its end. main.ts
// makes one and serves `fetch`; the admin API works on `agents`, `credentials`, `grants`, `connections`.
import { methods } from '#catalog/methods'
import type { Methods } from '#catalog/method'
import type { Clock } from '#lib/clock'
import { DroppedConnection } from '#lib/dropped-connection'
import type { Log } from '#lib/log'
import type { MakeSecret, Seal } from '#lib/secret'
import type { Upgrades } from '#lib/server'
import type { AuditLog } from '#storage/audit-log'
import type { GatewayStores } from '#storage/gateway/stores'
import { createCredentialOperations, type CredentialOperations } from './agents/credentials.ts'
import { createDirectory } from './agents/directory.ts'
import { createAgentOperations, type AgentOperations } from './agents/operations.ts'
import { createSessions } from './agents/sessions.ts'
import { createTokenEndpoint } from './agents/token-endpoint.ts'
import { createTokens } from './agents/tokens.ts'
import { createEntryIds } from './audit/entry-ids.ts'
import { createMask } from './audit/mask.ts'
import { createAuditEntries, type AuditEntries } from './audit/record.ts'
import { createStrangers, type Strangers } from './audit/strangers.ts'
import { createMakeChange } from './change.ts'
import { createEvents, type EventsConfig } from './events/events.ts'
import type { EventOperations } from './events/operations.ts'
import { createForward } from './forward.ts'
import { createGrid } from './grants/grid.ts'
import { createGrantOperations, type GrantOperations } from './grants/operations.ts'
import { createPipeline } from './pipeline.ts'
import { createRecorder } from './record.ts'
import { refusalReply, refuse } from './refusal.ts'
import { toResponse, type Reply } from './reply.ts'
import { createRoutes } from './request/routes.ts'
import { createConnections, type Connections } from './upstream/connections.ts'
import { usualTransport, type TransportOptions } from './upstream/transport.ts'

/** What a gateway is made of. It closes none of these. */
export interface GatewayParts {
  readonly stores: GatewayStores
  readonly auditLog: Pick<AuditLog, 'append'>
  readonly clock: Clock
  readonly makeSecret: MakeSecret
  readonly seal: Seal
  /** Signs agents' JWT credentials and makes their sessions' tokens; 32 bytes. */
  readonly jwtKey: Uint8Array
  /** Keys the hashes that stand for numbers and texts in the audit log; 32 bytes. */
  readonly auditKey: Uint8Array
  readonly log: Log
}

/** How a gateway is set. */
export interface GatewayConfig {
  /** The origin at which agents reach it; absent: the one that each request names. */
  readonly publicUrl?: string | null
  readonly transport?: Partial<TransportOptions>
  /** How the upstream tells of events; over a WebSocket when absent. */
  readonly upstreamEvents?: EventsConfig['upstream']
  /** Where webhooks to agents may lead; to public addresses alone when absent. */
  readonly webhooks?: EventsConfig['webhooks']
}

/** What the server knows of a request beside the request. */
export interface RequestInfo {
  /** The caller's address. */
  readonly address?: string | undefined
  /** Path and query exactly as they came over the wire: `request.url` may have been normalised. */
  readonly target?: string | undefined
}

/** A running gateway. */
export interface Gateway {
  /** Answers a request of an agent. Rejects with DroppedConnection alone, by PubNub's protocol. */
  fetch(request: Request, info?: RequestInfo): Promise<Response>
  /** Takes WebSockets: hand it to the same server. */
  readonly upgrades: Upgrades
  readonly agents: AgentOperations
  readonly credentials: CredentialOperations
  readonly grants: GrantOperations
  readonly connections: Connections
  readonly events: EventOperations
  /** Builds audit entries, as for what the process itself does. */
  readonly entries: AuditEntries
  /** Counts requests that nobody known made, for the audit log: the admin API tells of its own. */
  readonly strangers: Pick<Strangers, 'saw'>
  /** Begins to hear events upstream and to deliver them, once its connections are as they should be. */
  start(): void
  /** Calls under way that will append to the audit log. */
  liveCalls(): number
  /** Refuses new calls, waits for those under way, records what strangers did, closes connections. */
  close(): Promise<void>
}

/** A gateway over these parts; agents, grants and connections are those in storage. */
export function createGateway(parts: GatewayParts, config: GatewayConfig = {}): Gateway {
  const { stores, auditLog, clock, makeSecret, seal, log } = parts
  const makeEntryId = createEntryIds({ clock, makeSecret })
  const mask = createMask(parts.auditKey)
  const entries = createAuditEntries({ clock, makeEntryId, mask })
  const append: AuditLog['append'] = (entry) => auditLog.append(entry)
  const strangers = createStrangers({ clock, entries, append, log })
  const tokens = createTokens(parts.jwtKey, makeSecret)
  const directory = createDirectory(stores, tokens, clock.now())
  const grid = createGrid(stores.grants.list())
  const makeChange = createMakeChange({
    db: stores.db,
    auditLog,
    clock,
    makeEntryId,
    changed: () => events.refresh(),
  })
  const common = { stores, clock, makeSecret, makeChange }
  const agents = createAgentOperations({ ...common, directory, tokens })
  const transport = { ...usualTransport, ...config.transport }
  const connections = createConnections({ ...common, seal, transport })
  const endpoint = createTokenEndpoint({
    sessions: createSessions({ stores, directory, tokens, clock, makeSecret }),
    directory,
    wsToken: (principal, origin) => surface.wsToken(principal, origin),
    grid,
    connections,
    auditLog,
    entries,
    strangers,
    clock,
  })
  const events = createEvents(
    { ...parts, directory, grid, connections, entries, makeChange },
    {
      upstream: config.upstreamEvents ?? { over: 'websocket' },
      webhooks: config.webhooks ?? { allowPrivate: false },
      publicUrl: config.publicUrl ?? null,
    },
  )
  const pipeline = createPipeline({
    directory,
    connections,
    routes: createRoutes(methods satisfies Methods),
    grid,
    subscriptions: events.subscriptions,
    forward: createForward(),
    record: createRecorder({ auditLog, entries, clock }),
    strangers,
    clock,
    log,
  })
  const surface = events.open(pipeline)
  const underway = createUnderway()
  let closed: Promise<void> | null = null

  async function answer(request: Request, { address = 'unknown', target }: RequestInfo) {
    const url = urlOf(request)
    const asked = target ?? url.target
    const origin = config.publicUrl ?? url.origin
    const arriving = { request, target: asked, address, origin }
    return (
      (await surface.handle(arriving)) ??
      toResponse(
        (await endpoint.handle(request, asked, address, origin)) ?? (await pipeline(arriving)),
      )
    )
  }

  return {
    async fetch(request, info = {}) {
      if (underway.closing) return toResponse(closingReply())
      underway.begin()
      try {
        return await answer(request, info)
      } catch (error) {
        if (error instanceof DroppedConnection) throw error
        log.error('A request failed inside the gateway.', { cause: String(error) })
        return toResponse(refusalReply(refuse('CMN-203', {}, 'internal_error'), 'deny', null))
      } finally {
        underway.end()
      }
    },
    upgrades: surface.upgrades,
    agents,
    credentials: createCredentialOperations({ ...common, directory, tokens }),
    grants: createGrantOperations({ ...common, grid, findAgent: (name) => agents.findAgent(name) }),
    connections,
    events: events.operations,
    entries,
    strangers,
    start: () => events.start(),
    liveCalls: () => underway.count,
    close() {
      // Who waits for events waits no longer, or it would be waited for.
      closed ??= Promise.all([underway.close(), surface.upgrades.close()])
        .then(() => events.close())
        .then(() => strangers.close())
        .then(() => connections.close())
      return closed
    },
  }
}

const closingReply = (): Reply =>
  refusalReply(refuse('CMN-201', { reason: 'the gateway is stopping' }, 'closing'), 'deny', null)

/** Counts what is under way, and waits for it at the end. */
function createUnderway() {
  let count = 0
  let closing = false
  let done: (() => void) | null = null
  return {
    get count() {
      return count
    },
    get closing() {
      return closing
    },
    begin: () => void (count += 1),
    end() {
      count -= 1
      if (count === 0) done?.()
    },
    close(): Promise<void> {
      closing = true
      return count === 0 ? Promise.resolve() : new Promise((resolve) => void (done = resolve))
    },
  }
}

/** Origin and target of a request's URL, found without parsing it. */
function urlOf({ url }: Request): { origin: string; target: string } {
  const slash = url.indexOf('/', url.indexOf('//') + 2)
  return slash === -1
    ? { origin: url, target: '/' }
    : { origin: url.slice(0, slash), target: url.slice(slash) }
}
