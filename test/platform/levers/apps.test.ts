import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  basic,
  callback,
  jwtBearer,
  leverToken,
  oauthWorld,
  origin,
  secretOf,
  type Tokens,
  type World,
} from '../oauth/world.ts'

interface Pulled {
  readonly status: number
  readonly text: string
  // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts on what is in it
  readonly reply: any
}

/** Moves a lever of a world. */
async function pull(
  world: World,
  route: `${'GET' | 'POST' | 'PATCH' | 'DELETE'} /${string}`,
  body?: unknown,
): Promise<Pulled> {
  const [method = '', path = ''] = route.split(' ')
  const response = await world.platform.fetch(
    new Request(`${origin}/_platform${path}`, {
      method,
      headers: { authorization: `Bearer ${leverToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  )
  const text = await response.text()
  return { status: response.status, text, reply: JSON.parse(text) }
}

/** The statuses of a login with a new JWT of Ava through an app, and of a call with its token. */
async function tryApp(world: World, authorization: string): Promise<number[]> {
  const login = await world.token(
    { grant_type: jwtBearer, assertion: world.mint(101) },
    authorization,
  )
  const { access_token: token } = (await login.json()) as Tokens // undefined when it was refused
  return [login.status, await world.use(token)]
}

test('an app is created with what it may do, shown with its secret once, and works at once', async () => {
  using world = oauthWorld()
  const { status, reply } = await pull(world, 'POST /apps', {
    name: 'Desk bot',
    permissions: ['ReadAccounts', 'SMS'],
    redirectUris: [callback, 'com.example.desk:/back'],
  })
  assert.equal(status, 201)
  const { clientSecret, ...app } = reply
  assert.deepEqual(app, {
    clientId: app.clientId,
    accountId: 1,
    name: 'Desk bot',
    permissions: ['ReadAccounts', 'SMS'],
    grantTypes: ['authorization_code', 'refresh_token', jwtBearer, 'client_credentials'],
    redirectUris: [callback, 'com.example.desk:/back'],
    isPublic: false,
    issuesRefreshTokens: true,
    publicKey: null,
    signsWithSecret: false,
    limits: { Light: 50, Medium: 40, Heavy: 10, Auth: 5 },
  })
  assert.match(app.clientId, /^[\w-]{22}$/)
  assert.deepEqual(await tryApp(world, basic(app.clientId, clientSecret)), [200, 200])
  const shown = await pull(world, `GET /apps/${app.clientId}`)
  assert.deepEqual(shown.reply, app)
  const { text } = await pull(world, 'GET /apps')
  assert.ok(text.includes(app.clientId) && !text.includes(clientSecret))
})

test('a public app has no secret, and its own usual grant types', async () => {
  using world = oauthWorld()
  const { reply } = await pull(world, 'POST /apps', {
    name: 'Phone',
    permissions: ['SMS'],
    isPublic: true,
    clientId: 'phone',
    issuesRefreshTokens: false,
  })
  assert.equal(reply.clientSecret, null)
  assert.equal(reply.clientId, 'phone')
  assert.equal(reply.issuesRefreshTokens, false)
  assert.deepEqual(reply.grantTypes, ['authorization_code', 'refresh_token'])
  assert.equal((await pull(world, 'POST /apps/phone/secret')).status, 409)
})

test('what is changed of an app holds from the next request on, and the rest stays', async () => {
  using world = oauthWorld()
  const { access_token: token } = await world.login()
  const before = (await pull(world, 'GET /apps/tools')).reply
  const grantTypes = ['refresh_token']
  const { status, reply } = await pull(world, 'PATCH /apps/tools', {
    name: 'Tools 2',
    grantTypes,
    permissions: ['SMS'],
  })
  assert.equal(status, 200)
  assert.deepEqual(reply, { ...before, name: 'Tools 2', grantTypes, permissions: ['SMS'] })
  const refused = await world.token({ grant_type: 'client_credentials' })
  assert.equal(refused.status, 400)
  assert.equal(await world.use(token), 200, 'tokens keep what they were issued with')
  const { reply: again } = await pull(world, 'PATCH /apps/tools', { redirectUris: [] })
  assert.deepEqual(again, { ...reply, redirectUris: [] })
  assert.deepEqual((await pull(world, 'PATCH /apps/tools', {})).reply, again)
})

test('limits survive a change of the app', async () => {
  using world = oauthWorld()
  world.platform.parts.apps.setLimits('tools', { Heavy: 99 })
  const { reply } = await pull(world, 'PATCH /apps/tools', { name: 'Renamed' })
  assert.equal(reply.limits.Heavy, 99)
  assert.deepEqual(world.platform.parts.apps.find('tools')?.limits, { Heavy: 99 })
})

test('a new secret takes the place of the old one; sessions go on', async () => {
  using world = oauthWorld()
  const { access_token: token } = await world.login()
  const { status, reply } = await pull(world, 'POST /apps/tools/secret')
  assert.equal(status, 200)
  assert.equal(reply.clientId, 'tools')
  assert.deepEqual(await tryApp(world, basic('tools', secretOf('tools'))), [401, 401])
  assert.deepEqual(await tryApp(world, basic('tools', reply.clientSecret)), [200, 200])
  assert.equal(await world.use(token), 200)
})

test('a deleted app is gone with everything it had', async () => {
  using world = oauthWorld()
  const { access_token: token, session_id: session } = await world.login()
  const { wsTokens, codes, subscriptions, signIns, clock, db } = world.platform.parts
  const now = clock.now()
  const request = {
    clientId: 'tools',
    redirectUri: callback,
    namesRedirectUri: true,
    scopes: [],
    state: null,
    nonce: null,
    challenge: null,
  }
  db.transaction(() => {
    wsTokens.add('ws', session, now)
    const granted = { ...request, extensionId: 101, expiresAt: now + 1, authenticatedAt: now }
    codes.add('code', granted, now)
    signIns.consent(101, 'tools', ['SMS'])
    const asked = { ...request, loginHint: null, asksConsent: false, wantsDiscovery: false }
    signIns.open('request', 'browser', asked, now)
    subscriptions.add({
      id: 'subscription',
      extensionId: 101,
      clientId: 'tools',
      createdAt: now,
      expiresAt: now + 1000,
      lifetimeSeconds: 1,
      eventFilters: [],
      disabledFilters: [],
      delivery: { transportType: 'WebHook', address: 'https://app.example/hook' },
      origin: '',
    })
  })
  const { status, reply } = await pull(world, 'DELETE /apps/tools')
  assert.equal(status, 200)
  assert.equal(reply.clientId, 'tools')
  assert.equal(await world.use(token), 401)
  assert.equal(wsTokens.find('ws', now), undefined)
  assert.equal(codes.find('code'), undefined)
  assert.equal(signIns.hasConsented(101, 'tools', ['SMS']), false)
  assert.equal(
    subscriptions.find('subscription', { extensionId: 101, clientId: 'tools' }),
    undefined,
  )
  assert.equal((await pull(world, 'GET /apps/tools')).status, 404)
  assert.equal((await world.token({ grant_type: 'client_credentials' })).status, 400)
})

const right = { name: 'App', permissions: ['SMS'] }
for (const [what, body, field] of [
  ['no name', { permissions: [] }, 'name'],
  ['an empty name', { ...right, name: '' }, 'name'],
  ['no permissions', { name: 'App' }, 'permissions'],
  ['an unknown permission', { ...right, permissions: ['SMS', 'Everything'] }, 'permissions.1'],
  ['a permission twice', { ...right, permissions: ['SMS', 'SMS'] }, 'permissions'],
  ['an unknown grant type', { ...right, grantTypes: ['implicit'] }, 'grantTypes.0'],
  ['a relative address', { ...right, redirectUris: [callback, '/callback'] }, 'redirectUris.1'],
  ['a fragment', { ...right, redirectUris: [`${callback}#top`] }, 'redirectUris.0'],
  ['an empty fragment', { ...right, redirectUris: [`${callback}#`] }, 'redirectUris.0'],
  ['a script', { ...right, redirectUris: ['JavaScript:alert(1)'] }, 'redirectUris.0'],
  ['data', { ...right, redirectUris: ['data:text/html,hello'] }, 'redirectUris.0'],
  ['white space', { ...right, redirectUris: [`${callback} `] }, 'redirectUris.0'],
  [
    'a user in the address',
    { ...right, redirectUris: ['https://a:b@c.example/'] },
    'redirectUris.0',
  ],
  ['a client id with a slash', { ...right, clientId: 'a/b' }, 'clientId'],
  ['an unknown field', { ...right, secret: 'x' }, 'secret'],
  [
    'a public app with client_credentials',
    { ...right, isPublic: true, grantTypes: ['client_credentials'] },
    'grantTypes',
  ],
] as const) {
  test(`an app with ${what} is refused, and the refusal names ${field} and what to do`, async () => {
    using world = oauthWorld()
    const { status, reply } = await pull(world, 'POST /apps', body)
    assert.equal(status, 400)
    assert.equal(reply.field, field)
    assert.ok(reply.detail && reply.remedy)
    assert.equal(world.platform.parts.apps.list().length, 5)
  })
}

test('a change is judged as a whole app is', async () => {
  using world = oauthWorld()
  const wrong = { grantTypes: ['client_credentials'] }
  assert.equal((await pull(world, 'PATCH /apps/browser', wrong)).reply.field, 'grantTypes')
  assert.equal((await pull(world, 'PATCH /apps/tools', { isPublic: true })).reply.field, 'isPublic')
})

test('a client id that is taken, and what does not exist, is said so', async () => {
  using world = oauthWorld()
  const taken = await pull(world, 'POST /apps', { ...right, clientId: 'tools' })
  assert.deepEqual([taken.status, taken.reply.field], [409, 'clientId'])
  const nowhere = await pull(world, 'POST /apps', { ...right, accountId: 9 })
  assert.deepEqual([nowhere.status, nowhere.reply.field], [404, 'accountId'])
  for (const route of ['GET /apps/no', 'DELETE /apps/no', 'POST /apps/no/secret'] as const) {
    // oxlint-disable-next-line no-await-in-loop
    const { status, reply } = await pull(world, route)
    assert.deepEqual([status, reply.field], [404, 'clientId'])
  }
  assert.equal((await pull(world, 'PATCH /apps/no', {})).status, 404)
})

/** The status of an exchange of a JWT. */
const exchange = async (world: World, assertion: string, app = 'tools') =>
  (await world.token({ grant_type: jwtBearer, assertion }, basic(app, secretOf(app)))).status

for (const [extension, owner] of [
  ['101', 101],
  ['ben@larkfield.example', 102],
  ['BEN@larkfield.example', 102],
] as const) {
  test(`a JWT is issued for ${extension}, works at once and is never shown again`, async () => {
    using world = oauthWorld()
    const { status, reply } = await pull(world, 'POST /jwts', { extension, label: 'Nightly' })
    assert.equal(status, 201)
    const { jwt, ...credential } = reply
    assert.deepEqual(credential, {
      id: credential.id,
      extensionId: owner,
      extensionNumber: String(owner),
      label: 'Nightly',
      clientIds: [],
      createdAt: '2026-03-02T17:00:00.000Z',
      expiresAt: null,
      revokedAt: null,
    })
    assert.equal(await exchange(world, jwt), 200)
    const { text, reply: listed } = await pull(world, `GET /jwts?extension=${owner}`)
    assert.deepEqual(listed.credentials, [credential])
    assert.ok(!text.includes(jwt.split('.')[2]))
  })
}

test('an extension is found by its number too, where that is no id', async () => {
  using world = oauthWorld()
  const { accounts } = world.platform.parts
  const ben = accounts.extension(102)
  assert.ok(ben)
  accounts.updateExtension({ ...ben, number: '7002' })
  const { reply } = await pull(world, 'POST /jwts', { extension: '7002' })
  assert.equal(reply.extensionId, 102)
  assert.equal(reply.label, 'Ben')
})

test('a JWT is good for the apps it is restricted to alone', async () => {
  using world = oauthWorld()
  const { reply } = await pull(world, 'POST /jwts', { extension: '101', clientIds: ['reader'] })
  assert.equal(await exchange(world, reply.jwt, 'reader'), 200)
  assert.equal(await exchange(world, reply.jwt), 400)
})

for (const expires of ['90s', '2026-03-02T17:01:30Z']) {
  test(`a JWT that expires ${expires} is good until then`, async () => {
    using world = oauthWorld()
    const { reply } = await pull(world, 'POST /jwts', { extension: '101', expires })
    assert.equal(reply.expiresAt, '2026-03-02T17:01:30.000Z')
    await world.clock.advance(90_000 - 1)
    assert.equal(await exchange(world, reply.jwt), 200)
    await world.clock.advance(1)
    assert.equal(await exchange(world, reply.jwt), 400)
  })
}

test('a revoked JWT opens nothing more, and the sessions that it opened end', async () => {
  using world = oauthWorld()
  const { reply } = await pull(world, 'POST /jwts', { extension: '101' })
  const session = await world.login({ assertion: reply.jwt })
  const other = await world.login()
  const revoked = await pull(world, `DELETE /jwts/${reply.id}`)
  assert.equal(revoked.status, 200)
  assert.equal(revoked.reply.revokedAt, '2026-03-02T17:00:00.000Z')
  assert.equal(await exchange(world, reply.jwt), 400)
  assert.equal(await world.use(session.access_token), 401)
  assert.equal(await world.use(other.access_token), 200)
  await world.clock.advance(1000)
  const again = await pull(world, `DELETE /jwts/${reply.id}`)
  assert.equal(again.reply.revokedAt, '2026-03-02T17:00:00.000Z', 'the first time counts')
})

for (const [what, body, status, field] of [
  ['nobody', {}, 400, 'extension'],
  ['an unknown extension', { extension: '199' }, 404, 'extension'],
  ['an unknown address', { extension: 'eve@larkfield.example' }, 404, 'extension'],
  ['an unknown app', { extension: '101', clientIds: ['tools', 'no'] }, 404, 'clientIds.1'],
  ['an expiry that is past', { extension: '101', expires: '2026-03-02' }, 400, 'expires'],
  ['an expiry that is none', { extension: '101', expires: 'soon' }, 400, 'expires'],
  ['an expiry of no time', { extension: '101', expires: '0s' }, 400, 'expires'],
] as const) {
  test(`a JWT for ${what} is refused, and the refusal names ${field} and what to do`, async () => {
    using world = oauthWorld()
    const pulled = await pull(world, 'POST /jwts', body)
    assert.deepEqual([pulled.status, pulled.reply.field], [status, field])
    assert.ok(pulled.reply.remedy)
    assert.equal((await pull(world, 'GET /jwts')).reply.credentials.length, 0)
  })
}

test('an unknown credential cannot be revoked, nor an unknown extension’s be listed', async () => {
  using world = oauthWorld()
  assert.equal((await pull(world, 'DELETE /jwts/nothing')).status, 404)
  assert.equal((await pull(world, 'GET /jwts?extension=199')).status, 404)
})
