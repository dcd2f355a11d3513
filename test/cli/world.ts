// The command over a really started installation: run() in this process, all that it writes kept.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '#cli/ringfence'
import { systemClock } from '#lib/clock'
import { silentLog } from '#lib/log'
import { type Environment, readConfig } from '#src/config'
import { startRingfence } from '#src/main'

/** What a command said and how it ended. */
export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A temporary folder that is removed at the end. */
export async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'ringfence-cli-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** How a command is run beside its words. */
export interface RunOptions {
  readonly env?: Environment
  /** Told each time something is written to stdout. */
  readonly onOutput?: (stdout: string) => void
  readonly stop?: AbortSignal
  /** A terminal of this width. */
  readonly columns?: number
}

/** Runs a command line in this process. */
export async function command(
  words: readonly string[],
  { env = {}, onOutput, stop, columns }: RunOptions = {},
): Promise<Ended> {
  const [stdout, stderr] = ['', ''].map((text) => ({ text })) as [
    { text: string },
    { text: string },
  ] // two of them
  const code = await run(words, {
    env,
    clock: systemClock(),
    stop: () => stop ?? new AbortController().signal,
    stdout: {
      write(text) {
        stdout.text += text
        onOutput?.(stdout.text)
      },
      ...(columns === undefined ? {} : { isTTY: true, columns }),
    },
    stderr: { write: (text) => (stderr.text += text) },
  })
  return { code, stdout: stdout.text, stderr: stderr.text }
}

/** An installation that runs, and its command. */
export async function startWorld() {
  const folder = await temporaryFolder()
  const config = readConfig({ data: folder.path, port: '0', platformPort: '0' }, {})
  const running = await startRingfence(config, { log: silentLog })
  let stopped = false

  async function stop() {
    if (stopped) return
    stopped = true
    await running.close()
  }

  return {
    running,
    folder: folder.path,
    stop,
    /** Runs a command on this installation. */
    ringfence: (...words: string[]) => command([...words, '--data', folder.path]),
    /** The same with --json; the answer read. */
    async json<T>(...words: string[]): Promise<T> {
      const { code, stdout, stderr } = await command([...words, '--data', folder.path, '--json'])
      if (code !== 0) throw new Error(`ringfence ${words.join(' ')} ended with ${code}: ${stderr}`)
      return JSON.parse(stdout) as T // the caller knows the command
    },
    /** Calls the gateway as the holder of a token; the status. */
    async call(token: string, path: string): Promise<number> {
      const response = await fetch(running.gateway + path, {
        headers: { Authorization: `Bearer ${token}` },
      })
      await response.arrayBuffer()
      return response.status
    },
    async [Symbol.asyncDispose]() {
      await stop()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** The path of the messages of the caller's own extension. */
export const ownMessages = '/restapi/v1.0/account/~/extension/~/message-store'
