import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filters, instantEvent, startEventWorld, textOf } from './world.ts'

test('a person sees what failed and why, without bodies, and sends it again under its uuid; that is recorded', async () => {
  await using world = await startEventWorld()
  const { receiver, socket } = world
  const { events } = world.gateway
  const grant = await world.grant('message', 'read')
  const { id } = await world.subscribe([filters.instant])
  const [subscription] = events.listSubscriptions(world.agent.id)
  assert.deepEqual([subscription?.id, subscription?.transport], [id, 'WebHook'])
  assert.ok(!JSON.stringify(events.listSubscriptions()).includes(receiver.url))
  // It fails once, and then may not leave any more.
  const { answering } = receiver
  receiver.answering = (_, response) => void response.writeHead(500).end()
  socket.push(instantEvent, textOf(1))
  await world.until(() => events.listNotifications({}, 1)[0]?.failures === 1)
  await world.gateway.grants.removeGrant('test', grant.id)
  await world.clock.advance(60_000)
  const [failed] = events.listNotifications({ state: 'failed' }, 10)
  assert.deepEqual([failed?.reason, failed?.attempts], ['no_grant', 1])
  assert.ok(!JSON.stringify(failed).includes('text 1'))
  receiver.answering = answering
  // Still without the grant: it is decided anew, and withheld again.
  assert.equal(await events.replay('test', {}), 1)
  await world.until(() => events.listNotifications({ state: 'failed' }, 10).length === 1)
  assert.equal(receiver.envelopes.length, 1)
  await world.grant('message', 'read')
  assert.equal(await events.replay('test', { id: failed?.id }), 1)
  await world.until(() => receiver.envelopes.length === 2)
  assert.equal(receiver.envelopes[1].uuid, failed?.uuid)
  const changes = world.records.flatMap((one) =>
    one.kind === 'admin' && one.action === 'notification.replayed' ? [one.target] : [],
  )
  assert.deepEqual(changes, ['failed', String(failed?.id)])
})

test('what is not there cannot be sent again', async () => {
  await using world = await startEventWorld()
  await assert.rejects(world.gateway.events.replay('test', { id: 7 }), /No notification has/)
  assert.equal(await world.gateway.events.replay('test', {}), 0)
})
