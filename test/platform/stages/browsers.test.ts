import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leverToken, own, startWorld } from '../world.ts'

const page = 'https://app.example'

test('a page of any site may call with its token and read the rate headers', async () => {
  using world = startWorld({ limits: 'guide' })
  const { status, headers } = await world.get(own, { headers: { origin: page } })
  assert.equal(status, 200)
  // Not *, which browsers refuse together with credentials.
  assert.equal(headers.get('access-control-allow-origin'), page)
  assert.equal(headers.get('access-control-allow-credentials'), 'true')
  assert.match(headers.get('vary') ?? '', /Origin/i)
  assert.match(headers.get('access-control-expose-headers') ?? '', /X-Rate-Limit-Remaining/)
})

test('a refusal can be read by the page too', async () => {
  using world = startWorld()
  const { status, headers } = await world.get(own, { token: null, headers: { origin: page } })
  assert.equal(status, 401)
  assert.equal(headers.get('access-control-allow-origin'), page)
})

test('the question before a call is answered without a token', async () => {
  using world = startWorld()
  const { status, headers } = await world.call('OPTIONS', `${own}/sms`, {
    token: null,
    headers: {
      origin: page,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,client-id,x-user-agent,content-type',
    },
  })
  assert.equal(status, 204)
  assert.match(headers.get('access-control-allow-methods') ?? '', /PATCH/)
  assert.equal(
    headers.get('access-control-allow-headers'),
    'authorization,client-id,x-user-agent,content-type',
  )
})

test('the levers and the login page are shut to pages of other sites', async () => {
  using world = startWorld()
  for (const path of ['http://127.0.0.1/_platform/apps', '/restapi/oauth/authorize']) {
    // oxlint-disable-next-line no-await-in-loop
    const { headers } = await world.get(path, { token: leverToken, headers: { origin: page } })
    assert.equal(headers.get('access-control-allow-origin'), null, path)
  }
})

test('a program that names no origin gets no headers for pages', async () => {
  using world = startWorld()
  assert.equal((await world.get(own)).headers.get('access-control-allow-origin'), null)
})
