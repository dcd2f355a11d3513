import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRememberedPages } from '#storage/platform/remembered-pages'

const rows = (...times: number[]) => times.map((createdAt) => ({ createdAt }))
const page = { name: 'first', state: '1', from: 10, limit: 3 }

function openPages(of: readonly { readonly createdAt: number }[]) {
  const pages = createRememberedPages<{ readonly createdAt: number }>()
  let reads = 0
  return (wanted: Partial<typeof page>) => {
    const asked = { ...page, ...wanted }
    const found = pages.rows(asked, () => {
      reads += 1
      return of.filter(({ createdAt }) => createdAt >= asked.from).slice(0, asked.limit)
    })
    return { found, reads }
  }
}

test('a page is the same array until its state is another', () => {
  const look = openPages(rows(30, 20, 10, 5))
  const { found } = look({})
  assert.equal(look({}).found, found)
  assert.notEqual(look({ state: '2' }).found, found)
  assert.equal(look({ name: 'second' }).reads, 3)
})

test('a page of a list that begins later loses rows, and is read again where it may gain some', () => {
  const look = openPages(rows(30, 20, 10, 5))
  assert.deepEqual(look({}), { found: rows(30, 20, 10), reads: 1 })
  assert.deepEqual(look({ from: 5 }), { found: rows(30, 20, 10), reads: 1 })
  assert.deepEqual(look({ from: 11 }), { found: rows(30, 20), reads: 1 })
  assert.deepEqual(look({ from: 20 }), { found: rows(30, 20), reads: 1 })
  assert.deepEqual(look({ from: 10 }), { found: rows(30, 20, 10), reads: 2 })
  assert.deepEqual(look({ from: 31 }), { found: [], reads: 2 })
  assert.deepEqual(look({ from: 30 }), { found: rows(30), reads: 3 })
})

test('pages are forgotten once there are too many rows, those first kept first', () => {
  const look = openPages(rows(...Array.from({ length: 900 }, (_, index) => 2_000 - index)))
  for (const name of ['a', 'b', 'c']) look({ name, limit: 900 })
  assert.equal(look({ name: 'c', limit: 900 }).reads, 3)
  assert.equal(look({ name: 'b', limit: 900 }).reads, 3)
  assert.equal(look({ name: 'a', limit: 900 }).reads, 4)
})
