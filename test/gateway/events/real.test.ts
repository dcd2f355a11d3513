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

const own = '/restapi/v1.0/account/~/extension/~'
const calls = [`${own}/telephony/sessions`, `${own}/missed-calls`]

test('calls that ended while the gateway was away are told by their end, missed ones as missed', async () => {
  await using receiver = await startReceiver()
  await using world = await startRealWorld()
  const { clock } = world
  const levers = connectLevers({ url: world.sockets.url, token: leverToken })
  await world.grant('call record', 'read')
  for (const filter of calls) await subscribe(world, receiver.url, [filter])
  await world.hears()
  const ended = () =>
    receiver.envelopes.filter(({ event, body }) =>
      event.endsWith('/telephony/sessions')
        ? body.parties.some((party: Party) => party.status.code === 'Disconnected')
        : false,
    )
  const missed = () => receiver.envelopes.filter(({ event }) => event.endsWith('/missed-calls'))
  const call = () =>
    levers.inboundCall({
      from: '+14155550142',
      to: numbers.ann,
      answer: 'noAnswer',
      voicemailSeconds: 0,
    })
  await call()
  await clock.advance(120_000)
  await world.passUntil(() => ended().length === 1 && missed().length === 1)
  await world.passUntil(() => world.stores.notifications.list({ state: 'pending' }, 1).length === 0)
  await world.gateway.close()
  await world.sockets.left()
  await call()
  // It ends, and the session that was left with it.
  await clock.advance(400_000)
  const again = world.startAgain()
  again.gateway.start()
  await world.passUntil(() => ended().length >= 2 && missed().length >= 2)
  await world.passUntil(() => world.stores.notifications.list({ state: 'pending' }, 1).length === 0)
  const sessions = [...ended(), ...missed()].map(({ body }) => body.sessionId)
  assert.equal(sessions.length, 4)
  assert.deepEqual(sessions.slice(0, 2), sessions.slice(2))
  const [told, found] = ended()
  assert.deepEqual(
    [found.body.parties[0].missedCall, found.body.parties[0].direction],
    [true, told.body.parties[0].direction],
  )
  assert.notEqual(found.body.telephonySessionId, told.body.telephonySessionId)
  await again.gateway.close()
})

interface Party {
  readonly status: { readonly code: string }
}

test('a connection that was changed meanwhile loses nothing: what waits leaves once it is known whose it is', async () => {
  await using receiver = await startReceiver()
  await using world = await startRealWorld()
  const { clock } = world
  const levers = connectLevers({ url: world.sockets.url, token: leverToken })
  await subscribe(world, receiver.url, [instant])
  await world.hears()
  const { answering } = receiver
  receiver.answering = (_, response) => void response.writeHead(500).end()
  await levers.inboundSms(text('waits'))
  await world.passUntil(() => world.stores.notifications.list({}, 1)[0]?.failures === 1)
  await world.gateway.close()
  await world.sockets.left()
  await levers.inboundSms(text('missed'))
  await clock.advance(200_000)
  receiver.answering = answering
  const got = receiver.envelopes.length
  const again = world.startAgain()
  await again.gateway.connections.changeConnection('test', world.connection.id, {})
  again.gateway.start()
  const texts = () => receiver.envelopes.slice(got).map(({ body }) => body.subject)
  await world.passUntil(() => texts().length === 2)
  assert.deepEqual(new Set(texts()), new Set(['missed', 'waits']))
  assert.equal(world.stores.notifications.list({ state: 'failed' }, 1).length, 0)
  await again.gateway.close()
})
