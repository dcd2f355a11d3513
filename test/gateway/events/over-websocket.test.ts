import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownPath } from '../world.ts'
import {
  type EventWorld,
  filters,
  instantEvent,
  settled,
  startEventWorld,
  textOf,
} from './world.ts'

const subjects = ({ receiver }: EventWorld) => receiver.envelopes.map(({ body }) => body.subject)

/** A world whose agent is subscribed to texts. */
async function listening(): Promise<EventWorld> {
  const world = await startEventWorld()
  await world.grant('message', 'read')
  await world.subscribe([filters.instant])
  return world
}

/** Answers of message-sync from now on; calls of others stay as they are. */
function missing(world: EventWorld, records: readonly object[]): string[] {
  const { script } = world.upstream
  const asked: string[] = []
  world.upstream.script = (request, response) => {
    if (!request.target.includes('/message-sync')) return script(request, response)
    asked.push(request.target)
    return { body: { records, syncInfo: { syncToken: 'next-token' } } }
  }
  return asked
}

test('a socket that breaks off is opened again and takes up where it was', async () => {
  await using world = await listening()
  const { socket } = world
  socket.push(instantEvent, textOf(1))
  await world.until(() => world.receiver.envelopes.length === 1)
  socket.cut()
  await world.passUntil(() => socket.connected.length === 2)
  // Greeting, answer, notification: the place after the last of them.
  assert.equal(socket.connected[1]?.get('wsc'), 'wsc-3')
  assert.equal(socket.connected[1]?.get('access_token'), 'canary-ws-token')
  socket.push(instantEvent, textOf(1))
  socket.push(instantEvent, textOf(2))
  await world.until(() => world.receiver.envelopes.length === 2)
  assert.deepEqual(subjects(world), ['text 1', 'text 2'])
  assert.equal(socket.calls.length, 1)
})

test('where the session is lost the subscription is made anew, what was missed is read, and nothing comes twice', async () => {
  await using world = await listening()
  const { socket } = world
  socket.push(instantEvent, textOf(1))
  await world.until(() => world.receiver.envelopes.length === 1)
  const asked = missing(world, [textOf(1), textOf(2), { ...textOf(3), direction: 'Outbound' }])
  socket.recovery = 'Failed'
  socket.cut()
  await world.passUntil(() => world.receiver.envelopes.length === 2)
  assert.deepEqual(subjects(world), ['text 1', 'text 2'])
  assert.deepEqual(
    socket.calls.map(({ method }) => method),
    ['POST', 'POST'],
  )
  // Until it has nothing more to tell.
  assert.deepEqual(
    asked,
    ['first-token', 'next-token'].map(
      (token) => `${ownPath}/message-sync?syncType=ISync&syncToken=${token}`,
    ),
  )
  // The upstream tells of it late after all.
  socket.push(instantEvent, textOf(2))
  socket.push(instantEvent, textOf(4))
  await world.until(() => world.receiver.envelopes.length === 3)
  assert.deepEqual(subjects(world), ['text 1', 'text 2', 'text 4'])
})

test('a dead sync token is answered by reading by date', async () => {
  await using world = await listening()
  const { socket } = world
  const { script } = world.upstream
  const asked: string[] = []
  world.upstream.script = (request, response) => {
    if (!request.target.includes('/message-sync')) return script(request, response)
    asked.push(request.target)
    return request.target.includes('ISync')
      ? { status: 400, body: { errorCode: 'MSG-333', message: 'no', errors: [] } }
      : { body: { records: [textOf(9)], syncInfo: { syncToken: 'next-token' } } }
  }
  socket.recovery = 'Failed'
  socket.cut()
  await world.passUntil(() => world.receiver.envelopes.length === 1)
  assert.match(asked[1] ?? '', /syncType=FSync&dateFrom=2026-11-24T08%3A59%3A00.000Z/)
})

test('what cannot be read after a gap is read later, and is not lost', async () => {
  await using world = await listening()
  const { socket } = world
  const { script } = world.upstream
  let failures = 0
  world.upstream.script = (request, response) => {
    if (!request.target.includes('/message-sync')) return script(request, response)
    failures += 1
    if (failures < 3) return { status: 503, body: {} }
    return { body: { records: [textOf(5)], syncInfo: { syncToken: 'next-token' } } }
  }
  socket.recovery = 'Failed'
  socket.cut()
  await world.passUntil(() => world.receiver.envelopes.length === 1)
  assert.ok(failures >= 3)
  assert.deepEqual(subjects(world), ['text 5'])
})

test('a restart takes up where the process before was, and reads what was missed meanwhile', async () => {
  await using world = await listening()
  const { socket } = world
  socket.push(instantEvent, textOf(1))
  await world.until(() => world.receiver.envelopes.length === 1)
  await world.rest()
  socket.recovery = 'Failed'
  missing(world, [textOf(1), textOf(2)])
  await world.gateway.close()
  await world.until(() => socket.size() === 0)
  const again = world.startAgain()
  again.gateway.start()
  await world.until(() => world.receiver.envelopes.length === 2)
  assert.deepEqual(subjects(world), ['text 1', 'text 2'])
  assert.equal(socket.connected[1]?.get('wsc'), 'wsc-3')
  await again.gateway.close()
})

test('who subscribes after something happened does not get it when a gap is read', async () => {
  await using world = await listening()
  const { socket, receiver } = world
  await world.clock.advance(600_000)
  const late = await world.subscribe([filters.instant, filters.store])
  const creationTime = '2026-11-24T09:09:30.000Z'
  missing(world, [{ ...textOf(1), creationTime, lastModifiedTime: creationTime }])
  socket.recovery = 'Failed'
  socket.cut()
  await world.passUntil(() => receiver.envelopes.length === 1)
  await world.passUntil(() => socket.calls.length === 3)
  await settled(world)
  await world.rest()
  assert.deepEqual(
    receiver.envelopes.map(({ subscriptionId, body }) => [subscriptionId === late.id, body.id]),
    [[false, '1']],
  )
})

test('a socket is asked every minute whether it is still there', async () => {
  await using world = await listening()
  const { socket } = world
  await world.clock.advance(600_000)
  assert.deepEqual([socket.size(), socket.connected.length], [1, 1])
  socket.isAlive = false
  // It waits on the machine's clock for an answer, which the end of the socket cuts short.
  void world.clock.advance(60_000)
  await world.until(() => socket.heartbeats === 11)
  socket.cut()
  await world.passUntil(() => socket.connected.length === 2)
})

test('a filter that the upstream refuses is left out, and the others are subscribed to', async () => {
  await using world = await startEventWorld()
  const { socket } = world
  await world.grant('message', 'read')
  await world.grant('presence', 'read')
  const presence = `${ownPath}/presence`
  socket.answer = ({ body }) =>
    body?.eventFilters?.includes(presence)
      ? {
          status: 400,
          body: { errors: [{ errorCode: 'SUB-508', parameterValue: presence }] },
        }
      : null
  await world.subscribe([filters.instant, filters.presence])
  assert.deepEqual(
    socket.calls.map(({ body }) => body?.eventFilters),
    [[instantEvent, presence], [instantEvent]],
  )
  socket.push(instantEvent, textOf(1))
  await world.until(() => world.receiver.envelopes.length === 1)
})

test('the token of the upstream goes nowhere but to its own kind of address', async () => {
  await using world = await startEventWorld()
  await world.grant('message', 'read')
  const { script } = world.upstream
  world.upstream.script = (request, response) =>
    request.target === '/restapi/oauth/wstoken'
      ? { body: { uri: 'https://elsewhere.example/ws', ws_access_token: 'token' } }
      : script(request, response)
  await assert.rejects(world.subscribe([filters.instant]), /the subscription upstream/)
  assert.equal(world.socket.connected.length, 0)
})

test('calls that the upstream has no room for wait as long as it says', async () => {
  await using world = await startEventWorld()
  await world.grant('message', 'read')
  const { script } = world.upstream
  let isFull = true
  world.upstream.script = (request, response) =>
    request.target === '/restapi/oauth/wstoken' && isFull
      ? { status: 429, headers: { 'retry-after': '30' }, body: {} }
      : script(request, response)
  await assert.rejects(world.subscribe([filters.instant]), /the subscription upstream/)
  isFull = false
  const asked = () =>
    world.upstream.calls.filter(({ target }) => target.endsWith('/wstoken')).length
  const before = asked()
  await world.clock.advance(20_000)
  assert.equal(asked(), before)
  await world.clock.advance(20_000)
  await settled(world)
})
