import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Permission } from '#catalog/permissions'
import { frozenClock } from '#lib/clock'
import { pull } from './levers/pull.ts'
import { noon, own, startWorld, type World, type WorldOptions } from './world.ts'

/** A world with the app `trial` of these permissions, and its calls. */
function trial(permissions: readonly Permission[], options: WorldOptions = {}) {
  const world = startWorld(options)
  if (!world.platform.parts.apps.find('trial')) world.addApp('trial', { permissions })
  const token = world.token(101, { clientId: 'trial', scopes: permissions })
  const account = async (times: number, path = '/restapi/v1.0/account/~') => {
    for (let count = 0; count < times; count += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await world.get(path, { token })
    }
  }
  return { world, account, [Symbol.dispose]: () => world[Symbol.dispose]() }
}

async function report(world: World) {
  const { reply } = await pull(world, 'GET /report?clientId=trial')
  const [app] = reply.apps
  return {
    ...app,
    rules: Object.fromEntries(
      app.rules.map(({ rule, isPassed, finding }: Record<string, unknown>) => [
        rule,
        [isPassed, finding],
      ]),
    ),
  }
}

test('an app that did what the gate asks for passes it', async () => {
  using made = trial(['ReadAccounts'])
  await made.account(20)
  const { isPassed, rules, from, to } = await report(made.world)
  assert.equal(isPassed, true)
  assert.deepEqual(rules, {
    callsPerMethod: [true, 'All 1 methods that were called succeeded 5 times or more.'],
    callsInAll: [true, '20 calls.'],
    clientErrors: [true, '0 of 20 calls (0 %) were answered 4xx.'],
    permissions: [true, 'No permission is unused.'],
  })
  assert.deepEqual([Date.parse(from), Date.parse(to)], [noon - 2 * 86_400_000, noon])
})

test('an app that did nothing is told what it lacks', async () => {
  using made = trial(['ReadAccounts', 'SMS', 'WebSocketsSubscription'])
  const { isPassed, rules } = await report(made.world)
  assert.equal(isPassed, false)
  assert.deepEqual(rules.callsPerMethod, [false, 'No method was called.'])
  assert.deepEqual(rules.callsInAll, [false, '0 calls; 20 more are needed.'])
  assert.deepEqual(rules.clientErrors, [false, 'No call was made.'])
  assert.equal(rules.permissions[0], false)
  assert.match(rules.permissions[1], /^Unused: ReadAccounts, SMS\. /)
})

test('methods that succeeded too rarely are named with what is missing', async () => {
  using made = trial(['ReadAccounts', 'ReadMessages'])
  await made.account(18)
  await made.account(2, `${own}/message-store`)
  const { rules } = await report(made.world)
  assert.deepEqual(rules.callsPerMethod, [
    false,
    '1 of 2 methods succeeded too rarely; still needed: listMessages 3 more.',
  ])
})

test('too many refusals fail the gate, and it says how many good calls make up for them', async () => {
  using made = trial(['ReadAccounts', 'ReadMessages'])
  await made.account(20)
  await made.account(2, `${own}/message-store/1`)
  const { rules } = await report(made.world)
  assert.deepEqual(rules.clientErrors, [
    false,
    '2 of 22 calls (9.1 %) were answered 4xx; 19 more calls without one are needed.',
  ])
  await made.account(18)
  assert.equal((await report(made.world)).rules.clientErrors[0], false)
  await made.account(1)
  assert.equal((await report(made.world)).rules.clientErrors[0], true)
})

test('calls over the limit are named among the refusals', async () => {
  using made = trial(['ReadAccounts'], { limits: 'guide' })
  await made.account(52)
  const { rules, methods } = await report(made.world)
  assert.deepEqual([methods[0].successes, methods[0].limited], [50, 2])
  assert.match(rules.clientErrors[1], /^2 of 52 calls \(3.8 %\) were answered 4xx, 2 of them 429\./)
})

test('what a fault answered counts for nothing', async () => {
  using made = trial(['ReadAccounts'])
  await pull(made.world, 'POST /faults', { method: 'readAccountInfo', first: 3, error: 'CMN-301' })
  await made.account(5)
  const { methods, rules } = await report(made.world)
  assert.deepEqual(methods, [
    {
      method: 'readAccountInfo',
      successes: 2,
      clientErrors: 0,
      limited: 0,
      serverErrors: 0,
      injected: 3,
    },
  ])
  assert.equal(rules.callsInAll[1], '2 calls; 18 more are needed.')
})

test('calls older than two days of the platform’s clock do not count', async () => {
  using made = trial(['ReadAccounts'])
  await made.account(20)
  await pull(made.world, 'POST /clock/advance', { by: '2d' })
  assert.equal((await report(made.world)).isPassed, true)
  await pull(made.world, 'POST /clock/advance', { by: '1h' })
  assert.equal((await report(made.world)).rules.callsInAll[0], false)
})

test('counts outlive a restart, and are forgotten on demand', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'ringfence-')), 'platform.db')
  const clock = frozenClock(noon)
  {
    using made = trial(['ReadAccounts'], { path, clock })
    await made.account(7)
    await clock.advance(1_000)
  }
  using made = trial(['ReadAccounts'], { path, clock })
  assert.equal((await report(made.world)).methods[0].successes, 7)
  await made.account(1)
  assert.equal((await report(made.world)).methods[0].successes, 8)
  await pull(made.world, 'DELETE /report')
  assert.deepEqual((await report(made.world)).methods, [])
})

test('counts outlive a reset, also over a restart right after it', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'ringfence-')), 'platform.db')
  const clock = frozenClock(noon)
  {
    using made = trial(['ReadAccounts'], { path, clock })
    await made.world.platform.controls.snapshots.keepSeed()
    await made.account(7)
  }
  {
    using world = startWorld({ path, clock })
    await pull(world, 'POST /reset')
  }
  using world = startWorld({ path, clock })
  assert.equal((await report(world)).methods[0].successes, 7)
})

test('without a name the report is on every app that called', async () => {
  using made = trial(['ReadAccounts'])
  const apps = async () =>
    (await pull(made.world, 'GET /report')).reply.apps.map(
      ({ clientId }: { clientId: string }) => clientId,
    )
  assert.deepEqual(await apps(), [])
  await made.account(1)
  assert.deepEqual(await apps(), ['trial'])
  assert.equal((await pull(made.world, 'GET /report?clientId=nobody')).status, 404)
})
