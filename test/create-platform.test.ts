import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import {
  connectLevers,
  createPlatform,
  defineSeed,
  frozenStart,
  LeverError,
  SeedError,
  type TestPlatform,
  UnsoundError,
} from 'ringfence'

const own = '/restapi/v1.0/account/~/extension/~'
const inProcess = { port: false, clock: 'frozen' } as const
const small = defineSeed({ extensions: [{ name: 'Ann Archer' }, { name: 'Bea Bell' }] })

/** Logs in with the platform's app. */
async function login(
  { url, fetch: call, app }: TestPlatform,
  more: Record<string, string> = {},
): Promise<string> {
  const response = await call(`${url}/restapi/oauth/token`, {
    method: 'POST',
    headers: {
      Authorization: `Basic ${Buffer.from(`${app.clientId}:${app.clientSecret}`).toString('base64')}`,
    },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: app.jwt,
      ...more,
    }),
  })
  assert.equal(response.status, 200)
  const { access_token: token } = (await response.json()) as { access_token: string }
  return token
}

/** Calls as the admin; the reply's JSON with its status. */
async function session(platform: TestPlatform) {
  const token = await login(platform)
  return async (path: string, json?: unknown) => {
    const response = await platform.fetch(path, {
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) }),
    })
    // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts on what is in it
    return { status: response.status, body: (await response.json()) as any }
  }
}

const text = {
  from: { phoneNumber: '+15105550101' },
  to: [{ phoneNumber: '+14155550142' }],
  text: 'Hi',
}

test('in process a text is sent and, when the clock is moved, delivered', async () => {
  await using platform = await createPlatform({ ...inProcess, seed: small })
  const call = await session(platform)
  const sent = await call(`${own}/sms`, text)
  assert.equal(sent.body.messageStatus, 'Queued')
  assert.equal(sent.body.creationTime, frozenStart)
  assert.ok(sent.body.uri.startsWith(`${platform.url}/restapi/`))
  await platform.levers.advanceClock({ by: '1m' })
  const { body } = await call(`${own}/message-store/${sent.body.id}`)
  assert.equal(body.messageStatus, 'Delivered')
})

test('without options it listens on the loopback with the demo company', async () => {
  await using platform = await createPlatform()
  assert.match(platform.url, /^http:\/\/127\.0\.0\.1:\d+$/)
  const token = await login({ ...platform, fetch: (input, init) => fetch(input, init) })
  const response = await fetch(platform.url + own, {
    headers: { Authorization: `Bearer ${token}` },
  })
  assert.equal(((await response.json()) as { name: string }).name, 'Marta Oduya')
  const levers = connectLevers({ url: platform.url, token: platform.leverToken })
  assert.equal((await levers.readClock()).isFrozen, false)
})

test('two in one process have the same ids and share no state, clock, limit or credential', async () => {
  const options = { ...inProcess, seed: small }
  await using one = await createPlatform(options)
  await using other = await createPlatform({
    ...options,
    clock: '2026-07-04T12:00:00Z',
    limits: 'off',
  })
  const [callOne, callOther] = [await session(one), await session(other)]
  const [first, second] = [await callOne(`${own}/sms`, text), await callOther(`${own}/sms`, text)]
  assert.equal(first.body.id, second.body.id)
  assert.equal(second.body.creationTime, '2026-07-04T12:00:00.000Z')

  await callOne(`${own}/sms`, { ...text, text: 'Only here' })
  const list = `${own}/message-store?dateFrom=2026-01-01T00:00:00Z`
  assert.equal((await callOne(list)).body.records.length, 2)
  assert.equal((await callOther(list)).body.records.length, 1)

  await one.levers.advanceClock({ by: '1d' })
  assert.equal((await other.levers.readClock()).now, '2026-07-04T12:00:00.000Z')

  await one.levers.setLimits({ clientId: one.app.clientId, Light: 1 })
  const { apps } = await other.levers.listApps()
  assert.equal(apps[0]?.limits.Light, 50)

  await assert.rejects(
    connectLevers({ url: other.url, token: one.leverToken, fetch: other.fetch }).readClock(),
    (error: LeverError) => error.type === 'unauthenticated' && error.status === 401,
  )
  assert.notEqual(one.leverToken, other.leverToken)
})

test('the same options give the same answers, secrets included', async () => {
  const run = async () => {
    await using platform = await createPlatform({ ...inProcess, seed: small })
    const call = await session(platform)
    return { app: platform.app, sent: await call(`${own}/sms`, text) }
  }
  assert.deepEqual(await run(), await run())
})

test('the demo company is the same whether it is made or taken over, and each has its own', async () => {
  const clock = '2027-03-01T17:00:00Z'
  const look = async (platform: TestPlatform) => {
    const token = await login(platform)
    assert.ok(token !== platform.app.clientSecret)
    const call = await session(platform)
    const list = `${own}/message-store?dateFrom=2027-01-01T00:00:00Z&perPage=250`
    const { records } = (await call(list)).body
    const fax = records.find((one: { type: string }) => one.type === 'Fax')
    const document = await platform.fetch(fax.attachments[0].uri, {
      headers: { Authorization: `Bearer ${token}` },
    })
    const size = (await document.arrayBuffer()).byteLength
    assert.ok(document.status === 200 && size > 100)
    return { token, app: platform.app, records, size, sent: await call(`${own}/sms`, text) }
  }
  await using made = await createPlatform({ port: false, clock })
  const first = await look(made)
  // Takes over the company as it was made, not what became of it.
  await using taken = await createPlatform({ port: false, clock, profile: 'guide' })
  assert.deepEqual(await look(taken), first)
  const { snapshots } = await taken.levers.listSnapshots()
  assert.deepEqual(
    snapshots.map(({ name, isSeed }) => [name, isSeed]),
    [['seed', true]],
  )
  await taken.levers.reset()
  await using running = await createPlatform({ port: false })
  assert.equal((await running.levers.readClock()).isFrozen, false)
  await using again = await createPlatform({ port: false })
  assert.equal((await again.levers.readClock()).isFrozen, false)
  assert.equal((await (await session(again))(own)).body.name, 'Marta Oduya')
})

test('a clock stands at a Date, an ISO time or the usual moment, moves on and can be let run', async () => {
  for (const [clock, start] of [
    ['frozen', frozenStart],
    [new Date('2020-02-29T00:00:00Z'), '2020-02-29T00:00:00.000Z'],
    ['2031-05-06T07:08:09Z', '2031-05-06T07:08:09.000Z'],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop
    await using platform = await createPlatform({ port: false, seed: small, clock })
    // oxlint-disable-next-line no-await-in-loop
    assert.deepEqual((await platform.levers.readClock()).now, start)
    // oxlint-disable-next-line no-await-in-loop
    const { now, isFrozen } = await platform.levers.runClock()
    assert.equal(isFrozen, false)
    assert.ok(Date.parse(now) >= Date.parse(start) && Date.parse(now) < Date.parse(start) + 60_000)
  }
  await assert.rejects(createPlatform({ port: false, clock: 'noon' }), /clock takes system, frozen/)
})

test('a seed is an object, a function, or the path of a file; one that is wrong says where', async () => {
  await using made = await createPlatform({
    ...inProcess,
    seed: ({ now }) => ({ extensions: [{ name: `Born ${now.toISOString()}` }] }),
  })
  const call = await session(made)
  assert.equal((await call(own)).body.name, `Born ${frozenStart}`)
  await assert.rejects(
    createPlatform({
      ...inProcess,
      seed: { extensions: [{ name: 'Ann', role: 'Boss' as 'Standard' }] },
    }),
    (error: SeedError) => /seed: extensions\[0\]\.role is "Boss"/.test(error.message),
  )
  await assert.rejects(createPlatform({ ...inProcess, seed: 'nowhere.yaml' }), SeedError)
})

test('the profile and the limits are as asked', async () => {
  await using live = await createPlatform({ ...inProcess, seed: small, profile: 'live' })
  const { body } = await (await session(live))(`${own}/message-store/123`)
  assert.equal(body.errors[0].errorCode, 'CMN-102')
  await using limited = await createPlatform({ ...inProcess, seed: small })
  const call = await session(limited)
  await limited.levers.setLimits({ clientId: limited.app.clientId, Medium: 1 })
  assert.deepEqual([(await call(own)).status, (await call(own)).status], [200, 429])
})

test('a lever that is refused throws what is wrong, in which field, and what to do', async () => {
  await using platform = await createPlatform({ ...inProcess, seed: small })
  await assert.rejects(platform.levers.advanceClock({ by: 'soon' }), (error: unknown) => {
    assert.ok(error instanceof LeverError)
    const { message, lever, status, type, field, remedy } = error
    assert.deepEqual([lever, status, type, field], ['advanceClock', 400, 'invalid-request', 'by'])
    assert.match(message, /^advanceClock: by is no length of time\. Send days/)
    assert.ok(remedy !== null)
    return true
  })
  // Not in the table: it is sent on, so that the refusal names it.
  const odd = { by: '1s', speed: 2 }
  await assert.rejects(platform.levers.advanceClock(odd), /a field that is not taken: speed/)
})

test('in a folder another platform goes on where one ended', async () => {
  const data = await mkdtemp(join(tmpdir(), 'ringfence-create-'))
  try {
    const one = await createPlatform({ ...inProcess, seed: small, data })
    const call = await session(one)
    const sent = await call(`${own}/sms`, text)
    await one.close()
    await using other = await createPlatform({ port: false, data })
    assert.deepEqual(other.app, one.app)
    assert.equal(other.leverToken, one.leverToken)
    const { body } = await (await session(other))(`${own}/message-store/${sent.body.id}`)
    assert.equal(body.subject, 'Hi')
    await assert.rejects(createPlatform({ port: false, data }), /Another Ringfence is using/)
  } finally {
    await rm(data, { recursive: true, force: true })
  }
})

test('a reply that does not fit its schema is a 500 that names method and field, and closing throws', async () => {
  const data = await mkdtemp(join(tmpdir(), 'ringfence-create-'))
  try {
    const one = await createPlatform({ ...inProcess, seed: small, data })
    const sent = await (await session(one))(`${own}/sms`, text)
    await one.close()
    const db = new DatabaseSync(join(data, 'platform.db'))
    db.exec(`update message set direction = 'Sideways'`)
    db.close()

    const other = await createPlatform({ port: false, data })
    const { status, body } = await (await session(other))(`${own}/message-store/${sent.body.id}`)
    assert.equal(status, 500)
    assert.equal(body.errorCode, 'CMN-203')
    assert.match(body.message, /the reply of readMessage does not fit its schema: .*direction/)
    assert.throws(() => other.assertSound(), UnsoundError)
    await assert.rejects(other.close(), /readMessage does not fit its schema: .*direction/)
  } finally {
    await rm(data, { recursive: true, force: true })
  }
})

test('so it is with what OAuth endpoints and levers answer', async () => {
  const data = await mkdtemp(join(tmpdir(), 'ringfence-create-'))
  try {
    const seed = defineSeed({ extensions: [{ name: 'Ann Archer', email: 'ann@archer.example' }] })
    await (await createPlatform({ ...inProcess, seed, data })).close()
    const db = new DatabaseSync(join(data, 'platform.db'))
    db.exec(`update extension set email = ''`)
    db.exec(`update app set details = json_set(details, '$.issuesRefreshTokens', 'perhaps')`)
    db.close()

    const platform = await createPlatform({ port: false, data })
    const token = await login(platform, { scope: 'openid email' })
    const claims = await platform.fetch('/restapi/oauth/userinfo', {
      headers: { Authorization: `Bearer ${token}` },
    })
    assert.equal(claims.status, 500)
    await assert.rejects(platform.levers.listApps(), { status: 500 })
    await assert.rejects(platform.close(), (error) => {
      assert.ok(error instanceof UnsoundError)
      assert.match(error.message, /reply of GET \/restapi\/oauth\/userinfo does not fit.*email/)
      assert.match(error.message, /reply of listApps does not fit.*issuesRefreshTokens/)
      return true
    })
  } finally {
    await rm(data, { recursive: true, force: true })
  }
})

test('a closed platform answers 503, and closing it again does nothing', async () => {
  const platform = await createPlatform({ ...inProcess, seed: small })
  await platform.close()
  await platform.close()
  assert.equal((await platform.fetch('/restapi/v1.0')).status, 503)
})
