// The processes of a benchmark: started on a core of their own, watched (first line, memory of the
// whole tree), and ended. The scenarios and the load generators start everything through here.
import { execFileSync, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

/** The core of what is measured, and the core of everything else (load, backend, upstream). */
export const cores = { target: 0, load: 1 } as const

/** How to start a process: `core` pins it (and its children) where the machine can. */
export interface Launch {
  readonly command: readonly string[]
  readonly core: number
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** A running process. */
export interface Running {
  readonly pid: number
  /** The first line on stdout; rejects when the process ends without one. */
  readonly firstLine: Promise<string>
  /** All of stdout, once the process has ended by itself with exit code 0; rejects otherwise. */
  readonly output: Promise<string>
  /** Resident memory of the process and its children, in MiB. */
  rssMiB(): number
  /** Ends the tree (SIGTERM, after five seconds SIGKILL) and resolves when the process is gone. */
  stop(): Promise<void>
}

const hasTaskset = works('taskset', '--version')

/** Whether processes are pinned to cores here; a report says so. */
export const pinned = hasTaskset && coreCount() >= 2

/** Starts a process pinned to its core. Never throws; a process that cannot start rejects its promises. */
export function start(launch: Launch): Running {
  const command = pinned
    ? ['taskset', '-c', String(launch.core), ...launch.command]
    : [...launch.command]
  const child = spawn(command[0] ?? '', command.slice(1), {
    ...(launch.cwd === undefined ? {} : { cwd: launch.cwd }),
    env: { ...process.env, NODE_ENV: 'production', ...launch.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let complaints = ''
  let written = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    complaints = (complaints + chunk).slice(-2000)
  })
  child.stdout.setEncoding('utf8')
  const firstLine = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('close', (code) => reject(new Error(ended(launch, code, complaints))))
  })
  const output = new Promise<string>((resolve, reject) => {
    // Only the tail: servers under load may log a line per request.
    child.stdout.on('data', (chunk: string) => {
      written = (written + chunk).slice(-1_000_000)
    })
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolve(written) : reject(new Error(ended(launch, code, complaints))),
    )
  })
  // Most callers wait for one of the two only.
  firstLine.catch(() => {})
  output.catch(() => {})
  const pid = child.pid ?? 0
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
    child.once('error', () => resolve())
  })
  return {
    pid,
    firstLine,
    output,
    rssMiB: () => tree(pid).reduce((sum, { rssKiB }) => sum + rssKiB, 0) / 1024,
    async stop() {
      const pids = tree(pid).map((entry) => entry.pid)
      const send = (signal: NodeJS.Signals) => {
        for (const each of pids) {
          try {
            process.kill(each, signal)
          } catch {
            // It has ended already.
          }
        }
      }
      send('SIGTERM')
      const timer = setTimeout(() => send('SIGKILL'), 5000)
      await gone
      clearTimeout(timer)
    },
  }
}

/** A TCP port that was free a moment ago, on loopback. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

/**
 * Polls `url` every 4 ms until it answers with a status below 400.
 * @throws when `running` ends first, or nothing answers within `timeoutMs`.
 */
export async function answers(
  url: string,
  running: Running,
  {
    headers = {},
    timeoutMs = 30_000,
  }: { headers?: Record<string, string>; timeoutMs?: number } = {},
): Promise<void> {
  const deadline = performance.now() + timeoutMs
  let dead: unknown = null
  running.output.catch((error: unknown) => {
    dead = error
  })
  /* oxlint-disable no-await-in-loop -- a poll is one attempt after the other */
  for (;;) {
    const status = await fetch(url, { headers }).then(
      async (response) => {
        await response.arrayBuffer()
        return response.status
      },
      () => 0,
    )
    if (status > 0 && status < 400) return
    if (dead instanceof Error) throw dead
    if (performance.now() > deadline)
      throw new Error(`${url} does not answer (last status ${status}).`)
    await new Promise((resolve) => setTimeout(resolve, 4))
  }
  /* oxlint-enable no-await-in-loop */
}

/** Whether `command` can be run here. */
export function works(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch (error) {
    // wrk prints its version and exits with 1; only a command that is not there counts.
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT')
  }
}

function coreCount(): number {
  return Number(execFileSync('getconf', ['_NPROCESSORS_ONLN'], { encoding: 'utf8' }))
}

function tree(root: number): { pid: number; rssKiB: number }[] {
  const listing = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' })
  const all = listing
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0, rssKiB = 0]) => ({ pid, parent, rssKiB }))
  const found = all.filter(({ pid }) => pid === root)
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid))
  return found
}

function ended(launch: Launch, code: number | null, complaints: string): string {
  return `${launch.command.join(' ')} ended with ${code ?? 'a signal'}. ${complaints.trim()}`
}
