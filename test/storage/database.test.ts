import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { openDatabase, StorageError } from '#storage/database'

const table = 'create table item (id integer primary key, name text not null unique) strict'
const names = (db: ReturnType<typeof openDatabase>) =>
  db.all<{ name: string }>(sql`select name from item order by id`).map(({ name }) => name)

test('works gathered in one commit each succeed or fail alone', async () => {
  const db = openDatabase(':memory:', [table])
  const add = (name: string) => () => db.run(sql`insert into item (name) values (${name})`)
  const results = await Promise.allSettled([
    db.commit(add('a')),
    db.commit(() => {
      add('b')()
      throw new Error('no')
    }),
    db.commit(add('a')),
    db.commit(add('c')),
  ])
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
  )
  assert.deepEqual(names(db), ['a', 'c'])
})

test('a transaction that throws leaves nothing', () => {
  const db = openDatabase(':memory:', [table])
  assert.throws(() =>
    db.transaction(() => {
      db.run(sql`insert into item (name) values ('a')`)
      throw new Error('no')
    }),
  )
  assert.deepEqual(names(db), [])
})

test('a schema moves forward step by step and keeps its rows', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'rf-db-')), 'x.db')
  const first = openDatabase(path, [table])
  first.run(sql`insert into item (name) values ('kept')`)
  first.close()
  const second = openDatabase(path, [table, 'alter table item add column size integer'])
  assert.deepEqual(
    second.all(sql`select name, size from item`).map((row) => ({ ...row })),
    [{ name: 'kept', size: null }],
  )
  second.close()
})

test('a file of a newer schema, or no database at all, is refused in one sentence', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rf-db-'))
  openDatabase(join(folder, 'new.db'), [table, 'select 1']).close()
  assert.throws(() => openDatabase(join(folder, 'new.db'), [table]), /newer Ringfence/)
  writeFileSync(
    join(folder, 'bad.db'),
    'this is not a database, but long enough to be looked at closely',
  )
  assert.throws(() => openDatabase(join(folder, 'bad.db'), [table]), StorageError)
  assert.throws(() => openDatabase(join(folder, 'missing', 'x.db'), [table]), StorageError)
})

for (const [place, path] of [
  ['in memory', () => ':memory:'],
  ['on disk', () => join(mkdtempSync(join(tmpdir(), 'ringfence-')), 'items.db')],
] as const) {
  test(`a copy is put in the place of what came after it, ids going on from there (${place})`, () => {
    const counted = `${table}; create table entry (id integer primary key autoincrement,
      item integer not null references item (id)) strict`
    const db = openDatabase(path(), [counted], { exclusive: true })
    const add = (name: string) => {
      const { lastInsertRowid } = db.run(sql`insert into item (name) values (${name})`)
      return db.run(sql`insert into entry (item) values (${lastInsertRowid})`).lastInsertRowid
    }
    add('a')
    add('b')
    db.run(sql`delete from entry`)
    const file = join(mkdtempSync(join(tmpdir(), 'ringfence-')), 'copy.db')
    const copy = place === 'on disk' ? (db.copy(file), file) : db.copy()
    const revision = db.revisionOf(['item'])
    for (let round = 0; round < 2; round += 1) {
      assert.equal(add('c'), 3)
      db.run(sql`delete from item where name = 'a'`)
      db.replace(copy)
      assert.deepEqual(names(db), ['a', 'b'])
    }
    assert.ok(db.revisionOf(['item']) > revision)
    assert.throws(() => db.run(sql`insert into entry (item) values (99)`), /FOREIGN KEY/)
    db.close()
  })
}

test('a copy with another schema is not put in, and what waits is done before a good one is', async () => {
  const db = openDatabase(':memory:', [table])
  const other = openDatabase(':memory:', [table, 'create table more (id integer) strict'])
  assert.throws(() => db.replace(other.copy()), StorageError)
  const empty = db.copy()
  const pending = db.commit(() => db.run(sql`insert into item (name) values ('late')`))
  db.replace(empty)
  await pending
  assert.deepEqual(names(db), [])
})

test('where Node cannot serialize a database, a copy goes by way of a file that is gone after', () => {
  const { serialize, deserialize } = Object.getOwnPropertyDescriptors(DatabaseSync.prototype)
  const { TMPDIR } = process.env
  const temporary = mkdtempSync(join(tmpdir(), 'ringfence-'))
  process.env['TMPDIR'] = temporary
  Object.defineProperty(DatabaseSync.prototype, 'serialize', { value: undefined })
  Object.defineProperty(DatabaseSync.prototype, 'deserialize', { value: undefined })
  try {
    const db = openDatabase(':memory:', [table])
    db.run(sql`insert into item (name) values ('a')`)
    const copy = db.copy()
    db.run(sql`insert into item (name) values ('b')`)
    db.replace(copy)
    assert.deepEqual(names(db), ['a'])
    assert.deepEqual(readdirSync(temporary), [])
  } finally {
    Object.defineProperties(DatabaseSync.prototype, { serialize, deserialize })
    if (TMPDIR === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = TMPDIR
  }
})
