import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isoTime, parseTime } from '#lib/time'
import { runs } from '../fuzz.ts'

test('a time is written as Date writes it, in whatever order times come', () => {
  const at = fc.oneof(
    fc.integer({ min: -1e13, max: 1e13 }),
    fc.integer({ min: -100_000, max: 100_000 }),
  )
  fc.assert(
    fc.property(fc.array(at), (times) => {
      assert.deepEqual(
        times.map(isoTime),
        times.map((time) => new Date(time).toISOString()),
      )
    }),
    runs(200),
  )
  assert.throws(() => isoTime(Number.NaN), RangeError)
  assert.equal(isoTime(1.5), '1970-01-01T00:00:00.001Z')
})

test('every form RingCentral takes is read as UTC unless it names a zone', () => {
  const at = (text: string) => {
    const time = parseTime(text)
    return time === null ? null : isoTime(time)
  }
  assert.equal(at('2026'), '2026-01-01T00:00:00.000Z')
  assert.equal(at('2026-11'), '2026-11-01T00:00:00.000Z')
  assert.equal(at('2026-11-23'), '2026-11-23T00:00:00.000Z')
  assert.equal(at('2026-11-23T21:29'), '2026-11-23T21:29:00.000Z')
  assert.equal(at('2026-11-23T21:29:30'), '2026-11-23T21:29:30.000Z')
  assert.equal(at('2026-11-23T21:29:30.123Z'), '2026-11-23T21:29:30.123Z')
  assert.equal(at('2026-11-23T21:29:30,5Z'), '2026-11-23T21:29:30.500Z')
  assert.equal(at('2026-11-23T21:29:30.123456789Z'), '2026-11-23T21:29:30.123Z')
  assert.equal(at('2024-02-29'), '2024-02-29T00:00:00.000Z')
  assert.equal(at('2026-11-23T21:29:30+02:00'), '2026-11-23T19:29:30.000Z')
  assert.equal(at('2026-11-23T21:29:30-0500'), '2026-11-24T02:29:30.000Z')
})

test('what is no time is null', () => {
  for (const text of [
    '',
    'yesterday',
    '2026-13-01',
    '2026-02-29',
    '2026-04-31T10:00Z',
    '2026-11T10:00Z',
    '2026-11-23Z',
    '2026-11-23 21:29',
    '1.5',
    '2026-11-23T25:00Z',
  ]) {
    assert.equal(parseTime(text), null, text)
  }
})
