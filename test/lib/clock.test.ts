import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frozenClock } from '#lib/clock'

test('a frozen clock runs what is due in order of time and then stands at the target', async () => {
  const clock = frozenClock(1_000)
  const ran: string[] = []
  clock.schedule(1_300, () => void ran.push(`late at ${clock.now()}`))
  clock.schedule(1_100, () => void ran.push(`early at ${clock.now()}`))
  await clock.advance(500)
  assert.deepEqual(ran, ['early at 1100', 'late at 1300'])
  assert.equal(clock.now(), 1_500)
})

test('what is scheduled on the way runs in the same move when it is due in it', async () => {
  const clock = frozenClock(0)
  const ran: number[] = []
  const tick = () => {
    ran.push(clock.now())
    clock.schedule(clock.now() + 10, tick)
  }
  clock.schedule(10, tick)
  await clock.advance(35)
  assert.deepEqual(ran, [10, 20, 30])
})

test('a cancelled run does not happen, and cancelling twice is harmless', async () => {
  const clock = frozenClock(0)
  const cancel = clock.schedule(5, () => assert.fail('ran after it was cancelled'))
  cancel()
  cancel()
  await clock.advance(10)
})

test('advance waits for what runs before it goes on', async () => {
  const clock = frozenClock(0)
  const ran: string[] = []
  clock.schedule(1, async () => {
    await Promise.resolve()
    ran.push('first')
  })
  clock.schedule(2, () => void ran.push('second'))
  await clock.advance(2)
  assert.deepEqual(ran, ['first', 'second'])
})
