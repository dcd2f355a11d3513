// The process that audit-crash.test.ts kills: appends as 32 clients do and prints number and hash of
// every record that was acknowledged. Writing to a pipe is synchronous, so what was printed is out.
import { openAuditLog } from '#storage/sqlite/audit-log'
import { entry } from '../storage/audit-entry.ts'

const clients = 32
const [path = ''] = process.argv.slice(2)
const log = openAuditLog(path, { liveCalls: () => clients })
let number = log.head().seq

async function client(): Promise<never> {
  for (;;) {
    number += 1
    // One call after the other is what a client is.
    // oxlint-disable-next-line no-await-in-loop
    const { seq, hash } = await log.append(entry(number))
    process.stdout.write(`${seq} ${hash}\n`)
  }
}

await Promise.all(Array.from({ length: clients }, client))
