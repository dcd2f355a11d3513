import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createLane, type Lane, type RateFacts } from '#gateway/upstream/lane'
import { runs } from '#test/fuzz'

/** An upstream's sliding window, written independently: it remembers every arrival it accepted. */
function slidingWindow(limit: number, windowMs: number) {
  const arrivals: number[] = []
  return {
    accepts: (at: number) => arrivals.filter((one) => one > at - windowMs).length < limit,
    arrive(at: number): RateFacts {
      arrivals.push(at)
      const used = arrivals.filter((one) => one > at - windowMs).length
      return { limit, remaining: Math.max(limit - used, 0), windowMs }
    },
  }
}

const callAt = (lane: Lane, now: number, facts: RateFacts | null) => {
  lane.begin()
  lane.answered(now, now, facts)
}
const facts = (limit: number, remaining: number): RateFacts => ({
  limit,
  remaining,
  windowMs: 60_000,
})

test('while the upstream never told a limit, every call may go', () => {
  const lane = createLane()
  for (let call = 0; call < 1000; call += 1) {
    assert.deepEqual(lane.verdict(call), { admitted: true })
    callAt(lane, call, null)
  }
})

test('a call beyond the limit is told when the oldest of its predecessors leaves the window', () => {
  const lane = createLane()
  callAt(lane, 1_000, facts(2, 1))
  callAt(lane, 5_000, facts(2, 0))
  assert.deepEqual(lane.verdict(6_000), {
    admitted: false,
    waitMs: 55_000,
    limit: 2,
    windowMs: 60_000,
  })
  assert.equal(lane.verdict(60_999).admitted, false)
  assert.equal(lane.verdict(61_000).admitted, true)
})

test('calls in flight count before they are answered', () => {
  const lane = createLane()
  callAt(lane, 0, facts(3, 2))
  lane.begin()
  lane.begin()
  assert.deepEqual(lane.verdict(10), {
    admitted: false,
    waitMs: 59_990,
    limit: 3,
    windowMs: 60_000,
  })
  lane.withdraw()
  assert.equal(lane.verdict(10).admitted, true)
})

test('calls that others made with the same app count until a window after they were seen', () => {
  const lane = createLane()
  callAt(lane, 0, facts(10, 0))
  assert.equal(lane.verdict(59_999).admitted, false)
  assert.equal(lane.verdict(60_000).admitted, true)
})

test('a penalty holds every call until it ends, whatever the headers said', () => {
  const lane = createLane()
  lane.block(30_000)
  lane.block(20_000)
  assert.deepEqual(lane.verdict(29_000), {
    admitted: false,
    waitMs: 1_000,
    limit: null,
    windowMs: 60_000,
  })
  assert.equal(lane.verdict(30_000).admitted, true)
})

test('an upstream that forgot earlier calls is believed', () => {
  const lane = createLane()
  for (let call = 0; call < 5; call += 1) callAt(lane, call * 1000, facts(5, 4 - call))
  assert.equal(lane.verdict(5_000).admitted, false)
  lane.begin()
  lane.answered(5_000, 5_010, facts(5, 4))
  assert.equal(lane.verdict(5_020).admitted, true)
})

test('a call whose answer never came counts as if the upstream had taken it', () => {
  const lane = createLane()
  callAt(lane, 0, facts(2, 1))
  lane.begin()
  lane.lost(500)
  assert.equal(lane.verdict(600).admitted, false)
  assert.equal(lane.verdict(60_000).admitted, true)
})

test('no call that the lane admits is one that the upstream refuses', () => {
  const step = fc.record({
    pause: fc.integer({ min: 0, max: 9_000 }),
    toArrival: fc.integer({ min: 0, max: 400 }),
    toAnswer: fc.integer({ min: 0, max: 400 }),
  })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1_000, max: 60_000 }),
      fc.array(step, { minLength: 1, maxLength: 120 }),
      (limit, windowMs, steps) => {
        const upstream = slidingWindow(limit, windowMs)
        const lane = createLane()
        const events: { at: number; order: number; run: () => void }[] = []
        let begunAt = 0
        let known = false
        for (const [index, { pause, toArrival, toAnswer }] of steps.entries()) {
          begunAt += index === 1 ? 1_000 + pause : pause // the first call is answered before the rest
          const begun = begunAt
          events.push({
            at: begun,
            order: 3,
            run() {
              if (!lane.verdict(begun).admitted) return
              lane.begin()
              let answer: RateFacts
              events.push({
                at: begun + toArrival,
                order: 1,
                run() {
                  assert.ok(!known || upstream.accepts(begun + toArrival), 'the upstream refused')
                  answer = upstream.arrive(begun + toArrival)
                },
              })
              const answeredAt = begun + toArrival + toAnswer
              events.push({
                at: answeredAt,
                order: 2,
                run() {
                  known = true
                  lane.answered(begun, answeredAt, answer)
                },
              })
            },
          })
        }
        while (events.length > 0) {
          events.sort((one, other) => one.at - other.at || one.order - other.order)
          events.shift()?.run()
        }
      },
    ),
    runs(300),
  )
})

test('without latency the verdict is exactly the upstream’s own, and the wait exact to the millisecond', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 100, max: 60_000 }),
      fc.array(fc.integer({ min: 0, max: 8_000 }), { minLength: 1, maxLength: 100 }),
      (limit, windowMs, pauses) => {
        const upstream = slidingWindow(limit, windowMs)
        const lane = createLane()
        let now = 0
        for (const pause of pauses) {
          now += pause
          const verdict = lane.verdict(now)
          assert.equal(verdict.admitted, upstream.accepts(now))
          if (verdict.admitted) callAt(lane, now, upstream.arrive(now))
          else {
            assert.equal(upstream.accepts(now + verdict.waitMs - 1), false)
            assert.equal(upstream.accepts(now + verdict.waitMs), true)
          }
        }
      },
    ),
    runs(300),
  )
})
