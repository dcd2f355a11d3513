// The gateway at full load: token, decision and durable audit records on every call, against a bare
// @fastify/http-proxy, which does none of it, and the backend called directly.
import { race, type Result } from '../lib/load.ts'
import { cores } from '../lib/processes.ts'
import { startWays, type Way } from '../lib/proxies.ts'
import { times, type Aim, type Report, type Row, type Table } from '../lib/report.ts'
import { alone } from '../lib/scenario.ts'
import { openStage, type Options } from '../lib/stage.ts'

const peer = '@fastify/http-proxy'
const subject = 'ringfence gateway'
const wanted: Readonly<Record<string, number>> = {
  'GET c=16': 1,
  'POST c=16': 0.8,
  'GET c=64': 1.2,
  'POST c=64': 1.2,
}

/** Requests a second through the gateway, at 16 and 64 connections. */
export async function gateway({ quick }: Options): Promise<Report> {
  await using stage = openStage()
  const ways = await startWays(stage, cores.target)
  const tables: Table[] = []
  const aims: Aim[] = []
  const shape = quick
    ? { warmUpSeconds: 1, seconds: 1, rounds: 1 }
    : { warmUpSeconds: 2, seconds: 3, rounds: 3 }
  for (const verb of ['get', 'post'] as const) {
    for (const connections of [16, 64]) {
      const contestants = ways.map((way) => ({ name: way.name, call: way[verb] }))
      // oxlint-disable-next-line no-await-in-loop -- cells must not disturb each other
      const results = await race(contestants, { ...shape, connections })
      const cell = `${verb.toUpperCase()} c=${connections}`
      tables.push({ title: cell, rows: rows(results, ways) })
      aims.push(...judged(cell, results))
    }
  }
  return {
    title: 'Gateway against a bare proxy',
    setup: [
      'Fixed backend (1,104-byte list, 300-byte reply to a text), closed loop, same backend for both proxies.',
      'The gateway checks the token, resolves and decides the call and writes durable audit records: one for a read, two for a write.',
      'RSS is of the process tree after the cell.',
    ],
    tables,
    aims,
  }
}

function rows(results: readonly Result[], ways: readonly Way[]): Row[] {
  const base = rate(results, peer)
  return results.map((result) => ({
    target: result.name,
    'req/s': Math.round(result.perSecond),
    '× http-proxy': result.perSecond / base,
    'p50 ms': result.p50Ms,
    'p99 ms': result.p99Ms,
    'RSS MiB': Math.round(ways.find((way) => way.name === result.name)?.running.rssMiB() ?? 0),
    runs: result.runs.map((run) => Math.round(run)).join(' · '),
    failures: result.failures,
  }))
}

function judged(cell: string, results: readonly Result[]): Aim[] {
  const atLeast = wanted[cell] ?? 1
  const ratio = rate(results, subject) / rate(results, peer)
  const tail = slow(results, subject) / slow(results, peer)
  return [
    {
      what: `${cell}, gateway ÷ http-proxy`,
      target: `≥ ${times(atLeast)}`,
      measured: times(ratio),
      met: ratio >= atLeast,
    },
    {
      what: `${cell}, p99 ÷ http-proxy's`,
      target: '≤ 1.50×',
      measured: times(tail),
      met: tail <= 1.5,
    },
  ]
}

function rate(results: readonly Result[], name: string): number {
  return results.find((result) => result.name === name)?.perSecond ?? NaN
}

function slow(results: readonly Result[], name: string): number {
  return results.find((result) => result.name === name)?.p99Ms ?? NaN
}

if (import.meta.main) await alone('gateway', gateway)
