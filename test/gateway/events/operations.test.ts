import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
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

test('a person gives a webhook another secret: it and the last one sign, and it is kept sealed and recorded', async () => {
  await using world = await startEventWorld()
  const { receiver, socket, stores, records } = world
  const { events } = world.gateway
  await world.grant('message', 'read')
  const { id, ringfence } = await world.subscribe([filters.instant])
  const secrets = [ringfence.signingSecret, await events.rotateSecret('test', id)]
  const signers = async (text: number) => {
    const got = receiver.envelopes.length
    socket.push(instantEvent, textOf(text))
    await world.until(() => receiver.envelopes.length > got)
    const { headers = {}, body = '' } = receiver.requests.at(-1) ?? {}
    const of = (name: string) => String(headers[name])
    const at = new Date(Number(of('webhook-timestamp')) * 1000)
    const given = of('webhook-signature').split(' ')
    assert.equal(given.length, 2)
    return secrets.filter((secret) =>
      given.includes(new Webhook(secret).sign(of('webhook-id'), at, body)),
    )
  }
  assert.deepEqual(await signers(1), secrets)
  // A change by the agent leaves the secrets as they are.
  const target = `/restapi/v1.0/subscription/${id}`
  await world.ask({ verb: 'PUT', target, body: { eventFilters: [filters.instant] } })
  secrets.push(await events.rotateSecret('test', id))
  assert.deepEqual(await signers(2), secrets.slice(1))
  const changes = records.flatMap((one) =>
    one.kind === 'admin' && one.action === 'subscription.secret_rotated' ? [one] : [],
  )
  assert.deepEqual(
    changes.map(({ target: of, operator, agentId }) => [of, operator, agentId]),
    [1, 2].map(() => [id, 'test', world.agent.id]),
  )
  const kept = JSON.stringify(records) + Buffer.from(stores.db.copy()).toString('latin1')
  for (const secret of secrets) assert.ok(!kept.includes(secret))
})

test('only what is signed has a secret to change', async () => {
  await using world = await startEventWorld()
  await world.grant('message', 'read')
  const { events } = world.gateway
  await assert.rejects(events.rotateSecret('test', 'nothing'), { kind: 'not_found' })
  const { json } = await world.ask({
    verb: 'POST',
    target: '/restapi/v1.0/subscription',
    body: { eventFilters: [filters.instant], deliveryMode: { transportType: 'PubNub' } },
  })
  const { id } = json as { id: string }
  await assert.rejects(events.rotateSecret('test', id), { kind: 'conflict' })
})

test('a person sees each attempt with its headers, without tokens, addresses, texts and what was answered', async () => {
  await using world = await startEventWorld()
  const { receiver, socket } = world
  const { events } = world.gateway
  await world.grant('message', 'read')
  const target = '/restapi/v1.0/subscription'
  const address = `${receiver.url}/canary-address`
  const deliveryMode = { transportType: 'WebHook', address, verificationToken: 'canary-token' }
  const body = { eventFilters: [filters.instant], deliveryMode }
  assert.equal((await world.ask({ verb: 'POST', target, body })).status, 200)
  await world.until(() => world.stores.upstreamEvents.find(world.connection.id)?.id)
  const { answering } = receiver
  receiver.answering = ({ body: sent }, response) =>
    void response
      .writeHead(500, `canary-phrase ${sent.length}`, { 'canary-header': 'x' })
      .end(`canary-answer ${sent}`)
  socket.push(instantEvent, textOf(1, 'canary-text'))
  await world.until(() => events.listNotifications({}, 1)[0]?.failures === 1)
  receiver.answering = answering
  await world.passUntil(() => events.listNotifications({}, 1)[0]?.state === 'delivered')
  const [listed] = events.listNotifications({}, 1)
  const shown = events.showNotification(listed?.id ?? 0)
  assert.deepEqual(shown.notification, listed)
  assert.deepEqual(
    shown.attempts.map(({ number, status, reason }) => [number, status, reason]),
    [
      [1, 500, 'Webhook responses with code: [500]'],
      [2, 200, null],
    ],
  )
  for (const { headers, ms } of shown.attempts) {
    assert.ok(ms > 0)
    assert.equal(headers['webhook-id'], listed?.uuid)
    assert.equal(headers['verification-token'], '(secret)')
    assert.equal(headers['content-type'], 'application/json; charset=UTF-8')
  }
  assert.doesNotMatch(JSON.stringify([shown, listed]), /canary|650555/)
  assert.throws(() => events.showNotification(99), { kind: 'not_found' })
})
