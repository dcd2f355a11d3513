// The outbox over a real database and a clock that stands still: what is tried when, how often, and what
// is stored of it. How a push is made is a function of each test.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createOutbox, type Outbox, type Tried, type Withheld } from '#delivery/outbox'
import { policies, type Policy } from '#delivery/policy'
import { silentLog } from '#lib/log'
import { movableClock } from '#lib/movable-clock'
import { seededRandom } from '#lib/random'
import { type Database, openDatabase } from '#storage/database'
import { notifications as tables } from '#storage/migrations/notifications'
import { createNotifications, type Notification, type Notifications } from '#storage/notifications'

const noon = Date.UTC(2026, 10, 2, 12)
const minute = 60_000

const delivered: Tried = {
  isDelivered: true,
  ms: 1,
  request: '{}',
  status: 200,
  answer: null,
  reason: null,
  retryAfterMs: null,
}
const failedWith = (status: number, retryAfterMs: number | null = null): Tried => ({
  ...delivered,
  isDelivered: false,
  status,
  reason: `Webhook responds with code: [${status}]`,
  retryAfterMs,
})

interface World extends AsyncDisposable {
  readonly db: Database
  readonly notifications: Notifications
  readonly outbox: Outbox
  /** Every push, in order. */
  readonly pushed: Notification[]
  advance(ms: number): Promise<void>
  /** Puts a notification on its way, in a commit of its own. */
  add(subscriptionId: string): Promise<number>
  /** Resolves when nothing is due now and nothing under way. */
  settle(): Promise<void>
}

function openWorld(
  push: (notification: Notification, now: number) => Tried | Withheld | Promise<Tried | Withheld>,
  options: {
    readonly path?: string
    readonly policy?: Policy
    readonly isSound?: () => boolean
    readonly targets?: (id: string) => boolean
  } = {},
): World {
  const { path = ':memory:', policy = policies.ringcentral, isSound = () => false } = options
  const db = openDatabase(path, [tables])
  const notifications = createNotifications(db)
  const base = { now: () => noon, schedule: () => () => {} }
  const clock = movableClock(base, { offsetMs: 0, frozenAt: noon })
  const random = seededRandom(3)
  const pushed: Notification[] = []
  const outbox = createOutbox({
    db,
    notifications,
    clock,
    log: silentLog,
    targetOf: (id) => ((options.targets?.(id) ?? true) ? { policy } : null),
    async push(_, notification) {
      pushed.push(notification)
      return push(notification, clock.now())
    },
    isSound: () => Promise.resolve(isSound()),
  })
  outbox.start()
  return {
    db,
    notifications,
    outbox,
    pushed,
    advance: (ms) => clock.moveTo(clock.now() + ms),
    settle: () => clock.moveTo(clock.now()),
    add: (subscriptionId) =>
      db.commit(() => {
        const at = clock.now()
        const eventId = notifications.addEvent(at, '{"changes":[]}')
        const id = notifications.add({
          uuid: random.uuid(),
          eventId,
          subscriptionId,
          filter: '/restapi/v1.0/account/1/extension/2/message-store',
          ownerId: '2',
          at,
          nextAt: at,
        })
        outbox.added()
        return id
      }),
    async [Symbol.asyncDispose]() {
      await outbox.stop()
      db.close()
    },
  }
}

test('what is added is pushed once, without the clock being moved on', async () => {
  await using world = openWorld(() => delivered)
  const id = await world.add('one')
  await world.settle()
  assert.equal(world.pushed.length, 1)
  const found = world.notifications.find(id)
  assert.equal(found?.state, 'delivered')
  assert.equal(found.attempts, 1)
  assert.equal(world.notifications.attempts(id)[0]?.status, 200)
})

test('what was undone with its change is never pushed', async () => {
  await using world = openWorld(() => delivered)
  await assert.rejects(
    world.db.commit(() => {
      const eventId = world.notifications.addEvent(noon, '{}')
      const one = {
        uuid: 'u',
        eventId,
        subscriptionId: 'one',
        filter: '/f',
        ownerId: '2',
        at: noon,
      }
      world.notifications.add({ ...one, nextAt: noon })
      world.outbox.added()
      throw new Error('the change failed')
    }),
  )
  await world.advance(minute)
  assert.deepEqual(world.pushed, [])
})

test('failures are tried again after the waits of the policy, within its jitter, and then given up', async () => {
  const times: number[] = []
  const policy = { ...policies.standard, blacklistAfterMs: Number.POSITIVE_INFINITY }
  await using world = openWorld(
    (_, now) => {
      times.push(now)
      return failedWith(500)
    },
    { policy },
  )
  const id = await world.add('one')
  await world.advance(5 * 24 * 60 * minute)
  assert.equal(times.length, 1 + policy.waitsMs.length)
  for (const [index, wait] of policy.waitsMs.entries()) {
    const waited = (times[index + 1] ?? 0) - (times[index] ?? 0)
    assert.ok(Math.abs(waited - wait) <= wait * policy.jitter, `${waited} after ${wait}`)
  }
  const found = world.notifications.find(id)
  assert.equal(found?.state, 'failed')
  assert.equal(found.reason, 'Webhook responds with code: [500]')
  assert.equal(new Set(world.pushed.map(({ uuid }) => uuid)).size, 1)
})

test('an endpoint may ask to be left alone for up to twice the usual wait, under standard alone', async () => {
  for (const [policy, expected] of [
    [policies.standard, 10_000],
    [policies.ringcentral, null],
  ] as const) {
    const times: number[] = []
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await using world = openWorld(
      (_, now) => {
        times.push(now)
        return times.length === 1 ? failedWith(503, 3600_000) : delivered
      },
      { policy },
    )
    // oxlint-disable-next-line no-await-in-loop -- ditto
    await world.add('one')
    // oxlint-disable-next-line no-await-in-loop -- ditto
    await world.advance(minute)
    const waited = (times[1] ?? 0) - (times[0] ?? 0)
    if (expected === null) assert.ok(waited <= 6_000, `${waited}`)
    else assert.equal(waited, expected)
  }
})

test('an endpoint that fails for ten minutes is blacklisted, what waits is given up, and it comes back', async () => {
  let isWell = false
  await using world = openWorld(() => (isWell ? delivered : failedWith(500)), {
    isSound: () => isWell,
  })
  const early = await world.add('one')
  await world.advance(9 * minute)
  assert.equal(world.notifications.endpoint('one').blacklistedAt, null)
  const late = await world.add('one')
  await world.advance(7 * minute)
  const { blacklistedAt, reason } = world.notifications.endpoint('one')
  assert.ok(blacklistedAt && blacklistedAt >= noon + 10 * minute)
  assert.equal(reason, 'Webhook responds with code: [500]')
  // One of them was tried then and failed for good; the other was not tried any more.
  const found = [early, late].map((id) => world.notifications.find(id))
  assert.deepEqual(
    found.map((one) => one?.state),
    ['failed', 'failed'],
  )
  assert.deepEqual(
    new Set(found.map((one) => one?.reason)),
    new Set([reason, `blacklisted: ${reason}`]),
  )
  isWell = true
  await world.advance(15 * minute)
  assert.deepEqual(world.notifications.endpoint('one').blacklistedAt, null)
})

test('one success ends the time that counts as failing', async () => {
  let count = 0
  await using world = openWorld(() => ((count += 1) % 4 === 0 ? delivered : failedWith(500)))
  for (let minutes = 0; minutes < 40; minutes += 1) {
    // oxlint-disable-next-line no-await-in-loop -- over time
    await world.add('one')
    // oxlint-disable-next-line no-await-in-loop -- ditto
    await world.advance(minute)
  }
  assert.equal(world.notifications.endpoint('one').blacklistedAt, null)
})

test('an answer that ends deliveries blacklists at once and for good', async () => {
  await using world = openWorld(() => failedWith(410), {
    policy: policies.standard,
    isSound: () => true,
  })
  await world.add('one')
  await world.advance(7 * 24 * 60 * minute)
  assert.equal(world.pushed.length, 1)
  assert.ok(world.notifications.endpoint('one').blacklistedAt !== null)
})

test('endpoints that hang or fail hold up none that is well', async () => {
  const hanging = Promise.withResolvers<Tried>()
  const ids = Array.from({ length: 1000 }, (_, index) => `endpoint-${index}`)
  const kindOf = (id: string) => ['hangs', 'fails'][Number(id.split('-')[1]) % 100] ?? 'well'
  const all = Promise.withResolvers<void>()
  let well = 0
  await using world = openWorld(({ subscriptionId }) => {
    const kind = kindOf(subscriptionId)
    if (kind === 'hangs') return hanging.promise
    if (kind === 'fails') return failedWith(500)
    if ((well += 1) === 2 * 980) all.resolve()
    return delivered
  })
  for (const id of [...ids, ...ids]) void world.add(id)
  await all.promise
  hanging.resolve(failedWith(504))
  await world.settle()
  for (const id of ids) {
    const found = world.notifications.list({ subscriptionId: id }, 10)
    assert.equal(found.length, 2, 'nothing is lost')
    if (kindOf(id) !== 'well') continue
    assert.ok(found.every(({ state, attempts }) => state === 'delivered' && attempts === 1))
  }
})

test('a lease that another took over stores nothing', async () => {
  const held = Promise.withResolvers<Tried>()
  await using world = openWorld(() => held.promise)
  const id = await world.add('one')
  while (world.pushed.length === 0) await new Promise((resolve) => setImmediate(resolve))
  await world.db.commit(() => {
    world.notifications.releaseAll()
    const [again] = world.notifications.claim(new Map([['one', 1]]), noon, {
      id: 'other',
      until: noon + 1,
    })
    assert.equal(again?.id, id)
  })
  held.resolve(delivered)
  await world.settle()
  assert.equal(world.notifications.find(id)?.state, 'pending')
  assert.deepEqual(world.notifications.attempts(id), [])
})

test('what is under way when an outbox stops is stored by nobody, and tried again at the next start', async () => {
  const held = Promise.withResolvers<Tried>()
  await using world = openWorld(() => held.promise)
  const id = await world.add('one')
  while (world.pushed.length === 0) await new Promise((resolve) => setImmediate(resolve))
  const stopped = world.outbox.stop()
  held.resolve(delivered)
  await stopped
  assert.equal(world.notifications.find(id)?.state, 'pending')
  assert.deepEqual(world.notifications.attempts(id), [])
  world.outbox.start()
  await world.settle()
  assert.equal(world.notifications.find(id)?.state, 'delivered')
  assert.equal(new Set(world.pushed.map(({ uuid }) => uuid)).size, 1)
})

test('a process that starts over the file of another pushes what that one had not finished', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringfence-outbox-'))
  const path = join(folder, 'test.db')
  const held = Promise.withResolvers<Tried>()
  let id: number
  {
    await using first = openWorld(() => held.promise, { path })
    id = await first.add('one')
    while (first.pushed.length === 0) await new Promise((resolve) => setImmediate(resolve))
    // It is gone before it knows how that ended: its database is let go of, its lease stays.
    const copy = join(folder, 'copy.db')
    first.db.copy(copy)
    held.resolve(delivered)
  }
  await using second = openWorld(() => delivered, { path: join(folder, 'copy.db') })
  await second.settle()
  assert.equal(second.pushed.length, 1)
  assert.equal(second.notifications.find(id)?.state, 'delivered')
  rmSync(folder, { recursive: true, force: true })
})

test('what is withheld, and what is of a subscription that has ended, is given up with the reason', async () => {
  await using world = openWorld(() => ({ withheld: 'no_grant' }), {
    targets: (id) => id !== 'gone',
  })
  const withheld = await world.add('one')
  const gone = await world.add('gone')
  await world.settle()
  assert.equal(world.notifications.find(withheld)?.reason, 'no_grant')
  assert.equal(world.notifications.find(gone)?.reason, 'the subscription has ended')
  assert.equal(world.pushed.length, 1)
})

test('replayed, a notification keeps its uuid and has a fresh schedule', async () => {
  let isWell = false
  await using world = openWorld(() => (isWell ? delivered : failedWith(500)))
  const id = await world.add('one')
  await world.advance(60 * minute)
  const before = world.notifications.find(id)
  assert.equal(before?.state, 'failed')
  isWell = true
  await world.db.commit(() => {
    assert.equal(world.notifications.replay({ state: 'failed' }, noon + 60 * minute), 1)
    world.outbox.added()
  })
  await world.settle()
  const after = world.notifications.find(id)
  assert.equal(after?.state, 'delivered')
  assert.equal(after.uuid, before.uuid)
  assert.equal(after.attempts, before.attempts + 1)
})
