// What happens to agents' subscriptions, and to what is subscribed to upstream for them, by time alone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startOfTime } from '../world.ts'
import { type EventWorld, filters, instantEvent, startEventWorld, textOf } from './world.ts'

const hourMs = 3_600_000
const lifetimeMs = 168 * hourMs
/** From a day before the end on, every eight hours. */
const reminder = '/restapi/v1.0/subscription/~?threshold=86400&interval=28800'

const reminders = ({ receiver }: EventWorld) =>
  receiver.envelopes.filter(({ event }) => event === reminder)

async function readingWorld(): Promise<EventWorld> {
  const world = await startEventWorld()
  await world.grant('message', 'read')
  return world
}

test('an agent is reminded to renew as often as it asked, with the subscription itself, recorded as any event', async () => {
  await using world = await readingWorld()
  const { clock, records } = world
  const { id } = await world.subscribe([filters.instant, reminder])
  await clock.advance(lifetimeMs - 24 * hourMs - 1)
  assert.equal(reminders(world).length, 0)
  await clock.advance(1)
  assert.equal(reminders(world).length, 1)
  const [first] = reminders(world)
  const at = (ms: number) => new Date(startOfTime + ms).toISOString()
  assert.equal(first.subscriptionId, id)
  assert.deepEqual(first.body, {
    uri: `http://gateway.test/restapi/v1.0/subscription/${id}`,
    id,
    creationTime: at(0),
    status: 'Active',
    eventFilters: [instantEvent, reminder],
    expirationTime: at(lifetimeMs),
    expiresIn: 86_400,
  })
  const record = records.findLast((one) => one.kind === 'event')
  assert.ok(record?.kind === 'event')
  assert.deepEqual(
    [record.event, record.resource, record.decision, record.uuid],
    ['reminder', 'subscription', 'allow', first.uuid],
  )
  await clock.advance(8 * hourMs)
  assert.equal(reminders(world).length, 2)
  await world.ask({ verb: 'POST', target: `/restapi/v1.0/subscription/${id}/renew` })
  await clock.advance(lifetimeMs - 24 * hourMs - 1)
  assert.equal(reminders(world).length, 2)
  await clock.advance(1)
  assert.equal(reminders(world).length, 3)
  await clock.advance(24 * hourMs)
  // After eight and sixteen hours; not at the end itself.
  assert.equal(reminders(world).length, 5)
})

test('a restart neither loses nor repeats a reminder', async () => {
  await using world = await readingWorld()
  const { clock } = world
  await world.subscribe([filters.instant, reminder])
  await clock.advance(lifetimeMs - 24 * hourMs)
  assert.equal(reminders(world).length, 1)
  await world.gateway.close()
  const second = world.startAgain()
  second.gateway.start()
  await clock.advance(hourMs)
  assert.equal(reminders(world).length, 1)
  await second.gateway.close()
  // It is due while nobody is there to send it.
  await clock.advance(8 * hourMs)
  const third = world.startAgain()
  third.gateway.start()
  await world.until(() => reminders(world).length === 2)
  await clock.advance(hourMs)
  assert.equal(reminders(world).length, 2)
  await third.gateway.close()
})

test('reminders take the grant to read subscriptions, when they are asked for and when they leave', async () => {
  await using world = await readingWorld()
  const grants = world.gateway.grants.listGrants('tester')
  const mayRead = grants.find(
    ({ resource, access }) => resource === 'subscription' && access === 'read',
  )
  const { id } = await world.subscribe([filters.instant, reminder])
  await world.gateway.grants.removeGrant('test', mayRead?.id ?? '')
  await world.clock.advance(lifetimeMs - 24 * hourMs)
  assert.equal(reminders(world).length, 0)
  const [withheld] = world.stores.notifications.list({ subscriptionId: id }, 1)
  assert.deepEqual([withheld?.state, withheld?.reason], ['failed', 'no_grant'])
  const told = await world.ask({
    verb: 'POST',
    target: '/restapi/v1.0/subscription',
    body: {
      eventFilters: [filters.instant, reminder],
      deliveryMode: { transportType: 'WebHook', address: `${world.receiver.url}/hook` },
    },
  })
  assert.equal(told.status, 403)
  const { ringfence } = told.json as { ringfence: { missing: unknown } }
  assert.deepEqual(ringfence.missing, { resource: 'subscription', access: 'read' })
})

test('a subscription that expires ends what waits for it, with the reason', async () => {
  await using world = await readingWorld()
  const { receiver, socket, stores, clock } = world
  const { id } = await world.subscribe([filters.instant])
  await clock.advance(lifetimeMs - 1_000)
  receiver.answering = (_, response) => void response.writeHead(500).end()
  socket.push(instantEvent, textOf(1))
  const newest = () => stores.notifications.list({ subscriptionId: id }, 1)[0]
  await world.until(() => newest()?.failures === 1 && newest()?.nextAt)
  const got = receiver.envelopes.length
  await clock.advance(1_000)
  assert.deepEqual(
    [newest()?.state, newest()?.reason, newest()?.endedAt],
    ['failed', 'the subscription has ended', startOfTime + lifetimeMs],
  )
  await clock.advance(hourMs)
  assert.equal(receiver.envelopes.length, got)
})

test('a grant that ends by itself ends what is subscribed to upstream for it, then', async () => {
  await using world = await startEventWorld()
  const { clock, socket } = world
  await world.grant('message', 'read')
  await world.grant('presence', 'read', 'own', startOfTime + hourMs)
  await world.subscribe([filters.instant])
  await world.subscribe([filters.presence])
  const asked = socket.calls.length
  await clock.advance(hourMs - 1)
  assert.equal(socket.calls.slice(asked).filter(({ method }) => method === 'PUT').length, 0)
  await clock.advance(1)
  await world.until(() => socket.calls.at(-1)?.method === 'PUT' && socket.calls.length > asked)
  assert.deepEqual(socket.calls.at(-1)?.body?.eventFilters, [instantEvent])
})

test('a former key that ends by itself ends what is subscribed to upstream for it, then', async () => {
  await using world = await readingWorld()
  const { clock, socket } = world
  await world.subscribe([filters.instant])
  await world.gateway.credentials.rotateKey('test', 'tester', { overlapMs: hourMs })
  const ended = () => socket.calls.filter(({ method }) => method === 'DELETE').length
  await clock.advance(hourMs - 1)
  assert.equal(ended(), 0)
  await clock.advance(1)
  await world.until(() => ended() === 1)
})
