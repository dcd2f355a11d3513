// What somebody does who has the file, drops the triggers and edits it. Every edit is found; the
// chain is rebuilt here by its description in docs/audit-log.md, not with the engine's own code.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, it } from 'node:test'
import * as fc from 'fast-check'
import type { Head, Verification } from '#storage/audit-log'
import { openAuditLog, openAuditLogForVerification } from '#storage/sqlite/audit-log'
import { entry } from './audit-entry.ts'

/** A row, taken apart for editing. */
interface Row {
  firstSeq: number
  count: number
  texts: string[]
  hashes: string[]
}

let folder: string
let path: string
let head: Head

/** Three batches of four: records 1-4, 5-8, 9-12. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringfence-audit-'))
  path = join(folder, 'audit.db')
  const log = openAuditLog(path)
  for (const first of [1, 5, 9]) {
    const batch = [0, 1, 2, 3].map((each) => log.append(entry(first + each)))
    // oxlint-disable-next-line no-await-in-loop -- one batch after the other
    await Promise.all(batch)
  }
  head = { ...log.head() }
  await log.close()
})
afterEach(() => rm(folder, { recursive: true }))

function readRows(): Row[] {
  using db = new DatabaseSync(path, { readOnly: true })
  return db
    .prepare('select * from batch order by first_seq')
    .all()
    .map((row) => ({
      firstSeq: Number(row['first_seq']),
      count: Number(row['count']),
      texts: String(row['records']).split('\n'),
      hashes:
        Buffer.from(row['hashes'] as Uint8Array)
          .toString('hex')
          .match(/.{64}/g) ?? [], // a blob
    }))
}

function writeRows(rows: readonly Row[]): void {
  using db = new DatabaseSync(path)
  db.exec('drop trigger if exists batch_continues')
  db.exec('drop trigger if exists batch_is_never_changed')
  db.exec('drop trigger if exists batch_is_never_removed')
  db.exec('delete from batch')
  const insert = db.prepare('insert into batch values (?, ?, ?, ?)')
  for (const { firstSeq, count, texts, hashes } of rows) {
    insert.run(firstSeq, count, texts.join('\n'), Buffer.from(hashes.join(''), 'hex'))
  }
}

async function verify(expect?: Head): Promise<Verification> {
  const reader = openAuditLogForVerification(path)
  try {
    return await reader.verify({ expect })
  } finally {
    await reader.close()
  }
}

/** Edits the rows and says what verification makes of it. */
async function after(edit: (rows: Row[]) => Row[] | void, expect?: Head): Promise<string> {
  const rows = readRows()
  writeRows(edit(rows) ?? rows)
  const found = await verify(expect)
  if (found.intact) return 'intact'
  const { what, seq, id, message } = found.damage
  assert.match(message, /^.*[Rr]ecord.* \d+.*\.$/)
  assert.ok(id === null || id === entry(seq).id, `${String(id)} is not the id of ${seq}`)
  return `${what} ${seq}`
}

const chainHash = (previous: string, text: string) =>
  createHash('sha256').update(previous).update(text).digest('hex')

/** Computes every hash anew, as a forger would. */
function rechain(rows: readonly Row[]): void {
  let previous = '0'.repeat(64)
  for (const row of rows) {
    row.hashes = row.texts.map((text) => (previous = chainHash(previous, text)))
  }
}

/** A forger's edit of a record: it denied, now it says that it allowed. */
const edited = (text: string) => text.replace('"time":', '"time":1')

const row = (rows: readonly Row[], index: number): Row => {
  const found = rows[index]
  assert.ok(found)
  return found
}

/** Takes a record out of its batch, with its hash, and counts right. */
function take(from: Row, index: number): { text: string; hash: string } {
  from.count -= 1
  return { text: from.texts.splice(index, 1)[0] ?? '', hash: from.hashes.splice(index, 1)[0] ?? '' }
}

function swap<T>(left: T[], at: number, right: T[], other: number): void {
  const [one, two] = [left[at], right[other]]
  assert.ok(one !== undefined && two !== undefined)
  left[at] = two
  right[other] = one
}

describe('a log nobody touched', () => {
  it('is intact, also with the head that was kept, and with an earlier one', async () => {
    assert.deepEqual(await verify(), { intact: true, count: 12, head })
    assert.deepEqual(await verify(head), { intact: true, count: 12, head })
    const earlier = { seq: 6, hash: row(readRows(), 1).hashes[1] ?? '' }
    assert.equal((await verify(earlier)).intact, true)
  })

  it('is hashed as documented', () => {
    const rows = readRows()
    const stored = rows.flatMap(({ hashes }) => hashes)
    rechain(rows)
    assert.deepEqual(
      rows.flatMap(({ hashes }) => hashes),
      stored,
    )
    assert.equal(stored.at(-1), head.hash)
  })
})

describe('a changed record', () => {
  for (const seq of [1, 4, 5, 6, 12]) {
    it(`is named: ${seq}`, async () => {
      const edit = (rows: Row[]) => {
        const { texts } = row(rows, Math.floor((seq - 1) / 4))
        texts[(seq - 1) % 4] = edited(texts[(seq - 1) % 4] ?? '')
      }
      assert.equal(await after(edit), `changed ${seq}`)
    })
  }

  it('is named when it is no JSON any more', async () => {
    assert.equal(await after((rows) => void (row(rows, 1).texts[1] = 'gone')), 'changed 6')
  })

  it('is named when only its number was changed', async () => {
    const renumber = (rows: Row[], to: string) => {
      const { texts } = row(rows, 1)
      texts[1] = texts[1]?.replace('"seq":6', `"seq":${to}`) ?? ''
    }
    assert.equal(await after((rows) => renumber(rows, '7')), 'changed 6')
    assert.equal(await after((rows) => renumber(rows, '99')), 'changed 6')
  })

  it('is named when its hash was changed', async () => {
    assert.equal(
      await after((rows) => void (row(rows, 1).hashes[1] = 'ab'.repeat(32))),
      'changed 6',
    )
  })

  it('shows at the next one when its hash was recomputed, and the message names both', async () => {
    const rows = readRows()
    const target = row(rows, 1)
    target.texts[1] = edited(target.texts[1] ?? '')
    target.hashes[1] = chainHash(target.hashes[0] ?? '', target.texts[1])
    writeRows(rows)
    const found = await verify()
    assert.ok(!found.intact)
    assert.deepEqual([found.damage.what, found.damage.seq], ['changed', 7])
    assert.match(found.damage.message, /record 6/)
  })

  it('shows against a kept head when every later hash was recomputed too', async () => {
    const forge = (rows: Row[]) => {
      const { texts } = row(rows, 1)
      texts[1] = edited(texts[1] ?? '')
      rechain(rows)
    }
    assert.equal(await after(forge), 'intact')
    assert.equal((await verify(head)).intact, false)
    assert.equal(await after(() => undefined, head), 'rewritten 12')
  })
})

describe('a removed record', () => {
  it('is named: a batch in the middle, and the first one', async () => {
    const whole = readRows()
    assert.equal(await after((rows) => rows.toSpliced(1, 1)), 'removed 5')
    writeRows(whole)
    assert.equal(await after((rows) => rows.slice(1)), 'removed 1')
  })

  it('is named: one of a batch, wherever it stood', async () => {
    const whole = readRows()
    for (const [index, seq] of [5, 6, 7, 8].entries()) {
      writeRows(whole)
      // oxlint-disable-next-line no-await-in-loop -- one edit after the other
      assert.equal(await after((rows) => void take(row(rows, 1), index)), `removed ${seq}`)
    }
  })

  it('is named: one that stood last before the head', async () => {
    assert.equal(await after((rows) => void take(row(rows, 2), 2)), 'removed 11')
  })

  it('is named by the numbers of those after it, though every hash was recomputed', async () => {
    const forge = (rows: Row[]) => {
      take(row(rows, 1), 1)
      rechain(rows)
    }
    assert.equal(await after(forge), 'removed 6')
  })

  it('shows as a change when those after it were renumbered', async () => {
    const renumber = (rows: Row[]) => {
      take(row(rows, 0), 1)
      row(rows, 0).texts[1] = row(rows, 0).texts[1]?.replace('"seq":3', '"seq":2') ?? ''
    }
    // Record 3 stands there and calls itself 2.
    const rows = readRows()
    renumber(rows)
    writeRows(rows)
    const found = await verify()
    assert.ok(!found.intact)
    assert.deepEqual([found.damage.what, found.damage.seq], ['changed', 2])
  })
})

describe('reordered records', () => {
  it('are named: two of one batch', async () => {
    const edit = (rows: Row[]) => {
      const { texts, hashes } = row(rows, 1)
      swap(texts, 1, texts, 2)
      swap(hashes, 1, hashes, 2)
    }
    assert.equal(await after(edit), 'reordered 6')
  })

  it('are named: two of different batches', async () => {
    const edit = (rows: Row[]) => {
      swap(row(rows, 0).texts, 1, row(rows, 2).texts, 2)
      swap(row(rows, 0).hashes, 1, row(rows, 2).hashes, 2)
    }
    assert.equal(await after(edit), 'reordered 2')
  })

  it('are named: two whole batches', async () => {
    const edit = (rows: Row[]) => {
      const [one, two] = [row(rows, 0), row(rows, 1)]
      return [{ ...two, firstSeq: 1 }, { ...one, firstSeq: 5 }, row(rows, 2)]
    }
    assert.equal(await after(edit), 'reordered 1')
  })

  it('are named: one moved to the end', async () => {
    const edit = (rows: Row[]) => {
      const moved = take(row(rows, 0), 1)
      row(rows, 2).texts.push(moved.text)
      row(rows, 2).hashes.push(moved.hash)
      row(rows, 2).count += 1
    }
    assert.equal(await after(edit), 'reordered 2')
  })
})

describe('a cut-off tail', () => {
  it('is found with the head that was kept, and only with it', async () => {
    assert.equal(await after((rows) => rows.slice(0, 2)), 'intact')
    assert.equal(await after(() => undefined, head), 'cut off 9')
  })

  it('is found: the last record alone', async () => {
    assert.equal(await after((rows) => void take(row(rows, 2), 3), head), 'cut off 12')
  })

  it('is found: the whole log', async () => {
    assert.equal(await after(() => [], head), 'cut off 1')
  })

  it('is found when other records were written in its place', async () => {
    writeRows(readRows().slice(0, 2))
    const log = openAuditLog(path)
    await Promise.all([21, 22, 23, 24, 25].map((each) => log.append(entry(each))))
    await log.close()
    assert.equal((await verify()).intact, true)
    const found = await verify(head)
    assert.ok(!found.intact)
    assert.deepEqual([found.damage.what, found.damage.seq], ['rewritten', 12])
  })

  it('is found by the running gateway itself, which knows how far it came', async () => {
    const log = openAuditLog(path)
    writeRows(readRows().slice(0, 2))
    const found = await log.verify()
    assert.ok(!found.intact)
    assert.deepEqual([found.damage.what, found.damage.seq], ['cut off', 9])
    await log.close()
  })
})

describe('rows that contradict their records', () => {
  it('are named', async () => {
    const whole = readRows()
    const edits: [(rows: Row[]) => void, string][] = [
      [(rows) => void (row(rows, 1).count = 5), 'changed 9'],
      [(rows) => void (row(rows, 1).count = 3), 'changed 5'],
      [(rows) => void (row(rows, 0).firstSeq = -7), 'changed 1'],
      [(rows) => void (row(rows, 2).firstSeq = 9e14), 'changed 9'],
      [(rows) => void row(rows, 1).hashes.push('ab'.repeat(32)), 'changed 5'],
      [(rows) => void row(rows, 1).hashes.pop(), 'changed 8'],
      [(rows) => void (row(rows, 1).texts = []), 'changed 5'],
    ]
    for (const [edit, expected] of edits) {
      writeRows(whole)
      // oxlint-disable-next-line no-await-in-loop -- one edit after the other
      assert.equal(await after(edit), expected)
    }
  })
})

describe('opening', () => {
  it('refuses a log whose last batch is damaged, in one sentence that names the record', () => {
    const whole = readRows()
    const edits: [(rows: Row[]) => Row[] | void, RegExp][] = [
      [(rows) => void (row(rows, 2).texts[0] = 'gone'), /Record 9 was changed/],
      [(rows) => void take(row(rows, 2), 1), /Record 10 is missing/],
      [(rows) => void (row(rows, 2).count = 9), /record 13/],
      [(rows) => rows.toSpliced(1, 1), /Records 5 to 8 are missing/],
    ]
    for (const [edit, message] of edits) {
      const rows = structuredClone(whole)
      writeRows(edit(rows) ?? rows)
      assert.throws(() => openAuditLog(path), { name: 'StorageError', message })
    }
    writeRows(whole)
  })

  it('refuses pages that SQLite cannot read, and so does verification', async () => {
    const file = await open(path, 'r+')
    const { size } = await file.stat()
    await file.write(Buffer.alloc(size - 4096, 0x5a), 0, size - 4096, 4096)
    await file.close()
    assert.throws(() => openAuditLog(path), { name: 'StorageError', message: /audit\.db/ })
    const reader = openAuditLogForVerification(path)
    await assert.rejects(reader.verify(), { name: 'StorageError' })
    await reader.close()
  })
})

describe('any edit', () => {
  it('of one character of any text or hash shows', async () => {
    const whole = readRows()
    const edits = fc.record({
      row: fc.nat(2),
      record: fc.nat(3),
      inHash: fc.boolean(),
      at: fc.nat(5000),
      step: fc.integer({ min: 1, max: 15 }),
    })
    await fc.assert(
      fc.asyncProperty(edits, async (edit) => {
        const rows = structuredClone(whole)
        const target = row(rows, edit.row)
        const column = edit.inHash ? target.hashes : target.texts
        const text = column[edit.record] ?? ''
        const at = edit.at % text.length
        const was = text.charCodeAt(at)
        const now = edit.inHash
          ? ((Number.parseInt(text[at] ?? '', 16) + edit.step) % 16).toString(16)
          : String.fromCharCode(was ^ edit.step)
        column[edit.record] = text.slice(0, at) + now + text.slice(at + 1)
        writeRows(rows)
        const found = await verify()
        assert.ok(!found.intact)
        assert.equal(found.damage.seq, edit.row * 4 + edit.record + 1)
      }),
      { numRuns: 60, seed: 7 },
    )
  })

  it('of the order or number of records shows against the kept head', async () => {
    const whole = readRows()
    const moves = fc.record({
      from: fc.nat(11),
      to: fc.nat(11),
      drop: fc.boolean(),
      copy: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(moves, async ({ from, to, drop, copy }) => {
        fc.pre(drop || copy || from !== to)
        const all = whole.flatMap(({ texts, hashes }) =>
          texts.map((text, index) => ({ text, hash: hashes[index] ?? '' })),
        )
        const [moved] = copy ? [all[from]] : all.splice(from, 1)
        if (moved && (!drop || copy)) all.splice(to, 0, moved)
        writeRows([
          {
            firstSeq: 1,
            count: all.length,
            texts: all.map(({ text }) => text),
            hashes: all.map(({ hash }) => hash),
          },
        ])
        assert.equal((await verify(head)).intact, false)
      }),
      { numRuns: 60, seed: 7 },
    )
  })
})
