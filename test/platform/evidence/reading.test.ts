import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { methods } from '#catalog/methods'
import { readingOf } from '#platform/evidence/reading'
import { unreadOf } from '#platform/evidence/unread'

test('what is read is found at any depth, and in a list wherever it stands', () => {
  const body = {
    from: { number: 1, extra: 2 },
    to: [{ number: 3 }, { number: 4, nick: 5 }],
    note: {},
  }
  const reading = readingOf(body, 'read')
  assert.deepEqual(reading.unread(), ['from', 'to', 'note'])
  assert.equal(reading.value.from.number, 1)
  assert.deepEqual(
    reading.value.to.map(({ number }) => number),
    [3, 4],
  )
  assert.deepEqual(reading.unread(), ['from.extra', 'to.nick', 'note'])
})

test('what is watched is handed on as it is: equal, spread, serialised, found in lists', () => {
  const body = { a: [1, { b: 'c' }], d: null, e: '' }
  const reading = readingOf(body, 'read')
  const { value } = reading
  assert.deepEqual(value, body)
  assert.deepEqual({ ...value }, body)
  assert.equal(JSON.stringify(value), JSON.stringify(body))
  assert.ok(Array.isArray(value.a) && value.a.includes(1))
  assert.equal(value.a, value.a)
  assert.deepEqual(reading.unread(), [])
})

test('copying a query for a link is not reading it, copying a body is', () => {
  const query = { page: 1, type: 'Fax', more: ['x'] }
  const watched = readingOf(query, 'unread')
  const { page: _, ...filters } = watched.value
  assert.deepEqual(filters, { type: 'Fax', more: ['x'] })
  assert.deepEqual(Object.entries(watched.value).length, 3)
  assert.deepEqual(watched.unread(), ['type', 'more'])
  assert.equal(watched.value.type, 'Fax')
  assert.deepEqual(watched.unread(), ['more'])
  const body = readingOf(query, 'read')
  assert.deepEqual({ ...body.value }, query)
  assert.deepEqual(body.unread(), [])
})

test('a hostile body costs no more than a large one: deep, wide or both', () => {
  const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))
  const wide = Array.from({ length: 200_000 }, (_, index) => ({ [`k${index}`]: index }))
  const method = { ...methods.createSMSMessage, body: Type.Array(Type.Unknown()) }
  for (const body of [deep, { text: deep }, wide, { to: wide }]) {
    const reading = readingOf(body, 'read')
    assert.ok(unreadOf(methods.createSMSMessage, { body }, null).length <= 50)
    assert.ok(unreadOf(method, { body }, null).length <= 50)
    assert.ok(reading.unread().length <= 50)
  }
})
