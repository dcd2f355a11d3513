import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { ownPath } from '../world.ts'
import { filters, instantEvent, settled, startEventWorld, textOf } from './world.ts'

test('an event upstream reaches the agent’s webhook, signed, and is in the audit log before', async () => {
  await using world = await startEventWorld()
  const { receiver, socket, records } = world
  await world.grant('message', 'read')
  await world.grant('attachment', 'read')
  const { id, ringfence } = await world.subscribe([filters.instant])
  let recordedBefore = 0
  const { answering } = receiver
  receiver.answering = (...asked) => {
    recordedBefore = records.filter(({ kind }) => kind === 'event').length
    return answering(...asked)
  }
  socket.push(instantEvent, textOf(1))
  await world.until(() => receiver.envelopes.length === 1)
  const [envelope] = receiver.envelopes
  assert.equal(envelope.event, instantEvent)
  assert.equal(envelope.subscriptionId, id)
  assert.equal(envelope.ownerId, '5001')
  assert.deepEqual(envelope.body, textOf(1))
  assert.equal(recordedBefore, 1)
  const request = receiver.requests.at(-1)
  const headers = request?.headers as Record<string, string>
  // It throws where the signature is wrong; the clock of the world stands, so the time is not judged.
  const signed = new Webhook(ringfence.signingSecret)
  assert.equal(
    signed.sign(
      headers['webhook-id'] ?? '',
      new Date(Number(headers['webhook-timestamp']) * 1000),
      request?.body ?? '',
    ),
    headers['webhook-signature'],
  )
  const [record] = records.filter(({ kind }) => kind === 'event')
  assert.ok(record?.kind === 'event')
  assert.equal(record.decision, 'allow')
  assert.equal(record.uuid, envelope.uuid)
  assert.equal(record.subscriptionId, id)
  assert.equal(record.resource, 'message')
  assert.equal(record.extensionId, '5001')
  assert.equal(record.transport, 'WebHook')
  assert.equal(record.bytesOut, Buffer.byteLength(request?.body ?? ''))
  assert.ok(!JSON.stringify(records).includes('text 1'))
})

test('the gateway subscribes once for all its agents, to the union of their filters, and to nothing for nobody', async () => {
  await using world = await startEventWorld()
  await world.grant('message', 'read')
  await world.grant('presence', 'read')
  await world.grant('call record', 'read')
  assert.equal(world.socket.connected.length, 0)
  const one = await world.subscribe([filters.instant])
  await world.subscribe([filters.presence])
  await world.subscribe([`${filters.presence}?detailedTelephonyState=true`])
  const asked = world.socket.calls.map(({ method, body }) => [method, body?.eventFilters])
  assert.deepEqual(asked, [
    ['POST', [instantEvent]],
    ['PUT', [instantEvent, `${ownPath}/presence`]],
    ['PUT', [instantEvent, `${ownPath}/presence?detailedTelephonyState=true`]],
  ])
  assert.equal(world.socket.connected.length, 1)
  for (const { id } of (await listed(world)).filter((found) => found.id !== one.id)) {
    await world.ask({ verb: 'DELETE', target: `/restapi/v1.0/subscription/${id}` })
  }
  await world.until(() => world.socket.calls.length >= 4)
  await world.ask({ verb: 'DELETE', target: `/restapi/v1.0/subscription/${one.id}` })
  await world.until(() => world.socket.size() === 0)
  assert.equal(world.socket.calls.at(-1)?.method, 'DELETE')
  assert.equal(world.stores.upstreamEvents.find(world.connection.id), undefined)
})

const listed = async (world: Awaited<ReturnType<typeof startEventWorld>>) =>
  (
    (await world.ask({ target: '/restapi/v1.0/subscription' })).json as {
      records: { id: string }[]
    }
  ).records

test('a grant withdrawn between event and delivery withholds it, and the record says why', async () => {
  await using world = await startEventWorld()
  const { receiver, socket, stores } = world
  const grant = await world.grant('message', 'read')
  const { id } = await world.subscribe([filters.instant])
  // The first try fails, so that the second comes after the grant is gone.
  receiver.answering = (_, response) => void response.writeHead(500).end()
  socket.push(instantEvent, textOf(1))
  await world.until(() => stores.notifications.list({ subscriptionId: id }, 1)[0]?.failures === 1)
  await world.gateway.grants.removeGrant('test', grant.id)
  const got = receiver.envelopes.length
  await world.clock.advance(60_000)
  assert.equal(receiver.envelopes.length, got)
  const [notification] = stores.notifications.list({ subscriptionId: id }, 1)
  assert.equal(notification?.state, 'failed')
  assert.equal(notification?.reason, 'no_grant')
  const last = world.records.findLast(({ kind }) => kind === 'event')
  assert.ok(last?.kind === 'event')
  assert.deepEqual(
    [last.decision, last.reason, last.grantId, last.bytesOut],
    ['deny', 'no_grant', null, 0],
  )
})

test('an agent that is paused, or whose key was revoked, gets nothing more by webhook', async () => {
  await using world = await startEventWorld()
  await world.grant('message', 'read')
  const { id } = await world.subscribe([filters.instant])
  const reasonAfter = async (text: number, change: () => Promise<unknown>) => {
    world.receiver.answering = (_, response) => void response.writeHead(500).end()
    world.socket.push(instantEvent, textOf(text))
    const newest = () => world.stores.notifications.list({ subscriptionId: id }, 1)[0]
    await world.until(() => newest()?.failures === 1 && newest()?.state === 'pending')
    await change()
    await world.clock.advance(60_000)
    return newest()?.reason
  }
  const { agents, credentials } = world.gateway
  assert.equal(await reasonAfter(1, () => agents.pauseAgent('test', 'tester')), 'agent_paused')
  await agents.resumeAgent('test', 'tester')
  await settled(world)
  assert.equal(
    await reasonAfter(2, () => credentials.rotateKey('test', 'tester')),
    'credential_revoked',
  )
})

test('agents get what their filters ask for and their grants open, and no more', async () => {
  await using world = await startEventWorld()
  const { receiver, socket } = world
  await world.grant('presence', 'read')
  const calls = await world.grant('call record', 'read')
  const plain = await world.subscribe([filters.presence])
  const detailed = await world.subscribe([`${filters.presence}?detailedTelephonyState=true`])
  const body = {
    extensionId: '5001',
    sequence: 7,
    presenceStatus: 'Busy',
    activeCalls: [{ id: 'call', sipData: { toTag: 'x' } }],
    totalActiveCalls: 1,
  }
  const event = `${ownPath}/presence?detailedTelephonyState=true`
  socket.push(event, body)
  await world.until(() => receiver.envelopes.length === 2)
  const bodyOf = (id: string) =>
    receiver.envelopes.findLast(({ subscriptionId }) => subscriptionId === id).body
  const less = { extensionId: '5001', sequence: 7, presenceStatus: 'Busy' }
  assert.deepEqual(bodyOf(plain.id), less)
  assert.deepEqual(bodyOf(detailed.id), {
    ...less,
    activeCalls: [{ id: 'call' }],
    totalActiveCalls: 1,
  })
  await world.gateway.grants.removeGrant('test', calls.id)
  socket.push(event, { ...body, sequence: 8 })
  await world.until(() => receiver.envelopes.length === 4)
  assert.deepEqual(bodyOf(detailed.id), { ...less, sequence: 8 })
  const record = world.records.findLast((one) => one.kind === 'event' && one.removed.length > 0)
  assert.ok(record?.kind === 'event')
  assert.deepEqual(record.removed, ['activeCalls', 'totalActiveCalls'])
})

test('the same event seen twice is delivered once within a day', async () => {
  await using world = await startEventWorld()
  const { receiver, socket } = world
  await world.grant('message', 'read')
  await world.subscribe([filters.instant])
  socket.push(instantEvent, textOf(1), { uuid: 'one' })
  socket.push(instantEvent, textOf(1), { uuid: 'another' })
  socket.push(instantEvent, textOf(2))
  await world.until(() => receiver.envelopes.length === 2)
  assert.deepEqual(
    receiver.envelopes.map(({ body }) => body.id),
    ['1', '2'],
  )
})

test('an event that says it is another’s than its filter is not relayed', async () => {
  await using world = await startEventWorld()
  const { receiver, socket } = world
  await world.grant('presence', 'read')
  await world.subscribe([filters.presence])
  socket.push(`${ownPath}/presence`, { extensionId: '777', sequence: 1 })
  socket.push('/restapi/v1.0/account/4001/extension/777/presence', {
    extensionId: '777',
    sequence: 2,
  })
  socket.push(`${ownPath}/presence`, { extensionId: '5001', sequence: 3 })
  await world.until(() => receiver.envelopes.length === 1)
  assert.equal(receiver.envelopes[0].body.sequence, 3)
})

test('links in bodies lead to the gateway', async () => {
  await using world = await startEventWorld()
  await world.grant('message', 'read')
  await world.grant('attachment', 'read')
  await world.subscribe([filters.instant])
  const uri = (origin: string) => `${origin}${ownPath}/message-store/1/content/1`
  const attachments = (origin: string) => [{ id: 1, type: 'Text', uri: uri(origin) }]
  world.socket.push(instantEvent, { ...textOf(1), attachments: attachments(world.upstream.origin) })
  await world.until(() => world.receiver.envelopes.length === 1)
  assert.deepEqual(world.receiver.envelopes[0].body.attachments, attachments('http://gateway.test'))
})

test('what the audit log cannot hold does not leave, and is tried again', async () => {
  await using world = await startEventWorld()
  const { receiver, socket, stores } = world
  await world.grant('message', 'read')
  const { id } = await world.subscribe([filters.instant])
  world.failAudit(({ kind }) => kind === 'event')
  socket.push(instantEvent, textOf(1))
  const newest = () => stores.notifications.list({ subscriptionId: id }, 1)[0]
  await world.until(() => newest()?.reason)
  assert.equal(receiver.envelopes.length, 0)
  assert.deepEqual([newest()?.state, newest()?.attempts], ['pending', 0])
  world.failAudit(() => false)
  await world.clock.advance(60_000)
  assert.equal(receiver.envelopes.length, 1)
})

test('texts and numbers of events lie nowhere in the gateway’s database in clear', async () => {
  await using world = await startEventWorld()
  await world.grant('message', 'read')
  await world.subscribe([filters.instant])
  world.receiver.answering = ({ body }, response) => void response.writeHead(500).end(body)
  world.socket.push(instantEvent, textOf(1, 'canary-text'))
  await world.until(() => world.receiver.envelopes.length === 1)
  await world.until(() => world.stores.notifications.list({}, 1)[0]?.failures === 1)
  const bytes = Buffer.from(world.stores.db.copy()).toString('latin1')
  for (const canary of ['canary-text', '6505550100', 'canary-ws-token', 'wsc-', 'whsec_']) {
    assert.ok(!bytes.includes(canary), canary)
  }
})
