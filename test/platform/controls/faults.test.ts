import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { test } from 'node:test'
import { listen } from '#lib/server'
import { pull } from '../levers/pull.ts'
import { appSecret, own, sms, startWorld, type World, type WorldOptions } from '../world.ts'

const send = (world: World) => world.call('POST', `${own}/sms`, { json: sms() })

async function withFault(rule: object, options: WorldOptions = {}): Promise<World> {
  const world = startWorld(options)
  const { status, reply } = await pull(world, 'POST /faults', rule)
  assert.equal(status, 201, JSON.stringify(reply))
  return world
}

/** The statuses of some calls, one after the other. */
async function statuses(count: number, call: () => Promise<{ status: number }>) {
  const seen: number[] = []
  for (let index = 0; index < count; index += 1) {
    // oxlint-disable-next-line no-await-in-loop -- in order
    seen.push((await call()).status)
  }
  return seen
}

test('the first calls fail, then they go through, and nothing of a failed one is stored', async () => {
  using world = await withFault({ method: 'createSMSMessage', first: 2, error: 'CMN-201' })
  const stored = async () => (await world.get(`${own}/message-store`)).body.records.length
  const before = await stored()
  assert.deepEqual(await statuses(3, () => send(world)), [503, 503, 200])
  assert.equal(await stored(), before + 1)
  const { reply } = await pull(world, 'GET /faults')
  assert.deepEqual(reply.faults, [
    { id: 'fault-1', method: 'createSMSMessage', first: 2, error: 'CMN-201', seen: 3, struck: 2 },
  ])
})

test('every third call fails', async () => {
  using world = await withFault({ method: 'createSMSMessage', every: 3, error: 'CMN-203' })
  assert.deepEqual(await statuses(6, () => send(world)), [200, 200, 500, 200, 200, 500])
})

test('a fault without a count strikes every call, and other methods go on', async () => {
  using world = await withFault({ method: 'createSMSMessage', error: 'CMN-201' })
  assert.deepEqual(await statuses(2, () => send(world)), [503, 503])
  assert.equal((await world.get('/restapi/v1.0/account/~')).status, 200)
})

test('chance strikes the same calls for the same random seed', async () => {
  const seen = async (randomSeed: number) => {
    using world = await withFault({
      method: 'readAccountInfo',
      probability: 0.5,
      randomSeed,
      error: 'CMN-201',
    })
    return await statuses(20, () => world.get('/restapi/v1.0/account/~'))
  }
  const [once, again, other] = [await seen(1), await seen(1), await seen(2)]
  assert.deepEqual(once, again)
  assert.notDeepEqual(once, other)
  assert.ok(once.includes(200) && once.includes(503))
})

test('faults of a method are asked in order, and one that comes after does not see the call', async () => {
  using world = await withFault({ method: 'createSMSMessage', first: 1, error: 'CMN-201' })
  await pull(world, 'POST /faults', { method: 'createSMSMessage', first: 1, error: 'CMN-301' })
  assert.deepEqual(await statuses(3, () => send(world)), [503, 429, 200])
})

for (const [profile, status, code] of [
  ['guide', 503, 'CMN-304'],
  ['live', 429, 'CMN-304'],
] as const) {
  test(`a code answers with the status of its profile (${profile})`, async () => {
    using world = await withFault({ method: 'createSMSMessage', error: code }, { profile })
    const answer = await send(world)
    assert.equal(answer.status, status)
    assert.equal(answer.body.errorCode, code)
    assert.equal(answer.headers.get('retry-after'), status === 429 ? '60' : null)
    assert.equal(answer.headers.get('x-ringfence-fault'), 'fault-1')
  })
}

test('a made-up 429 looks like a real one, and starts no penalty', async () => {
  using world = await withFault(
    { method: 'createSMSMessage', first: 1, error: 'CMN-301' },
    { limits: 'guide' },
  )
  const { status, body, headers } = await send(world)
  assert.equal(status, 429)
  assert.equal(body.errorCode, 'CMN-301')
  assert.deepEqual(
    ['retry-after', 'x-rate-limit-group', 'x-rate-limit-limit', 'x-rate-limit-remaining'].map(
      (name) => headers.get(name),
    ),
    ['60', 'medium', '40', '0'],
  )
  assert.equal((await send(world)).status, 200)
})

test('a fault of an app or an extension leaves the others alone', async () => {
  using world = startWorld()
  world.addApp('other')
  const [bob, byOther] = [world.token(102), world.token(101, { clientId: 'other' })]
  const read = (token?: string) =>
    world.get('/restapi/v1.0/account/~', token === undefined ? {} : { token })
  const rule = { method: 'readAccountInfo', error: 'CMN-201' }
  await pull(world, 'POST /faults', { ...rule, clientId: 'other' })
  assert.deepEqual([(await read()).status, (await read(byOther)).status], [200, 503])
  await pull(world, 'DELETE /faults')
  await pull(world, 'POST /faults', { ...rule, extensionId: 102 })
  assert.deepEqual([(await read()).status, (await read(bob)).status], [200, 503])
})

test('a call that is refused for its token meets no fault', async () => {
  using world = await withFault({ method: 'readAccountInfo', first: 1, error: 'CMN-201' })
  assert.equal((await world.get('/restapi/v1.0/account/~', { token: 'nobody' })).status, 401)
  assert.equal((await world.get('/restapi/v1.0/account/~')).status, 503)
})

test('latency lets the call go through, later', async () => {
  using world = await withFault({ method: 'createSMSMessage', first: 1, latencyMs: 30 })
  assert.equal((await send(world)).status, 200)
  const { reply } = await pull(world, 'GET /requests?method=createSMSMessage')
  const [logged] = reply.requests
  assert.equal(logged.fault, 'fault-1')
  assert.ok(logged.ms >= 25, `took ${logged.ms} ms`)
})

test('a dropped connection rejects as fetch does, and the request is in the log without a status', async () => {
  using world = await withFault({ method: 'createSMSMessage', first: 1, drop: true })
  await assert.rejects(send(world), (error: TypeError) => {
    assert.equal(error.message, 'fetch failed')
    assert.equal((error.cause as { code?: string }).code, 'UND_ERR_SOCKET')
    return error instanceof TypeError
  })
  assert.equal((await send(world)).status, 200)
  const { reply } = await pull(world, 'GET /requests?method=createSMSMessage')
  assert.deepEqual(
    reply.requests.map(({ status, fault }: { status: unknown; fault: unknown }) => [status, fault]),
    [
      [200, null],
      [null, 'fault-1'],
    ],
  )
})

test('over a socket a dropped connection ends without a byte', async () => {
  using world = await withFault({ method: 'readAccountInfo', drop: true })
  const token = world.token(101)
  const listening = await listen((request) => world.platform.fetch(request), {
    host: '127.0.0.1',
    port: 0,
  })
  const failure = await new Promise<NodeJS.ErrnoException>((resolve, reject) => {
    httpRequest(
      `${listening.origin}/restapi/v1.0/account/~`,
      { headers: { authorization: `Bearer ${token}` } },
      () => reject(new Error('there was an answer')),
    )
      .on('error', resolve)
      .end()
  })
  assert.equal(failure.code, 'ECONNRESET')
  await listening.close()
})

test('OAuth endpoints fail too, with codes of their own or of the API, for one app alone if asked', async () => {
  using world = await withFault({ method: 'oauth/token', first: 1, error: 'OAU-210' })
  world.addApp('other')
  const token = (clientId: string) =>
    world.call('POST', '/restapi/oauth/token', {
      token: null,
      raw: {
        type: 'application/x-www-form-urlencoded',
        body: new URLSearchParams({ grant_type: 'client_credentials' }).toString(),
      },
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${appSecret}`).toString('base64')}`,
      },
    })
  const { status, body } = await token('app')
  assert.deepEqual([status, body.error], [400, 'invalid_grant'])
  assert.equal((await token('app')).status, 200)
  const rule = { method: 'oauth/token', error: 'CMN-301', clientId: 'other' }
  await pull(world, 'POST /faults', rule)
  const limited = await token('other')
  assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '60'])
  assert.equal((await token('app')).status, 200)
})

for (const [rule, field, hint] of [
  [{ method: 'createSmsMesage', error: 'CMN-201' }, 'method', 'createSMSMessage'],
  [{ method: 'nothing', error: 'CMN-201' }, 'method', ''],
  [{ method: 'createSMSMessage', error: 'CMN-999' }, 'error', 'CMN-'],
  [{ method: 'createSMSMessage', error: 'OAU-250' }, 'error', 'OAU-'],
  [{ method: 'createSMSMessage' }, 'error', ''],
  [{ method: 'createSMSMessage', drop: false }, 'error', ''],
  [{ method: 'createSMSMessage', error: 'CMN-201', drop: true }, 'drop', ''],
  [{ method: 'createSMSMessage', error: 'CMN-201', first: 1, every: 2 }, 'every', ''],
  [{ method: 'createSMSMessage', error: 'CMN-201', randomSeed: 2 }, 'randomSeed', ''],
  [{ method: 'createSMSMessage', error: 'CMN-201', first: 0 }, 'first', ''],
  [{ method: 'createSMSMessage', latencyMs: 3_600_000 }, 'latencyMs', ''],
  [{ method: 'createSMSMessage', error: 'CMN-201', probability: 2 }, 'probability', ''],
  [{ method: 'oauth/token', error: 'OAU-210', extensionId: 101 }, 'extensionId', ''],
  [{ error: 'CMN-201' }, 'method', ''],
] as const) {
  test(`the fault ${JSON.stringify(rule)} is refused`, async () => {
    using world = startWorld()
    const { status, reply } = await pull(world, 'POST /faults', rule)
    assert.deepEqual([status, reply.field], [400, field])
    assert.ok(reply.detail.includes(hint), reply.detail)
    assert.deepEqual((await pull(world, 'GET /faults')).reply, { faults: [] })
  })
}

test('a fault is taken away, one or all', async () => {
  using world = startWorld()
  const add = () => pull(world, 'POST /faults', { method: 'readAccountInfo', error: 'CMN-201' })
  await add()
  const { reply: second } = await add()
  await add()
  assert.deepEqual((await pull(world, `DELETE /faults/${second.id}`)).reply, { id: second.id })
  assert.equal((await pull(world, `DELETE /faults/${second.id}`)).status, 404)
  assert.deepEqual((await pull(world, 'DELETE /faults')).reply, { removed: 2 })
  assert.equal((await world.get('/restapi/v1.0/account/~')).status, 200)
})
