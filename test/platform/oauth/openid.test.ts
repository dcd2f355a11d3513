import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose'
import { openBrowser } from './browser.ts'
import {
  basic,
  callback,
  jwtBearer,
  oauthWorld,
  origin,
  password,
  secretOf,
  type Refusal,
  type Tokens,
  type World,
} from './world.ts'

const get = (world: World, path: string, headers: Record<string, string> = {}) =>
  world.platform.fetch(new Request(`${origin}${path}`, { headers }))

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** The claims of an id token, its signature checked with the published key. */
async function claimsOf(world: World, idToken: string | undefined) {
  const keys = (await (await get(world, '/restapi/oauth/jwks')).json()) as JSONWebKeySet // jose judges it
  const { payload } = await jwtVerify(idToken ?? '', createLocalJWKSet(keys), {
    issuer: origin,
    audience: 'tools',
    currentDate: new Date(world.clock.now()),
  })
  return payload
}

/** The tokens of a login at the page. */
async function loginOnPage(world: World, query: Record<string, string>): Promise<Tokens> {
  const browser = openBrowser((request) => world.platform.fetch(request), origin)
  const parameters = { response_type: 'code', client_id: 'tools', redirect_uri: callback, ...query }
  const search = new URLSearchParams(parameters).toString()
  const login = await browser.open(`${origin}/restapi/oauth/authorize?${search}`)
  const consent = await browser.submit(
    login,
    { username: 'ava@larkfield.example', password },
    'Sign in',
  )
  await world.clock.advance(5_000)
  const { query: back } = await browser.submit(consent, {}, 'Authorize')
  const reply = await world.token({
    grant_type: 'authorization_code',
    code: back['code'] ?? '',
    redirect_uri: callback,
  })
  return (await reply.json()) as Tokens // what the tests look at
}

test('who asks for openid gets an id token: signed, with nonce and the time of the login', async () => {
  using world = oauthWorld()
  const signedInAt = world.clock.now() / 1000
  const tokens = await loginOnPage(world, { scope: 'openid email profile SMS', nonce: 'N1' })
  assert.equal(tokens.scope, 'SMS openid email profile')
  const claims = await claimsOf(world, tokens.id_token)
  assert.deepEqual(claims, {
    iss: origin,
    sub: '101',
    aud: 'tools',
    account_id: '1',
    given_name: 'Ava',
    family_name: 'Reyes',
    email: 'ava@larkfield.example',
    email_verified: true,
    nonce: 'N1',
    auth_time: signedInAt,
    iat: signedInAt + 5,
    exp: signedInAt + 5 + 3600,
  })
})

test('an id token tells no more than the scopes allow', async () => {
  using world = oauthWorld()
  const tokens = await world.login({ scope: 'openid ReadAccounts' })
  const claims = await claimsOf(world, tokens.id_token)
  assert.deepEqual(Object.keys(claims).toSorted(), [
    'account_id',
    'aud',
    'exp',
    'iat',
    'iss',
    'sub',
  ])
})

test('a refresh of such a session brings another id token, without the nonce', async () => {
  using world = oauthWorld()
  const first = await loginOnPage(world, { scope: 'openid', nonce: 'N1' })
  const reply = await world.token({
    grant_type: 'refresh_token',
    refresh_token: first.refresh_token,
  })
  const claims = await claimsOf(world, ((await reply.json()) as Tokens).id_token) // a token reply
  assert.equal(claims.sub, '101')
  assert.equal('nonce' in claims, false)
})

test('without openid there is no id token, and an app that acts for itself has none either', async () => {
  using world = oauthWorld()
  assert.equal('id_token' in (await world.login()), false)
  assert.equal('id_token' in (await world.login({ scope: 'profile ReadAccounts' })), false)
  const own = await world.token({ grant_type: 'client_credentials', scope: 'openid SMS' })
  assert.equal(own.status, 200)
  assert.equal('id_token' in ((await own.json()) as Tokens), false) // a token reply
})

test('the key is made once, whoever asks first, and its private half stays', async () => {
  using world = oauthWorld()
  const replies = await Promise.all([
    get(world, '/restapi/oauth/jwks'),
    get(world, '/restapi/oauth/jwks'),
    world.login({ scope: 'openid' }),
  ])
  const [one, other] = await Promise.all([replies[0].json(), replies[1].json()])
  assert.deepEqual(one, other)
  const { keys } = one as { keys: Record<string, string>[] } // looked at next
  assert.deepEqual(Object.keys(keys[0] ?? {}), ['kty', 'alg', 'use', 'kid', 'n', 'e'])
  assert.equal(keys.length, 1)
  const header = decodeProtectedHeader(replies[2].id_token ?? '')
  assert.deepEqual(header, { alg: 'RS256', typ: 'JWT', kid: keys[0]?.['kid'] })
})

test('userinfo says who the user is, under the same scopes', async () => {
  using world = oauthWorld({ limits: 'off' })
  const whole = await world.login({ scope: 'openid email profile' })
  const userInfo = await get(world, '/restapi/oauth/userinfo', bearer(whole.access_token))
  assert.deepEqual(await userInfo.json(), {
    sub: '101',
    account_id: '1',
    given_name: 'Ava',
    family_name: 'Reyes',
    email: 'ava@larkfield.example',
    email_verified: true,
  })
  const little = await world.login({ scope: 'openid' })
  const posted = await world.platform.fetch(
    new Request(`${origin}/restapi/oauth/userinfo`, {
      method: 'POST',
      headers: bearer(little.access_token),
    }),
  )
  assert.deepEqual(await posted.json(), { sub: '101', account_id: '1' })
})

test('userinfo refuses a token without openid, no token, and an app’s own', async () => {
  using world = oauthWorld({ profile: 'live' })
  const { access_token: token } = await world.login()
  const codeOf = async (headers: Record<string, string>) => {
    const reply = await get(world, '/restapi/oauth/userinfo', headers)
    const { errors } = (await reply.json()) as Refusal // a refusal
    const challenge = reply.headers.get('www-authenticate') ?? ''
    assert.equal(challenge.startsWith('Bearer'), reply.status === 401)
    return `${reply.status} ${errors[0]?.errorCode}`
  }
  assert.equal(await codeOf(bearer(token)), '403 CMN-401')
  assert.equal(await codeOf({}), '401 AGW-401')
  assert.equal(await codeOf(bearer('nothing')), '401 OAU-213')
  using guide = oauthWorld()
  const own = await guide.token({ grant_type: 'client_credentials', scope: 'openid' })
  const { access_token: ownToken } = (await own.json()) as Tokens // a token reply
  assert.equal((await get(guide, '/restapi/oauth/userinfo', bearer(ownToken))).status, 403)
})

test('userinfo counts in the group Auth of its user', async () => {
  using world = oauthWorld()
  const { access_token: token } = await world.login({ scope: 'openid' })
  const statuses: number[] = []
  for (let count = 0; count < 5; count += 1) {
    // oxlint-disable-next-line no-await-in-loop
    statuses.push((await get(world, '/restapi/oauth/userinfo', bearer(token))).status)
  }
  assert.deepEqual(statuses, [200, 200, 200, 200, 429])
})

test('whatever can be got can be asked about with HEAD', async () => {
  using world = oauthWorld()
  for (const path of ['/restapi/oauth/jwks', '/.well-known/openid-configuration']) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const reply = await world.platform.fetch(new Request(origin + path, { method: 'HEAD' }))
    assert.equal(reply.status, 200)
  }
})

test('the configuration of OpenID Connect names what is there', async () => {
  using world = oauthWorld()
  const reply = await get(world, '/.well-known/openid-configuration')
  assert.equal(reply.headers.has('x-rate-limit-group'), false)
  const found = (await reply.json()) as Record<string, unknown> // compared below
  const required = {
    issuer: origin,
    authorization_endpoint: `${origin}/restapi/oauth/authorize`,
    token_endpoint: `${origin}/restapi/oauth/token`,
    revocation_endpoint: `${origin}/restapi/oauth/revoke`,
    userinfo_endpoint: `${origin}/restapi/oauth/userinfo`,
    jwks_uri: `${origin}/restapi/oauth/jwks`,
    scopes_supported: ['openid', 'profile', 'email'],
    token_endpoint_auth_methods_supported: [
      'client_secret_basic',
      'client_secret_jwt',
      'private_key_jwt',
    ],
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['plain', 'S256'],
  }
  for (const [name, value] of Object.entries(required)) assert.deepEqual(found[name], value, name)
  const oauth = await get(world, '/.well-known/oauth-authorization-server')
  const metadata = (await oauth.json()) as Record<string, unknown> // compared next
  assert.equal(metadata['issuer'], origin)
  const methods = ['client_secret_basic', 'client_secret_jwt', 'private_key_jwt', 'none']
  const algorithms = ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA']
  for (const endpoint of ['token', 'revocation']) {
    assert.deepEqual(metadata[`${endpoint}_endpoint_auth_methods_supported`], methods)
    const signed = metadata[`${endpoint}_endpoint_auth_signing_alg_values_supported`] as string[]
    assert.deepEqual(
      algorithms.filter((one) => !signed.includes(one)),
      [],
    )
  }
})

test('the entry points lead here, the first to known apps, the second with a token', async () => {
  using world = oauthWorld()
  const initial = await get(world, '/.well-known/entry-points/initial?clientId=tools&brandId=1210')
  assert.deepEqual(await initial.json(), {
    version: '1.0.0',
    retryCount: 3,
    retryInterval: 3,
    discoveryApi: { defaultExternalUri: `${origin}/.well-known/entry-points/external` },
    authApi: {
      authorizationUri: `${origin}/restapi/oauth/authorize`,
      oidcDiscoveryUri: `${origin}/.well-known/openid-configuration`,
      defaultTokenUri: `${origin}/restapi/oauth/token`,
    },
    coreApi: { baseUri: origin },
  })
  for (const query of ['', '?clientId=', '?clientId=nobody']) {
    // oxlint-disable-next-line no-await-in-loop
    assert.equal((await get(world, `/.well-known/entry-points/initial${query}`)).status, 400)
  }
  const external = '/.well-known/entry-points/external'
  assert.equal((await get(world, external)).status, 401)
  const { access_token: token } = await world.login()
  const reply = await get(world, external, bearer(token))
  const found = (await reply.json()) as { authApi: object; rcv: object } // compared next
  assert.deepEqual(found.authApi, {
    authorizationUri: `${origin}/restapi/oauth/authorize`,
    oidcDiscoveryUri: `${origin}/.well-known/openid-configuration`,
    baseUri: origin,
    tokenUri: `${origin}/restapi/oauth/token`,
  })
  assert.deepEqual(found.rcv, { baseApiUri: origin })
})

test('what is asked often without a token is not counted', async () => {
  using world = oauthWorld()
  const paths = [
    '/restapi/oauth/jwks',
    '/.well-known/openid-configuration',
    '/.well-known/entry-points/initial?clientId=tools',
    '/.well-known/entry-points/initial?clientId=nobody',
  ]
  for (const path of Array.from({ length: 6 }, () => paths).flat()) {
    // oxlint-disable-next-line no-await-in-loop
    const reply = await get(world, path)
    assert.ok([200, 400].includes(reply.status), path)
    assert.equal(reply.headers.has('x-rate-limit-limit'), false)
  }
})

/** Asks for a WebSocket token in one of the forms that SDKs use. */
const wsToken = (
  world: World,
  token: string,
  more: { readonly headers?: Readonly<Record<string, string>>; readonly body?: string } = {},
) =>
  world.platform.fetch(
    new Request(`${origin}/restapi/oauth/wstoken`, {
      method: 'POST',
      ...more,
      headers: { ...bearer(token), ...more.headers },
    }),
  )

for (const [who, more] of [
  ['@rc-ex/core', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
  ['@ringcentral/sdk', { headers: { 'content-type': 'application/json' } }],
  ['the Python SDK', { headers: { 'content-type': 'application/json' }, body: '{}' }],
  ['somebody who sends nothing', {}],
] as const) {
  test(`a token for a WebSocket, asked for as ${who} does, leads to this server`, async () => {
    using world = oauthWorld()
    const { access_token: token, session_id: session } = await world.login()
    const reply = await wsToken(world, token, more)
    assert.equal(reply.status, 200)
    const body = (await reply.json()) as { uri: string; ws_access_token: string } // compared next
    assert.deepEqual(
      { ...body, ws_access_token: '' },
      { uri: 'ws://127.0.0.1:4010/ws', ws_access_token: '', expires_in: 600 },
    )
    const { wsTokens, sessions } = world.platform.parts
    const found = wsTokens.find(body.ws_access_token, world.clock.now())
    assert.equal(found, session)
    assert.equal(sessions.byId(found ?? '')?.extensionId, 101)
  })
}

test('a WebSocket token holds ten minutes, any number of times, and as long as its session', async () => {
  using world = oauthWorld()
  const { wsTokens, sessions } = world.platform.parts
  const { access_token: token, refresh_token: refreshToken } = await world.login()
  const take = async () =>
    ((await (await wsToken(world, token)).json()) as { ws_access_token: string }).ws_access_token // a reply
  const ours = await take()
  const isGood = (one: string) => wsTokens.find(one, world.clock.now()) !== undefined
  assert.deepEqual([isGood(ours), isGood(ours), isGood('made-up')], [true, true, false])
  await world.clock.advance(600_000 - 1)
  assert.equal(isGood(ours), true)
  await world.clock.advance(1)
  assert.equal(isGood(ours), false)
  const next = await take()
  await world.token({ grant_type: 'refresh_token', refresh_token: refreshToken })
  assert.equal(isGood(next), true, 'a refresh goes on with the session')
  await world.revoke({ token: refreshToken })
  assert.equal(isGood(next), false)
  assert.equal(sessions.byId('made-up'), undefined)
})

test('a WebSocket token needs the permission of the app, a user and a bearer token', async () => {
  using world = oauthWorld({ limits: 'off', profile: 'live' })
  const codeOf = async (reply: Response) =>
    `${reply.status} ${((await reply.json()) as Refusal).errors[0]?.errorCode}` // a refusal
  const reader = await world.token(
    { grant_type: jwtBearer, assertion: world.mint(101) },
    basic('reader', secretOf('reader')),
  )
  const { access_token: token } = (await reader.json()) as Tokens // a token reply
  const refused = await wsToken(world, token)
  assert.equal(await codeOf(refused), '403 CMN-401')
  const basicHeader = { headers: { authorization: basic('tools', secretOf('tools')) } }
  assert.equal(await codeOf(await wsToken(world, '', basicHeader)), '401 OAU-151')
  using guide = oauthWorld()
  const own = await guide.token({ grant_type: 'client_credentials' })
  const { access_token: ownToken } = (await own.json()) as Tokens // ditto
  assert.equal((await wsToken(guide, ownToken)).status, 403)
})
