// How many records a second the audit log's verification checks, by how many records share a batch.
// Runs alone: npx node bench/audit-verify.ts (some seconds, in a temporary folder). Target: 500,000/s.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAuditLog, openAuditLogForVerification } from '../src/storage/sqlite/audit-log.ts'
import { sampleEntry } from './lib/audit-entry.ts'

const records = 400_000

async function measure(folder: string, perBatch: number) {
  const path = join(folder, `${perBatch}.db`)
  const log = openAuditLog(path)
  // Small batches cost a sync each; a share of the records is enough.
  const total = perBatch < 16 ? records / 8 : records
  for (let written = 0; written < total; written += perBatch) {
    const batch = Array.from({ length: perBatch }, (_, index) =>
      log.append(sampleEntry(written + index)),
    )
    // oxlint-disable-next-line no-await-in-loop -- the next batch comes after this one
    await Promise.all(batch)
  }
  await log.close()
  const reader = openAuditLogForVerification(path)
  const rates: number[] = []
  for (let run = 0; run < 3; run += 1) {
    const startedAt = performance.now()
    // oxlint-disable-next-line no-await-in-loop -- one run after the other
    const found = await reader.verify()
    if (!found.intact) throw new Error(found.damage.message)
    rates.push((found.count / (performance.now() - startedAt)) * 1000)
  }
  await reader.close()
  return {
    'records a batch': perBatch,
    records: total,
    'verified/s': Math.round(rates.sort((one, other) => one - other)[1] ?? 0),
  }
}

const folder = await mkdtemp(join(tmpdir(), 'ringfence-audit-'))
const rows = []
// One after the other: they share the disk and the core.
// oxlint-disable-next-line no-await-in-loop
for (const perBatch of [4, 16, 64]) rows.push(await measure(folder, perBatch))
console.table(rows)
await rm(folder, { recursive: true })
