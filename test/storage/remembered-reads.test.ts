import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { openDatabase } from '#storage/database'
import { rememberingReads } from '#storage/remembered-reads'

const tables = ['create table item (id integer primary key, name text); create table other (id)']

function openItems() {
  const db = openDatabase(':memory:', tables)
  let reads = 0
  const nameOf = rememberingReads(db, ['item'], (id: number) => {
    reads += 1
    return db.get<{ name: string }>(sql`select name from item where id = ${id}`)?.name
  })
  return {
    db,
    nameOf,
    get reads() {
      return reads
    },
  }
}

test('a read is done again only once its table was written to, whatever writes', () => {
  const items = openItems()
  const { db, nameOf } = items
  assert.deepEqual([nameOf(1), nameOf(1), items.reads], [undefined, undefined, 1])
  db.run(sql`insert into other values (1)`)
  db.get(sql`select count(*) from item`)
  assert.deepEqual([nameOf(1), items.reads], [undefined, 1])
  db.run(sql`insert into item values (1, 'a')`)
  assert.equal(nameOf(1), 'a')
  db.run(sql`update item set name = 'b'`)
  assert.equal(nameOf(1), 'b')
  db.run(sql`insert or replace into item values (1, 'c')`)
  assert.equal(nameOf(1), 'c')
  db.run(sql`with one as (select 'd' as name) update item set name = (select name from one)`)
  assert.equal(nameOf(1), 'd')
  db.run(sql`update or ignore item set name = 'e'`)
  assert.equal(nameOf(1), 'e')
  db.run(sql`update main.Item set name = 'f'`)
  assert.equal(nameOf(1), 'f')
  db.all(sql`delete from item returning id`)
  assert.equal(nameOf(1), undefined)
  db.close()
})

test('what was read of a write that is undone is read again', async () => {
  const { db, nameOf } = openItems()
  const undone = db.commit(() => {
    db.run(sql`insert into item values (1, 'a')`)
    assert.equal(nameOf(1), 'a')
    throw new Error('not so')
  })
  await assert.rejects(undone)
  assert.equal(nameOf(1), undefined)
  assert.throws(() =>
    db.transaction(() => {
      db.run(sql`insert into item values (1, 'a')`)
      assert.equal(nameOf(1), 'a')
      throw new Error('nor so')
    }),
  )
  assert.equal(nameOf(1), undefined)
  db.close()
})

test('a database that another took the place of is read again', () => {
  const { db, nameOf } = openItems()
  const empty = db.copy()
  db.run(sql`insert into item values (1, 'a')`)
  assert.equal(nameOf(1), 'a')
  db.replace(empty)
  assert.equal(nameOf(1), undefined)
  db.close()
})
