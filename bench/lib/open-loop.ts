// Open-loop load at a fixed rate, for latencies: starts load/open-loop.ts on the load's core.
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Call } from './load.ts'
import { cores, start } from './processes.ts'

/** Latencies from the moment each request was due to its last byte. */
export interface Latency {
  readonly calls: number
  readonly failures: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

const script = fileURLToPath(new URL('../load/open-loop.ts', import.meta.url))

/**
 * Sends `call` `perSecond` times a second for `seconds`, on as many connections as it takes,
 * after a second that is not counted.
 * @throws when the generator fails or says nothing.
 */
export async function openLoop(call: Call, perSecond: number, seconds: number): Promise<Latency> {
  const { url, method = 'GET', headers = {}, body = null } = call
  const run = randomBytes(4).toString('hex')
  const order = JSON.stringify({
    url,
    method,
    headers,
    body,
    run,
    perSecond,
    seconds,
    warmUpSeconds: 1,
  })
  const running = start({ core: cores.load, command: [process.execPath, script, order] })
  const line = (await running.output).split('\n').find((each) => each.startsWith('@@'))
  if (line === undefined) throw new Error(`The open-loop generator gave no result for ${url}.`)
  // Written by load/open-loop.ts, in this shape.
  return JSON.parse(line.slice(2)) as Latency
}
