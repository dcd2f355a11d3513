import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '#test/until'
import {
  type EventWorld,
  filters,
  instantEvent,
  settled,
  startEventWorld,
  textOf,
} from './world.ts'

/** One event of a stream. */
interface Told {
  readonly id: string
  readonly event: string
  readonly data: { readonly uuid: string; readonly body: { readonly subject: string } }
}

/** Listens; gathers what comes until it is closed. */
async function listen(
  world: EventWorld,
  { query = `filter=${encodeURIComponent(filters.instant)}`, token = world.key, headers = {} } = {},
  gateway = world.gateway,
) {
  const target = `/_ringfence/events?${query}`
  const response = await gateway.fetch(
    new Request(`http://gateway.test${target}`, {
      headers: { authorization: `Bearer ${token}`, ...headers },
    }),
    { address: '192.0.2.1', target },
  )
  const told: Told[] = []
  let comments = 0
  let isOver = false
  const isStream = response.headers.get('content-type') === 'text/event-stream'
  const reader = isStream ? response.body?.getReader() : undefined
  async function read(): Promise<void> {
    for (let text = ''; ;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
      if (done) break
      text += Buffer.from(value as Uint8Array).toString()
      const frames = text.split('\n\n')
      text = frames.pop() ?? ''
      for (const frame of frames) {
        const fields = Object.fromEntries(
          frame.split('\n').map((line) => {
            const colon = line.indexOf(':')
            return [line.slice(0, colon), line.slice(colon + 1).trim()]
          }),
        ) as { id?: string; event?: string; data?: string }
        if (fields.data === undefined) comments += 1
        else told.push({ ...fields, data: JSON.parse(fields.data) } as Told)
      }
    }
    isOver = true
  }
  if (isStream) void read().catch(() => (isOver = true))
  return {
    status: response.status,
    json: isStream ? null : ((await response.json()) as Refused),
    told,
    texts: () =>
      told.filter(({ event }) => event === 'notification').map((one) => one.data.body.subject),
    comments: () => comments,
    isOver: () => isOver,
    close: () => reader?.cancel(),
  }
}
interface Refused {
  readonly errorCode: string
  readonly ringfence: { readonly reason: string }
}

async function listeningWorld(): Promise<EventWorld> {
  const world = await startEventWorld()
  await world.grant('message', 'read')
  return world
}

test('an event stream tells what happens, with ids, and says so in the audit log', async () => {
  await using world = await listeningWorld()
  const stream = await listen(world)
  await settled(world)
  assert.equal(stream.told[0]?.event, 'listening')
  world.socket.push(instantEvent, textOf(1))
  await until(() => stream.texts().length === 1)
  const [, told] = stream.told
  const record = world.records.findLast(({ kind }) => kind === 'event')
  assert.ok(record?.kind === 'event')
  assert.equal(record.transport, 'EventStream')
  assert.equal(record.uuid, told?.data.uuid)
  assert.equal(String(record.notificationId), told?.id)
  assert.equal(record.credentialId?.startsWith('key_'), true)
  const created = world.callRecords().find((one) => one.kind === 'intent')
  assert.ok(created?.kind === 'intent' && created.methodId === 'createSubscription')
})

test('who comes back with the id of the last event misses nothing and gets nothing twice', async () => {
  await using world = await listeningWorld()
  const first = await listen(world)
  await settled(world)
  world.socket.push(instantEvent, textOf(1))
  await until(() => first.texts().length === 1)
  const { id = '' } = first.told.at(-1) ?? {}
  await first.close()
  world.socket.push(instantEvent, textOf(2))
  world.socket.push(instantEvent, textOf(3))
  await until(() => world.stores.notifications.list({}, 10).length === 3)
  const second = await listen(world, { headers: { 'last-event-id': id } })
  await until(() => second.texts().length === 2)
  assert.deepEqual(second.texts(), ['text 2', 'text 3'])
  await second.close()
  const query = `filter=${encodeURIComponent(filters.instant)}&cursor=${id}`
  const third = await listen(world, { query })
  await until(() => third.texts().length === 2)
  const list = await world.ask({ target: '/restapi/v1.0/subscription' })
  const { records } = list.json as { records: { deliveryMode: { transportType: string } }[] }
  assert.deepEqual(
    records.map(({ deliveryMode }) => deliveryMode.transportType),
    ['EventStream'],
  )
})

test('what came while the gateway was away is told to who comes back', async () => {
  await using world = await listeningWorld()
  const first = await listen(world)
  await settled(world)
  world.socket.push(instantEvent, textOf(1))
  await until(() => first.texts().length === 1)
  const { id = '' } = first.told.at(-1) ?? {}
  await world.gateway.close()
  await until(() => first.isOver())
  const again = world.startAgain()
  again.gateway.start()
  await until(() => world.socket.size() === 1)
  world.socket.push(instantEvent, textOf(2))
  const second = await listen(world, { headers: { 'last-event-id': id } }, again.gateway)
  await until(() => second.texts().length === 1)
  assert.deepEqual(second.texts(), ['text 2'])
  await again.gateway.close()
})

test('a stream is refused in the API’s own way', async () => {
  await using world = await startEventWorld()
  const refusedFor = async (ask: Parameters<typeof listen>[1]) => {
    const { status, json } = await listen(world, ask)
    return [status, json?.errorCode, json?.ringfence.reason]
  }
  assert.deepEqual(await refusedFor({}), [403, 'CMN-408', 'no_grant'])
  assert.deepEqual(await refusedFor({ token: 'nobody' }), [401, 'OAU-128', 'unknown_token'])
  await world.grant('message', 'read')
  for (const query of ['', 'filter=%2Fnonsense', `filter=${filters.store}&cursor=x`, 'other=1']) {
    const [status, code] = await refusedFor({ query })
    assert.equal(status, 400, String(code))
  }
  assert.equal(world.records.filter(({ kind }) => kind === 'refused').length, 5)
})

test('a listener whose key is revoked is cut off, and another key of the agent goes on after it', async () => {
  await using world = await listeningWorld()
  const first = await listen(world)
  await settled(world)
  const { id = '' } = first.told.at(-1) ?? {}
  const { secret } = await world.gateway.credentials.rotateKey('test', 'tester')
  world.socket.push(instantEvent, textOf(1))
  await until(() => first.isOver())
  assert.deepEqual(first.texts(), [])
  const second = await listen(world, { token: secret, headers: { 'last-event-id': id } })
  await until(() => second.texts().length === 1)
})

test('an event that the agent may not have any more is left out, recorded, and the next one comes', async () => {
  await using world = await listeningWorld()
  const stream = await listen(world)
  await settled(world)
  const { id = '' } = stream.told.at(-1) ?? {}
  await stream.close()
  world.socket.push(instantEvent, textOf(1))
  await until(() => world.stores.notifications.list({}, 1).length === 1)
  const [held] = world.gateway.grants
    .listGrants('tester')
    .filter((one) => one.resource === 'message')
  await world.gateway.grants.removeGrant('test', held?.id ?? '')
  await world.grant('presence', 'read')
  const { status } = await listen(world, { headers: { 'last-event-id': id } })
  assert.equal(status, 403)
})

test('a listened-to subscription lives on, and a day after its last listener', async () => {
  await using world = await listeningWorld()
  const stream = await listen(world)
  await settled(world)
  const alive = () => world.stores.subscriptions.all(world.clock.now()).length
  for (let hour = 0; hour < 30; hour += 1) await world.clock.advance(3_600_000)
  assert.equal(alive(), 1)
  assert.equal(stream.isOver(), false)
  assert.ok(stream.comments() > 0)
  await stream.close()
  await world.clock.advance(86_399_000)
  assert.equal(alive(), 1)
  await world.clock.advance(1_000)
  assert.equal(alive(), 0)
  await until(() => world.socket.size() === 0)
})
