// The levers of subscriptions and notifications: what operators see of deliveries, and sending again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lies, startReceiver, honest } from '../../receiver.ts'
import { notifications, subscribe, tellNow } from '../webhook-world.ts'
import { noon, startWorld } from '../world.ts'
import { pull } from './pull.ts'

const minute = 60_000

test('a notification is shown with each attempt: request without secrets, answer, reason', async () => {
  using world = startWorld()
  await using receiver = await startReceiver()
  const deliveryMode = {
    transportType: 'WebHook',
    address: `${receiver.url}/hook`,
    verificationToken: 'canary',
  }
  const subscriptionId = await subscribe(world, receiver.url, { deliveryMode })
  receiver.answering = lies.error
  await tellNow(world)
  receiver.answering = honest
  await world.clock.advance(minute)
  const [listed] = await notifications(world)
  const { reply } = await pull(world, `GET /notifications/${listed.id}`)
  const { tries, ...shown } = reply
  assert.deepEqual(shown, {
    ...listed,
    ownerId: '101',
    body: { extensionId: '101', sequence: 0 },
  })
  assert.deepEqual(
    { ...listed, uuid: '', endedAt: '' },
    {
      id: 1,
      uuid: '',
      at: new Date(noon).toISOString(),
      subscriptionId,
      event: 'presence',
      filter: '/restapi/v1.0/account/1/extension/101/presence',
      state: 'delivered',
      attempts: 2,
      nextAt: null,
      endedAt: '',
      reason: null,
    },
  )
  const [first, second] = tries
  assert.deepEqual(
    [first.number, first.status, first.reason, first.answerBody],
    [
      1,
      500,
      'Webhook responses with code: [500], reason: [Internal Server Error]',
      '{"error":"inside"}',
    ],
  )
  assert.equal(first.at, new Date(noon).toISOString())
  assert.ok(first.requestHeaders.includes('verification-token: (secret)'))
  assert.ok(first.answerHeaders.some((line: string) => line.startsWith('Date: ')))
  assert.deepEqual([second.number, second.status, second.reason], [2, 200, null])
  assert.equal(JSON.stringify(reply).includes('canary'), false)
  const byUuid = await pull(world, `GET /notifications/${listed.uuid}`)
  assert.deepEqual(byUuid.reply, reply)
})

test('notifications are listed by subscription, state and time, page by page', async () => {
  using world = startWorld()
  await using receiver = await startReceiver()
  const one = await subscribe(world, receiver.url)
  await tellNow(world, 2)
  await world.clock.advance(minute)
  const other = await subscribe(world, receiver.url)
  receiver.answering = lies.error
  await tellNow(world)
  const idsOf = async (query: string) =>
    (await notifications(world, query)).map(({ id }: { id: number }) => id)
  const all = await idsOf('')
  assert.deepEqual(all, [4, 3, 2, 1])
  assert.deepEqual(await idsOf('?state=delivered'), [2, 1])
  assert.deepEqual(await idsOf(`?subscriptionId=${one}&state=pending`), [3])
  assert.deepEqual(await idsOf(`?subscriptionId=${other}`), [4])
  assert.deepEqual(await idsOf(`?since=${new Date(noon + minute).toISOString()}`), [4, 3])
  assert.deepEqual(await idsOf('?limit=2'), [4, 3])
  assert.deepEqual(await idsOf('?limit=2&before=3'), [2, 1])
  const wrong = await pull(world, 'GET /notifications?since=tomorrow')
  assert.deepEqual([wrong.status, wrong.reply.field], [400, 'since'])
  assert.equal((await pull(world, 'GET /notifications?state=lost')).status, 400)
  assert.equal((await pull(world, 'GET /notifications/99')).status, 404)
})

test('one is sent again with its uuid, delivered or failed, but not while it is on its way', async () => {
  using world = startWorld()
  await using receiver = await startReceiver()
  const subscription = await subscribe(world, receiver.url)
  await tellNow(world)
  const [{ id, uuid }] = await notifications(world)
  const replayed = await pull(world, `POST /notifications/${uuid}/replay`)
  assert.deepEqual([replayed.reply.state, replayed.reply.attempts], ['pending', 1])
  assert.equal((await pull(world, `POST /notifications/${id}/replay`)).status, 409)
  await world.clock.advance(0)
  assert.deepEqual(
    receiver.envelopes.map((envelope) => envelope.uuid),
    [uuid, uuid],
  )
  assert.equal((await notifications(world))[0].attempts, 2)
  await world.call('DELETE', `/restapi/v1.0/subscription/${subscription}`)
  const late = await pull(world, `POST /notifications/${id}/replay`)
  assert.equal(late.status, 409)
})

test('all that failed, or what did since a moment, is sent again; what has ended stays as it is', async () => {
  using world = startWorld()
  await using receiver = await startReceiver()
  const id = await subscribe(world, receiver.url)
  const ended = await subscribe(world, receiver.url)
  await tellNow(world)
  receiver.answering = lies.error
  await tellNow(world)
  await world.clock.advance(5 * minute)
  await tellNow(world)
  await world.call('DELETE', `/restapi/v1.0/subscription/${ended}`)
  await world.clock.advance(20 * minute)
  const failed = await notifications(world, `?subscriptionId=${id}&state=failed`)
  assert.equal(failed.length, 2)
  receiver.answering = honest
  const before = receiver.envelopes.length
  const since = new Date(noon + minute).toISOString()
  const replay = async (body: object) =>
    (await pull(world, 'POST /notifications/replay', body)).reply.replayed
  assert.equal(await replay({ since }), 1)
  await world.clock.advance(0)
  assert.equal(await replay({}), 1)
  await world.clock.advance(0)
  assert.equal(await replay({}), 0)
  assert.deepEqual(
    receiver.envelopes.slice(before).map(({ uuid }) => uuid),
    failed.map(({ uuid }: { uuid: string }) => uuid),
  )
  assert.equal(await replay({ state: 'delivered', subscriptionId: id }), 3)
  assert.equal(
    (await pull(world, 'POST /notifications/replay', { subscriptionId: 'no' })).status,
    404,
  )
})

test('a blacklisted subscription is tried once by a replay: a failure keeps it out, a success takes it back', async () => {
  using world = startWorld()
  await using receiver = await startReceiver()
  const id = await subscribe(world, receiver.url)
  receiver.answering = lies.error
  await tellNow(world, 2)
  await world.clock.advance(16 * minute)
  const show = async () => (await pull(world, `GET /subscriptions/${id}`)).reply
  assert.equal((await show()).status, 'Blacklisted')
  const [last] = await notifications(world)
  const sent = receiver.envelopes.length
  await pull(world, `POST /notifications/${last.id}/replay`)
  await world.clock.advance(10 * minute)
  assert.equal(receiver.envelopes.length, sent + 1)
  assert.equal((await notifications(world))[0].state, 'failed')
  receiver.answering = honest
  await pull(world, `POST /notifications/${last.id}/replay`)
  await world.clock.advance(0)
  assert.equal((await show()).status, 'Active')
})

test('subscriptions of all users are listed, with how their receivers do', async () => {
  using world = startWorld()
  await using receiver = await startReceiver()
  const id = await subscribe(world, `${receiver.url}/a`, { expiresIn: 60 })
  const { reply } = await pull(world, 'GET /subscriptions?clientId=app')
  assert.deepEqual(reply.subscriptions, [
    {
      id,
      status: 'Active',
      transportType: 'WebHook',
      address: `${receiver.url}/a`,
      clientId: 'app',
      extensionId: 101,
      expiresAt: new Date(noon + minute).toISOString(),
    },
  ])
  receiver.answering = lies.error
  await tellNow(world)
  const shown = (await pull(world, `GET /subscriptions/${id}`)).reply
  assert.equal(shown.failingSince, new Date(noon).toISOString())
  assert.match(shown.reason, /\[500\]/)
  assert.match(shown.signingSecrets[0], /^whsec_/)
  await world.clock.advance(minute)
  assert.equal((await pull(world, `GET /subscriptions/${id}`)).reply.status, 'Expired')
  assert.equal((await pull(world, 'GET /subscriptions/none')).status, 404)
  assert.equal((await pull(world, 'GET /subscriptions?clientId=none')).status, 404)
})

test('a subscription over PubNub has no receiver to look at and no secret', async () => {
  using world = startWorld()
  const { body } = await world.call('POST', '/restapi/v1.0/subscription', {
    json: {
      eventFilters: ['/restapi/v1.0/account/~/extension/~/presence'],
      deliveryMode: { transportType: 'PubNub' },
    },
  })
  assert.equal((await pull(world, `POST /subscriptions/${body.id}/recheck`)).status, 409)
  assert.equal((await pull(world, `POST /subscriptions/${body.id}/rotate-secret`)).status, 409)
  await tellNow(world)
  const [{ id }] = await notifications(world)
  assert.equal((await pull(world, `POST /notifications/${id}/replay`)).status, 409)
})
