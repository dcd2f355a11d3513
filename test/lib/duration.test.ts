import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDuration } from '#lib/duration'

test('lengths of time are read in days, hours, minutes, seconds and milliseconds', () => {
  for (const [text, ms] of [
    ['90s', 90_000],
    ['2h', 7_200_000],
    ['1h30m', 5_400_000],
    ['1d12h', 129_600_000],
    ['500ms', 500],
    ['1m500ms', 60_500],
    ['1d1h1m1s1ms', 90_061_001],
    ['0s', 0],
  ] as const) {
    assert.equal(parseDuration(text), ms, text)
  }
})

test('what is no length, has its units out of order or is beyond 10,000 days is none', () => {
  for (const text of [
    '',
    '5',
    '-2h',
    '2 h',
    '30m1h',
    '1.5h',
    '2w',
    '1h1h',
    'h',
    '10001d',
    '1e9d',
  ]) {
    assert.equal(parseDuration(text), null, text)
  }
})
