import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer, Reached } from '#test/fake-upstream'
import { startReceiver } from '#test/receiver'
import { until } from '#test/until'
import { startOfTime, startWorld } from '../world.ts'
import { filters, instantEvent, textOf } from './world.ts'

const publicUrl = 'https://gateway.example'
const dayMs = 86_400_000

/** A gateway that hears by webhook, and an upstream that keeps one subscription. */
async function startWebhookWorld() {
  const receiver = await startReceiver()
  const world = await startWorld({ publicUrl, upstreamEvents: { over: 'webhook', publicUrl } })
  const made: { filters: string[]; address: string; token: string }[] = []
  const state = { status: 'Active', isGone: false, missed: [] as object[], handshake: 0 }
  const lifetimeMs = 7 * dayMs

  async function post(body: object | null, headers: Record<string, string> = {}) {
    const { address = '', token = '' } = made.at(-1) ?? {}
    const target = new URL(address).pathname
    return world.gateway.fetch(
      new Request(address, {
        method: 'POST',
        headers: { 'verification-token': token, ...headers },
        ...(body ? { body: JSON.stringify(body) } : {}),
      }),
      { address: '198.51.100.7', target },
    )
  }

  async function create({ body }: Reached): Promise<Answer> {
    const asked = JSON.parse(body.toString()) as {
      eventFilters: string[]
      deliveryMode: { address: string; verificationToken: string }
    }
    const { address, verificationToken: token } = asked.deliveryMode
    made.push({ filters: asked.eventFilters, address, token })
    const told = await post(null, { 'validation-token': 'prove it' })
    state.handshake = told.headers.get('validation-token') === 'prove it' ? told.status : 0
    Object.assign(state, { status: 'Active', isGone: false })
    return { body: info(`subscription-${made.length}`) }
  }

  const info = (id: string) => ({
    id,
    status: state.status,
    expirationTime: new Date(world.clock.now() + lifetimeMs).toISOString(),
  })

  world.upstream.script = (request) => {
    const { verb, target } = request
    if (target.includes('/message-sync')) {
      const { missed: records } = state
      return { body: { records, syncInfo: { syncToken: 'token' } } }
    }
    if (target === '/restapi/v1.0/subscription') return create(request)
    if (verb === 'DELETE') return { status: 204 }
    return state.isGone
      ? { status: 404, body: { errorCode: 'CMN-102', message: 'gone', errors: [] } }
      : { body: info(`subscription-${made.length}`) }
  }
  for (const access of ['read', 'write']) await world.grant('subscription', access)
  await world.grant('message', 'read')
  world.gateway.start()
  const told = await world.ask({
    verb: 'POST',
    target: '/restapi/v1.0/subscription',
    body: {
      eventFilters: [filters.instant],
      deliveryMode: { transportType: 'WebHook', address: receiver.url },
      expiresIn: 60 * 86_400,
    },
  })
  assert.equal(told.status, 200)
  const passing = async (condition: () => unknown) =>
    until(() => {
      void world.clock.advance(0)
      return condition()
    })
  const { upstreamEvents } = world.stores
  await passing(() => upstreamEvents.syncToken(world.connection.id, 'messages', '5001'))
  return {
    ...world,
    receiver,
    made,
    state,
    post,
    passing,
    notify: (body: object, headers: Record<string, string> = {}) =>
      post(
        { uuid: 'uuid', event: instantEvent, timestamp: '2026-11-24T09:00:00.000Z', body },
        headers,
      ),
    calls: (verb: string) =>
      world.upstream.calls.filter(
        (call) => call.verb === verb && call.target.includes('/subscription'),
      ),
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]()
      await receiver.close()
    },
  }
}

test('the gateway’s own address proves itself, and takes what comes with the right token alone', async () => {
  await using world = await startWebhookWorld()
  const [made] = world.made
  assert.equal(made?.address, `${publicUrl}/_ringfence/upstream/${world.connection.id}`)
  assert.equal(made?.filters[0], instantEvent)
  assert.equal(world.state.handshake, 200)
  for (const token of ['', 'wrong', `${made?.token}x`]) {
    const told = await world.notify(textOf(1), { 'verification-token': token })
    assert.equal(told.status, 401)
    const handshake = { 'verification-token': token, 'validation-token': 'prove it' }
    assert.equal((await world.post(null, handshake)).headers.get('validation-token'), null)
  }
  assert.equal((await world.notify(textOf(2))).status, 200)
  await world.passing(() => world.receiver.envelopes.length === 1)
  assert.equal(world.receiver.envelopes[0].body.id, '2')
  assert.equal((await world.post({ nonsense: true })).status, 400)
})

test('what is no connection’s address is not there', async () => {
  await using world = await startWebhookWorld()
  const target = '/_ringfence/upstream/connection_other'
  const told = await world.ask({ verb: 'POST', target, body: {} })
  assert.equal(told.status, 404)
})

test('it is renewed when four fifths of its lifetime are over', async () => {
  await using world = await startWebhookWorld()
  const renewals = () =>
    world.calls('POST').filter(({ target }) => target.endsWith('/renew')).length
  await world.clock.advance(5.5 * dayMs)
  assert.equal(renewals(), 0)
  await world.clock.advance(0.2 * dayMs)
  assert.equal(renewals(), 1)
  const { expiresAt } = world.stores.upstreamEvents.find(world.connection.id) ?? {}
  assert.ok((expiresAt ?? 0) > startOfTime + 12 * dayMs)
})

test('the upstream’s reminder has it looked at', async () => {
  await using world = await startWebhookWorld()
  const before = world.calls('GET').length
  const reminder = world.made[0]?.filters.at(-1) ?? ''
  assert.match(reminder, /^\/restapi\/v1.0\/subscription\/~\?threshold=120960&interval=3600$/)
  await world.post({ uuid: 'r', event: reminder, timestamp: '', body: { id: 'subscription-1' } })
  await world.passing(() => world.calls('GET').length > before)
})

for (const [what, loss] of [
  ['gone', { isGone: true }],
  ['blacklisted', { status: 'Blacklisted' }],
] as const) {
  test(`one that is ${what} is made anew under another token, and what was missed is read`, async () => {
    await using world = await startWebhookWorld()
    await world.notify(textOf(1))
    await world.passing(() => world.receiver.envelopes.length === 1)
    const former = world.made[0]?.token ?? ''
    Object.assign(world.state, loss, { missed: [textOf(1), textOf(2)] })
    await world.clock.advance(300_000)
    await world.passing(() => world.receiver.envelopes.length === 2)
    assert.equal(world.made.length, 2)
    assert.equal(world.receiver.envelopes[1].body.id, '2')
    const told = await world.notify(textOf(3), { 'verification-token': former })
    assert.equal(told.status, 401)
  })
}

test('a restart goes on with the same subscription, and reads what was missed', async () => {
  await using world = await startWebhookWorld()
  await world.notify(textOf(1))
  await world.passing(() => world.stores.notifications.list({ state: 'delivered' }, 1).length === 1)
  await world.gateway.close()
  world.state.missed = [textOf(1), textOf(2)]
  const again = world.startAgain()
  again.gateway.start()
  await world.passing(() => world.receiver.envelopes.length === 2)
  assert.equal(world.receiver.envelopes[1].body.id, '2')
  assert.equal(world.made.length, 1)
  await again.gateway.close()
})

test('when nobody wants anything any more, it is ended', async () => {
  await using world = await startWebhookWorld()
  const { json } = await world.ask({ target: '/restapi/v1.0/subscription' })
  const [{ id }] = (json as { records: [{ id: string }] }).records
  await world.ask({ verb: 'DELETE', target: `/restapi/v1.0/subscription/${id}` })
  await world.passing(() => world.calls('DELETE').length === 1)
  assert.equal((await world.notify(textOf(1))).status, 401)
})
