import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adminToken, createWorld } from './world.ts'

const url = 'http://127.0.0.1:4100/api/v1/agents'
const authorized = { Authorization: `Bearer ${adminToken}` }

async function typeOf(response: Response): Promise<string> {
  assert.equal(response.headers.get('content-type'), 'application/problem+json')
  const { type } = (await response.json()) as { type: string } // judged by the caller
  return type.replace('/api/v1/problems#', '')
}

test('a request without the admin token is refused and told how to authenticate', async () => {
  await using world = await createWorld()
  const response = await world.admin(new Request(url))
  assert.equal(response.status, 401)
  assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer/)
  assert.equal(await typeOf(response), 'unauthenticated')
})

test('another token, a prefix of it, and other schemes are refused', async () => {
  await using world = await createWorld()
  const wrong = [
    'Bearer rfk_an-agent-key',
    `Bearer ${adminToken.slice(0, -1)}`,
    `Bearer ${adminToken}x`,
    `Basic ${adminToken}`,
    adminToken,
    'Bearer ',
  ]
  for (const authorization of wrong) {
    // oxlint-disable-next-line no-await-in-loop
    const response = await world.admin(
      new Request(url, { headers: { Authorization: authorization } }),
    )
    assert.equal(response.status, 401, authorization)
  }
})

test('a path that does not exist tells a stranger nothing: 401 before 404', async () => {
  await using world = await createWorld()
  const response = await world.admin(new Request('http://127.0.0.1:4100/api/v1/nothing'))
  assert.equal(response.status, 401)
})

test('a name that was made to point at the loopback is refused, whoever holds the token', async () => {
  await using world = await createWorld()
  for (const host of [
    'evil.example',
    'evil.example:4100',
    '127.0.0.1.evil.example',
    '10.0.0.7',
    '[::2]:4100',
    'user@127.0.0.1',
  ]) {
    // oxlint-disable-next-line no-await-in-loop
    const response = await world.admin(new Request(url, { headers: { ...authorized, Host: host } }))
    assert.equal(response.status, 403, host)
    // oxlint-disable-next-line no-await-in-loop
    assert.equal(await typeOf(response), 'host-not-allowed')
  }
})

test('the loopback under any port and the configured public host are answered', async () => {
  await using world = await createWorld()
  for (const host of [
    'localhost:4100',
    '127.0.0.1',
    '[::1]:80',
    'ringfence.example.com',
    'Ringfence.Example.COM:443',
  ]) {
    // oxlint-disable-next-line no-await-in-loop
    const response = await world.admin(new Request(url, { headers: { ...authorized, Host: host } }))
    assert.equal(response.status, 200, host)
  }
})

test('a page of another site is refused, one of the same host is answered, and neither gets CORS headers', async () => {
  await using world = await createWorld()
  const ask = (Origin: string) =>
    world.admin(new Request(url, { headers: { ...authorized, Host: '127.0.0.1:4100', Origin } }))
  for (const origin of ['https://evil.example', 'http://127.0.0.1:9999', 'null']) {
    // oxlint-disable-next-line no-await-in-loop
    const response = await ask(origin)
    assert.equal(response.status, 403, origin)
    assert.equal(response.headers.get('access-control-allow-origin'), null)
  }
  const own = await ask('http://127.0.0.1:4100')
  assert.equal(own.status, 200)
  assert.equal(own.headers.get('access-control-allow-origin'), null)
})

test('no answer may be kept by a cache', async () => {
  await using world = await createWorld()
  const refused = await world.admin(new Request(url))
  const { headers } = await world.ask('GET', '/agents')
  assert.equal(refused.headers.get('cache-control'), 'no-store')
  assert.equal(headers.get('cache-control'), 'no-store')
})

test('each request that is turned away is told to the audit log with its address, an answered one is not', async () => {
  await using world = await createWorld()
  await world.admin(new Request(url), '192.0.2.7')
  await world.admin(
    new Request(url, { headers: { ...authorized, Host: 'evil.example' } }),
    '192.0.2.8',
  )
  await world.ask('GET', '/agents')
  await world.ask('GET', '/nothing')
  assert.deepEqual(world.strangers, [
    '192.0.2.7 admin_unauthenticated',
    '192.0.2.8 admin_host_not_allowed',
  ])
})
