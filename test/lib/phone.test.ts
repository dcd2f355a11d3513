import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toE164 } from '#lib/phone'

test('numbers as people write them become E.164', () => {
  for (const written of ['+14155550101', '14155550101', '(415) 555-0101', '415.555.0101']) {
    assert.equal(toE164(written), '+14155550101', written)
  }
  assert.equal(toE164('+44 20 7946 0018'), '+442079460018')
})

test('what is no number is null', () => {
  for (const written of ['', 'abc', '12', '+', '+1415555010199999999']) {
    assert.equal(toE164(written), null, written)
  }
})
