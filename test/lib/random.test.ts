import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '#lib/random'

test('one seed gives one stream of values', () => {
  const draw = () => {
    const random = seededRandom(7)
    return [random.float(), random.integer(1, 6), random.letters(8), random.uuid()]
  }
  assert.deepEqual(draw(), draw())
  assert.notDeepEqual(draw(), [seededRandom(8).float()])
})

test('integers reach both ends and nothing beyond', () => {
  const random = seededRandom(1)
  const seen = new Set(Array.from({ length: 500 }, () => random.integer(1, 6)))
  assert.deepEqual(
    [...seen].toSorted((one, other) => one - other),
    [1, 2, 3, 4, 5, 6],
  )
})

test('a uuid says version 4 and the RFC 9562 variant', () => {
  const random = seededRandom(3)
  for (let count = 0; count < 100; count += 1) {
    assert.match(
      random.uuid(),
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
  }
})

test('picking from an empty list is an error, not undefined', () => {
  assert.throws(() => seededRandom(1).pick([]), RangeError)
})
