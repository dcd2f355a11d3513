import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createThrottle, noThrottle } from '#platform/stages/throttle'

const app = { clientId: 'app', limits: {} }
const take = (throttle: ReturnType<typeof createThrottle>, now: number, more = {}) =>
  throttle.take({ user: '1', app, group: 'Heavy', now, ...more })

test('the eleventh heavy call within a minute is refused, with the four headers and the wait', () => {
  const throttle = createThrottle()
  for (let call = 1; call <= 10; call += 1) {
    const verdict = take(throttle, call)
    assert.equal(verdict.limited, false)
    assert.equal(verdict.headers['X-Rate-Limit-Remaining'], String(10 - call))
  }
  const verdict = take(throttle, 11)
  assert.equal(verdict.limited, true)
  assert.deepEqual(verdict.headers, {
    'X-Rate-Limit-Group': 'heavy',
    'X-Rate-Limit-Limit': '10',
    'X-Rate-Limit-Remaining': '0',
    'X-Rate-Limit-Window': '60',
    'Retry-After': '60',
  })
})

test('the window slides: room comes back one call at a time, a minute after each', () => {
  const throttle = createThrottle()
  for (let call = 0; call < 10; call += 1) take(throttle, call * 1_000)
  assert.equal(take(throttle, 60_000).limited, false)
  assert.equal(take(throttle, 60_500).limited, true)
})

test('a call during the penalty starts it again', () => {
  const throttle = createThrottle()
  for (let call = 0; call < 11; call += 1) take(throttle, 0)
  assert.equal(take(throttle, 59_000).limited, true)
  assert.equal(take(throttle, 61_000).limited, true)
  assert.equal(take(throttle, 121_000).limited, false)
})

test('users, apps and groups are counted apart', () => {
  const throttle = createThrottle()
  for (let call = 0; call < 11; call += 1) take(throttle, 0)
  assert.equal(take(throttle, 0, { user: '2' }).limited, false)
  assert.equal(take(throttle, 0, { app: { clientId: 'other', limits: {} } }).limited, false)
  assert.equal(take(throttle, 0, { group: 'Light' }).limited, false)
})

test('a limit raised for an app holds from the next call on', () => {
  const throttle = createThrottle()
  for (let call = 0; call < 11; call += 1) take(throttle, 0)
  const raised = { clientId: 'app', limits: { Heavy: 100 } }
  const verdict = take(throttle, 1, { app: raised })
  assert.equal(verdict.limited, false)
  assert.equal(verdict.headers['X-Rate-Limit-Limit'], '100')
})

test('a request of nobody carries the headers and is not counted', () => {
  const throttle = createThrottle()
  for (let call = 0; call < 100; call += 1) {
    const verdict = take(throttle, 0, { user: null, app: null })
    assert.equal(verdict.headers['X-Rate-Limit-Remaining'], '10')
    assert.equal(verdict.limited, false)
  }
})

test('switched off, nothing is limited and no header is sent', () => {
  assert.deepEqual(noThrottle.take({ user: '1', app, group: 'Heavy', now: 0 }), {
    limited: false,
    headers: {},
  })
})

test('in no minute do more calls get through than the limit', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 80 }), (gaps) => {
      const throttle = createThrottle()
      const passed: number[] = []
      let now = 0
      for (const gap of gaps) {
        now += gap
        if (!take(throttle, now).limited) passed.push(now)
      }
      for (const [index, at] of passed.entries()) {
        const tenth = passed[index + 10]
        if (tenth !== undefined) assert.ok(tenth - at >= 60_000)
      }
    }),
    { seed: 1, numRuns: 300 },
  )
})
