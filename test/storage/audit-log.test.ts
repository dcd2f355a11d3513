import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type AuditEntry, AuditLogError, formatHead, genesis, parseHead } from '#storage/audit-log'
import { StorageError } from '#storage/database'
import { openAuditLog, openAuditLogForVerification } from '#storage/sqlite/audit-log'
import { entry } from './audit-entry.ts'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringfence-audit-'))
  path = join(folder, 'audit.db')
})
afterEach(() => rm(folder, { recursive: true }))

/** How many records each row holds. */
function rowsIn(file: string): number[] {
  using db = new DatabaseSync(file, { readOnly: true })
  return db
    .prepare('select count from batch order by first_seq')
    .all()
    .map(({ count }) => Number(count))
}

describe('appending', () => {
  it('numbers records from 1 and tells where the log stands', async () => {
    const log = openAuditLog(path)
    assert.deepEqual(log.head(), { seq: 0, hash: genesis })
    const one = await log.append(entry(1))
    const two = await log.append(entry(2))
    assert.deepEqual([one.seq, two.seq, one.id], [1, 2, entry(1).id])
    assert.match(two.hash, /^[0-9a-f]{64}$/)
    assert.deepEqual(log.head(), { seq: 2, hash: two.hash })
    await log.close()
  })

  it('keeps records over a restart and goes on from there', async () => {
    const before = openAuditLog(path)
    const first = await before.append(entry(1))
    await before.close()
    const log = openAuditLog(path)
    assert.deepEqual(log.head(), { seq: 1, hash: first.hash })
    assert.equal((await log.append(entry(2))).seq, 2)
    assert.equal((await log.verify()).intact, true)
    await log.close()
  })

  it('has a record in the file when it says so, and not before', async () => {
    const log = openAuditLog(path, { liveCalls: () => 2 })
    const appended = log.append(entry(1))
    assert.equal(log.head().seq, 0)
    assert.deepEqual(rowsIn(path), [])
    await appended
    assert.equal(log.head().seq, 1)
    assert.deepEqual(rowsIn(path), [1])
    await log.close()
  })

  it('writes what is appended in one go with one commit', async () => {
    const log = openAuditLog(path)
    await Promise.all([1, 2, 3].map((each) => log.append(entry(each))))
    assert.deepEqual(rowsIn(path), [3])
    await log.close()
  })

  it('waits for the records of calls under way, and commits when it has them all', async () => {
    const log = openAuditLog(path, { liveCalls: () => 3 })
    const turn = () => new Promise((done) => setImmediate(done))
    const waiting = [log.append(entry(1))]
    await turn()
    waiting.push(log.append(entry(2)))
    await turn()
    waiting.push(log.append(entry(3)))
    await Promise.all(waiting)
    assert.deepEqual(rowsIn(path), [3])
    await log.close()
  })

  it('commits without calls that never append', async () => {
    const log = openAuditLog(path, { liveCalls: () => 1000 })
    assert.equal((await log.append(entry(1))).seq, 1)
    await log.close()
  })

  it('never makes a lone call wait for a turn of the loop', async () => {
    const log = openAuditLog(path, { liveCalls: () => 1 })
    let turned = false
    setImmediate(() => (turned = true))
    await log.append(entry(1))
    assert.equal(turned, false)
    await log.close()
  })

  it('writes what waits when it is closed, and refuses what comes after', async () => {
    const log = openAuditLog(path, { liveCalls: () => 9 })
    const waiting = log.append(entry(1))
    await log.close()
    assert.equal((await waiting).seq, 1)
    await assert.rejects(log.append(entry(2)), AuditLogError)
    assert.deepEqual(rowsIn(path), [1])
  })

  it('refuses every append after one that could not be written', async () => {
    const log = openAuditLog(path)
    const other = openAuditLog(path)
    await other.append(entry(1))
    // The file went on without this log, so that its next batch does not continue it.
    await assert.rejects(log.append(entry(2)), {
      name: 'AuditLogError',
      message: /cannot be written/,
    })
    await assert.rejects(log.append(entry(3)), AuditLogError)
    await log.close()
    await other.append(entry(4))
    await other.close()
    assert.deepEqual(rowsIn(path), [1, 1])
  })

  it('survives an entry that is no JSON: that one alone is refused', async () => {
    const log = openAuditLog(path)
    const circular = { ...entry(1), details: {} as Record<string, unknown> }
    circular.details['self'] = circular.details
    await assert.rejects(log.append(circular as unknown as AuditEntry)) // the type forbids it
    assert.equal((await log.append(entry(2))).seq, 1)
    assert.equal((await log.verify()).intact, true)
    await log.close()
  })
})

describe('the file', () => {
  it('lets no program change, remove or replace a record', async () => {
    const log = openAuditLog(path)
    await log.append(entry(1))
    await log.close()
    using db = new DatabaseSync(path)
    const refused = { message: /append-only|must continue/ }
    assert.throws(() => db.exec(`update batch set records = ''`), refused)
    assert.throws(() => db.exec('delete from batch'), refused)
    assert.throws(() => db.exec(`insert or replace into batch values (1, 1, '', x'')`), refused)
    assert.throws(() => db.exec(`insert into batch values (3, 1, '', x'')`), refused)
  })

  it('is refused in one sentence when it is no database', async () => {
    await writeFile(
      path,
      'a text, long enough to be taken for a header of a database file '.repeat(9),
    )
    assert.throws(() => openAuditLog(path), {
      name: 'StorageError',
      message: /Cannot open .*audit\.db/,
    })
    assert.throws(() => openAuditLogForVerification(path), StorageError)
  })

  it('is refused for verification when it is not there or holds no audit log', async () => {
    assert.throws(() => openAuditLogForVerification(path), StorageError)
    await writeFile(path, '')
    assert.throws(() => openAuditLogForVerification(path), { message: /schema 0/ })
    assert.equal((await readFile(path)).length, 0)
  })

  it('can be verified and read while its gateway writes, and after it stopped', async () => {
    const log = openAuditLog(path)
    await log.append(entry(1))
    const beside = openAuditLogForVerification(path)
    await log.append(entry(2))
    assert.deepEqual(await beside.verify(), { intact: true, count: 2, head: log.head() })
    assert.equal((await beside.read({ limit: 9 })).records.length, 2)
    await log.append(entry(3))
    assert.deepEqual(beside.head(), log.head())
    await beside.close()
    await log.close()
    const alone = openAuditLogForVerification(path)
    assert.deepEqual(await alone.verify({ expect: log.head() }), {
      intact: true,
      count: 3,
      head: log.head(),
    })
    await alone.close()
  })
})

describe('reading', () => {
  const filled = async (count: number, perBatch = 3) => {
    const log = openAuditLog(path)
    for (let first = 1; first <= count; first += perBatch) {
      const some = Array.from({ length: Math.min(perBatch, count + 1 - first) }, (_, index) =>
        log.append(entry(first + index)),
      )
      // oxlint-disable-next-line no-await-in-loop -- batch by batch
      await Promise.all(some)
    }
    return log
  }
  const seqs = (page: { records: readonly { record: { seq: number } }[] }) =>
    page.records.map(({ record }) => record.seq)

  it('gives the newest first, page by page', async () => {
    const log = await filled(10)
    const first = await log.read({ limit: 4 })
    assert.deepEqual([seqs(first), first.next], [[10, 9, 8, 7], 7])
    const second = await log.read({ limit: 4, before: 7 })
    assert.deepEqual([seqs(second), second.next], [[6, 5, 4, 3], 3])
    const third = await log.read({ limit: 4, before: 3 })
    assert.deepEqual([seqs(third), third.next], [[2, 1], null])
    await log.close()
  })

  it('gives the oldest first after a number, for who follows the log', async () => {
    const log = await filled(10)
    const first = await log.read({ limit: 4, after: 3 })
    assert.deepEqual([seqs(first), first.next], [[4, 5, 6, 7], 7])
    const second = await log.read({ limit: 3, after: 7 })
    assert.deepEqual([seqs(second), second.next], [[8, 9, 10], null])
    assert.deepEqual(seqs(await log.read({ limit: 4, after: 10 })), [])
    assert.deepEqual(seqs(await log.read({ limit: 9, after: 3, before: 7 })), [6, 5, 4])
    await log.close()
  })

  for (const perBatch of [1, 3]) {
    it(`partitions a log that spans many steps, in either direction, ${perBatch} a batch`, async () => {
      const count = 300 * perBatch
      const log = await filled(count, perBatch)
      for (const [newestFirst, limit] of [
        [true, 170],
        [false, 170],
        [true, 9999],
        [false, 9999],
      ] as const) {
        const seen: number[] = []
        let next: number | null = newestFirst ? count + 1 : 0
        while (next !== null) {
          const place = newestFirst ? { before: next } : { after: next }
          // oxlint-disable-next-line no-await-in-loop -- page by page
          const page = await log.read({ limit, ...place })
          seen.push(...seqs(page))
          next = page.next
        }
        const all = Array.from({ length: count }, (_, index) => index + 1)
        assert.deepEqual(seen, newestFirst ? all.toReversed() : all)
      }
      await log.close()
    })
  }

  it('narrows to what a filter names', async () => {
    const log = await filled(12)
    const found = async (filter: object) => seqs(await log.read({ limit: 99, filter }))
    assert.deepEqual(await found({ agentId: 'agent_2' }), [10, 6, 2])
    assert.deepEqual(await found({ agentId: 'agent_2', methodId: 'createSMSMessage' }), [10, 6, 2])
    assert.deepEqual(await found({ kinds: ['refused'] }), [12, 8, 4])
    assert.deepEqual(await found({ kinds: ['refused', 'intent'] }), [12, 10, 8, 6, 4, 2])
    assert.deepEqual(await found({ decision: 'deny', resource: 'message' }), [12, 8, 4])
    assert.deepEqual(await found({ access: 'write' }), [10, 6, 2])
    assert.deepEqual(await found({ from: entry(3).time, to: entry(5).time }), [4, 3])
    assert.deepEqual(await found({ agentId: 'agent' }), [])
    await log.close()
  })

  it('is not taken in by a value that only looks like a member', async () => {
    const log = openAuditLog(path)
    const details = { trick: '"agentId":"agent_1"', nested: { agentId: 'agent_1' } }
    await log.append({ id: 'a', time: 1, kind: 'system', event: 'start', details })
    assert.deepEqual(seqs(await log.read({ limit: 9, filter: { agentId: 'agent_1' } })), [])
    await log.close()
  })

  it('finds a record by number and by id, wherever it is', async () => {
    const log = await filled(1000)
    for (const each of [1, 2, 500, 999, 1000]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const [byNumber, byText, byId] = await Promise.all([
        log.find(each),
        log.find(String(each)),
        log.find(entry(each).id),
      ])
      assert.equal(byNumber?.record.seq, each)
      assert.deepEqual(byText, byNumber)
      assert.deepEqual(byId, byNumber)
      assert.equal(JSON.stringify(byNumber?.record), byNumber?.text)
    }
    assert.equal(await log.find(1001), undefined)
    assert.equal(await log.find(0), undefined)
    assert.equal(await log.find(entry(2000).id), undefined)
    assert.equal(await log.find('"'), undefined)
    await log.close()
  })

  it('finds an id that is out of the order of time, as after a clock was set back', async () => {
    const log = openAuditLog(path)
    const late = { ...entry(1), id: '7ZZZZZZZZZAAAAAAAAAAAAAAAA' }
    await log.append(late)
    await Promise.all(Array.from({ length: 6000 }, (_, index) => log.append(entry(index))))
    assert.equal((await log.find(late.id))?.record.seq, 1)
    await log.close()
  })
})

describe('a head', () => {
  it('is one word that reads back', () => {
    const head = { seq: 41, hash: 'ab'.repeat(32) }
    assert.equal(formatHead(head), `41:${'ab'.repeat(32)}`)
    assert.deepEqual(parseHead(formatHead(head)), head)
    assert.deepEqual(parseHead(` 41:${'AB'.repeat(32)}\n`), head)
    for (const text of ['', '41', 'ab'.repeat(32), `x:${'ab'.repeat(32)}`, '41:abc']) {
      assert.equal(parseHead(text), null, text)
    }
  })
})
