// What `ringfence doctor` looks at, one check after the other. Each says how it is and, when it is not
// well, what to do. None changes anything.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Connection } from '#admin/schemas'
import { readConfig } from '#src/config'
import { CliError } from './exit-codes.ts'
import type { Session } from './command.ts'
import { dataDirOf, findInstallation, type Installation, send, type Where } from './installation.ts'
import { distance, timeText } from './text.ts'
import { verifyFile } from './verify-file.ts'

/** How a check came out. `skipped`: it could not be made, and that is in order or said elsewhere. */
export type Health = 'ok' | 'skipped' | 'warning' | 'failed'

/** One line of the doctor's report. */
export interface Checked {
  readonly check: string
  readonly health: Health
  readonly finding: string
  /** What to do; null when nothing has to be done. */
  readonly remedy: string | null
}

/** What a check says of itself. */
type Finding = Omit<Checked, 'check'>

const ok = (finding: string): Finding => ({ health: 'ok', finding, remedy: null })
const skipped = (finding: string): Finding => ({ health: 'skipped', finding, remedy: null })
const warning = (finding: string, remedy: string): Finding => ({
  health: 'warning',
  finding,
  remedy,
})
const failed = (finding: string, remedy: string): Finding => ({ health: 'failed', finding, remedy })

/** What the server says of itself. */
interface Status {
  readonly version: string
  readonly startedAt: string
  readonly now: string
}

/** Makes every check. */
export async function examine(session: Session, where: Where): Promise<readonly Checked[]> {
  const { io } = session
  const dir = where.url === undefined ? dataDirOf(where, io) : null
  const installation = findOrNull(() => findInstallation(where, io))
  const status = installation ? await statusOf(session) : null
  const running = status instanceof CliError || !status ? null : installation
  const checks: readonly (readonly [check: string, find: () => Finding | Promise<Finding>])[] = [
    ['node', () => nodeVersion()],
    ['data folder', () => dataFolder(dir)],
    ['gateway', () => gateway(installation, status)],
    ['platform', () => platform(running)],
    ['connection', () => (running ? connections(session) : skipped('the gateway is not running'))],
    ['audit log', () => auditLog(dir, running, session)],
    ['clock', () => clock(status, io.clock.now())],
    ['ports', () => (running ? skipped('in use by the running Ringfence') : ports(session))],
  ]
  const report: Checked[] = []
  for (const [check, find] of checks) {
    // One after the other: the order of the report.
    // oxlint-disable-next-line no-await-in-loop
    report.push({ check, ...(await find()) })
  }
  return report
}

function findOrNull<T>(find: () => T): T | null {
  try {
    return find()
  } catch (error) {
    if (error instanceof CliError && error.exit === 'unreachable') return null
    throw error
  }
}

async function statusOf({ ask }: Session): Promise<Status | CliError> {
  try {
    return await ask<Status>('GET', '/status')
  } catch (error) {
    if (error instanceof CliError) return error
    throw error
  }
}

function nodeVersion(): Finding {
  const major = Number(process.versions.node.split('.')[0])
  return major >= 24
    ? ok(process.version)
    : failed(
        `${process.version} is too old`,
        'Install Node 24 or newer, or run "npm ci" and use npx.',
      )
}

/** The folder and what is in it must be its owner's alone: keys and tokens lie there. */
function dataFolder(dir: string | null): Finding {
  if (dir === null) return skipped('asked by address')
  if (!existsSync(dir)) {
    return warning(`${dir} is not there yet`, 'It is made by "ringfence start".')
  }
  // Windows keeps rights elsewhere.
  if (process.platform === 'win32') return ok(dir)
  const open = ['.', ...readdirSync(dir)].filter((name) => {
    const { mode } = statSync(join(dir, name), { throwIfNoEntry: false }) ?? { mode: 0 }
    return (mode & 0o077) !== 0
  })
  return open.length === 0
    ? ok(`${dir}, readable by its owner alone`)
    : failed(`${dir}: others can get at ${open.slice(0, 5).join(', ')}`, `chmod -R go-rwx ${dir}`)
}

function gateway(installation: Installation | null, status: Status | CliError | null): Finding {
  if (!installation || !status) {
    return warning('not running', 'Start it with "ringfence start".')
  }
  if (status instanceof CliError) {
    return failed(status.message, status.next ?? 'Look at the output of "ringfence start".')
  }
  return ok(
    `${installation.gateway}, version ${status.version}, since ${timeText(status.startedAt)}`,
  )
}

async function platform(installation: Installation | null): Promise<Finding> {
  const origin = installation?.platform
  if (!origin) return skipped(installation ? 'none here' : 'the gateway is not running')
  try {
    // Without a token: any answer in RingCentral's shape will do.
    const response = await send(origin, `${origin}/restapi/v1.0/account/~`, { method: 'GET' })
    const body: unknown = await response.json()
    if (typeof body === 'object' && body !== null && 'errorCode' in body) return ok(origin)
  } catch (error) {
    if (!(error instanceof CliError || error instanceof SyntaxError)) throw error
  }
  return failed(`${origin} does not answer as a platform`, 'Stop Ringfence and start it again.')
}

async function connections({ ask }: Session): Promise<Finding> {
  const { connections: all } = await ask<{ connections: Connection[] }>('GET', '/connections')
  if (all.length === 0) {
    return warning('there is none', 'Start with an upstream, or with the demo account.')
  }
  const checked = await Promise.all(
    all.map(async ({ id, name, server }) => {
      const { works, message } = await ask<{ works: boolean; message: string }>(
        'POST',
        `/connections/${id}/check`,
      )
      return { works, text: `${name} to ${server}: ${message}` }
    }),
  )
  const text = checked.map((one) => one.text).join(' ')
  return checked.every(({ works }) => works)
    ? ok(text)
    : failed(
        text,
        'See that the upstream is reached and its credentials are right, then start again.',
      )
}

async function auditLog(
  dir: string | null,
  running: Installation | null,
  { ask }: Session,
): Promise<Finding> {
  if (dir === null) {
    if (!running) return skipped('the gateway is not running')
    const found = await ask<{ intact: boolean; head?: { head: string } }>(
      'POST',
      '/audit/verify',
      {},
    )
    return found.intact
      ? ok(`as it was written; head ${found.head?.head}`)
      : damaged('it was changed')
  }
  const file = join(dir, 'audit.db')
  if (!existsSync(file)) return skipped('there is none yet')
  try {
    const found = await verifyFile(file, undefined)
    return found.intact
      ? ok(`as it was written: ${found.count} records, head ${found.head.head}`)
      : damaged(found.damage.message)
  } catch (error) {
    if (error instanceof CliError) return damaged(error.message)
    throw error
  }
}

const damaged = (finding: string): Finding =>
  failed(finding, 'Keep the file as evidence, and see "ringfence audit verify".')

/** Tokens, grants and rate windows end by the clock, so a wrong one is felt everywhere. */
function clock(status: Status | CliError | null, now: number): Finding {
  const here = new Date(now).toISOString()
  if (!status || status instanceof CliError) return ok(timeText(here))
  return Math.abs(Date.parse(status.now) - now) < 30_000
    ? ok(`${timeText(here)}, as the server’s`)
    : failed(
        `the server’s is ${timeText(status.now)}, ${distance(status.now, now)} by this machine’s`,
        'Set both machines by a time server.',
      )
}

async function ports({ io }: Session): Promise<Finding> {
  const { host, port, platformPort } = readConfig({}, io.env)
  const taken = (
    await Promise.all(
      [port, platformPort].map(async (one) => ((await isFree(host, one)) ? [] : [one])),
    )
  ).flat()
  return taken.length === 0
    ? ok(`${port} and ${platformPort} are free`)
    : warning(
        `${taken.join(' and ')} on ${host} ${taken.length === 1 ? 'is' : 'are'} taken`,
        'Stop what uses it, or start with --port 0 --platform-port 0.',
      )
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
}
