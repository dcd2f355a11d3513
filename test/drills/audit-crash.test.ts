// The audit log alone, under more load than the whole product gives it: killed at many moments, torn
// at many places. The whole product is killed in crash.test.ts.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Head } from '#storage/audit-log'
import { openAuditLog, openAuditLogForVerification } from '#storage/sqlite/audit-log'
import { entry } from '../storage/audit-entry.ts'

const folder = mkdtempSync(join(tmpdir(), 'ringfence-audit-crash-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const child = fileURLToPath(new URL('audit-crash-child.ts', import.meta.url))

/** Appends in a process that is killed once `enough` records were acknowledged; all that it acknowledged. */
function appendUntilKilled(path: string, enough: number): Promise<Head[]> {
  const { resolve, reject, promise } = Promise.withResolvers<Head[]>()
  const running = spawn(process.execPath, [child, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  let lines = 0
  running.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk
    lines += chunk.split('\n').length - 1
    if (lines >= enough) running.kill('SIGKILL')
  })
  running.on('error', reject)
  running.on('close', (code, signal) => {
    if (signal !== 'SIGKILL') {
      reject(new Error(`it ended by itself with ${String(code)}`))
      return
    }
    // What follows the last line break was cut off by the kill.
    const whole = output.slice(0, output.lastIndexOf('\n')).split('\n')
    resolve(
      whole.map((line) => {
        const [seq = '', hash = ''] = line.split(' ')
        return { seq: Number(seq), hash }
      }),
    )
  })
  return promise
}

test(
  'killed at many moments, the log verifies and holds every acknowledged record',
  {
    timeout: 120_000,
  },
  async () => {
    const path = join(folder, 'killed.db')
    const acknowledged: Head[] = []
    for (const enough of [1, 2, 33, 100, 777, 2500, 6000]) {
      // The next process goes on with what the killed one left.
      // oxlint-disable no-await-in-loop
      acknowledged.push(...(await appendUntilKilled(path, enough)))
      const reader = openAuditLogForVerification(path)
      const found = await reader.verify({ expect: acknowledged.at(-1) })
      assert.ok(found.intact, JSON.stringify(found))
      for (const { seq, hash } of acknowledged) assert.equal((await reader.find(seq))?.hash, hash)
      await reader.close()
      // oxlint-enable no-await-in-loop
    }
    const numbers = acknowledged.map(({ seq }) => seq)
    assert.equal(new Set(numbers).size, numbers.length)
    const log = openAuditLog(path)
    assert.ok(log.head().seq >= Math.max(...numbers))
    await log.append(entry(1))
    assert.equal((await log.verify()).intact, true)
    await log.close()
  },
)

test('torn anywhere, the write-ahead log leaves a whole log that goes on', async () => {
  const path = join(folder, 'whole.db')
  const log = openAuditLog(path)
  for (let first = 1; first < 200; first += 5) {
    const batch = [0, 1, 2, 3, 4].map((each) => log.append(entry(first + each)))
    // oxlint-disable-next-line no-await-in-loop -- one batch after the other
    await Promise.all(batch)
  }
  // A copy of the open files is what a machine that lost its power leaves.
  const { size } = statSync(`${path}-wal`)
  const torn = join(folder, 'torn.db')
  const reached = new Set<number>()
  for (let part = 1; part <= 25; part += 1) {
    copyFileSync(path, torn)
    copyFileSync(`${path}-wal`, `${torn}-wal`)
    truncateSync(`${torn}-wal`, Math.floor((size * part) / 25) - 7)
    const reopened = openAuditLog(torn)
    // oxlint-disable no-await-in-loop -- one tear after the other
    const { seq } = await reopened.append(entry(999))
    const found = await reopened.verify()
    // oxlint-enable no-await-in-loop
    assert.ok(found.intact, JSON.stringify(found))
    assert.equal((seq - 1) % 5, 0, 'a batch is there whole or not at all')
    reached.add(seq)
    // oxlint-disable-next-line no-await-in-loop
    await reopened.close()
    for (const end of ['', '-wal', '-shm']) rmSync(torn + end, { force: true })
  }
  assert.ok(reached.size > 10)
  await log.close()
})
