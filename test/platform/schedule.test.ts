import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { frozenClock } from '#lib/clock'
import { movableClock } from '#lib/movable-clock'
import { silentLog } from '#lib/log'
import { createSchedule, type RunTask } from '#platform/network/schedule'
import { openDatabase } from '#storage/database'
import { platformMigrations } from '#storage/migrations/platform'
import { createDueTasks } from '#storage/platform/due'
import { createState } from '#storage/platform/state'

function world(sms: RunTask) {
  const db = openDatabase(':memory:', platformMigrations)
  const due = createDueTasks(db)
  const clock = movableClock(frozenClock(0))
  const errors: unknown[] = []
  const log = { ...silentLog, error: (_: string, fields?: object) => void errors.push(fields) }
  const schedule = createSchedule({ db, due, clock, log })
  const start = () => schedule.start({ sms })
  start()
  const add = (at: number, subject: string) =>
    db.transaction(() => schedule.add(at - clock.now(), 'sms', subject))
  return { db, due, clock, errors, schedule, start, add, state: createState(db) }
}

test('tasks run in order of their time, with the clock standing there', async () => {
  const ran: string[] = []
  const { clock, add } = world((subject) => void ran.push(`${subject} at ${clock.now()}`))
  add(30, 'third')
  add(10, 'first')
  add(20, 'second')
  add(50, 'later')
  await clock.moveTo(40)
  assert.deepEqual(ran, ['first at 10', 'second at 20', 'third at 30'])
})

test('a task that returns a promise is waited for before the next one, at its time', async () => {
  const ran: string[] = []
  const { clock, add, due } = world(async (subject) => {
    ran.push(`${subject} begins at ${clock.now()}`)
    await turn()
    ran.push(`${subject} ends at ${clock.now()}`)
  })
  add(10, 'first')
  add(10, 'twin')
  add(20, 'second')
  await clock.moveTo(40)
  assert.deepEqual(ran, [
    'first begins at 10',
    'first ends at 10',
    'twin begins at 10',
    'twin ends at 10',
    'second begins at 20',
    'second ends at 20',
  ])
  assert.equal(due.next(), undefined)
})

test('a task that has not ended is still due: a crash would run it again', async () => {
  const seen: boolean[] = []
  const { clock, add, due } = world(async () => {
    await turn()
    seen.push(due.next() !== undefined)
  })
  add(10, 'one')
  await clock.moveTo(20)
  assert.deepEqual([seen, due.next()], [[true], undefined])
})

test('a task that fails leaves nothing, is logged and not run again, and the next one runs', async () => {
  const { clock, add, due, errors, state } = world((subject) => {
    state.write('random', subject)
    if (subject === 'throws') throw new Error('no')
    return subject === 'rejects' ? Promise.reject(new Error('no')) : undefined
  })
  add(5, 'good')
  add(10, 'throws')
  await clock.moveTo(10)
  assert.equal(state.read('random'), 'good')
  add(20, 'rejects')
  add(30, 'last')
  await clock.moveTo(40)
  assert.equal(state.read('random'), 'last')
  assert.equal(errors.length, 2)
  assert.equal(due.next(), undefined)
})

test('a stopped schedule is idle once stop resolves, and goes on when it is started again', async () => {
  const ran: string[] = []
  const { clock, add, schedule, start } = world(async (subject) => {
    await turn()
    ran.push(subject)
  })
  add(10, 'first')
  add(11, 'second')
  const moved = clock.moveTo(10)
  await turn()
  await schedule.stop()
  assert.deepEqual(ran, ['first'])
  await moved
  await clock.moveTo(20)
  assert.deepEqual(ran, ['first'])
  start()
  await clock.moveTo(30)
  assert.deepEqual(ran, ['first', 'second'])
})
