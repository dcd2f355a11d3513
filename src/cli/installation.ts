// How a command finds the running installation and talks to it: by its data folder, where the server
// leaves its address and tokens, or by --url with the admin token in the environment.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '#src/config'
import { CliError } from './exit-codes.ts'
import type { Io } from './io.ts'

/** How the person named the installation. */
export interface Where {
  readonly data?: string
  readonly url?: string
}

/** A running installation. */
export interface Installation {
  /** Origin of the gateway. */
  readonly gateway: string
  /** Origin of the embedded platform; null when it is not known. */
  readonly platform: string | null
  readonly adminToken: string
  /** Opens the platform's levers; null when it is not known. */
  readonly leverToken: string | null
}

/** The file that a running server leaves in its data folder. */
export const runningFile = 'ringfence.json'

/** The absolute path of the data folder. */
export const dataDirOf = ({ data }: Where, io: Io): string =>
  readConfig(data === undefined ? {} : { data }, io.env).dataDir

/** The installation that is meant. @throws CliError unreachable, usage */
export function findInstallation(where: Where, io: Io): Installation {
  if (where.url !== undefined) {
    const gateway = originOf(where.url)
    const adminToken = tokenOf(io, 'RINGFENCE_ADMIN_TOKEN', 'admin', 'ringfence start')
    return { gateway, platform: null, adminToken, leverToken: null }
  }
  const dir = dataDirOf(where, io)
  const { gateway, platform, adminToken, leverToken } = readRunning(dir)
  if (gateway === null || adminToken === null) throw notFound(dir)
  return { gateway, platform, adminToken, leverToken }
}

/** The origin of `--url`. @throws CliError usage */
function originOf(text: string): string {
  const url = URL.parse(text)
  if (url && /^https?:$/.test(url.protocol)) return url.origin
  throw new CliError('usage', `--url takes an http(s) address, not "${text}".`)
}

/** The token that goes with `--url`. @throws CliError usage */
function tokenOf(io: Io, variable: string, name: string, printedBy: string): string {
  const token = io.env[variable]
  if (token) return token
  throw new CliError(
    'usage',
    `With --url the ${name} token is read from ${variable}, which is not set.`,
    `Set it to the token that "${printedBy}" printed.`,
  )
}

/** What the server of a folder left there; null where it said nothing. @throws CliError unreachable */
function readRunning(
  dir: string,
): Readonly<Record<'gateway' | 'platform' | 'adminToken' | 'leverToken', string | null>> {
  const stored = readFile(join(dir, runningFile), dir)
  const text = (name: string) => {
    const value = stored[name]
    return typeof value === 'string' && value !== '' ? value : null
  }
  return {
    gateway: text('gateway'),
    platform: text('platform'),
    adminToken: text('adminToken'),
    leverToken: text('leverToken'),
  }
}

function readFile(file: string, dir: string): Readonly<Record<string, unknown>> {
  try {
    const stored: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof stored === 'object' && stored !== null) return { ...stored }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'EACCES') {
      throw new CliError(
        'unreachable',
        `${file} belongs to another user.`,
        'Run the command as the user who started Ringfence.',
      )
    }
  }
  throw notFound(dir)
}

const notFound = (dir: string) =>
  new CliError(
    'unreachable',
    `No Ringfence was found in ${dir}.`,
    'Start one with "ringfence start", or name its folder with --data or its address with --url.',
  )

/** An answer of the admin API that is not what was asked for. */
interface Problem {
  readonly type?: unknown
  readonly field?: unknown
  readonly detail?: unknown
  readonly remedy?: unknown
}

/** The command to run next for a thing that is not there, by the field that names it. */
const listings: Readonly<Record<string, string>> = {
  agent: 'See the agents with "ringfence agent list".',
  key: 'See its keys with "ringfence agent show AGENT".',
  jwt: 'See its JWTs with "ringfence agent show AGENT".',
  grant: 'See its grants with "ringfence grant list AGENT".',
  resource: 'See its grants with "ringfence grant list AGENT".',
  record: 'See the records with "ringfence audit tail".',
}

/** What a person at the command line does about a problem: the API's own remedy, or a command. */
function nextOf({ type, field, remedy }: Problem): string | null {
  if (type === '/api/v1/problems#not-found' && typeof field === 'string') {
    return listings[field] ?? null
  }
  if (type === '/api/v1/problems#unauthenticated') {
    return 'Set RINGFENCE_ADMIN_TOKEN to the token that "ringfence start" printed.'
  }
  return typeof remedy === 'string' ? remedy : null
}

/** Asks the admin API. @throws CliError unreachable when nobody answers, failed when it refuses */
export async function ask<T>(
  installation: Pick<Installation, 'gateway' | 'adminToken'>,
  verb: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<T> {
  const { gateway, adminToken } = installation
  const response = await send(gateway, `${gateway}/api/v1${path}`, {
    method: verb,
    headers: {
      Authorization: `Bearer ${adminToken}`,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const reply = await readJson(response, gateway)
  if (response.ok) return reply as T // the admin API's schema of this route
  const problem = reply as Problem // judged next
  const { detail } = problem
  throw new CliError(
    'failed',
    typeof detail === 'string' ? detail : `${gateway} answered with status ${response.status}.`,
    nextOf(problem),
  )
}

/** Sends a request to a server of the installation. @throws CliError unreachable when nobody answers */
export async function send(server: string, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(120_000) })
  } catch {
    throw new CliError(
      'unreachable',
      `Nobody answers at ${server}.`,
      'Start it with "ringfence start", or see what is wrong with "ringfence doctor".',
    )
  }
}

async function readJson(response: Response, server: string): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    throw new CliError(
      'unreachable',
      `What answers at ${server} is no Ringfence.`,
      'Give the address of the gateway, as "ringfence start" printed it.',
    )
  }
}

/** The running platform of an installation and what opens its levers. @throws CliError unreachable, usage */
export function findPlatform(
  where: Where,
  io: Io,
): { readonly platform: string; readonly leverToken: string } {
  if (where.url !== undefined) {
    return {
      platform: originOf(where.url),
      leverToken: tokenOf(io, 'RINGFENCE_LEVER_TOKEN', 'lever', 'ringfence platform --json'),
    }
  }
  const dir = dataDirOf(where, io)
  const { platform, leverToken } = readRunning(dir)
  if (platform !== null && leverToken !== null) return { platform, leverToken }
  throw new CliError(
    'unreachable',
    `No platform is running in ${dir}.`,
    'Start one with "ringfence start" or "ringfence platform".',
  )
}

/** The client id of the demo app for developers. @throws CliError usage when it is not kept */
export function readDemoApp(dir: string): string {
  try {
    const stored: unknown = JSON.parse(readFileSync(join(dir, 'demo-credentials.json'), 'utf8'))
    const { platformApp } = stored as { platformApp?: { clientId?: unknown } } // judged next
    if (typeof platformApp?.clientId === 'string') return platformApp.clientId
  } catch {
    // Gone or no JSON: its owner may have removed it.
  }
  throw new CliError(
    'usage',
    `The demo app is not known: ${join(dir, 'demo-credentials.json')} is gone.`,
    'Name an app with --app; "ringfence platform limits" lists them.',
  )
}
