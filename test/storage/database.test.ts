import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
