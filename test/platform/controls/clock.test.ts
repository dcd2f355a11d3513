import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { frozenClock } from '#lib/clock'
import { pull } from '../levers/pull.ts'
import { noon, numbers, own, sms, startWorld, type World } from '../world.ts'

const iso = (at: number) => new Date(at).toISOString()
const statusOf = async (world: World, id: number) =>
  (await world.get(`${own}/message-store/${id}`)).body.messageStatus

test('moving the clock forward lets a text arrive before the reply comes', async () => {
  using world = startWorld()
  await pull(world, 'POST /clock/freeze', {})
  const { body } = await world.call('POST', `${own}/sms`, { json: sms('hi', numbers.outside) })
  assert.equal(await statusOf(world, body.id), 'Queued')
  await pull(world, 'POST /clock/advance', { by: '1s' })
  assert.equal(await statusOf(world, body.id), 'Sent')
  const { reply } = await pull(world, 'POST /clock/advance', { by: '2s' })
  assert.equal(await statusOf(world, body.id), 'Delivered')
  assert.deepEqual(reply, { now: iso(noon + 3_000), isFrozen: true, aheadMs: 3_000 })
  const { body: delivered } = await world.get(`${own}/message-store/${body.id}`)
  assert.equal(delivered.lastModifiedTime, iso(noon + 3_000))
})

test('a token expires when the clock is moved past its end', async () => {
  using world = startWorld()
  const token = world.token(101, { lifeMs: 3_600_000 })
  assert.equal((await world.get('/restapi/v1.0/account/~', { token })).status, 200)
  await pull(world, 'POST /clock/advance', { by: '1h' })
  assert.equal((await world.get('/restapi/v1.0/account/~', { token })).status, 401)
})

test('the clock takes lengths and moments as people write them', async () => {
  using world = startWorld()
  const at = async (path: string, body: object) => {
    const { reply } = await pull(world, `POST /clock/${path}`, body)
    return Date.parse(reply.now) - noon
  }
  assert.equal(await at('advance', { by: '1h30m' }), 5_400_000)
  assert.equal(await at('advance', { by: '1500' }), 5_401_500)
  assert.equal(await at('set', { to: iso(noon + 6_000_000) }), 6_000_000)
  assert.equal(await at('freeze', { at: iso(noon + 7_000_000) }), 7_000_000)
  await world.clock.advance(60_000)
  assert.equal(await at('run', {}), 7_000_000)
  await world.clock.advance(60_000)
  const { reply } = await pull(world, 'GET /clock')
  assert.deepEqual(reply, { now: iso(noon + 7_060_000), isFrozen: false, aheadMs: 6_940_000 })
})

for (const [path, body, status, field] of [
  ['set', { to: iso(noon - 1) }, 409, 'to'],
  ['freeze', { at: iso(noon - 1) }, 409, 'at'],
  ['set', { to: 'tomorrow' }, 400, 'to'],
  ['set', {}, 400, 'to'],
  ['advance', { by: '-5s' }, 400, 'by'],
  ['advance', { by: '' }, 400, 'by'],
  ['advance', { by: '90', more: 1 }, 400, 'more'],
  ['freeze', { at: '2026-02-31' }, 400, 'at'],
] as const) {
  test(`the clock refuses ${path} ${JSON.stringify(body)}`, async () => {
    using world = startWorld()
    const answer = await pull(world, `POST /clock/${path}`, body)
    assert.deepEqual([answer.status, answer.reply.field], [status, field])
    const { reply } = await pull(world, 'GET /clock')
    assert.deepEqual(reply, { now: iso(noon), isFrozen: false, aheadMs: 0 })
  })
}

test('two moves at once are made one after the other', async () => {
  using world = startWorld()
  const { body } = await world.call('POST', `${own}/sms`, { json: sms('hi', numbers.outside) })
  const [first, second] = await Promise.all([
    pull(world, 'POST /clock/advance', { by: '1s' }),
    pull(world, 'POST /clock/advance', { by: '2s' }),
  ])
  assert.deepEqual([first.reply.now, second.reply.now], [iso(noon + 1_000), iso(noon + 3_000)])
  assert.equal(await statusOf(world, body.id), 'Delivered')
})

test('how the clock stands survives a restart, and what was due meanwhile is done', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'ringfence-')), 'platform.db')
  const clock = frozenClock(noon)
  const sent = await (async () => {
    using world = startWorld({ path, clock })
    await pull(world, 'POST /clock/advance', { by: '1d' })
    await pull(world, 'POST /clock/freeze', {})
    const { body } = await world.call('POST', `${own}/sms`, { json: sms('hi', numbers.outside) })
    return body.id
  })()
  await clock.advance(5_000)
  using world = startWorld({ path, clock })
  assert.equal(world.platform.parts.clock.now(), noon + 86_400_000)
  assert.equal(await statusOf(world, sent), 'Queued')
  await pull(world, 'POST /clock/run', {})
  await clock.advance(5_000)
  assert.equal(await statusOf(world, sent), 'Delivered')
})

test('a week with thousands of things due is gone through in order and in few commits', async () => {
  using world = startWorld()
  const { parts } = world.platform
  const count = 5_000
  parts.db.transaction(() => {
    for (let index = count; index > 0; index -= 1) {
      parts.due.add(noon + index * 100_000, 'sms', `absent ${index}`)
    }
  })
  // The schedule was armed before these rows came.
  parts.db.transaction(() => parts.schedule(1, 'sms', 'absent'))
  const commit = parts.db.commit.bind(parts.db)
  let commits = 0
  Object.assign(parts.db, {
    commit: (work: () => unknown) => {
      commits += 1
      return commit(work)
    },
  })
  await pull(world, 'POST /clock/advance', { by: '7d' })
  assert.equal(parts.due.next(), undefined)
  assert.ok(commits < 200, `${commits} commits`)
  assert.deepEqual(world.errors, [])
})
