// What the gateway adds to a call's latency while it is not busy: 1,000 calls a second, sent when they
// are due whether or not the earlier ones were answered.
import { median } from '../lib/load.ts'
import { openLoop, type Latency } from '../lib/open-loop.ts'
import { cores } from '../lib/processes.ts'
import { startWays } from '../lib/proxies.ts'
import type { Aim, Report, Table } from '../lib/report.ts'
import { alone } from '../lib/scenario.ts'
import { openStage, type Options } from '../lib/stage.ts'

const perSecond = 1000

/** The latency that the gateway adds, at 1,000 calls a second. */
export async function latency({ quick }: Options): Promise<Report> {
  await using stage = openStage()
  const ways = await startWays(stage, cores.load)
  const seconds = quick ? 1 : 3
  const tables: Table[] = []
  const aims: Aim[] = []
  /* oxlint-disable no-await-in-loop -- one at a time is the point */
  for (const verb of ['get', 'post'] as const) {
    const runs = ways.map((): Latency[] => [])
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      for (const [index, way] of ways.entries()) {
        runs[index]?.push(await openLoop(way[verb], perSecond, seconds))
      }
    }
    const results = runs.map((own) => median(own, (run) => run.p99Ms))
    const [direct] = results
    if (direct === undefined) throw new Error('Nothing was measured.')
    tables.push({
      title: `${verb.toUpperCase()}, ${perSecond} calls/s, open loop`,
      rows: ways.map((way, index) => row(way.name, results[index] ?? direct, direct)),
    })
    aims.push(...judged(verb.toUpperCase(), results.at(-1) ?? direct, direct))
  }
  /* oxlint-enable no-await-in-loop */
  return {
    title: 'Latency that the gateway adds',
    setup: [
      'Open loop at a fixed rate; a latency counts from the moment the request was due, so stalls are not hidden.',
      'Backend and load share a core; "added" is to the same backend called directly, percentile against percentile.',
      'Of three runs, the one with the median p99.',
    ],
    tables,
    aims,
  }
}

function row(target: string, result: Latency, direct: Latency) {
  return {
    target,
    'p50 ms': result.p50Ms,
    'p99 ms': result.p99Ms,
    'max ms': result.maxMs,
    'added p50 ms': result === direct ? null : result.p50Ms - direct.p50Ms,
    'added p99 ms': result === direct ? null : result.p99Ms - direct.p99Ms,
    failures: result.failures,
  }
}

function judged(verb: string, result: Latency, direct: Latency): Aim[] {
  const aim = (name: string, added: number, below: number): Aim => ({
    what: `${verb}, added ${name}`,
    target: `< ${below} ms`,
    measured: `${added.toFixed(2)} ms`,
    met: added < below,
  })
  return [aim('p50', result.p50Ms - direct.p50Ms, 0.5), aim('p99', result.p99Ms - direct.p99Ms, 3)]
}

if (import.meta.main) await alone('latency', latency)
