import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownPath, selfPath, startWorld } from './world.ts'

const sms = {
  from: { phoneNumber: '+16505550100' },
  to: [{ phoneNumber: '+14155550101' }],
  text: 'canary-text',
}

test('a granted read is forwarded with the connection’s token and rebuilt path, and recorded once', async () => {
  await using world = await startWorld()
  const granted = await world.grant('message', 'read')
  world.upstream.script = () => ({
    headers: { rcrequestid: 'upstream-1', 'x-rate-limit-remaining': '39' },
    body: { records: [] },
  })
  const told = await world.ask({
    target: `${selfPath}/message-store/?perPage=5&messageType=SMS&messageType=Fax&dateFrom=&direction=Inbound`,
    headers: { cookie: 'a=b', 'x-forwarded-for': '1.2.3.4', 'x-user-agent': 'SDK' },
  })
  assert.equal(told.status, 200)
  assert.deepEqual(told.json, { records: [] })
  assert.equal(told.headers.get('rcrequestid'), 'upstream-1')
  const [reached] = world.upstream.calls
  assert.equal(world.upstream.calls.length, 1)
  assert.equal(
    reached?.target,
    `${ownPath}/message-store?direction=Inbound&messageType=SMS&messageType=Fax&perPage=5`,
  )
  assert.equal(reached?.headers['authorization'], `Bearer ${world.upstream.accessToken}`)
  assert.deepEqual(Object.keys(reached?.headers ?? {}).sort(), [
    'accept',
    'accept-encoding',
    'authorization',
    'connection',
    'host',
    'user-agent',
  ])
  const [record, ...others] = world.callRecords()
  assert.equal(others.length, 0)
  assert.ok(record?.kind === 'call')
  assert.equal(record.methodId, 'listMessages')
  assert.equal(record.grantId, granted.id)
  assert.equal(record.reason, 'granted')
  assert.equal(record.intentId, null)
  assert.equal(record.upstreamRequestId, 'upstream-1')
  assert.equal(record.rateRemaining, 39)
})

test('a granted write leaves its intent before it goes, and its outcome before it is answered', async () => {
  await using world = await startWorld()
  await world.grant('message', 'write')
  let recordedWhenReached: string[] = []
  world.upstream.script = () => {
    recordedWhenReached = world.callRecords().map(({ kind }) => kind)
    return { body: { id: 1 } }
  }
  const told = await world.ask({ verb: 'POST', target: `${selfPath}/sms`, body: sms })
  assert.equal(told.status, 200)
  assert.deepEqual(recordedWhenReached, ['intent'])
  const [intent, call] = world.callRecords()
  assert.ok(intent?.kind === 'intent' && call?.kind === 'call')
  assert.equal(call.intentId, intent.id)
  assert.deepEqual(JSON.parse(String(world.upstream.calls[0]?.body)), sms)
  assert.ok(!JSON.stringify(world.records).includes('canary'))
  assert.ok(!JSON.stringify(world.records).includes('6505550100'))
})

test('without a grant nothing reaches the upstream, and the refusal says what is missing and how to get it', async () => {
  await using world = await startWorld()
  await world.grant('message', 'read')
  const told = await world.ask({ verb: 'POST', target: `${selfPath}/sms`, body: {} })
  assert.equal(told.status, 403)
  const { errorCode, errors, message, ringfence } = told.json
  assert.equal(message, 'Agent "tester" has no grant to write message')
  assert.equal(errorCode, 'CMN-408')
  assert.equal((errors as { permissionName: string }[])[0]?.permissionName, 'SMS')
  assert.deepEqual(ringfence, {
    decision: 'deny',
    reason: 'no_grant',
    missing: { resource: 'message', access: 'write' },
    record: world.records.length,
    how: 'A person can allow it: ringfence grant add tester message write --reach own',
  })
  assert.equal(world.upstream.calls.length, 0)
  const record = world.callRecords()[0]
  assert.ok(record?.kind === 'refused')
  assert.equal(record.reason, 'no_grant')
  assert.equal(record.status, 403)
})

test('only who may make a call is told what is wrong with its arguments', async () => {
  await using world = await startWorld()
  const wrong = { verb: 'POST', target: `${selfPath}/sms`, body: { from: {} } }
  assert.equal((await world.ask(wrong)).status, 403)
  await world.grant('message', 'write')
  const told = await world.ask(wrong)
  assert.equal(told.status, 400)
  const { errorCode, parameterName, ringfence } = told.json as {
    errorCode: string
    parameterName: string
    ringfence: { reason: string }
  }
  assert.equal(errorCode, 'CMN-101')
  assert.match(parameterName, /^(to|text|from\.phoneNumber)$/)
  assert.equal(ringfence.reason, 'invalid_request')
  assert.equal(world.upstream.calls.length, 0)
})

test('what the catalogue does not know is 404, also a known path with another verb', async () => {
  await using world = await startWorld()
  await world.grant('message', 'read', 'account')
  await world.grant('message', 'write', 'account')
  for (const [verb, target] of [
    ['GET', '/restapi/v1.0/account/~/extension/~/unheard-of'],
    ['PATCH', `${selfPath}/message-store`],
    ['GET', `${selfPath}/sms`],
    ['GET', '/'],
    ['GET', '/RESTAPI/v1.0/account/~/extension/~/message-store'],
  ] as const) {
    const told = await world.ask({ verb, target })
    assert.equal(told.status, 404, target)
    const { errorCode, ringfence } = told.json as {
      errorCode: string
      ringfence: { reason: string }
    }
    assert.equal(errorCode, 'CMN-102')
    assert.equal(ringfence.reason, 'unknown_method')
  }
  assert.equal(world.upstream.calls.length, 0)
})

test('requests of nobody known are 401, whatever they ask for, and recorded by address and minute', async () => {
  await using world = await startWorld()
  for (const headers of [
    {},
    { authorization: 'Bearer U0pDMTFQMDFQQVMwMXxBQUFfc2FtcGxl' },
    { authorization: `Basic ${Buffer.from(`x:${world.key}`).toString('base64')}` },
    { authorization: world.key },
    { authorization: `Bearer ${world.key} ${world.key}` },
  ]) {
    const told = await world.askAs({ target: `${selfPath}/message-store`, headers })
    assert.equal(told.status, 401)
    assert.equal((told.json as { errorCode: string }).errorCode, 'OAU-128')
  }
  assert.equal(world.callRecords().length, 0)
  await world.clock.advance(60_000)
  await new Promise((resolve) => setImmediate(resolve))
  const [record] = world.callRecords()
  assert.ok(record?.kind === 'unauthenticated')
  assert.equal(record.count, 5)
  assert.equal(record.address, '192.0.2.1')
})

test('the scheme of the Authorization header may be in any case, as @ringcentral/sdk sends it', async () => {
  await using world = await startWorld()
  await world.grant('account', 'read')
  const told = await world.askAs({
    target: '/restapi/v1.0/account/~',
    headers: { authorization: `bearer ${world.key}` },
  })
  assert.equal(told.status, 200)
})

test('when the audit log cannot be written nothing goes upstream and the call is 503', async () => {
  await using world = await startWorld()
  await world.grant('message', 'write')
  await world.grant('message', 'read')
  world.failAudit()
  const write = await world.ask({ verb: 'POST', target: `${selfPath}/sms`, body: sms })
  assert.equal(write.status, 503)
  const { errorCode, ringfence } = write.json as {
    errorCode: string
    ringfence: { reason: string; record: null }
  }
  assert.equal(errorCode, 'CMN-304')
  assert.equal(ringfence.reason, 'audit_unavailable')
  assert.equal(ringfence.record, null)
  assert.equal(world.upstream.calls.length, 0)
  const denied = await world.ask({ target: `${selfPath}/presence` })
  assert.equal(denied.status, 503)
})

test('a result that cannot be recorded is withheld', async () => {
  await using world = await startWorld()
  await world.grant('message', 'write')
  await world.grant('message', 'read')
  world.failAudit(({ kind }) => kind === 'call')
  world.upstream.script = () => ({ body: { text: 'canary-result' } })
  const read = await world.ask({ target: `${selfPath}/message-store` })
  assert.equal(read.status, 503)
  assert.ok(!read.text.includes('canary'))
  const write = await world.ask({ verb: 'POST', target: `${selfPath}/sms`, body: sms })
  assert.equal(write.status, 503)
  assert.equal(
    (write.json as { ringfence: { reason: string } }).ringfence.reason,
    'outcome_unrecorded',
  )
})

test('a write whose reply never came is 503 outcome_unknown, is recorded so, and is not sent again', async () => {
  await using world = await startWorld()
  await world.grant('message', 'write')
  world.upstream.script = () => 'hang up'
  const told = await world.ask({ verb: 'POST', target: `${selfPath}/sms`, body: sms })
  assert.equal(told.status, 503)
  const { errorCode, ringfence } = told.json as {
    errorCode: string
    ringfence: { reason: string; decision: string }
  }
  assert.equal(errorCode, 'CMN-304')
  assert.equal(ringfence.reason, 'outcome_unknown')
  assert.equal(ringfence.decision, 'allow')
  assert.equal(world.upstream.calls.length, 1)
  const [intent, call] = world.callRecords()
  assert.ok(intent?.kind === 'intent' && call?.kind === 'call')
  assert.equal(call.intentId, intent.id)
  assert.equal(call.upstreamStatus, null)
  assert.equal(call.reason, 'outcome_unknown')
})

test('an upstream that does not answer in time is 503 with the reason', async () => {
  await using world = await startWorld({ transport: { replyTimeoutMs: 50 } })
  await world.grant('message', 'read')
  await world.grant('message', 'write')
  await world.ask({ target: `${selfPath}/message-store` })
  world.upstream.script = () => 'hold'
  const read = await world.ask({ target: `${selfPath}/message-store` })
  assert.equal(read.status, 503)
  assert.equal(
    (read.json as { ringfence: { reason: string } }).ringfence.reason,
    'upstream_timeout',
  )
  const write = await world.ask({ verb: 'POST', target: `${selfPath}/sms`, body: sms })
  assert.equal(
    (write.json as { ringfence: { reason: string } }).ringfence.reason,
    'outcome_unknown',
  )
})

test('an upstream that cannot be reached is 503, and nothing was sent', async () => {
  await using world = await startWorld()
  await world.grant('message', 'write')
  await world.ask({ verb: 'POST', target: `${selfPath}/sms`, body: sms })
  await world.upstream[Symbol.asyncDispose]()
  const told = await world.ask({ verb: 'POST', target: `${selfPath}/sms`, body: sms })
  assert.equal(told.status, 503)
  assert.equal(
    (told.json as { ringfence: { reason: string } }).ringfence.reason,
    'upstream_unavailable',
  )
})

test('a gateway that is stopping takes no new calls and finishes those under way', async () => {
  const world = await startWorld()
  await world.grant('message', 'read')
  let release = () => {}
  world.upstream.script = () =>
    new Promise((resolve) => void (release = () => resolve({ body: { done: true } })))
  const underway = world.ask({ target: `${selfPath}/message-store` })
  while (world.upstream.calls.length === 0) await new Promise((resolve) => setImmediate(resolve))
  const closed = world.gateway.close()
  assert.equal((await world.ask({ target: `${selfPath}/message-store` })).status, 503)
  release()
  assert.deepEqual((await underway).json, { done: true })
  await closed
  await world[Symbol.asyncDispose]()
})

test('a body that is one file goes upstream as it came, and is recorded by its kind and size', async () => {
  await using world = await startWorld()
  await world.grant('post', 'write')
  const target = '/team-messaging/v1/files'
  const told = await world.ask({
    verb: 'POST',
    target: `${target}?name=plan.png`,
    headers: { 'content-type': 'image/png' },
    body: 'canary-bytes',
  })
  assert.equal(told.status, 200)
  const [reached] = world.upstream.calls
  assert.equal(reached?.target, `${target}?name=plan.png`)
  assert.equal(reached?.headers['content-type'], 'image/png')
  assert.equal(reached?.body.toString(), 'canary-bytes')
  const [intent] = world.callRecords()
  assert.ok(intent?.kind === 'intent')
  assert.deepEqual(intent.arguments?.['files'], { count: 1, bytes: 12, types: ['image/png'] })
})

test('what a caller has already is 304, where the method says so and nowhere else', async () => {
  await using world = await startWorld()
  await world.grant('extension', 'read', 'account')
  world.upstream.script = () => ({ status: 304, headers: { etag: '"a"' } })
  const headers = { 'if-none-match': '"a"' }
  const directory = '/restapi/v1.0/account/~/directory/entries'
  const known = await world.ask({ target: directory, headers })
  assert.equal(known.status, 304)
  assert.equal(known.headers.get('etag'), '"a"')
  const elsewhere = await world.ask({ target: selfPath, headers })
  assert.equal(elsewhere.status, 503)
  assert.deepEqual(
    world.upstream.calls.map((call) => call.headers['if-none-match']),
    ['"a"', undefined],
  )
})
