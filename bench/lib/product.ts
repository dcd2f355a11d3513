// Ringfence as a user starts it: the command, its one line of JSON, and the calls that the benchmarks
// make. The built package in dist/ is measured where it is newer than the source, else the source.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cores, start, type Running } from './processes.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const built = join(root, 'dist/ringfence.js')

/** The command that is measured. */
export const command = isFresh() ? built : join(root, 'bin/ringfence.js')

/** Whether the built package is measured, or the source (which takes longer to load). */
export const isBuilt = command === built

/** The line that `ringfence start --json` and `ringfence platform --json` print. */
export interface Installation {
  readonly gateway: string
  readonly platform: string
  readonly adminToken: string
  readonly leverToken: string
  readonly agents: readonly { readonly id: string; readonly key: string; readonly jwt: string }[]
  readonly platformApp: {
    readonly clientId: string
    readonly clientSecret: string
    readonly jwt: string
  }
}

/** A running Ringfence. */
export interface Product {
  readonly running: Running
  readonly line: Installation
}

/**
 * Starts `ringfence NAME --json` on data in `folder` with ports of its own choice and resolves once it
 * has printed its line: it answers from then on.
 * @throws when it ends first.
 */
export async function startRingfence(
  name: 'start' | 'platform',
  folder: string,
  {
    core = cores.target,
    flags = ['--limits', 'off'],
    env = {},
  }: { core?: number; flags?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
): Promise<Product> {
  const ports = name === 'start' ? ['--port', '0', '--platform-port', '0'] : ['--port', '0']
  const running = start({
    core,
    command: [process.execPath, command, name, '--json', '--data', folder, ...ports, ...flags],
    env,
  })
  try {
    // The line's shape is the documented contract of `--json`.
    return { running, line: JSON.parse(await running.firstLine) as Installation }
  } catch (error) {
    await running.stop()
    throw error
  }
}

/**
 * An access token of the platform for the demo company's admin, by the JWT grant.
 * @throws when the platform refuses it.
 */
export const platformToken = ({ platform, platformApp }: Installation): Promise<string> =>
  tokenFor(platform, platformApp)

/** The same for whoever a JWT is of. */
export async function tokenFor(
  platform: string,
  { clientId, clientSecret, jwt }: Installation['platformApp'],
): Promise<string> {
  const response = await fetch(`${platform}/restapi/oauth/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
    },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: jwt,
    }),
  })
  const body: unknown = await response.json()
  if (
    typeof body === 'object' &&
    body !== null &&
    'access_token' in body &&
    typeof body.access_token === 'string'
  ) {
    return body.access_token
  }
  throw new Error(`The platform gave no token: ${response.status} ${JSON.stringify(body)}`)
}

/**
 * The numbers of a text message that the caller may send: from the newest outbound SMS of its mailbox.
 * @throws when the mailbox holds none.
 */
export async function numbers(
  origin: string,
  authorization: string,
): Promise<{ from: string; to: string }> {
  const query = 'messageType=SMS&direction=Outbound&perPage=1&dateFrom=2000-01-01T00:00:00Z'
  const response = await fetch(
    `${origin}/restapi/v1.0/account/~/extension/~/message-store?${query}`,
    { headers: { authorization } },
  )
  // A list of messages as the platform documents it; what is missing is refused below.
  const { records } = (await response.json()) as {
    records?: { from?: { phoneNumber?: string }; to?: { phoneNumber?: string }[] }[]
  }
  const from = records?.[0]?.from?.phoneNumber
  const to = records?.[0]?.to?.[0]?.phoneNumber
  if (from === undefined || to === undefined) {
    throw new Error('The demo mailbox holds no outbound SMS to take the numbers from.')
  }
  return { from, to }
}

/** A gateway over an upstream that is not Ringfence's own platform. */
export interface GatewayOver {
  readonly running: Running
  readonly url: string
  /** The Bearer key of an agent that may read and write messages. */
  readonly key: string
}

/**
 * Starts a gateway whose connection goes to `upstream`, with an agent made over the admin API.
 * @throws when it ends first or refuses the agent.
 */
export async function startGatewayOver(upstream: string, folder: string): Promise<GatewayOver> {
  const { running, line } = await startRingfence('start', folder, {
    env: {
      RINGFENCE_UPSTREAM_SERVER: upstream,
      RINGFENCE_UPSTREAM_CLIENT_ID: 'bench',
      RINGFENCE_UPSTREAM_CLIENT_SECRET: 'bench',
      RINGFENCE_UPSTREAM_JWT: 'bench',
    },
  })
  try {
    return { running, url: line.gateway, key: await addAgent(line) }
  } catch (error) {
    await running.stop()
    throw error
  }
}

/** Makes an agent that may read and write messages of its own extension; returns its key. */
async function addAgent({ gateway, adminToken }: Installation): Promise<string> {
  const post = async (path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${gateway}/api/v1/agents${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (response.ok) return response.json()
    throw new Error(`The admin API answers ${response.status}: ${await response.text()}`)
  }
  // The admin API's documented reply.
  const { agent, key } = (await post('', { name: 'bench' })) as {
    agent: { id: string }
    key: { secret: string }
  }
  const grant = { resource: 'message', reach: 'own' }
  await post(`/${agent.id}/grants`, { ...grant, access: 'read' })
  await post(`/${agent.id}/grants`, { ...grant, access: 'write' })
  return key.secret
}

function isFresh(): boolean {
  const bundle = statSync(join(root, 'dist/ringfence-main.js'), { throwIfNoEntry: false })
  if (!bundle) return false
  const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  return files.every(
    (file) =>
      file.isDirectory() || statSync(join(file.parentPath, file.name)).mtimeMs <= bundle.mtimeMs,
  )
}
