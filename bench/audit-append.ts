// How many records a second become durable, at 1, 16 and 64 concurrent appenders, and how many share
// one disk sync. Runs alone: npx node bench/audit-append.ts (some seconds, in a temporary folder).
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAuditLog } from '../src/storage/sqlite/audit-log.ts'
import { sampleEntry } from './lib/audit-entry.ts'

const secondsEach = 2

async function measure(folder: string, appenders: number) {
  let appended = 0
  let stop = false
  const log = openAuditLog(join(folder, `${appenders}.db`), { liveCalls: () => appenders })
  const waits: number[] = []
  // The next call of a connection comes with a later turn of the loop.
  const run = (done: () => void) => {
    const startedAt = performance.now()
    void log.append(sampleEntry(appended)).then(() => {
      waits.push(performance.now() - startedAt)
      appended += 1
      return stop ? done() : setImmediate(run, done)
    })
  }
  const startedAt = performance.now()
  const running = Array.from({ length: appenders }, () => new Promise<void>(run))
  setTimeout(() => (stop = true), secondsEach * 1000)
  await Promise.all(running)
  const seconds = (performance.now() - startedAt) / 1000
  await log.close()
  waits.sort((one, other) => one - other)
  const percentile = (share: number) => (waits[Math.floor(waits.length * share)] ?? 0).toFixed(2)
  return {
    appenders,
    'records/s': Math.round(appended / seconds),
    'p50 ms': percentile(0.5),
    'p99 ms': percentile(0.99),
  }
}

const folder = await mkdtemp(join(tmpdir(), 'ringfence-audit-'))
const rows = []
// One after the other: they share the disk.
// oxlint-disable-next-line no-await-in-loop
for (const appenders of [1, 16, 64]) rows.push(await measure(folder, appenders))
console.table(rows)
await rm(folder, { recursive: true })
