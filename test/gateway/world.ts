// A gateway in memory over a recording upstream, on a clock that stands still.
import { createHash } from 'node:crypto'
import { createGateway, type GatewayConfig } from '#gateway/app'
import type { NewGrant } from '#gateway/grants/operations'
import { frozenClock, type FrozenClock } from '#lib/clock'
import { silentLog } from '#lib/log'
import { createSeal } from '#lib/secret'
import { AuditLogError, type AuditEntry } from '#storage/audit-log'
import { openDatabase, type Database } from '#storage/database'
import { createGatewayStores } from '#storage/gateway/stores'
import { gatewayMigrations } from '#storage/migrations/gateway'
import { openAuditLog } from '#storage/sqlite/audit-log'
import { startFakeUpstream, upstreamIdentity } from '#test/fake-upstream'

/** When every world's clock stands. */
export const startOfTime = Date.UTC(2026, 10, 24, 9, 0, 0)

/** Own paths of the fake's user. */
export const ownPath = `/restapi/v1.0/account/${upstreamIdentity.accountId}/extension/${upstreamIdentity.extensionId}`
export const selfPath = '/restapi/v1.0/account/~/extension/~'

/** A request to the gateway. */
export interface Ask {
  readonly verb?: string
  /** Path and query; may be one that no URL can have. */
  readonly target: string
  /** A key or token; null for none. */
  readonly token?: string | null
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON unless it is bytes. */
  readonly body?: unknown
  readonly address?: string
}

/** A parsed answer. */
export interface Told {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // Tests look into what they expect; a wrong look fails the test.
  readonly json: never
}

/** What of a world outlives a restart of its gateway. */
interface Lasting {
  readonly db: Database
  readonly clock: FrozenClock
}

let worlds = 0

/** Secrets that come out alike for the same number of draws, and never twice. */
function seededSecrets() {
  worlds += 1
  const world = worlds
  let drawn = 0
  return () => {
    drawn += 1
    return createHash('sha256').update(`secret ${world} ${drawn}`).digest('base64url')
  }
}

/** Starts a gateway with one connection to a fake upstream and one agent, `tester`, without grants. */
export async function startWorld(config: GatewayConfig = {}) {
  const upstream = await startFakeUpstream()
  const clock = frozenClock(startOfTime)
  const db = openDatabase(':memory:', gatewayMigrations)
  const world = startOver({ db, clock }, config)
  const connection = await world.gateway.connections.createConnection('test', {
    name: 'demo',
    server: upstream.origin,
    clientId: 'gateway-client',
    clientSecret: 'canary-client-secret',
    jwt: 'canary-upstream-jwt',
  })
  const { agent, secret } = await world.gateway.agents.createAgent('test', { name: 'tester' })
  const grant = (
    resource: string,
    access: string,
    reach: NewGrant['reach'] = 'own',
    expiresAt: number | null = null,
  ) =>
    world.gateway.grants.addGrant('test', { agent: agent.id, resource, access, reach, expiresAt })

  return {
    ...world,
    upstream,
    connection,
    agent,
    key: secret,
    grant,
    /** Asks as `tester` unless `token` says otherwise. */
    ask: (ask: Ask) => world.askAs({ token: secret, ...ask }),
    /** Ends the gateway and starts another on the same storage. */
    async restart() {
      await world.gateway.close()
      return startOver({ db, clock }, config)
    },
    /** Starts another gateway on the same storage, the first one being closed. */
    startAgain: () => startOver({ db, clock }, config),
    async [Symbol.asyncDispose]() {
      await world.gateway.close()
      await upstream[Symbol.asyncDispose]()
      db.close()
    },
  }
}

/** Starts a gateway on a database, with its audit log in memory. */
export function startOver({ db, clock }: Lasting, config: GatewayConfig) {
  const auditLog = openAuditLog(':memory:')
  const records: AuditEntry[] = []
  let refuseAppend: (entry: AuditEntry) => boolean = () => false
  const stores = createGatewayStores(db)
  const gateway = createGateway(
    {
      stores,
      auditLog: {
        async append(entry) {
          if (refuseAppend(entry)) throw new AuditLogError('The audit log cannot be written.')
          const receipt = await auditLog.append(entry)
          records.push(entry)
          return receipt
        },
      },
      clock,
      makeSecret: seededSecrets(),
      seal: createSeal(new Uint8Array(32).fill(5)),
      jwtKey: new Uint8Array(32).fill(6),
      auditKey: new Uint8Array(32).fill(7),
      log: silentLog,
    },
    { webhooks: { allowPrivate: true }, ...config },
  )

  async function askAs({
    verb = 'GET',
    target,
    token,
    headers,
    body,
    address,
  }: Ask): Promise<Told> {
    const url = new URL('http://gateway.test/')
    if (/^\/[\w./~%?&=-]*$/.test(target)) url.href = `http://gateway.test${target}`
    const raw = body instanceof Uint8Array || typeof body === 'string'
    const request = new Request(url, {
      method: verb,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }), // or bytes
    })
    const response = await gateway.fetch(request, { address: address ?? '192.0.2.1', target })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: (isJson && text !== '' ? JSON.parse(text) : null) as never,
    }
  }

  return {
    gateway,
    stores,
    clock,
    /** What was appended, oldest first. */
    records,
    /** Records of calls: without changes by operators. */
    callRecords: () => records.filter(({ kind }) => kind !== 'admin'),
    /** From now on the audit log takes no such entry. */
    failAudit: (which: (entry: AuditEntry) => boolean = () => true) => void (refuseAppend = which),
    askAs,
  }
}

/** A gateway and what surrounds it. */
export type World = Awaited<ReturnType<typeof startWorld>>
