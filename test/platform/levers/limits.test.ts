import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leverToken, oauthWorld, origin, secretOf, type World } from '../oauth/world.ts'

const bearer = `Bearer ${leverToken}`

/** Calls a lever; a body goes as JSON, a text as it is. */
function pull(
  world: World,
  route: `${'GET' | 'PUT' | 'POST' | 'DELETE'} /${string}`,
  body?: unknown,
  headers: Record<string, string> = { authorization: bearer },
): Promise<Response> {
  const [method = '', path = ''] = route.split(' ')
  const sent = typeof body === 'string' ? body : JSON.stringify(body)
  return world.platform.fetch(
    new Request(`${origin}/_platform${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: sent }),
    }),
  )
}

interface AppReply {
  readonly clientId: string
  readonly limits: Record<string, number>
}

const limitsOf = async (reply: Response) => {
  assert.equal(reply.status, 200)
  return ((await reply.json()) as AppReply).limits // the tests compare it
}

const guide = { Light: 50, Medium: 40, Heavy: 10, Auth: 5 }

test('the apps are listed with their limits and without their secrets', async () => {
  using world = oauthWorld()
  const reply = await pull(world, 'GET /apps')
  const text = await reply.text()
  const { apps } = JSON.parse(text) as { apps: AppReply[] } // looked at below
  assert.deepEqual(
    apps.map((app) => app.clientId),
    ['tools', 'reader', 'browser', 'brief', 'narrow'],
  )
  assert.deepEqual(apps[0]?.limits, guide)
  assert.ok(!text.includes(secretOf('tools')))
  assert.ok(!text.toLowerCase().includes('hash'))
})

test('limits are raised group by group, go back with null, and hold from the next call on', async () => {
  using world = oauthWorld()
  const put = (body: unknown) => pull(world, 'PUT /apps/tools/limits', body)
  const tokens = await world.login()
  const limitSeen = async () => {
    const reply = await world.platform.fetch(
      new Request(`${origin}/restapi/v1.0/account/~`, {
        headers: { authorization: `Bearer ${tokens.access_token}` },
      }),
    )
    return reply.headers.get('x-rate-limit-limit')
  }
  assert.equal(await limitSeen(), '50')
  assert.deepEqual(await limitsOf(await put({ Heavy: 100 })), { ...guide, Heavy: 100 })
  assert.deepEqual(await limitsOf(await put({ Light: 7, Auth: 1000 })), {
    Light: 7,
    Medium: 40,
    Heavy: 100,
    Auth: 1000,
  })
  assert.equal(await limitSeen(), '7')
  assert.deepEqual(await limitsOf(await put({ Heavy: null, Auth: 1000 })), {
    ...guide,
    Light: 7,
    Auth: 1000,
  })
  assert.deepEqual(world.platform.parts.apps.find('tools')?.limits, { Light: 7, Auth: 1000 })
  for (let count = 0; count < 10; count += 1) {
    // oxlint-disable-next-line no-await-in-loop
    assert.equal((await world.token({ grant_type: 'client_credentials' })).status, 200)
  }
  assert.deepEqual(await limitsOf(await pull(world, 'DELETE /apps/tools/limits')), guide)
  assert.equal(await limitSeen(), '50')
})

test('raising the limits of one app leaves the others alone', async () => {
  using world = oauthWorld()
  await pull(world, 'PUT /apps/tools/limits', { Heavy: 100 })
  assert.deepEqual(world.platform.parts.apps.find('reader')?.limits, {})
})

for (const [body, field] of [
  [{ Heavy: 0 }, 'Heavy'],
  [{ Heavy: -1 }, 'Heavy'],
  [{ Heavy: 1.5 }, 'Heavy'],
  [{ Heavy: '9' }, 'Heavy'],
  [{ Medium: 1_000_001 }, 'Medium'],
  [{ Huge: 5 }, 'Huge'],
  [[], 'body'],
  ['{', 'body'],
] as const) {
  test(`limits ${JSON.stringify(body)} are refused and change nothing`, async () => {
    using world = oauthWorld()
    const reply = await pull(world, 'PUT /apps/tools/limits', body)
    assert.equal(reply.status, 400)
    assert.equal(reply.headers.get('content-type'), 'application/problem+json')
    assert.equal(((await reply.json()) as { field?: string }).field, field) // a problem
    assert.deepEqual(world.platform.parts.apps.find('tools')?.limits, {})
  })
}

test('an unknown app or lever is not found', async () => {
  using world = oauthWorld()
  assert.equal((await pull(world, 'PUT /apps/nobody/limits', {})).status, 404)
  assert.equal((await pull(world, 'GET /nothing')).status, 404)
  assert.equal((await pull(world, 'PUT /apps', {})).status, 405)
})

for (const [what, headers, status] of [
  ['no token', {}, 401],
  ['a wrong token', { authorization: `${bearer}x` }, 401],
  ['the token by Basic', { authorization: bearer.replace('Bearer', 'Basic') }, 401],
  ['a page of another site', { authorization: bearer, origin: 'https://evil.example' }, 403],
  ['a page without an origin', { authorization: bearer, origin: 'null' }, 403],
  ['a page of another port', { authorization: bearer, origin: 'http://127.0.0.1:4011' }, 403],
  [
    'a host name made to point here',
    { authorization: bearer, host: 'evil.example', origin: 'http://evil.example' },
    403,
  ],
] as const) {
  test(`the levers stay shut for ${what}`, async () => {
    using world = oauthWorld()
    for (const route of ['GET /apps', 'PUT /apps/tools/limits', 'GET /nothing'] as const) {
      // oxlint-disable-next-line no-await-in-loop
      const reply = await pull(world, route, route.startsWith('PUT') ? {} : undefined, headers)
      assert.equal(reply.status, status)
      assert.ok(!reply.headers.has('access-control-allow-origin'))
    }
  })
}

test('the levers open for a program, and for a page of their own site', async () => {
  using world = oauthWorld()
  for (const more of [{}, { host: 'localhost:4010' }, { host: '127.0.0.1:4010', origin }]) {
    // oxlint-disable-next-line no-await-in-loop
    const reply = await pull(world, 'GET /apps', undefined, { authorization: bearer, ...more })
    assert.equal(reply.status, 200)
  }
})
