import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { honestAddress } from '#test/receiver'
import { startWorld } from './world.ts'

type World = Awaited<ReturnType<typeof startWorld>>

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world[Symbol.asyncDispose]())

test('subscriptions of agents are listed, without the address that they deliver to', async () => {
  assert.match((await world.ringfence('subscription', 'list')).stdout, /There are no subscriptions/)
  const { key } = await world.json<{ key: { secret: string } }>('agent', 'create', 'listener')
  for (const cell of [
    ['message', 'read'],
    ['subscription', 'write'],
  ]) {
    await world.json('grant', 'add', 'listener', ...cell)
  }
  const address = `${await honestAddress()}/canary`
  const response = await fetch(`${world.running.gateway}/restapi/v1.0/subscription`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      eventFilters: ['/restapi/v1.0/account/~/extension/~/message-store'],
      deliveryMode: { transportType: 'WebHook', address },
    }),
  })
  assert.equal(response.status, 200)
  const { code, stdout } = await world.ringfence('subscription', 'list', '--agent', 'listener')
  assert.equal(code, 0)
  assert.match(stdout, /listener.*WebHook.*message-store/s)
  assert.doesNotMatch(stdout, /canary/)
})

test('a webhook’s secret is changed and shown once, a notification with its attempts without what was in it', async () => {
  const { subscriptions } = await world.json<{ subscriptions: [{ id: string }] }>(
    'subscription',
    'list',
  )
  const [{ id }] = subscriptions
  const rotated = await world.ringfence('subscription', 'rotate-secret', id)
  assert.match(rotated.stdout, /has another signing secret.\n\n {2}whsec_\S{40,}\n/)
  assert.equal((await world.ringfence('subscription', 'rotate-secret', 'none')).code !== 0, true)
  const found = async () =>
    (
      await world.json<{ notifications: { id: number }[] }>(
        'notification',
        'list',
        '--state',
        'delivered',
      )
    ).notifications[0]
  await world.json(
    'platform',
    'inbound',
    'sms',
    '--from',
    '+14155550142',
    '--to',
    '+15105550101',
    '--text',
    'canary',
  )
  let delivered = await found()
  // oxlint-disable-next-line no-await-in-loop -- told by nothing
  while (!delivered) delivered = await found()
  const { stdout } = await world.ringfence('notification', 'show', String(delivered.id))
  assert.match(stdout, /^state +delivered$/m)
  assert.match(stdout, /^attempt +1, .* ms$/m)
  assert.match(stdout, /^answer +200$/m)
  assert.match(stdout, /^webhook-id +\S+$/m)
  assert.doesNotMatch(stdout, /canary/)
  assert.match((await world.ringfence('notification', 'show', '99')).stderr, /No notification/)
  assert.equal((await world.ringfence('notification', 'show', 'x')).code !== 0, true)
})

test('notifications are listed and sent again; a number that is none is told', async () => {
  const list = await world.ringfence('notification', 'list', '--state', 'failed')
  assert.deepEqual([list.code, list.stdout], [0, 'There are no notifications.\n'])
  const all = await world.ringfence('notification', 'replay')
  assert.match(all.stdout, /^0 notifications on the way again/)
  assert.equal((await world.ringfence('notification', 'replay', '99')).code !== 0, true)
  assert.equal((await world.ringfence('notification', 'replay', 'x')).code !== 0, true)
})
