import assert from 'node:assert/strict'
import { test } from 'node:test'
import { selfPath, startWorld, type World } from '../world.ts'

const read = { target: `${selfPath}/message-store` }
const reasonOf = (told: { json: never }) =>
  (told.json as { ringfence: { reason: string } }).ringfence.reason
const basic = `Basic ${Buffer.from('gateway-client:canary-client-secret').toString('base64')}`

const limited =
  (limit: number, remaining: () => number, group = 'medium') =>
  () => ({
    headers: {
      'x-rate-limit-group': group,
      'x-rate-limit-limit': String(limit),
      'x-rate-limit-remaining': String(remaining()),
      'x-rate-limit-window': '60',
    },
    body: {},
  })

async function readingWorld(): Promise<World> {
  const world = await startWorld()
  await world.grant('message', 'read')
  await world.grant('message', 'write')
  await world.grant('presence', 'read')
  return world
}

test('many first calls share one token request, made with the JWT and the client’s credentials', async () => {
  await using world = await readingWorld()
  let authorization: unknown
  const usual = world.upstream.script
  world.upstream.tokenScript = (reached) => {
    authorization = reached.headers['authorization']
    world.upstream.accessToken = 'upstream-access-1'
    return { body: { access_token: 'upstream-access-1', expires_in: 3600 } }
  }
  world.upstream.script = usual
  const all = await Promise.all(Array.from({ length: 10 }, () => world.ask(read)))
  assert.deepEqual([...new Set(all.map(({ status }) => status))], [200])
  assert.equal(world.upstream.tokenRequests.length, 1)
  assert.equal(authorization, basic)
  assert.equal(world.upstream.tokenRequests[0]?.get('assertion'), 'canary-upstream-jwt')
})

test('a token is refreshed before it expires, and the rotated one outlives a restart', async () => {
  await using world = await readingWorld()
  await world.ask(read)
  await world.clock.advance(3_600_000 - 29_000)
  await Promise.all([world.ask(read), world.ask(read)])
  assert.deepEqual(
    world.upstream.tokenRequests.map((form) => form.get('refresh_token')),
    [null, 'upstream-refresh-1'],
  )
  const again = await world.restart()
  assert.equal((await again.askAs({ ...read, token: world.key })).status, 200)
  assert.equal(world.upstream.tokenRequests.length, 2)
  await again.gateway.close()
})

test('a call that was not let in is made once more with another token, a write too', async () => {
  await using world = await readingWorld()
  await world.ask(read)
  world.upstream.accessToken = 'ended by somebody'
  const told = await Promise.all([
    world.ask(read),
    world.ask({
      verb: 'POST',
      target: `${selfPath}/sms`,
      body: { from: { phoneNumber: '1' }, to: [{ phoneNumber: '2' }], text: 'x' },
    }),
  ])
  assert.deepEqual(
    told.map(({ status }) => status),
    [200, 200],
  )
  assert.equal(world.upstream.tokenRequests.length, 2)
  assert.equal(world.upstream.calls.length, 5)
})

test('a refused refresh token leads to the JWT; refused credentials are 503 with the reason', async () => {
  await using world = await readingWorld()
  await world.ask(read)
  await world.clock.advance(3_600_000)
  world.upstream.tokenScript = ({ body }) => {
    if (String(body).includes('refresh_token='))
      return { status: 400, body: { error: 'invalid_grant' } }
    world.upstream.accessToken = 'new'
    return { body: { access_token: 'new', expires_in: 600 } }
  }
  assert.equal((await world.ask(read)).status, 200)
  await world.clock.advance(600_000)
  world.upstream.tokenScript = () => ({ status: 401, body: { error: 'invalid_client' } })
  const told = await world.ask(read)
  assert.equal(told.status, 503)
  assert.equal(reasonOf(told), 'upstream_unauthorized')
})

test('who keeps being refused by the upstream is told 503, not 401: its own token is good', async () => {
  await using world = await readingWorld()
  await world.ask(read)
  world.upstream.script = () => ({ status: 401, body: {} })
  const told = await world.ask(read)
  assert.equal(told.status, 503)
  assert.equal(reasonOf(told), 'upstream_unauthorized')
})

test('the own account and extension are asked once, and known after a restart', async () => {
  await using world = await readingWorld()
  assert.equal(world.gateway.connections.listConnections()[0]?.identity, null)
  await Promise.all([world.ask(read), world.ask(read)])
  assert.deepEqual(world.gateway.connections.listConnections()[0]?.identity, {
    accountId: '4001',
    extensionId: '5001',
  })
  const again = await world.restart()
  const requests = world.upstream.tokenRequests.length
  await again.askAs({ ...read, token: world.key })
  assert.equal(world.upstream.tokenRequests.length, requests)
  await again.gateway.close()
})

test('a connection that is changed gets new tokens and learns its identity anew', async () => {
  await using world = await readingWorld()
  await world.ask(read)
  await world.gateway.connections.changeConnection('test', 'demo', { jwt: 'canary-other-jwt' })
  assert.equal((await world.ask(read)).status, 200)
  assert.equal(world.upstream.tokenRequests.at(-1)?.get('assertion'), 'canary-other-jwt')
})

test('a call that the rate headers say would fail is 429 with the true wait, and spends nothing', async () => {
  await using world = await readingWorld()
  let remaining = 3
  world.upstream.script = limited(3, () => (remaining -= 1))
  for (let call = 0; call < 3; call += 1) {
    assert.equal((await world.ask(read)).status, 200)
    await world.clock.advance(1_500)
  }
  const told = await world.ask(read)
  assert.equal(told.status, 429)
  assert.equal((told.json as { errorCode: string }).errorCode, 'CMN-301')
  assert.equal(told.headers.get('retry-after'), '56')
  assert.equal(told.headers.get('x-rate-limit-group'), 'medium')
  assert.equal(told.headers.get('x-rate-limit-limit'), '3')
  assert.equal(told.headers.get('x-rate-limit-remaining'), '0')
  assert.equal(told.headers.get('x-rate-limit-window'), '60')
  assert.equal(world.upstream.calls.length, 3)
  const record = world.callRecords().at(-1)
  assert.ok(record?.kind === 'refused' && record.reason === 'rate_limited')
  await world.clock.advance(56_000)
  remaining = 1
  assert.equal((await world.ask(read)).status, 200)
})

test('groups do not hold each other up, and the group that the upstream names is the one that counts', async () => {
  await using world = await readingWorld()
  world.upstream.script = limited(1, () => 0, 'light')
  assert.equal((await world.ask(read)).status, 200)
  assert.equal((await world.ask(read)).status, 429)
  assert.equal((await world.ask({ target: `${selfPath}/presence` })).status, 200)
})

test('a penalty holds the group until it ends, and is passed on as it came', async () => {
  await using world = await readingWorld()
  world.upstream.script = () => ({
    status: 429,
    headers: { 'retry-after': '30', 'x-rate-limit-group': 'medium' },
    body: { errorCode: 'CMN-301', message: 'Request rate exceeded', errors: [] },
  })
  const first = await world.ask(read)
  assert.equal(first.status, 429)
  assert.equal(first.headers.get('retry-after'), '30')
  assert.equal(world.upstream.calls.length, 1)
  await world.clock.advance(29_001)
  const held = await world.ask(read)
  assert.equal(held.headers.get('retry-after'), '1')
  assert.equal(held.headers.get('x-rate-limit-limit'), '40')
  assert.equal(world.upstream.calls.length, 1)
  await world.clock.advance(999)
  world.upstream.script = () => ({ body: {} })
  assert.equal((await world.ask(read)).status, 200)
})

test('what of the reply concerns the caller comes back, and nothing else', async () => {
  await using world = await readingWorld()
  world.upstream.script = () => ({
    headers: {
      'set-cookie': 'session=canary',
      server: 'nginx/1',
      routingkey: 'SJC01P07',
      'x-rate-limit-remaining': '7',
      rcrequestid: 'abc',
      'content-language': 'en-US',
    },
    body: { uri: `${world.upstream.origin}/restapi/v1.0/x`, subject: `${world.upstream.origin}/y` },
  })
  const told = await world.ask(read)
  assert.deepEqual([...told.headers.keys()].sort(), [
    'content-language',
    'content-length',
    'content-type',
    'rcrequestid',
    'x-rate-limit-remaining',
  ])
  assert.deepEqual(told.json, {
    uri: 'http://gateway.test/restapi/v1.0/x',
    subject: `${world.upstream.origin}/y`,
  })
})

test('a redirect is not followed, and a reply in another encoding is not passed on', async () => {
  await using world = await readingWorld()
  world.upstream.script = () => ({ status: 302, headers: { location: 'http://169.254.169.254/' } })
  const redirected = await world.ask(read)
  assert.equal(redirected.status, 503)
  assert.equal(reasonOf(redirected), 'upstream_invalid')
  assert.equal(redirected.headers.get('location'), null)
  assert.equal(world.upstream.calls.length, 1)
  const record = world.callRecords().at(-1)
  assert.ok(record?.kind === 'call')
  assert.equal(record.upstreamStatus, 302)
  world.upstream.script = () => ({ headers: { 'content-encoding': 'gzip' }, body: {} })
  assert.equal((await world.ask(read)).status, 503)
})

test('links in replies lead to the public URL where one is set', async () => {
  await using world = await startWorld({ publicUrl: 'https://agents.example.com' })
  await world.grant('account', 'read')
  world.upstream.script = () => ({
    body: { uri: `${world.upstream.origin}/restapi/v1.0/account/1` },
  })
  const told = await world.ask({ target: '/restapi/v1.0/account/~' })
  assert.deepEqual(told.json, { uri: 'https://agents.example.com/restapi/v1.0/account/1' })
})

test('the upstream’s own refusals are passed on', async () => {
  await using world = await readingWorld()
  const refusal = { errorCode: 'CMN-102', message: 'not found', errors: [] }
  world.upstream.script = () => ({ status: 404, body: refusal })
  const told = await world.ask({ target: `${selfPath}/message-store/77` })
  assert.equal(told.status, 404)
  assert.deepEqual(told.json, refusal)
})

test('an attachment comes back byte for byte: small at once, large as a stream, a part of one on request', async () => {
  await using world = await startWorld()
  await world.grant('attachment', 'read')
  const target = `${selfPath}/message-store/1/content/2?contentDisposition=Attachment`
  for (const size of [0, 10, 256 * 1024, 3_000_000]) {
    const bytes = Buffer.alloc(size, Buffer.from('\u0000\u00ffx"uri"', 'latin1'))
    world.upstream.script = () => ({
      headers: {
        'content-type': 'image/png',
        'content-disposition': 'attachment; filename="a.png"',
        'content-length': String(size),
      },
      body: bytes,
    })
    const request = new Request(`http://gateway.test${target}`, {
      headers: { authorization: `Bearer ${world.key}`, range: 'bytes=0-' },
    })
    const response = await world.gateway.fetch(request)
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'image/png')
    assert.equal(response.headers.get('content-length'), String(size))
    assert.equal(response.headers.get('content-disposition'), 'attachment; filename="a.png"')
    assert.ok(Buffer.from(await response.arrayBuffer()).equals(bytes))
    assert.equal(world.upstream.calls.at(-1)?.headers['range'], 'bytes=0-')
    const record = world.callRecords().at(-1)
    assert.ok(record?.kind === 'call' && record.bytesOut === size)
  }
})

test('a stream that the upstream breaks off breaks off for the caller too', async () => {
  await using world = await startWorld()
  await world.grant('attachment', 'read')
  world.upstream.script = (_, response) => {
    response.writeHead(200, { 'content-type': 'image/png', 'content-length': '1000000' })
    response.write(Buffer.alloc(500_000))
    setImmediate(() => response.destroy())
    return 'done'
  }
  const request = new Request(`http://gateway.test${selfPath}/message-store/1/content/2`, {
    headers: { authorization: `Bearer ${world.key}` },
  })
  const response = await world.gateway.fetch(request)
  assert.equal(response.status, 200)
  await assert.rejects(response.arrayBuffer())
})

test('a multipart body goes upstream byte for byte, and only what is safe of it is recorded', async () => {
  await using world = await readingWorld()
  const body = Buffer.from(
    [
      '--abc',
      'Content-Type: application/json',
      'Content-Disposition: form-data; name="json"; filename="request.json"',
      '',
      '{"from":{"phoneNumber":"+16505550100"},"to":[{"phoneNumber":"+14155550101"}],"text":"canary"}',
      '--abc',
      'Content-Type: image/png',
      'Content-Disposition: form-data; name="attachment"; filename="canary.png"',
      '',
      'canary-bytes',
      '--abc--',
      '',
    ].join('\r\n'),
  )
  const type = 'multipart/form-data; boundary=abc'
  const told = await world.ask({
    verb: 'POST',
    target: `${selfPath}/mms`,
    headers: { 'content-type': type },
    body,
  })
  assert.equal(told.status, 200)
  const [reached] = world.upstream.calls
  assert.ok(reached?.body.equals(body))
  assert.equal(reached?.headers['content-type'], type)
  const intent = world.callRecords()[0]
  assert.ok(intent?.kind === 'intent')
  assert.deepEqual(intent.arguments?.['files'], { count: 1, bytes: 12, types: ['image/png'] })
  assert.ok(!JSON.stringify(world.records).includes('canary'))
})

test('a body that is too large, broken, or of another kind is refused by name and never sent', async () => {
  await using world = await readingWorld()
  const cases = [
    [{ body: Buffer.alloc(1024 * 1024 + 1) }, 400, /1048576/],
    [{ body: Buffer.alloc(0) }, 400, /body/],
    [{ body: '{"from":' }, 400, /JSON/],
    [{ body: Buffer.from([0x22, 0xff, 0x22]) }, 400, /JSON/],
    [{ body: 'x', headers: { 'content-type': 'text/plain' } }, 415, /Content-Type/],
    [{ body: '{}', headers: { 'content-encoding': 'gzip' } }, 415, /Content-Type/],
    [{ body: 'x', headers: { 'content-type': 'multipart/form-data' } }, 400, /boundary/],
  ] as const
  for (const [sent, status, text] of cases) {
    const headers = {
      'content-type': 'application/json',
      ...('headers' in sent ? sent.headers : {}),
    }
    const told = await world.ask({
      verb: 'POST',
      target: `${selfPath}/sms`,
      body: sent.body,
      headers,
    })
    assert.equal(told.status, status, told.text)
    assert.match(told.text, text)
  }
  assert.equal(world.upstream.calls.length, 0)
})

test('JSON is written afresh, so that what is judged is what is sent', async () => {
  await using world = await readingWorld()
  await world.ask({
    verb: 'POST',
    target: `${selfPath}/sms`,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: ' {"text":"first","text":"second", "from":{"phoneNumber":"1"},"to":[{"phoneNumber":"2"}]}',
  })
  assert.equal(
    String(world.upstream.calls[0]?.body),
    '{"text":"second","from":{"phoneNumber":"1"},"to":[{"phoneNumber":"2"}]}',
  )
})

test('a write that could not be recorded gives its place in the rate group back', async () => {
  await using world = await readingWorld()
  world.upstream.script = limited(2, () => 1)
  assert.equal((await world.ask(read)).status, 200)
  const sms = {
    verb: 'POST',
    target: `${selfPath}/sms`,
    body: { from: { phoneNumber: '1' }, to: [{ phoneNumber: '2' }], text: 'x' },
  }
  world.failAudit(({ kind }) => kind === 'intent')
  assert.equal((await world.ask(sms)).status, 503)
  world.failAudit(() => false)
  assert.equal((await world.ask(sms)).status, 200)
})
