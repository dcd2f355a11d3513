// Receivers that lie, at the handshake and when they are pushed to: each with RingCentral's code and
// words, and none of them costs more time or bytes than it may.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { policies, type Policy } from '#delivery/policy'
import { createWebhooks, type WebhookOptions, type Webhooks } from '#delivery/webhook/webhooks'
import type { Notification } from '#storage/notifications'
import {
  type Answering,
  honest,
  lies,
  ofSize,
  raw,
  type Receiver,
  startReceiver,
} from '../receiver.ts'

const noon = Date.UTC(2026, 10, 23, 12)

const notification: Notification = {
  id: 7,
  uuid: 'f3b1b8c8-0000-4000-8000-000000000001',
  subscriptionId: 'sub',
  filter: '/restapi/v1.0/account/1/extension/2/presence',
  ownerId: '2',
  at: noon,
  body: '{"extensionId":"2"}',
  state: 'pending',
  attempts: 0,
  failures: 0,
  nextAt: noon,
  endedAt: null,
  reason: null,
}

/** What hangs is given up sooner than at RingCentral, so that the test need not wait; nothing else is. */
const soonMs = 100
const patientMs = 30_000
const hangs = new Set(['hang', 'slowHeaders', 'cutOff'])
const patienceFor = (lie: string) => (hangs.has(lie) ? soonMs : patientMs)

interface World extends AsyncDisposable {
  readonly webhooks: Webhooks
  readonly receiver: Receiver
  validate(): Promise<string | null>
  push(policy?: Policy): ReturnType<Webhooks['push']>
}

async function openWorld(
  answering: Answering,
  {
    tls = false,
    token,
    signingSecrets,
    patienceMs = patientMs,
    ...options
  }: Partial<WebhookOptions> & {
    readonly tls?: boolean
    readonly token?: string
    readonly signingSecrets?: readonly string[]
    readonly patienceMs?: number
  } = {},
): Promise<World> {
  const receiver = await startReceiver(answering, { tls })
  let made = 0
  const webhooks = createWebhooks(
    { clock: { now: () => noon }, makeSecret: () => `token-${(made += 1)}` },
    { allowPrivate: true, handshakeMs: patienceMs, ...options },
  )
  const asked = {
    address: `${receiver.url}/in?key=1&list=a&list=b`,
    ...(token === undefined ? {} : { verificationToken: token }),
    ...(signingSecrets === undefined ? {} : { signingSecrets }),
  }
  return {
    webhooks,
    receiver,
    async validate() {
      const problem = await webhooks.validate(asked)
      return problem?.message ?? null
    },
    push: (policy = policies.ringcentral) =>
      webhooks.push({ ...asked, policy: { ...policy, timeoutMs: patienceMs } }, notification),
    async [Symbol.asyncDispose]() {
      await webhooks.close()
      await receiver.close()
    },
  }
}

test('an address that echoes the token within the limits has proved itself', async () => {
  await using world = await openWorld(honest, { token: 'verify-me' })
  assert.equal(await world.validate(), null)
  const [request] = world.receiver.requests
  assert.equal(request?.method, 'POST')
  assert.equal(request.target, '/in?key=1&list=a&list=b')
  assert.equal(request.body, '')
  const { headers } = request
  assert.equal(headers['content-length'], '0')
  assert.equal(headers['validation-token'], 'token-1')
  assert.equal(headers['verification-token'], 'verify-me')
  assert.equal(headers['user-agent'], 'RingCentral-WebHook/8.3')
})

/** What each lie costs at the handshake: the code and the words. */
const refusals: Readonly<Record<keyof typeof lies, string>> = {
  wrongToken: 'SUB-520: Validation Token is not returned: its value is another one',
  noToken: 'SUB-520: Validation Token is not returned: the header is missing',
  hang: 'SUB-521: WebHook is not reachable: Read timed out',
  slowHeaders: 'SUB-521: WebHook is not reachable: Read timed out',
  hangsUp: 'SUB-521: WebHook is not reachable: Connection reset',
  error: 'SUB-522: WebHook responds with incorrect HTTP status. HTTP status is 500',
  redirect: 'SUB-522: WebHook responds with incorrect HTTP status. HTTP status is 302',
  endlessBody: 'SUB-525: WebHook server response is invalid: Response is larger than 1024 bytes',
  endlessHeaders: 'SUB-525: WebHook server response is invalid: Response headers are too large',
  noHttp: 'SUB-525: WebHook server response is invalid: Response is not valid HTTP',
}

for (const [name, expected] of Object.entries(refusals)) {
  test(`a handshake is refused: ${name}`, async () => {
    const patienceMs = patienceFor(name)
    await using world = await openWorld(lies[name as keyof typeof lies], { patienceMs }) // a key of it
    assert.equal(await world.validate(), expected)
    assert.equal(world.receiver.requests.length, 1, 'it is asked once, redirects are not followed')
  })
}

test('an answer of 1,024 bytes passes the handshake and one of 1,025 does not', async () => {
  await using world = await openWorld(ofSize(1024))
  assert.equal(await world.validate(), null)
  world.receiver.answering = ofSize(1025)
  assert.equal((await world.validate())?.slice(0, 7), 'SUB-525')
})

test('nobody there, and a name that nobody has, are SUB-521', async () => {
  await using world = await openWorld(honest, {
    lookup: (hostname, _, callback) =>
      callback(Object.assign(new Error(hostname), { code: 'ENOTFOUND' }), []),
  })
  await world.receiver.close()
  assert.equal(await world.validate(), 'SUB-521: WebHook is not reachable: Connection refused')
  const problem = await world.webhooks.validate({ address: 'http://receiver.invalid/' })
  assert.equal(problem?.message, 'SUB-521: WebHook is not reachable: Unknown host')
})

test('a certificate that nobody signed is SUB-524, unless certificates are not checked', async () => {
  const options = { tls: true }
  await using strict = await openWorld(honest, options)
  assert.equal(
    await strict.validate(),
    'SUB-524: WebHook certificate is invalid: Certificate is self-signed',
  )
  assert.deepEqual(strict.receiver.requests, [], 'nothing is sent to it')
  await using lenient = await openWorld(honest, { ...options, checksCertificates: false })
  assert.equal(await lenient.validate(), null)
})

test('an https address behind which nobody speaks TLS is SUB-524', async () => {
  await using world = await openWorld(honest)
  const address = world.receiver.url.replace('http:', 'https:')
  assert.match((await world.webhooks.validate({ address }))?.message ?? '', /^SUB-524: /)
})

test('where https is demanded, an http address is SUB-523 and is not called', async () => {
  await using world = await openWorld(honest, { requiresHttps: true })
  assert.equal(await world.validate(), 'SUB-523: HTTPS is required')
  assert.deepEqual(world.receiver.requests, [])
})

test('a notification is pushed with RingCentral’s headers, and what is secret is not kept', async () => {
  await using world = await openWorld(honest, { token: 'verify-me' })
  const tried = await world.push()
  assert.equal(tried.isDelivered, true)
  const [request] = world.receiver.requests
  assert.equal(request?.target, '/in?key=1&list=a&list=b')
  assert.equal(request.headers['content-type'], 'application/json; charset=UTF-8')
  assert.equal(request.headers.accept, 'application/json')
  assert.equal(request.headers['user-agent'], 'RingCentral-WebHook/8.3')
  assert.equal(request.headers['verification-token'], 'verify-me')
  assert.equal(request.headers['validation-token'], undefined)
  assert.deepEqual(JSON.parse(request.body), {
    uuid: notification.uuid,
    event: notification.filter,
    timestamp: '2026-11-23T12:00:00.000Z',
    subscriptionId: 'sub',
    ownerId: '2',
    body: { extensionId: '2' },
  })
  assert.ok(!tried.request.includes('verify-me'))
  assert.equal(JSON.parse(tried.request).headers['verification-token'], '(secret)')
})

/** Why a push to each of these counts as failed, under `ringcentral`. */
const reasons: Readonly<Record<string, readonly [Answering, number | null, string]>> = {
  error: [lies.error, 500, 'Webhook responses with code: [500], reason: [Internal Server Error]'],
  missing: [
    raw('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'),
    404,
    'Webhook responses with code: [404], reason: [Not Found]',
  ],
  created: [
    raw('HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n'),
    201,
    'Webhook responses with code: [201], reason: [Created]',
  ],
  redirect: [lies.redirect, 302, 'Webhook responses with code: [302], reason: [Found]'],
  hang: [lies.hang, null, 'I/O operation is failed. Details: [Read timed out]'],
  slowHeaders: [lies.slowHeaders, null, 'I/O operation is failed. Details: [Read timed out]'],
  hangsUp: [lies.hangsUp, null, 'I/O operation is failed. Details: [Connection reset]'],
  tooLarge: [
    ofSize(1025),
    200,
    'I/O operation is failed. Details: [Response is larger than 1024 bytes]',
  ],
  endlessBody: [
    lies.endlessBody,
    200,
    'I/O operation is failed. Details: [Response is larger than 1024 bytes]',
  ],
  endlessHeaders: [
    lies.endlessHeaders,
    null,
    'I/O operation is failed. Details: [Response headers are too large]',
  ],
  cutOff: [
    raw('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this'),
    200,
    'I/O operation is failed. Details: [Read timed out]',
  ],
  noHttp: [lies.noHttp, null, 'I/O operation is failed. Details: [Response is not valid HTTP]'],
}

for (const [name, [answering, status, reason]] of Object.entries(reasons)) {
  test(`a push fails: ${name}`, async () => {
    await using world = await openWorld(answering, { patienceMs: patienceFor(name) })
    const tried = await world.push()
    assert.equal(tried.isDelivered, false)
    assert.deepEqual([tried.status, tried.reason], [status, reason])
    assert.equal(world.receiver.requests.length, 1)
  })
}

test('an answer of 1,024 bytes is received, and kept with its headers', async () => {
  await using world = await openWorld(ofSize(1024))
  const { isDelivered, answer } = await world.push()
  assert.equal(isDelivered, true)
  const { statusText, headers, body } = JSON.parse(answer ?? '')
  assert.equal(statusText, 'OK')
  assert.deepEqual(headers[0], ['Validation-Token', 'undefined'])
  assert.match(body, /^x+$/)
})

test('of an endless body no more is kept than the limit allows', async () => {
  await using world = await openWorld(lies.endlessBody)
  const { answer } = await world.push()
  const { body } = JSON.parse(answer ?? '')
  assert.ok(body.length > 0 && body.length < 1024, `${body.length}`)
})

test('any 2xx will do under standard, and a redirect will not', async () => {
  await using world = await openWorld((_, response) => void response.writeHead(204).end())
  assert.equal((await world.push(policies.standard)).isDelivered, true)
  assert.equal((await world.push(policies.ringcentral)).isDelivered, false)
  world.receiver.answering = lies.redirect
  assert.equal((await world.push(policies.standard)).isDelivered, false)
})

test('a receiver asks to be left alone in seconds, fractions, or by a date of its own clock', async () => {
  const asks =
    (value: string, more = {}): Answering =>
    (_, response) =>
      void response.writeHead(503, { 'Retry-After': value, ...more }).end()
  const inAnHour = 'Mon, 23 Nov 2026 13:00:00 GMT'
  const cases: readonly (readonly [Answering, number | null])[] = [
    [asks('120'), 120_000],
    [asks('1.5'), 1_500],
    [asks(inAnHour, { Date: 'Mon, 23 Nov 2026 12:59:00 GMT' }), 60_000],
    [asks('Mon, 23 Nov 2026 11:00:00 GMT', { Date: 'Mon, 23 Nov 2026 12:00:00 GMT' }), 0],
    [asks('soon'), null],
    [raw(`HTTP/1.1 429 Slow\r\nContent-Length: 0\r\nRetry-After: ${inAnHour}\r\n\r\n`), 3_600_000],
    [lies.error, null],
  ]
  await using world = await openWorld(honest)
  for (const [answering, expected] of cases) {
    world.receiver.answering = answering
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    assert.equal((await world.push(policies.standard)).retryAfterMs, expected)
  }
})

test('what is under way when it is interrupted ends at once', async () => {
  const asked = Promise.withResolvers<void>()
  await using world = await openWorld(() => asked.resolve())
  const trying = world.webhooks.push(
    { address: world.receiver.url, policy: { ...policies.standard, timeoutMs: 600_000 } },
    notification,
  )
  await asked.promise
  world.webhooks.interrupt()
  assert.equal((await trying).isDelivered, false)
})

test('proxies of the environment are not asked', async (t) => {
  await using proxy = await startReceiver(honest)
  for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'ALL_PROXY']) {
    const before = process.env[name]
    process.env[name] = proxy.url
    t.after(() => {
      if (before === undefined) delete process.env[name]
      else process.env[name] = before
    })
  }
  await using world = await openWorld(honest)
  assert.equal((await world.push()).isDelivered, true)
  assert.deepEqual(proxy.requests, [])
})
