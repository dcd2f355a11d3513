import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { frozenClock } from '#lib/clock'
import { startSocketWorld } from './socket-world.ts'
import { appSecret, ids, noon, own } from './world.ts'

test('the first frame is ConnectionDetails, without a word of recovery', async () => {
  await using sockets = await startSocketWorld()
  const client = sockets.connect(await sockets.wsToken())
  const [head, body] = await client.next()
  assert.equal(head.type, 'ConnectionDetails')
  assert.equal(head.status, 200)
  assert.equal(head.wsc.sequence, 1)
  assert.deepEqual(head.headers, { RCRequestId: head.messageId })
  assert.deepEqual(body, {
    creationTime: '2026-11-23T12:00:00.000Z',
    maxConnectionsPerSession: 50,
    recoveryBufferSize: 100,
    recoveryTimeout: 180,
    idleTimeout: 1800,
    absoluteTimeout: 86400,
    maxActiveRequests: 10,
  })
})

test('a call over the socket is answered as one over HTTP, with the status in the head', async () => {
  await using sockets = await startSocketWorld()
  const client = sockets.connect(await sockets.wsToken())
  await client.next()
  const [head, body] = await client.call('get', `${own}/`, { headers: { 'X-User-Agent': 'test' } })
  assert.equal(head.type, 'ClientRequest')
  assert.equal(head.status, 200)
  assert.equal(body.id, ids.ann)
  assert.match(head.headers.RCRequestId, /^[0-9a-f-]{36}$/)
  assert.equal(typeof head.wsc.token, 'string')
  assert.ok(body.uri.startsWith(sockets.url), body.uri)

  const [wrong, refusal] = await client.call('GET', '/restapi/v1.0/nothing')
  assert.deepEqual([wrong.type, wrong.status, refusal.errorCode], ['ClientRequest', 404, 'CMN-120'])

  const listed = await client.call('GET', `${own}/message-store`, {
    query: { messageType: ['SMS', 'Fax'], perPage: 3 },
  })
  assert.equal(listed[0].status, 200)
  assert.match(listed[1].uri, /messageType=SMS&messageType=Fax/)
})

test('a call over the socket is in the request log as its user’s', async () => {
  await using sockets = await startSocketWorld()
  const client = sockets.connect(await sockets.wsToken())
  await client.next()
  await client.call('GET', own)
  const [logged] = sockets.world.platform.controls.requests.list({ limit: 1 })
  assert.equal(logged?.method, 'readExtension')
  assert.equal(logged?.clientId, 'app')
  assert.equal(logged?.extensionId, ids.ann)
})

test('a reply without content is a head alone, a batch is multipart behind its head', async () => {
  await using sockets = await startSocketWorld()
  const client = sockets.connect(await sockets.wsToken())
  await client.next()
  const subscribed = await client.subscribe()
  const gone = await client.call('DELETE', `/restapi/v1.0/subscription/${subscribed[1].id}`)
  assert.equal(gone.length, 1)
  assert.equal(gone[0].status, 204)

  const send = (text: string) =>
    client.call(
      'POST',
      `${own}/company-pager`,
      {},
      {
        from: { extensionId: String(ids.ann) },
        to: [{ extensionId: String(ids.bob) }],
        text,
      },
    )
  const [first, second] = [await send('one ,--Boundary of two'), await send('two')]
  assert.equal(first[1].subject, 'one ,--Boundary of two', 'a text is never taken for multipart')
  const [head, body] = await client.call(
    'GET',
    `${own}/message-store/${first[1].id},${second[1].id}`,
  )
  assert.equal(head.status, 207)
  assert.match(body, /^--Boundary_/)
})

test('OAuth, levers and other servers are not called over a socket', async () => {
  await using sockets = await startSocketWorld()
  const client = sockets.connect(await sockets.wsToken())
  await client.next()
  for (const path of [
    '/restapi/oauth/token',
    '/restapi/v1.0/../oauth/wstoken',
    'http://elsewhere.example/restapi',
    '//elsewhere.example/restapi',
  ]) {
    // oxlint-disable-next-line no-await-in-loop
    const [head, body] = await client.call('POST', path)
    assert.deepEqual([head.type, head.status, body.errorCode], ['Error', 400, 'WSG-422'], path)
  }
  const [lever] = await client.call('POST', '/_platform/reset', {
    headers: { authorization: 'Bearer lever' },
  })
  assert.equal(lever.status, 404)
})

test('a subscription over the socket is answered with its id and delivers to it', async () => {
  await using sockets = await startSocketWorld()
  const client = sockets.connect(await sockets.wsToken())
  await client.next()
  const [head, body] = await client.subscribe()
  assert.equal(head.headers['WSG-SubscriptionId'], body.id)
  assert.deepEqual(body.deliveryMode, { transportType: 'WebSocket', encryption: false })
  await sockets.publish(1)
  const [notified, envelope] = await client.notification()
  assert.equal(notified.status, 200)
  assert.deepEqual(notified.headers, { RCRequestId: notified.messageId })
  assert.ok(notified.wsc.sequence > head.wsc.sequence)
  assert.equal(envelope.subscriptionId, body.id)
  assert.equal(envelope.ownerId, String(ids.ann))
  assert.equal(envelope.event, `/restapi/v1.0/account/1/extension/${ids.ann}/message-store`)
})

test('a new subscription takes the place of the one before', async () => {
  await using sockets = await startSocketWorld()
  const client = sockets.connect(await sockets.wsToken())
  await client.next()
  const [, first] = await client.subscribe()
  const [, second] = await client.subscribe()
  const [, list] = await client.call('GET', '/restapi/v1.0/subscription')
  assert.deepEqual(
    list.records.map(({ id }: { id: string }) => id),
    [second.id],
  )
  await sockets.publish(1)
  const [, envelope] = await client.notification()
  assert.equal(envelope.subscriptionId, second.id)
  assert.notEqual(first.id, second.id)
})

test('a socket that subscribes again needs no room beside the twenty', async () => {
  await using sockets = await startSocketWorld()
  const client = sockets.connect(await sockets.wsToken())
  await client.next()
  await client.subscribe()
  const json = {
    eventFilters: [`${own}/message-store`],
    deliveryMode: { transportType: 'PubNub' },
  }
  for (let count = 1; count < 20; count += 1) {
    // oxlint-disable-next-line no-await-in-loop
    const { status } = await sockets.world.call('POST', '/restapi/v1.0/subscription', { json })
    assert.equal(status, 200)
  }
  assert.equal((await client.subscribe())[0].status, 200)
  const other = sockets.connect(await sockets.wsToken())
  await other.next()
  assert.equal((await other.subscribe())[1].errorCode, 'SUB-505')
})

test('a note from a colleague arrives over the socket', async () => {
  await using sockets = await startSocketWorld()
  const { world } = sockets
  const client = sockets.connect(await sockets.wsToken(world.token(ids.bob)))
  await client.next()
  await client.subscribe()
  await world.call('POST', `${own}/company-pager`, {
    json: {
      from: { extensionId: String(ids.ann) },
      to: [{ extensionId: String(ids.bob) }],
      text: 'hello',
    },
  })
  const [, envelope] = await client.notification()
  assert.deepEqual(
    envelope.body.changes.map(({ type, newCount }: { type: string; newCount: number }) => [
      type,
      newCount,
    ]),
    [['Pager', 1]],
  )
})

test('a subscription of a socket is made and changed over it alone', async () => {
  await using sockets = await startSocketWorld()
  const { world } = sockets
  const wsToken = await sockets.wsToken()
  const client = sockets.connect(wsToken)
  await client.next()
  const [, { id }] = await client.subscribe()
  const path = `/restapi/v1.0/subscription/${id}`
  const json = {
    eventFilters: [`${own}/presence`],
    deliveryMode: { transportType: 'WebSocket' },
  }
  const made = await world.call('POST', '/restapi/v1.0/subscription', { json })
  assert.deepEqual(
    [made.status, made.body.errors[0].parameterName],
    [400, 'deliveryMode.transportType'],
  )
  assert.equal((await world.call('PUT', path, { json })).status, 400)
  assert.equal((await world.call('POST', `${path}/renew`)).status, 400)
  const other = sockets.connect(wsToken)
  await other.next()
  assert.equal((await other.call('PUT', path, {}, json))[0].status, 404)
  const [head, body] = await client.call('PUT', path, {}, json)
  assert.equal(head.status, 200)
  assert.deepEqual(body.eventFilters, [`/restapi/v1.0/account/1/extension/${ids.ann}/presence`])
  assert.equal(head.headers['WSG-SubscriptionId'], id)
})

test('a heartbeat comes back', async () => {
  await using sockets = await startSocketWorld()
  const client = sockets.connect(await sockets.wsToken())
  await client.next()
  client.ws.send(JSON.stringify([{ type: 'Heartbeat', messageId: 'beat/1' }]))
  assert.deepEqual(await client.next(), [{ type: 'Heartbeat', messageId: 'beat/1' }])
})

test('who was cut off gets what came meanwhile, in order and once, and nothing that it had', async () => {
  await using sockets = await startSocketWorld()
  const wsToken = await sockets.wsToken()
  const first = sockets.connect(wsToken)
  await first.next()
  await first.subscribe()
  await sockets.publish(1)
  await first.notification()
  sockets.cutAll()
  await first.closed
  await sockets.publish(2)
  await sockets.publish(3)
  const second = sockets.connect(wsToken, `&wsc=${first.token}`)
  const [, details] = await second.next()
  assert.equal(details.recoveryState, 'Successful')
  assert.equal(details.recoveryErrorCode, undefined)
  assert.deepEqual(await second.numbers(2), [2, 3])
  await sockets.publish(4)
  assert.deepEqual(await second.numbers(1), [4])
})

test('a token of before what was sent gets that again, with the same uuid', async () => {
  await using sockets = await startSocketWorld()
  const wsToken = await sockets.wsToken()
  const first = sockets.connect(wsToken)
  await first.next()
  await first.subscribe()
  await sockets.publish(1)
  await first.notification()
  const { token } = first
  await sockets.publish(2)
  const [, lost] = await first.notification()
  sockets.cutAll()
  await first.closed
  const second = sockets.connect(wsToken, `&wsc=${token}`)
  await second.next()
  const [, again] = await second.notification()
  assert.equal(again.uuid, lost.uuid)
})

test('more than a hundred that came meanwhile are the newest hundred; the others are given up with the reason', async () => {
  await using sockets = await startSocketWorld()
  const { notifications } = sockets.world.platform.parts
  const wsToken = await sockets.wsToken()
  const first = sockets.connect(wsToken)
  await first.next()
  const [, { id }] = await first.subscribe()
  sockets.cutAll()
  await first.closed
  for (let number = 1; number <= 103; number += 1) {
    // oxlint-disable-next-line no-await-in-loop
    await sockets.publish(number)
  }
  const second = sockets.connect(wsToken, `&wsc=${first.token}`)
  await second.next()
  const expected = Array.from({ length: 100 }, (_, index) => index + 4)
  assert.deepEqual(await second.numbers(100), expected)
  const failed = notifications.list({ subscriptionId: id, state: 'failed' }, 10)
  assert.equal(failed.length, 3)
  assert.match(failed[0]?.reason ?? '', /more than 100/)
})

test('what a client took in is stored as delivered, on taking up at the latest', async () => {
  await using sockets = await startSocketWorld()
  const { notifications } = sockets.world.platform.parts
  const wsToken = await sockets.wsToken()
  const first = sockets.connect(wsToken)
  await first.next()
  const [, { id }] = await first.subscribe()
  await sockets.publish(1)
  await first.notification()
  sockets.cutAll()
  await first.closed
  await sockets.publish(2)
  const second = sockets.connect(wsToken, `&wsc=${first.token}`)
  await second.next()
  const states = notifications.list({ subscriptionId: id }, 10).map(({ state }) => state)
  assert.equal(states.at(-1), 'delivered')
})

test('after 180 seconds, without a subscription, or by another login a session is not taken up', async () => {
  await using sockets = await startSocketWorld()
  const { world } = sockets
  const wsToken = await sockets.wsToken()
  const failure = async (token: string, wsc: string) => {
    const client = sockets.connect(token, `&wsc=${wsc}`)
    const [head, { recoveryState, recoveryErrorCode }] = await client.next()
    assert.equal(head.type, 'ConnectionDetails')
    return [recoveryState, recoveryErrorCode]
  }
  const without = sockets.connect(wsToken)
  await without.next()
  without.ws.terminate()
  assert.deepEqual(await failure(wsToken, without.token), ['Failed', 'WSG-1005'])
  assert.deepEqual(await failure(wsToken, 'unknown.0'), ['Failed', 'WSG-1005'])

  const first = sockets.connect(wsToken)
  await first.next()
  await first.subscribe()
  const another = await sockets.wsToken(world.token(ids.ann))
  assert.deepEqual(await failure(another, first.token), ['Failed', 'WSG-1003'])
  sockets.cutAll()
  await first.closed
  await sockets.left()
  await world.clock.advance(179_999)
  const late = sockets.connect(wsToken, `&wsc=${first.token}`)
  assert.equal((await late.next())[1].recoveryState, 'Successful')
  sockets.cutAll()
  await late.closed
  await sockets.left()
  await world.clock.advance(180_000)
  assert.deepEqual(await failure(wsToken, late.token), ['Failed', 'WSG-1005'])
})

test('a subscription whose socket does not come back ends', async () => {
  await using sockets = await startSocketWorld()
  const { world } = sockets
  const client = sockets.connect(await sockets.wsToken())
  await client.next()
  const [, { id }] = await client.subscribe()
  sockets.cutAll()
  await client.closed
  await sockets.left()
  await world.clock.advance(180_000)
  assert.equal((await world.get(`/restapi/v1.0/subscription/${id}`)).status, 404)
})

test('whoever takes a session up ends the connection that it had', async () => {
  await using sockets = await startSocketWorld()
  const wsToken = await sockets.wsToken()
  const first = sockets.connect(wsToken)
  await first.next()
  await first.subscribe()
  const second = sockets.connect(wsToken, `&wsc=${first.token}`)
  assert.equal((await second.next())[1].recoveryState, 'Successful')
  await first.closed
  await sockets.publish(1)
  assert.deepEqual(await second.numbers(1), [1])
  second.ws.terminate()
  const third = sockets.connect(wsToken, `&wsc=${second.token}`)
  assert.equal((await third.next())[1].recoveryState, 'Successful')
})

test('a later session’s sequence is higher than what any before it had', async () => {
  await using sockets = await startSocketWorld()
  const wsToken = await sockets.wsToken()
  const first = sockets.connect(wsToken)
  await first.next()
  await first.subscribe()
  await sockets.publish(1)
  const [{ wsc }] = await first.notification()
  const second = sockets.connect(wsToken)
  const [head] = await second.next()
  assert.ok(head.wsc.sequence > wsc.sequence)
})

test('an idle connection ends with WSG-902, a used one does not', async () => {
  await using sockets = await startSocketWorld()
  const { clock } = sockets.world
  const wsToken = await sockets.wsToken()
  const [idle, used] = [sockets.connect(wsToken), sockets.connect(wsToken)]
  await idle.next()
  await used.next()
  await clock.advance(1_000_000)
  used.ws.send(JSON.stringify([{ type: 'Heartbeat', messageId: '1' }]))
  await used.next()
  await clock.advance(800_000)
  const [head, body] = await idle.next()
  assert.equal(head.type, 'Error')
  assert.deepEqual(body, { errorCode: 'WSG-902', message: 'Idle timeout expired' })
  assert.match((await idle.closed).reason, /^WSG-902/)
  assert.equal((await used.call('GET', own))[0].status, 200)
})

test('a day-old connection ends with WSG-903 and is taken up again', async () => {
  await using sockets = await startSocketWorld()
  const { clock } = sockets.world
  const accessToken = sockets.world.token(ids.ann)
  const client = sockets.connect(await sockets.wsToken(accessToken))
  await client.next()
  await client.subscribe()
  for (let beats = 0; beats < 49; beats += 1) {
    client.ws.send(JSON.stringify([{ type: 'Heartbeat', messageId: String(beats) }]))
    // oxlint-disable-next-line no-await-in-loop
    await client.next()
    // oxlint-disable-next-line no-await-in-loop
    await clock.advance(beats < 48 ? 1_764_000 : 1_728_000)
  }
  const [, body] = await client.next()
  assert.deepEqual(body, { errorCode: 'WSG-903', message: 'Absolute timeout expired' })
  await client.closed
  await sockets.publish(1)
  const second = sockets.connect(await sockets.wsToken(accessToken), `&wsc=${client.token}`)
  assert.equal((await second.next())[1].recoveryState, 'Successful')
  assert.deepEqual(await second.numbers(1), [1])
})

test('the fifty-first connection of a login is refused in a frame', async () => {
  await using sockets = await startSocketWorld()
  const wsToken = await sockets.wsToken()
  await Promise.all(Array.from({ length: 50 }, () => sockets.connect(wsToken).next()))
  const more = sockets.connect(wsToken)
  const [head, body] = await more.next()
  assert.deepEqual([head.type, head.status, body.errorCode], ['Error', 403, 'WSG-403'])
  await more.closed
  const other = sockets.connect(await sockets.wsToken(sockets.world.token(ids.bob)))
  assert.equal((await other.next())[0].type, 'ConnectionDetails')
})

test('a token that stands for nobody and a wsc that is none are refused in a frame', async () => {
  await using sockets = await startSocketWorld()
  const stranger = sockets.connect('nonsense')
  assert.equal((await stranger.next())[1].errorCode, 'WSG-401')
  assert.equal((await stranger.closed).code, 1008)
  const malformed = sockets.connect(await sockets.wsToken(), '&wsc=no%20token')
  assert.deepEqual((await malformed.next())[1], {
    errorCode: 'WSG-400',
    message: 'Malformed WebSocket session context token',
  })
  await malformed.closed
})

test('a socket ends with its login, revoked or expired', async () => {
  await using sockets = await startSocketWorld()
  const { world } = sockets
  const accessToken = world.token(ids.ann)
  const revoked = sockets.connect(await sockets.wsToken(accessToken))
  const expiring = sockets.connect(await sockets.wsToken(world.token(ids.bob, { lifeMs: 60_000 })))
  await revoked.next()
  await expiring.next()
  await world.clock.advance(60_000)
  assert.equal((await expiring.next())[1].errorCode, 'WSG-401')
  assert.equal((await expiring.closed).code, 1008)

  const credentials = Buffer.from(`app:${appSecret}`).toString('base64')
  await world.call('POST', '/restapi/oauth/revoke', {
    token: null,
    headers: { authorization: `Basic ${credentials}` },
    raw: { type: 'application/x-www-form-urlencoded', body: `token=${accessToken}` },
  })
  assert.equal((await revoked.next())[1].errorCode, 'WSG-401')
  await revoked.closed
})

test('calls over a socket whose login has just ended are refused', async () => {
  await using sockets = await startSocketWorld()
  const { world } = sockets
  const client = sockets.connect(await sockets.wsToken())
  await client.next()
  const { accounts, db } = world.platform.parts
  const ann = accounts.extension(ids.ann)
  assert.ok(ann)
  await db.commit(() => accounts.updateExtension({ ...ann, status: 'Disabled' }))
  const [head, body] = await client.call('GET', own)
  assert.deepEqual([head.status, body.errorCode], [401, 'OAU-128'])
})

test('frames that are none get an Error, and the connection goes on', async () => {
  await using sockets = await startSocketWorld()
  const client = sockets.connect(await sockets.wsToken())
  await client.next()
  const hostile: (string | Buffer)[] = [
    'not JSON',
    '',
    '{}',
    'null',
    '[]',
    '[1]',
    '[{}]',
    '[[],[]]',
    '[{"type":"Nonsense","messageId":"1"}]',
    '[{"type":"Heartbeat"}]',
    '[{"type":"Heartbeat","messageId":7}]',
    `[{"type":"Heartbeat","messageId":"${'x'.repeat(256)}"}]`,
    '[{"type":"ClientRequest","messageId":"1"}]',
    '[{"type":"ClientRequest","messageId":"1","method":"GET","path":7}]',
    '[{"type":"ClientRequest","messageId":"1","method":"G T","path":"/restapi"}]',
    '[{"type":"ClientRequest","messageId":"1","method":"TRACE","path":"/restapi"}]',
    '[{"type":"ClientRequest","messageId":"1","method":"GET","path":"/restapi","headers":{"a b":"c"}}]',
    '[{"type":"ClientRequest","messageId":"1","method":"GET","path":"/restapi","headers":{"a":"b\\nc"}}]',
    '[{"type":"ClientRequest","messageId":"1","method":"GET","path":"/restapi","query":{"a":{"b":1}}}]',
    '[{"type":"ClientRequest","messageId":"1","method":"GET","path":"/restapi","query":[1]}]',
    '[{"type":"ConnectionDetails","messageId":"1"},{}]',
    '[{"type":"ClientRequest","messageId":"1"},--Boundary_x]',
    '[{},1,2]',
    '['.repeat(10_000),
    Buffer.from([0, 1, 2]),
    `"${'x'.repeat(1_048_576)}"`,
  ]
  for (const frame of hostile) {
    client.ws.send(frame)
    // oxlint-disable-next-line no-await-in-loop
    const [head, body] = await client.next()
    assert.equal(head.type, 'Error', frame.toString().slice(0, 100))
    assert.match(body.errorCode, /^WSG-4/)
    assert.equal(typeof head.messageId, 'string')
  }
  assert.equal((await client.call('GET', own))[0].status, 200)
  client.ws.send('x'.repeat(5_000_000))
  assert.equal((await client.closed).code, 1009)
  assert.deepEqual(sockets.world.errors, [])
})

test('only /ws takes sockets', async () => {
  await using sockets = await startSocketWorld()
  const response = await fetch(`${sockets.url}/ws`)
  assert.equal(response.status, 404)
  const { WebSocket } = await import('ws')
  const elsewhere = new WebSocket(`${sockets.url.replace('http', 'ws')}/restapi`)
  const status = await new Promise((resolve) => {
    elsewhere.on('error', () => {})
    elsewhere.once('unexpected-response', (_, reply) => resolve(reply.statusCode))
  })
  elsewhere.terminate()
  assert.equal(status, 404)
})

test('a restart of the platform is a cut like any other', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringfence-sockets-'))
  try {
    const clock = frozenClock(noon)
    const path = join(folder, 'platform.db')
    const before = await startSocketWorld({ path, clock })
    const wsToken = await before.wsToken()
    const first = before.connect(wsToken)
    await first.next()
    await first.subscribe()
    await before.publish(1)
    await first.notification()
    await before[Symbol.asyncDispose]()
    assert.equal((await first.closed).code, 1012)
    assert.deepEqual(before.world.errors, [])
    await clock.advance(100_000)
    await using after = await startSocketWorld({ path, clock })
    await after.publish(2)
    const second = after.connect(wsToken, `&wsc=${first.token}`)
    assert.equal((await second.next())[1].recoveryState, 'Successful')
    assert.deepEqual(await second.numbers(1), [2])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a reset ends sockets with a reason, and none is taken up again', async () => {
  await using sockets = await startSocketWorld()
  const { controls } = sockets.world.platform
  const accessToken = sockets.world.token(ids.ann)
  await controls.snapshots.take('before')
  const wsToken = await sockets.wsToken(accessToken)
  const client = sockets.connect(wsToken)
  await client.next()
  await client.subscribe()
  await controls.snapshots.take('with a socket')
  await controls.snapshots.restore('with a socket')
  assert.equal((await client.next())[1].errorCode, 'WSG-503')
  assert.equal((await client.closed).code, 1012)
  const again = sockets.connect(wsToken, `&wsc=${client.token}`)
  assert.equal((await again.next())[1].recoveryState, 'Failed')
  await again.subscribe()
  await sockets.publish(1)
  assert.deepEqual(await again.numbers(1), [1])
})

test('sockets of one login subscribe at the same time', async () => {
  await using sockets = await startSocketWorld()
  const wsToken = await sockets.wsToken()
  const clients = [1, 2, 3].map(() => sockets.connect(wsToken))
  await Promise.all(clients.map((client) => client.next()))
  const replies = await Promise.all(clients.map((client) => client.subscribe()))
  assert.deepEqual(
    replies.map(([{ status }]) => status),
    [200, 200, 200],
  )
  assert.equal(new Set(replies.map(([, { id }]) => id)).size, 3)
})
