// What really happens on the platform, told to an agent behind the gateway.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectLevers } from '#src/index'
import { startReceiver } from '#test/receiver'
import { leverToken, numbers } from '../../platform/world.ts'
import { type RealWorld, startRealWorld } from './real-world.ts'

const instant = '/restapi/v1.0/account/~/extension/~/message-store/instant?type=SMS'
const store = '/restapi/v1.0/account/~/extension/~/message-store'
const text = (words: string) => ({ from: '+14155550142', to: [numbers.ann], text: words })

async function subscribe({ url, key }: RealWorld, address: string, eventFilters: string[]) {
  const told = await fetch(`${url}/restapi/v1.0/subscription`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ eventFilters, deliveryMode: { transportType: 'WebHook', address } }),
  })
  assert.equal(told.status, 200, await told.text())
}

test('a text that arrives on the platform reaches the agent, and what arrived while the gateway was away as well', async () => {
  await using receiver = await startReceiver()
  await using world = await startRealWorld()
  const { clock } = world
  const levers = connectLevers({ url: world.sockets.url, token: leverToken })
  await subscribe(world, receiver.url, [instant])
  await world.hears()
  await levers.inboundSms(text('first'))
  await world.passUntil(() => receiver.envelopes.length === 1)
  await world.passUntil(
    () => world.stores.notifications.list({ state: 'delivered' }, 1).length === 1,
  )
  await world.gateway.close()
  await world.sockets.left()
  await clock.advance(1_000)
  await levers.inboundSms(text('second'))
  // Longer than the platform keeps a session that was left.
  await clock.advance(200_000)
  const again = world.startAgain()
  again.gateway.start()
  await world.passUntil(() => receiver.envelopes.length === 2)
  await levers.inboundSms(text('third'))
  await world.passUntil(() => receiver.envelopes.length === 3)
  assert.deepEqual(
    receiver.envelopes.map(({ body }) => [body.subject, typeof body.id, body.type]),
    ['first', 'second', 'third'].map((words) => [words, 'string', 'SMS']),
  )
  assert.deepEqual(
    Object.keys(receiver.envelopes[1].body).filter((name) => !(name in receiver.envelopes[0].body)),
    [],
  )
  await again.gateway.close()
})

test('of a mailbox that changed while the gateway was away, one event tells what was not told', async () => {
  await using receiver = await startReceiver()
  await using world = await startRealWorld()
  const { clock } = world
  const levers = connectLevers({ url: world.sockets.url, token: leverToken })
  await subscribe(world, receiver.url, [store])
  await world.hears()
  await levers.inboundSms(text('first'))
  await world.passUntil(
    () => world.stores.notifications.list({ state: 'delivered' }, 1).length === 1,
  )
  await world.gateway.close()
  await world.sockets.left()
  await clock.advance(1_000)
  await levers.inboundSms(text('second'))
  await levers.inboundSms(text('third'))
  await clock.advance(200_000)
  const again = world.startAgain()
  again.gateway.start()
  await world.passUntil(() => receiver.envelopes.length === 2)
  assert.deepEqual(
    receiver.envelopes.map(({ body }) =>
      body.changes.map((one: Record<string, unknown>) => [one['type'], one['newCount']]),
    ),
    [[['SMS', 1]], [['SMS', 2]]],
  )
  await again.gateway.close()
})
