// Wiring: configuration -> data folder -> stores -> platform, gateway, admin API -> listen -> drain.
// What is made of what is said here and nowhere else; the command line and tests start from here.
import { type Clock, systemClock } from '#lib/clock'
import { createLog, type Log } from '#lib/log'
import { createSeal, hashSecret, randomSecret } from '#lib/secret'
import { type Answer, listen } from '#lib/server'
import { isoTime } from '#lib/time'
import { createAdmin } from '#admin/app'
import { createGateway, type Gateway } from '#gateway/app'
import type { ConnectionSettings } from '#gateway/upstream/connections'
import { openPlatform } from '#platform/app'
import { createReference } from '#reference/app'
import { type DataFolder, openDataFolder } from '#storage/data-folder'
import { openDatabase } from '#storage/database'
import { createGatewayStores } from '#storage/gateway/stores'
import { gatewayMigrations } from '#storage/migrations/gateway'
import { openAuditLog } from '#storage/sqlite/audit-log'
import type { Config } from './config.ts'
import { demoAgentGrants, demoAgentName } from './demo-agent.ts'
import {
  demoSeed,
  firstAccount,
  type FirstAccount,
  type KnownAgent,
  type KnownApp,
  type KnownSignIn,
  nobody,
  rememberAgent,
} from './first-account.ts'
import { demoCaller, openAgents } from './try-callers.ts'
import { version } from './version.ts'

/** A running installation. Origins have no slash at the end. */
export interface Running {
  readonly gateway: string
  /** The embedded platform; null when calls go to an upstream of the operator's own. */
  readonly platform: string | null
  readonly adminToken: string
  readonly leverToken: string
  readonly agents: readonly KnownAgent[]
  readonly platformApp: KnownApp
  /** How the demo company's admin signs in on the platform's login page; null where it is not kept. */
  readonly signIn: KnownSignIn | null
  /** Lets what is under way end, then closes everything. */
  close(): Promise<void>
}

/** The platform running alone. */
export type RunningPlatform = Pick<Running, 'leverToken' | 'platformApp' | 'signIn' | 'close'> & {
  readonly platform: string
}

const runningFile = 'ringfence.json'
/** What a start is made with beside its configuration: a test may put its own in place. */
export interface StartDeps {
  readonly clock?: Clock
  readonly log?: Log
}

/**
 * Starts platform and gateway over the configured folder. On a first start the demo account and an
 * agent are made.
 * @throws StorageError, ListenError: one sentence each for the person who starts it
 */
export function startRingfence(config: Config, deps: StartDeps = {}): Promise<Running> {
  return closingOnFailure(async (closing) => {
    const clock = deps.clock ?? systemClock()
    const log = deps.log ?? createLog(() => clock.now())
    const folder = openDataFolder(config.dataDir, randomSecret)
    closing.add(() => folder.release())
    const { keys } = folder

    const { demo, platform } = config.upstream
      ? { demo: null, platform: null }
      : await servePlatform(config, folder, { clock, log }, closing)

    const gatewayDb = openDatabase(folder.file('gateway.db'), gatewayMigrations, {
      exclusive: true,
    })
    closing.add(() => gatewayDb.close())
    let gateway: Gateway | null = null
    const auditLog = openAuditLog(folder.file('audit.db'), {
      liveCalls: () => gateway?.liveCalls() ?? 0,
    })
    closing.add(() => auditLog.close())
    gateway = createGateway(
      {
        stores: createGatewayStores(gatewayDb),
        auditLog,
        clock,
        makeSecret: randomSecret,
        seal: createSeal(keys.seal),
        jwtKey: keys.jwt,
        auditKey: keys.audit,
        log,
      },
      {
        publicUrl: config.publicUrl,
        upstreamEvents: upstreamEventsOf(config),
        webhooks: { allowPrivate: config.webhookNetworks === 'any' },
      },
    )
    const { agents, credentials, grants, connections, entries, strangers } = gateway
    await auditLog.append(entries.system('started', { version }))
    closing.add(async () => {
      await auditLog.append(entries.system('stopped', {}))
    })
    closing.add(() => gateway.close())

    await connect(connections, config.upstream ?? upstreamOf(demo, platform))
    gateway.start()
    const agent = (await demoAgent(gateway, demo, folder)) ?? null
    const admin = createAdmin(
      {
        agents,
        credentials,
        grants,
        connections,
        events: gateway.events,
        strangers,
        auditLog,
        clock,
        log,
        about: { version, startedAt: clock.now(), platform: platform?.origin ?? null },
      },
      {
        adminTokenHash: hashSecret(keys.adminToken),
        hostNames: hostNamesOf(config),
      },
    )
    const callers = { gateway, auditLog, clock, origin: () => listening.origin }
    const user =
      platform && demo ? demoCaller(platform.origin, platform.fetch, demo.platformApp) : null
    const reference = createReference(
      platform && {
        tokenName: 'admin token',
        tokenHash: hashSecret(keys.adminToken),
        hostNames: hostNamesOf(config),
        openCallers: (until) => openAgents(callers, until, user ? [user] : []),
        turnedAway: strangers.saw,
        clock,
        makeSecret: randomSecret,
      },
    )
    closing.add(() => reference.close())
    const surface: Answer = (request, arrival) =>
      reference.answer(request, arrival.address) ??
      (arrival.target.startsWith('/api/v1/')
        ? admin(request, arrival.address)
        : gateway.fetch(request, arrival))
    const listening = await listen(surface, config, gateway.upgrades)
    closing.add(() => listening.close())

    const running: Running = {
      gateway: listening.origin,
      platform: platform?.origin ?? null,
      adminToken: keys.adminToken,
      leverToken: keys.leverToken,
      agents: agent ? [agent] : agents.listAgents().map(secretless),
      platformApp: demo?.platformApp ?? nobody,
      signIn: demo?.signIn ?? null,
      close: () => closing.run(),
    }
    tellOthers(folder, running, clock, closing)
    return running
  })
}

/**
 * Starts the platform alone over the configured folder.
 * @throws StorageError, ListenError: one sentence each for the person who starts it
 */
export function startPlatform(config: Config, deps: StartDeps = {}): Promise<RunningPlatform> {
  return closingOnFailure(async (closing) => {
    const clock = deps.clock ?? systemClock()
    const log = deps.log ?? createLog(() => clock.now())
    const folder = openDataFolder(config.dataDir, randomSecret)
    closing.add(() => folder.release())
    const { demo, platform } = await servePlatform(config, folder, { clock, log }, closing)
    const running: RunningPlatform = {
      platform: platform.origin,
      leverToken: folder.keys.leverToken,
      platformApp: demo.platformApp,
      signIn: demo.signIn ?? null,
      close: () => closing.run(),
    }
    tellOthers(folder, running, clock, closing)
    return running
  })
}

/** How the upstream tells of events: the address that it posts to is the public one. */
const upstreamEventsOf = ({ upstreamEvents, publicUrl }: Config) =>
  upstreamEvents === 'webhook' && publicUrl !== null
    ? ({ over: 'webhook', publicUrl } as const)
    : ({ over: 'websocket' } as const)

/** The names under which admin API and levers are asked beside the loopback's; an address for all is no name. */
function hostNamesOf({ host, publicUrl }: Config): string[] {
  const listened = ['0.0.0.0', '::'].includes(host) ? [] : [host.includes(':') ? `[${host}]` : host]
  return publicUrl ? [...listened, new URL(publicUrl).hostname] : listened
}

/** A platform that listens, and its front door within the process. */
interface OpenPlatform {
  readonly origin: string
  readonly fetch: (request: Request) => Promise<Response>
}

/** The platform of a folder, seeded on its first start, listening. */
async function servePlatform(
  config: Config,
  folder: DataFolder,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  closing: Closing,
): Promise<{ demo: FirstAccount; platform: OpenPlatform }> {
  const platform = openPlatform(
    { clock, makeSecret: randomSecret, log },
    {
      path: folder.file('platform.db'),
      profile: config.profile,
      limits: config.limits,
      webhooks: config.webhooks,
      webhookCertificates: config.webhookCertificates,
      leverToken: folder.keys.leverToken,
      hostNames: hostNamesOf(config),
      seed: demoSeed,
      pubNub: config.pubNub ?? undefined,
    },
  )
  closing.add(() => platform.close())
  const demo = await firstAccount(platform, folder, config.seed)
  const fetch = (request: Request) => platform.fetch(request)
  const reference = createReference({
    tokenName: 'lever token',
    tokenHash: hashSecret(folder.keys.leverToken),
    hostNames: hostNamesOf(config),
    openCallers() {
      const user = demoCaller(listening.origin, fetch, demo.platformApp)
      return { list: () => (user ? [user] : []), end: () => Promise.resolve() }
    },
    turnedAway: (address, reason) =>
      log.info('The reference turned a request away.', { address, reason }),
    clock,
    makeSecret: randomSecret,
  })
  const listening = await listen(
    (request, { address }) => reference.answer(request, address) ?? fetch(request),
    { host: config.host, port: config.platformPort },
    platform.upgrades,
  )
  closing.add(() => listening.close())
  closing.add(() => platform.hangUp())
  return { demo, platform: { origin: listening.origin, fetch } }
}

/** The embedded platform as an upstream; null when its credentials are known no more. */
function upstreamOf(
  demo: FirstAccount | null,
  platform: OpenPlatform | null,
): Partial<ConnectionSettings> | null {
  const { clientId, clientSecret, jwt } = demo?.gatewayApp ?? nobody
  if (!platform) return null
  return {
    server: platform.origin,
    ...(clientId && clientSecret && jwt ? { clientId, clientSecret, jwt } : {}),
  }
}

/** Makes the gateway's connection lead to `upstream`. What is stored already is not written again. */
async function connect(
  connections: Gateway['connections'],
  upstream: Partial<ConnectionSettings> | null,
): Promise<void> {
  if (!upstream) return
  const [existing] = connections.listConnections()
  if (!existing) {
    const { server, clientId, clientSecret, jwt } = upstream
    if (!server || !clientId || !clientSecret || !jwt) return
    await connections.createConnection('system', {
      name: 'default',
      server,
      clientId,
      clientSecret,
      jwt,
    })
    return
  }
  const isSame =
    existing.server === upstream.server &&
    (upstream.clientId ?? existing.clientId) === existing.clientId
  if (!isSame) await connections.changeConnection('system', existing.id, upstream)
}

/** The agent of the first start with its secrets; undefined where there is none or they are not kept. */
async function demoAgent(
  { agents, credentials, grants }: Gateway,
  demo: FirstAccount | null,
  folder: DataFolder,
): Promise<KnownAgent | undefined> {
  if (!demo) return undefined
  if (demo.agent) return demo.agent
  if (agents.listAgents().length > 0) return undefined
  const { agent, secret: key } = await agents.createAgent('system', { name: demoAgentName })
  const { secret: jwt } = await credentials.issueJwt('system', agent.id, {})
  for (const cell of demoAgentGrants) {
    // In the order of the list, as the audit log will show them.
    // oxlint-disable-next-line no-await-in-loop
    await grants.addGrant('system', { agent: agent.id, ...cell, reach: 'own' })
  }
  const known: KnownAgent = { id: agent.id, name: agent.name, key, jwt }
  rememberAgent(folder, demo, known)
  return known
}

const secretless = ({ id, name }: { readonly id: string; readonly name: string }): KnownAgent => ({
  id,
  name,
  key: null,
  jwt: null,
})

/** Leaves word in the folder of where the installation is reached, for the commands. */
function tellOthers(
  folder: DataFolder,
  running: Partial<Running>,
  clock: Clock,
  closing: Closing,
): void {
  const { gateway, platform, adminToken, leverToken } = running
  const startedAt = isoTime(clock.now())
  folder.writeJson(runningFile, {
    gateway,
    platform,
    adminToken,
    leverToken,
    pid: process.pid,
    startedAt,
  })
  closing.add(() => folder.remove(runningFile))
}

/** Runs a start; when it fails, what was opened is closed again. */
async function closingOnFailure<T>(start: (closing: Closing) => Promise<T>): Promise<T> {
  const closing = createClosing()
  try {
    return await start(closing)
  } catch (error) {
    await closing.run()
    throw error
  }
}

/** What has to be closed, the last opened first. */
interface Closing {
  add(step: () => void | Promise<void>): void
  run(): Promise<void>
}

function createClosing(): Closing {
  const steps: (() => void | Promise<void>)[] = []
  return {
    add: (step) => void steps.push(step),
    async run() {
      const failures: unknown[] = []
      for (const step of steps.splice(0).toReversed()) {
        try {
          // One after the other: what was opened later may need what was opened before.
          // oxlint-disable-next-line no-await-in-loop
          await step()
        } catch (error) {
          failures.push(error)
        }
      }
      if (failures.length > 0) throw failures[0]
    },
  }
}
