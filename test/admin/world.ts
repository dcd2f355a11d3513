// An admin API over the gateway's real parts in memory, on a clock that stands still.
import { createAdmin } from '#admin/app'
import { AuditLogError, type AuditReader } from '#storage/audit-log'
import { openAuditLog } from '#storage/sqlite/audit-log'
import { openDatabase } from '#storage/database'
import { createGatewayStores } from '#storage/gateway/stores'
import { gatewayMigrations } from '#storage/migrations/gateway'
import { createCredentialOperations } from '#gateway/agents/credentials'
import { createDirectory } from '#gateway/agents/directory'
import { createAgentOperations } from '#gateway/agents/operations'
import { createTokens } from '#gateway/agents/tokens'
import { createMakeChange } from '#gateway/change'
import { createEventOperations } from '#gateway/events/operations'
import { createSubscribers } from '#gateway/events/subscribers'
import { createGrid } from '#gateway/grants/grid'
import { createGrantOperations } from '#gateway/grants/operations'
import { createConnections } from '#gateway/upstream/connections'
import { usualTransport } from '#gateway/upstream/transport'
import { frozenClock } from '#lib/clock'
import { createSeal, hashSecret, randomSecret } from '#lib/secret'

/** The admin token of every world. */
export const adminToken = 'rfa_the-admin-token-of-the-tests'

/** When every world's clock stands. */
export const startOfTime = Date.UTC(2026, 10, 24, 9, 0, 0)

/** Builds a world. `seams` replaces a part by one that fails. */
export async function createWorld(seams: { readonly auditLog?: Partial<AuditReader> } = {}) {
  const clock = frozenClock(startOfTime)
  const db = openDatabase(':memory:', gatewayMigrations)
  const auditLog = openAuditLog(':memory:')
  const stores = createGatewayStores(db)
  const tokens = createTokens(new Uint8Array(32).fill(7), randomSecret)
  const directory = createDirectory(stores, tokens, clock.now())
  let entries = 0
  const makeEntryId = () => `record_${String((entries += 1)).padStart(6, '0')}`
  let diskIsFull = false
  const append: typeof auditLog.append = (entry) =>
    diskIsFull
      ? Promise.reject(new AuditLogError('The audit log cannot be written: no space is left.'))
      : auditLog.append(entry)
  const makeChange = createMakeChange({ db, auditLog: { append }, clock, makeEntryId })
  const common = { stores, clock, makeSecret: randomSecret, makeChange }
  const agents = createAgentOperations({ ...common, directory, tokens })
  const credentials = createCredentialOperations({ ...common, directory, tokens })
  const grid = createGrid([])
  const grants = createGrantOperations({
    ...common,
    grid,
    findAgent: (agent) => agents.findAgent(agent),
  })
  const seal = createSeal(new Uint8Array(32).fill(9))
  const connections = createConnections({
    ...common,
    seal,
    transport: usualTransport,
  })
  const events = createEventOperations({
    ...common,
    subscribers: createSubscribers({ stores, directory, seal, clock }),
    seal,
    replayed: () => {},
  })
  // Port 9 answers nobody: what calls it finds the upstream away.
  const connection = await connections.createConnection('test', {
    name: 'demo',
    server: 'http://127.0.0.1:9',
    clientId: 'client-of-the-gateway',
    clientSecret: 'canary-client-secret',
    jwt: 'canary-upstream-jwt',
  })
  const strangers: string[] = []
  const logged: string[] = []
  const line = (text: string, fields?: object) =>
    void logged.push(`${text} ${JSON.stringify(fields)}`)
  const admin = createAdmin(
    {
      agents,
      credentials,
      grants,
      connections,
      events,
      strangers: { saw: (address, reason) => void strangers.push(`${address} ${reason}`) },
      auditLog: { ...auditLog, ...seams.auditLog },
      clock,
      log: { info: line, error: line },
      about: { version: '0.1.0', startedAt: startOfTime, platform: null },
    },
    { adminTokenHash: hashSecret(adminToken), hostNames: ['ringfence.example.com'] },
  )

  /** Asks as the holder of the admin token; `body` is sent as JSON. */
  async function ask(verb: string, path: string, body?: unknown) {
    const response = await admin(
      new Request(`http://127.0.0.1:4100/api/v1${path}`, {
        method: verb,
        headers: {
          Authorization: `Bearer ${adminToken}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    )
    const text = await response.text()
    // Tests look into what they expect; a wrong look fails the test.
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: JSON.parse(text) as never,
    }
  }

  return {
    admin,
    ask,
    clock,
    auditLog,
    directory,
    connection,
    logged,
    strangers,
    /** Stores a notification that was pushed once; its number. */
    notification: () =>
      db.commit(() => {
        const { notifications } = stores
        const at = clock.now()
        const eventId = notifications.addEvent(at, 'sealed')
        const about = { uuid: 'u', subscriptionId: 's', filter: '/f', ownerId: '1' }
        const id = notifications.add({ ...about, eventId, at, nextAt: at })
        const lease = { id: 'lease', until: at + 1 }
        const [leased] = notifications.claim(new Map([['s', 1]]), at, lease)
        const attempt = { at, ms: 1.5, request: '{}', status: null, answer: null, reason: 'no' }
        if (leased) {
          notifications.finish(leased, { state: 'failed', at, reason: 'no' }, attempt)
        }
        return id
      }),
    fillDisk: () => void (diskIsFull = true),
    async [Symbol.asyncDispose]() {
      await connections.close()
      await auditLog.close()
      db.close()
    },
  }
}
