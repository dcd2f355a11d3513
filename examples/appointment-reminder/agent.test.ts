// The agent's tests in node:test: `node --test`.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appointment, startWorld } from './world.ts'

test('who replies C is confirmed and thanked, and the reply is marked as read', async () => {
  const dora = appointment('Dora', '+14155550142')
  await using world = await startWorld([dora])
  await world.agent.remind()
  assert.equal(dora.state, 'reminded')
  await world.pass('10m')
  await world.levers.inboundSms({ from: dora.phone, to: ['+15105550102'], text: ' c ' })
  await world.agent.followUp()
  assert.equal(dora.state, 'confirmed')

  // Read: a second look does nothing, and the platform has seen one answer alone.
  await world.agent.followUp()
  const { requests } = await world.levers.listRequests({ method: 'createSMSMessage' })
  assert.equal(requests.length, 2)
})

test('nobody is reminded earlier than a day before, or twice', async () => {
  const dora = { ...appointment('Dora', '+14155550142'), at: new Date('2026-06-03T16:00:00Z') }
  await using world = await startWorld([dora])
  await world.agent.remind()
  assert.equal(dora.state, 'waiting')
  await world.pass('1d')
  await world.agent.remind()
  await world.agent.remind()
  assert.equal(dora.state, 'reminded')
  const { requests } = await world.levers.listRequests({ method: 'createSMSMessage' })
  // The latest first. A day later the token had expired: the SDK renewed it and called again.
  assert.deepEqual(
    requests.map(({ status }) => status),
    [200, 401],
  )
})

test('numbers with behaviour: one opts out, one confirms, one cannot be reached', async () => {
  const stops = appointment('Sam', '+12065550152')
  const confirms = appointment('Cleo', '+12065550151')
  const gone = appointment('Gus', '+12065550140')
  await using world = await startWorld([stops, confirms, gone])
  await world.agent.remind()
  await world.pass('5m')
  await world.agent.followUp()
  assert.deepEqual(
    [stops, confirms, gone].map(({ state }) => state),
    ['opted out', 'confirmed', 'unreachable'],
  )
})
