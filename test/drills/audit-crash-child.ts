// The process that audit-crash.test.ts kills: appends as 32 clients do and prints number and hash of
// every record that was acknowledged. A client goes on when its line is out, so that the loop turns and
// no acknowledgement piles up in this process.
import { openAuditLog } from '#storage/sqlite/audit-log'
import { entry } from '../storage/audit-entry.ts'

const clients = 32
/** It is killed long before; if nobody does, it ends here, not when the disk is full. */
const enough = 200_000
const [path = ''] = process.argv.slice(2)
const log = openAuditLog(path, { liveCalls: () => clients })
let number = log.head().seq

async function client(): Promise<void> {
  while (number < enough) {
    number += 1
    // One call after the other is what a client is.
    // oxlint-disable no-await-in-loop
    const { seq, hash } = await log.append(entry(number))
    await new Promise((out) => process.stdout.write(`${seq} ${hash}\n`, out))
    // oxlint-enable no-await-in-loop
  }
}

await Promise.all(Array.from({ length: clients }, client))
