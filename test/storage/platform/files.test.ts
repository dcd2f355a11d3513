// Files behind the store: where they lie, that they are whole or not there, and that nothing else stays.
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import sql from 'sql-template-tag'
import { openDatabase } from '#storage/database'
import { platformMigrations } from '#storage/migrations/platform'
import { createFiles } from '#storage/platform/files'
import { moveAttachments } from '#storage/platform/moved-attachments'

const letters = (count: number, letter = 'x') => Buffer.alloc(count, letter)
const big = letters(300_000)

/** Files in a folder of their own, beside a database whose table `thing` names them. */
function filesIn(folder: string | null) {
  const db = openDatabase(':memory:', ['create table thing (file_key text) strict'])
  const files = createFiles(db, folder)
  const name = (key: string) => db.run(sql`insert into thing (file_key) values (${key})`)
  return { db, files, name }
}

const freshFolder = () => join(mkdtempSync(join(tmpdir(), 'rf-files-')), 'files')

/** Every file below a folder. */
const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)

/** The paths of what this process has open. */
const openFiles = () =>
  readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`)]
    } catch {
      return [] // the one that listed them
    }
  })

async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  return Buffer.from(await new Response(stream).arrayBuffer()).toString()
}

test('a file is stored under the hash of its bytes, once, for the owner alone', () => {
  const folder = freshFolder()
  const { files } = filesIn(folder)
  const one = files.put(Buffer.from('hello'))
  assert.deepEqual(one, { key: hash('sha256', 'hello'), size: 5 })
  assert.deepEqual(files.put(Buffer.from('hello')), one)
  assert.deepEqual(filesBelow(folder), [one.key])
  const path = join(folder, one.key.slice(0, 2), one.key)
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.equal(statSync(folder).mode & 0o777, 0o700)
  assert.equal(String(files.read(one.key)), 'hello')
  assert.throws(() => files.read('no such'), RangeError)
})

test('one that a broken machine left short is written again', () => {
  const folder = freshFolder()
  const { files } = filesIn(folder)
  const { key } = files.put(Buffer.from('hello'))
  writeFileSync(join(folder, key.slice(0, 2), key), '')
  files.put(Buffer.from('hello'))
  assert.equal(String(files.read(key)), 'hello')
})

for (const place of ['on disk', 'in memory']) {
  const filesSomewhere = () => filesIn(place === 'on disk' ? freshFolder() : null)

  test(`any range of a file is streamed (${place})`, async () => {
    const { files } = filesSomewhere()
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => 97 + (index % 26)))
    for (const content of [bytes, Buffer.from('abcdef')]) {
      const { key, size } = files.put(content)
      for (const [start, end] of [
        [0, size],
        [2, 5],
        [size - 1, size],
        [1, 1],
      ] as const) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const text = await textOf(files.stream(key, start, end))
        assert.equal(text, content.toString('latin1', start, end))
      }
    }
    files.close()
  })

  test(`a file that comes in pieces is the same as one that is put (${place})`, async () => {
    for (const size of [0, 10, 65_536, 65_537, 300_000]) {
      const { files, name } = filesSomewhere()
      const receipt = files.receive()
      for (let at = 0; at < size; at += 7_001) {
        const chunk = letters(Math.min(7_001, size - at))
        await receipt.write(chunk) // oxlint-disable-line no-await-in-loop -- in order
        chunk.fill('?') // the memory is the caller's again
      }
      const received = await receipt.finish() // oxlint-disable-line no-await-in-loop -- ditto
      assert.deepEqual([received.key, received.size], [hash('sha256', letters(size)), size])
      const before = await received.read() // oxlint-disable-line no-await-in-loop -- ditto
      assert.equal(before.length, size)
      assert.equal(files.has(received.key), false)
      const kept = received.keep()
      assert.deepEqual(received.keep(), kept)
      name(kept.key)
      received.discard()
      assert.deepEqual(kept, files.put(letters(size)))
      assert.equal(files.read(kept.key).length, size)
      const after = await received.read() // oxlint-disable-line no-await-in-loop -- ditto
      assert.deepEqual(after, before)
      files.close()
    }
  })

  test(`what no row names is dropped when asked for, and when swept (${place})`, async () => {
    const { files, name } = filesSomewhere()
    const named = files.put(Buffer.from('named'))
    name(named.key)
    const unnamed = files.put(Buffer.from('unnamed'))
    const large = files.put(big)
    files.drop([named.key, unnamed.key])
    assert.ok(files.has(unnamed.key), 'the open transaction may yet name it')
    await nextTurn()
    assert.deepEqual([files.has(named.key), files.has(unnamed.key)], [true, false])
    assert.equal(await files.sweep(), 1)
    assert.deepEqual([files.has(named.key), files.has(large.key)], [true, false])
    files.close()
  })

  test(`what is kept for who may bring rows back, or kept by a call under way, is not dropped (${place})`, async () => {
    const { files } = filesSomewhere()
    const { key } = files.put(big)
    const letGo = files.keep([key])
    assert.equal(await files.sweep(), 0)
    letGo()
    const receipt = files.receive()
    await receipt.write(big)
    const received = await receipt.finish()
    received.keep()
    assert.equal(await files.sweep(), 0)
    received.discard()
    assert.equal(await files.sweep(), 1)
    assert.equal(files.has(key), false)
    files.close()
  })
}

test('what is not kept leaves nothing behind, finished or not', async () => {
  const folder = freshFolder()
  const { files } = filesIn(folder)
  const broken = files.receive()
  await broken.write(big)
  assert.equal(filesBelow(folder).length, 1)
  await broken.discard()
  await broken.discard()
  const whole = files.receive()
  await whole.write(big)
  const received = await whole.finish()
  received.discard()
  received.discard()
  assert.deepEqual(filesBelow(folder), [])
})

test('what a crash left half received is gone at the next start', () => {
  const folder = freshFolder()
  mkdirSync(join(folder, 'incoming'), { recursive: true })
  writeFileSync(join(folder, 'incoming', '7'), 'half')
  const { files } = filesIn(folder)
  assert.deepEqual(filesBelow(folder), [])
  files.put(big)
  assert.equal(filesBelow(folder).length, 1)
})

test('beside a database in memory, large files lie in a temporary folder that goes with it', () => {
  const usual = process.env['TMPDIR']
  const folder = mkdtempSync(join(tmpdir(), 'rf-files-'))
  process.env['TMPDIR'] = folder
  try {
    const { files } = filesIn(null)
    files.put(Buffer.from('small'))
    assert.deepEqual(readdirSync(folder), [])
    const { key } = files.put(big)
    assert.deepEqual(filesBelow(folder), [key])
    files.close()
    assert.deepEqual(readdirSync(folder), [])
  } finally {
    if (usual === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = usual
  }
})

test('a stream that is given up, or never begun, leaves no file open', async () => {
  const { files } = filesIn(freshFolder())
  const { key, size } = files.put(big)
  const open = () => openFiles().filter((path) => path.endsWith(key)).length
  files.stream(key, 0, size)
  const reader = files.stream(key, 0, size).getReader()
  await reader.read()
  assert.equal(open(), 1)
  await reader.cancel()
  assert.equal(open(), 0)
})

test('a file that is gone breaks its stream off', async () => {
  const { files } = filesIn(freshFolder())
  await assert.rejects(textOf(files.stream('ab'.repeat(32), 0, 10)))
})

test('attachments that an older version kept in the database become files, with their ids', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'rf-files-')), 'platform.db')
  const old = openDatabase(path, platformMigrations.slice(0, 5))
  old.transaction(() => {
    old.run(sql`insert into account values (1, '{}')`)
    old.run(sql`insert into extension values (1, 1, '1', '', '', '', '', null, null, '{}')`)
    old.run(sql`insert into message (extension_id, type, direction, read_status, availability, status,
      created_at, modified_at, parties, numbers, attachments, details)
      values (1, '', '', '', '', '', 0, 0, '', '', '', '')`)
    for (let index = 0; index < 60; index += 1) {
      old.run(sql`insert into attachment (message_id, bytes)
        select id, ${Buffer.from(`file ${index}`)} from message`)
    }
  })
  const ids = old.all(sql`select id from attachment`)
  old.close()
  const db = openDatabase(path, platformMigrations)
  const files = createFiles(db, freshFolder())
  moveAttachments(db, files)
  const rows = db.all<{ id: number; file_key: string }>(
    sql`select id, file_key from attachment order by id`,
  )
  assert.deepEqual(
    rows.map(({ id }) => ({ id })),
    ids.map((row) => ({ ...row })),
  )
  for (const [index, { file_key }] of rows.entries()) {
    assert.equal(String(files.read(file_key)), `file ${index}`)
  }
  assert.deepEqual(db.all(sql`select id from attachment_bytes`), [])
  db.run(sql`insert into attachment (message_id, file_key, size) select id, 'x', 1 from message`)
  const [newest] = db.all<{ id: number }>(sql`select max(id) as id from attachment`)
  assert.ok((newest?.id ?? 0) > (rows.at(-1)?.id ?? 0))
  db.close()
})
