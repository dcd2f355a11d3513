import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { frozenClock } from '#lib/clock'
import { movableClock } from '#lib/movable-clock'

test('an untouched clock is its base', async () => {
  const base = frozenClock(1_000)
  const clock = movableClock(base)
  const ran: number[] = []
  clock.schedule(1_200, () => void ran.push(clock.now()))
  await base.advance(500)
  assert.equal(clock.now(), 1_500)
  assert.deepEqual(ran, [1_200])
})

test('a move runs what is due in order of time, each at its time, also what is added on the way', async () => {
  const clock = movableClock(frozenClock(0))
  const ran: string[] = []
  clock.schedule(30, () => void ran.push(`late at ${clock.now()}`))
  clock.schedule(10, () => {
    ran.push(`early at ${clock.now()}`)
    clock.schedule(20, () => void ran.push(`added at ${clock.now()}`))
  })
  clock.schedule(41, () => assert.fail('is not due yet'))
  await clock.moveTo(40)
  assert.deepEqual(ran, ['early at 10', 'added at 20', 'late at 30'])
  assert.equal(clock.now(), 40)
})

test('a clock that ran goes on with its base from where it was moved to', async () => {
  const base = frozenClock(0)
  const clock = movableClock(base)
  const ran: number[] = []
  await clock.moveTo(1_000)
  clock.schedule(1_050, () => void ran.push(clock.now()))
  await base.advance(49)
  assert.deepEqual([clock.now(), ran], [1_049, []])
  await base.advance(1)
  assert.deepEqual([clock.now(), ran], [1_050, [1_050]])
})

test('a frozen clock does not go with its base, and what it missed is due once it runs', async () => {
  const base = frozenClock(0)
  const clock = movableClock(base)
  const ran: number[] = []
  clock.schedule(20, () => void ran.push(clock.now()))
  clock.put({ offsetMs: 0, frozenAt: 10 })
  await base.advance(100)
  assert.deepEqual([clock.now(), ran], [10, []])
  clock.put({ offsetMs: 10 - base.now(), frozenAt: null })
  await base.advance(10)
  assert.deepEqual([clock.now(), ran], [20, [20]])
})

test('on a frozen clock what is due already runs in a later turn', async () => {
  const clock = movableClock(frozenClock(0), { offsetMs: 0, frozenAt: 50 })
  const ran: number[] = []
  clock.schedule(50, () => void ran.push(clock.now()))
  assert.deepEqual(ran, [])
  await turn()
  assert.deepEqual(ran, [50])
})

test('a move waits for what runs, one after the other, and for what had begun before it', async () => {
  const base = frozenClock(0)
  const clock = movableClock(base)
  const ran: string[] = []
  const slowly = (name: string) => async () => {
    ran.push(`${name} begins at ${clock.now()}`)
    await turn()
    await turn()
    ran.push(`${name} ends at ${clock.now()}`)
  }
  clock.schedule(1, slowly('before'))
  const advanced = base.advance(1)
  clock.schedule(5, slowly('first'))
  clock.schedule(6, slowly('second'))
  await Promise.all([advanced, clock.moveTo(10)])
  assert.deepEqual(ran, [
    'before begins at 1',
    'before ends at 1',
    'first begins at 5',
    'first ends at 5',
    'second begins at 6',
    'second ends at 6',
  ])
})

test('a run steps on within a move, but not past its end or what else is scheduled', async () => {
  const clock = movableClock(frozenClock(0))
  const steps: [number, boolean][] = []
  const step = (at: number) => void steps.push([clock.now(), clock.step(at)])
  clock.schedule(10, () => {
    step(15)
    step(20)
    step(30)
  })
  clock.schedule(20, () => step(41))
  await clock.moveTo(40)
  assert.deepEqual(steps, [
    [10, true],
    [15, false],
    [15, false],
    [20, false],
  ])
  assert.equal(clock.step(50), false)
})

test('a clock is not moved back', async () => {
  const clock = movableClock(frozenClock(100))
  await assert.rejects(clock.moveTo(99), RangeError)
  assert.equal(clock.now(), 100)
})

test('a run that throws ends the move where it was', async () => {
  const clock = movableClock(frozenClock(0), { offsetMs: 0, frozenAt: 0 })
  clock.schedule(5, () => {
    throw new Error('no')
  })
  await assert.rejects(clock.moveTo(10), /no/)
  assert.equal(clock.now(), 5)
})

test('what is cancelled does not run, frozen or not, moved or not', async () => {
  const base = frozenClock(0)
  const clock = movableClock(base)
  const never = () => assert.fail('ran after it was cancelled')
  const cancel = clock.schedule(5, never)
  cancel()
  cancel()
  await clock.moveTo(10)
  clock.put({ offsetMs: 0, frozenAt: 10 })
  clock.schedule(10, never)()
  clock.put({ offsetMs: 0, frozenAt: null })
  clock.schedule(15, never)()
  await base.advance(20)
  await turn()
})
