// The platform killed while its whole state is exchanged: what is stored afterwards is one state or the
// other, never a mixture, and its levers go on working with it.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { startProcess, type StartLine } from './process.ts'

const pull = (line: StartLine, verb: string, path: string, body: object = {}) =>
  fetch(`${line.platform}/_platform${path}`, {
    method: verb,
    headers: { authorization: `Bearer ${line.leverToken}`, 'content-type': 'application/json' },
    ...(verb === 'GET' ? {} : { body: JSON.stringify(body) }),
  })

/** Texts come in, a snapshot is taken, and it goes back to the seed or the snapshot, until the process is gone. */
async function exchangeUntilGone(line: StartLine): Promise<void> {
  const inbound = { from: '+14155550142', to: ['+15105550101'], text: 'CRASH' }
  for (let round = 0; ; round += 1) {
    for (const [verb, path, body] of [
      ['POST', '/inbound/sms', inbound],
      ['PUT', '/snapshots/drill', {}],
      ['POST', '/inbound/sms', inbound],
      ['POST', '/clock/advance', { by: '1m' }],
      ['POST', round % 2 === 0 ? '/reset' : '/snapshots/drill/restore', {}],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const status = await pull(line, verb, path, body).then(
        (response) => response.status,
        () => null,
      )
      if (status === null) return
      assert.ok(status < 300, `${verb} ${path}: ${status}`)
    }
  }
}

/** What is stored, looked at from outside: whether it is sound, and how many messages there are. */
function stored(path: string): { flaws: number; seeded: number; crashed: number } {
  const db = new DatabaseSync(path)
  const [integrity] = db.prepare('pragma integrity_check').all()
  const flaws = db.prepare('pragma foreign_key_check').all().length
  const count = (sign: string) =>
    Number(
      db
        .prepare(
          `select count(*) as count from message where coalesce(subject, '') ${sign} 'CRASH'`,
        )
        .get()?.['count'],
    )
  const found = { flaws, seeded: count('<>'), crashed: count('=') }
  db.close()
  assert.equal(integrity?.['integrity_check'], 'ok')
  return found
}

test(
  'killed while it resets and restores, the platform has one whole state, and can be reset',
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringfence-reset-'))
    const path = join(folder, 'platform.db')
    let seeded: number | null = null
    for (const afterMs of [0, 15, 40, 90, 150]) {
      // oxlint-disable no-await-in-loop -- each goes on with what the one before left
      const started = await startProcess(folder)
      const snapshots = await pull(started.line, 'GET', '/snapshots')
      assert.equal(snapshots.status, 200)
      assert.equal((await pull(started.line, 'POST', '/reset')).status, 200)
      const exchanging = exchangeUntilGone(started.line)
      await wait(afterMs)
      await started.end('SIGKILL')
      await exchanging
      // oxlint-enable no-await-in-loop
      const found = stored(path)
      assert.equal(found.flaws, 0)
      assert.equal(found.seeded, (seeded ??= found.seeded))
      assert.ok(found.crashed <= 4, `${found.crashed} texts of the drill`)
    }
    rmSync(folder, { recursive: true, force: true })
  },
)
