// Closed-loop load from one core: wrk where it is installed, else autocannon (slower, and its
// latencies come in whole milliseconds). Scenarios compare targets with `race`, which takes their
// runs in turns, so that a disturbance of the machine hits all of them alike.
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { cores, start, works } from './processes.ts'

/** One request, sent over and over. `{unique}` in the body becomes a text that no other request has. */
export interface Call {
  readonly url: string
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Values of the Authorization header, used in turn. */
  readonly authorizations?: readonly string[]
}

/** What one run gave. Latencies are those of a closed loop. */
export interface Run {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly calls: number
  /** Calls that failed or were answered with a status from 400 on. */
  readonly failures: number
}

/** How long and how wide to load. */
export interface Effort {
  readonly connections: number
  readonly warmUpSeconds: number
  readonly seconds: number
  readonly rounds: number
}

/** The median run of a contestant, and the rates of all its runs. */
export interface Result extends Run {
  readonly name: string
  readonly runs: readonly number[]
}

/** The load generator in use; a report names it. */
export const generator = works('wrk', '--version') ? 'wrk' : 'autocannon'

const wrkScript = fileURLToPath(new URL('../load/wrk.lua', import.meta.url))
const autocannonScript = fileURLToPath(new URL('../load/autocannon.mjs', import.meta.url))

/**
 * Loads `call` once.
 * @throws when the generator fails or says nothing.
 */
export async function load(call: Call, connections: number, seconds: number): Promise<Run> {
  const run = randomBytes(4).toString('hex')
  const running =
    generator === 'wrk'
      ? wrk(call, connections, seconds, run)
      : cannon(call, connections, seconds, run)
  const line = (await running.output).split('\n').find((each) => each.startsWith('@@'))
  if (line === undefined) throw new Error(`${generator} gave no result for ${call.url}.`)
  // Written by load/wrk.lua or load/autocannon.mjs, in this shape.
  const { durationMs, ...rest } = JSON.parse(line.slice(2)) as Omit<Run, 'perSecond'> & {
    durationMs: number
  }
  return { ...rest, perSecond: (rest.calls - rest.failures) / (durationMs / 1000) }
}

/** Warms each contestant up, then loads them in turns, `rounds` times; the median run of each counts. */
export async function race(
  contestants: readonly { readonly name: string; readonly call: Call }[],
  effort: Effort,
): Promise<Result[]> {
  const runs = contestants.map((): Run[] => [])
  /* oxlint-disable no-await-in-loop -- one at a time is the point */
  for (const { call } of contestants) await load(call, effort.connections, effort.warmUpSeconds)
  for (let round = 0; round < effort.rounds; round++) {
    for (const [index, { call }] of contestants.entries()) {
      runs[index]?.push(await load(call, effort.connections, effort.seconds))
    }
  }
  /* oxlint-enable no-await-in-loop */
  return contestants.map(({ name }, index) => {
    const own = runs[index] ?? []
    return {
      ...median(own, (run) => run.perSecond),
      name,
      runs: own.map((run) => run.perSecond),
      failures: own.reduce((sum, run) => sum + run.failures, 0),
    }
  })
}

/**
 * The middle element by `measure` (of an even number, the lower of the two in the middle).
 * @throws RangeError on an empty list.
 */
export function median<T>(list: readonly T[], measure: (element: T) => number): T {
  const sorted = list.toSorted((one, other) => measure(one) - measure(other))
  const middle = sorted[Math.floor((sorted.length - 1) / 2)]
  if (middle === undefined) throw new RangeError('There is no median of nothing.')
  return middle
}

function wrk(call: Call, connections: number, seconds: number, run: string) {
  const headers = Object.entries(call.headers ?? {}).flatMap(([name, value]) => [
    '-H',
    `${name}: ${value}`,
  ])
  return start({
    core: cores.load,
    command: [
      'wrk',
      '-t1',
      `-c${connections}`,
      `-d${seconds}s`,
      '--timeout',
      '10s',
      '-s',
      wrkScript,
      ...headers,
      call.url,
    ],
    env: {
      BENCH_METHOD: call.method ?? 'GET',
      BENCH_RUN: run,
      ...(call.body === undefined ? {} : { BENCH_BODY: call.body }),
      BENCH_AUTHORIZATIONS: (call.authorizations ?? []).join('\n'),
    },
  })
}

function cannon(call: Call, connections: number, seconds: number, run: string) {
  const { url, method = 'GET', headers = {}, body, authorizations = [] } = call
  return start({
    core: cores.load,
    command: [
      process.execPath,
      autocannonScript,
      JSON.stringify({ url, method, headers, body, authorizations, run, connections, seconds }),
    ],
  })
}
