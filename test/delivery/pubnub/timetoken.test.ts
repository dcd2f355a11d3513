import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { parseTimetoken, timetokenAt, timetokenOf } from '#delivery/pubnub/timetoken'
import { runs } from '../../fuzz.ts'

test('a timetoken of a place has 17 digits, rises with it and leads back to it', () => {
  assert.equal(timetokenOf(0), '10000000000000000')
  fc.assert(
    fc.property(fc.nat({ max: 1e12 }), fc.nat({ max: 1e12 }), (one, other) => {
      assert.deepEqual(parseTimetoken(timetokenOf(one)), { kind: 'after', id: one })
      assert.equal(timetokenOf(one).length, 17)
      assert.equal(timetokenOf(one) < timetokenOf(other), one < other)
    }),
    runs(200),
  )
})

test('every other timetoken is the time it says, 0 is none, and what is no number is refused', () => {
  const at = Date.UTC(2026, 10, 23, 12)
  assert.deepEqual(parseTimetoken(timetokenAt(at)), { kind: 'since', at })
  assert.deepEqual(parseTimetoken('1'), { kind: 'since', at: 0 })
  assert.deepEqual(parseTimetoken('0'), { kind: 'start' })
  assert.deepEqual(parseTimetoken('00000000000000000'), { kind: 'start' })
  for (const wrong of ['', ' 1', '1.5', '-1', '1e3', '0x10', '１', '1'.repeat(18), 'null']) {
    assert.equal(parseTimetoken(wrong), null, wrong)
  }
})
