// The product as a person starts it: a process of its own, told to use free ports, read by its one line.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AuditRecord } from '#storage/audit-log'
import { openAuditLogForVerification } from '#storage/sqlite/audit-log'

const command = fileURLToPath(new URL('../../bin/ringfence.js', import.meta.url))

/** What `ringfence start --json` prints. */
export interface StartLine {
  readonly gateway: string
  readonly platform: string
  readonly adminToken: string
  readonly leverToken: string
  readonly agents: readonly {
    readonly id: string
    readonly name: string
    readonly key: string
    readonly jwt: string
  }[]
  readonly platformApp: {
    readonly clientId: string
    readonly clientSecret: string
    readonly jwt: string
  }
}

/** A started product. */
export interface Started {
  readonly line: StartLine
  /** Everything on standard output so far. */
  readonly output: readonly string[]
  /** Ends it with a signal and waits; the exit code, or the signal that ended it. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | NodeJS.Signals | null>
}

// A test that fails leaves nothing running.
const started = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of started) child.kill('SIGKILL')
})

/** Starts it over a data folder and waits until both servers answer. */
export async function startProcess(folder: string, more: readonly string[] = []): Promise<Started> {
  const child = spawn(
    process.execPath,
    [command, 'start', '--json', '--data', folder, '--port', '0', '--platform-port', '0', ...more],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  started.add(child)
  const errors: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  const output: string[] = []
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => output.push(line))
  const [first] = await Promise.race([
    once(lines, 'line') as Promise<[string]>,
    once(child, 'exit').then(() => {
      throw new Error(`it ended before it answered: ${Buffer.concat(errors).toString()}`)
    }),
  ])
  return {
    line: JSON.parse(first) as StartLine, // the contract of --json
    output,
    end: (signal) => endChild(child, signal),
  }
}

async function endChild(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
  return child.exitCode ?? child.signalCode
}

/** Runs the command to its end. */
export async function runCommand(
  args: readonly string[],
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  return {
    code,
    stdout: Buffer.concat(stdout).toString(),
    stderr: Buffer.concat(stderr).toString(),
  }
}

/** Every record of an installation's audit log, in order. */
export async function readRecords(folder: string): Promise<AuditRecord[]> {
  const reader = openAuditLogForVerification(join(folder, 'audit.db'))
  const records: AuditRecord[] = []
  let after: number | null = 0
  while (after !== null) {
    // Each page says where the next begins.
    // oxlint-disable-next-line no-await-in-loop
    const page: Awaited<ReturnType<typeof reader.read>> = await reader.read({ after, limit: 1000 })
    records.push(...page.records.map(({ record }) => record))
    after = page.next
  }
  await reader.close()
  return records
}
