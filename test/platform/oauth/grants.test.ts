import assert from 'node:assert/strict'
import { test } from 'node:test'
import { permissions } from '#catalog/permissions'
import {
  basic,
  jwtBearer,
  origin,
  oauthWorld,
  password,
  secretOf,
  tools,
  type Refusal,
  type Tokens,
  type World,
} from './world.ts'

/** The refusal of a reply, which has to be one. */
async function refusalOf(reply: Response): Promise<string> {
  const { error, error_description: text, errors } = (await reply.json()) as Refusal // checked below
  assert.ok(text.length > 0)
  assert.equal(errors.length, 1)
  return `${reply.status} ${error} ${errors[0]?.errorCode}`
}

const tokensOf = async (reply: Response): Promise<Tokens> => {
  assert.equal(reply.status, 200)
  return (await reply.json()) as Tokens // what the tests look at
}

test('a JWT is exchanged for a token of its user with all permissions of the app', async () => {
  using world = oauthWorld()
  const reply = await world.token({ grant_type: jwtBearer, assertion: world.mint(101) })
  assert.equal(reply.headers.get('content-type'), 'application/json;charset=UTF-8')
  assert.equal(reply.headers.get('cache-control'), 'no-store')
  const tokens = await tokensOf(reply)
  assert.equal(tokens.token_type, 'bearer')
  assert.equal(tokens.expires_in, 3600)
  assert.equal(tokens.refresh_token_expires_in, 604_800)
  assert.equal(tokens.owner_id, '101')
  assert.equal(tokens.scope, Object.keys(permissions).join(' '))
  assert.match(tokens.endpoint_id, /^[\w-]{1,64}$/)
  assert.ok(tokens.session_id)
  assert.equal(await world.use(tokens.access_token), 200)
})

test('one JWT opens any number of sessions', async () => {
  using world = oauthWorld()
  const form = { grant_type: jwtBearer, assertion: world.mint(101) }
  const one = await tokensOf(await world.token(form))
  const other = await tokensOf(await world.token(form))
  assert.notEqual(one.session_id, other.session_id)
  assert.equal(await world.use(one.access_token), 200)
  assert.equal(await world.use(other.access_token), 200)
})

test('an endpoint id is echoed, a broken one refused', async () => {
  using world = oauthWorld()
  assert.equal((await world.login({ endpoint_id: 'my-Phone_1' })).endpoint_id, 'my-Phone_1')
  const reply = await world.token({
    grant_type: jwtBearer,
    assertion: world.mint(101),
    endpoint_id: 'a b',
  })
  assert.equal(await refusalOf(reply), '400 invalid_request CMN-101')
})

test('a requested scope is cut to what the app has, and refused when nothing is left', async () => {
  using world = oauthWorld()
  const ask = (scope: string) =>
    world.token(
      { grant_type: jwtBearer, assertion: world.mint(101), scope },
      basic('reader', secretOf('reader')),
    )
  assert.equal((await tokensOf(await ask('SMS ReadAccounts'))).scope, 'ReadAccounts')
  assert.equal(await refusalOf(await ask('SMS')), '400 invalid_scope OAU-105')
})

test('lifetimes are fitted into their bounds and never refused', async () => {
  using world = oauthWorld({ limits: 'off' })
  for (const [asked, given] of [
    ['-1', 600],
    ['1', 600],
    ['900', 900],
    ['99999', 3600],
    ['NaN', 3600],
    ['', 3600],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop
    assert.equal((await world.login({ access_token_ttl: asked })).expires_in, given)
  }
  for (const [asked, given] of [
    ['0', 0],
    ['60', 60],
    ['99999999', 604_800],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop
    const tokens = await world.login({ refresh_token_ttl: asked })
    assert.equal(tokens.refresh_token_expires_in, given)
  }
})

test('a token stops at the end of its lifetime, to the millisecond', async () => {
  using world = oauthWorld()
  const { access_token: token } = await world.login()
  await world.clock.advance(3_600_000 - 1)
  assert.equal(await world.use(token), 200)
  await world.clock.advance(1)
  assert.equal(await world.use(token), 401)
})

test('an app that issues no refresh tokens hands out none', async () => {
  using world = oauthWorld()
  const tokens = await tokensOf(
    await world.token(
      { grant_type: jwtBearer, assertion: world.mint(101) },
      basic('brief', secretOf('brief')),
    ),
  )
  assert.equal('refresh_token' in tokens, false)
  assert.equal('refresh_token_expires_in' in tokens, false)
})

const jwtCases: readonly (readonly [string, (world: World) => string, string])[] = [
  ['unknown', () => 'e30.e30.c2lnbmF0dXJl', '400 invalid_grant OAU-213'],
  [
    'altered in its last character',
    (world) => world.mint(101).replace(/.$/, '!'),
    '400 invalid_grant OAU-213',
  ],
  [
    'expired',
    (world) => world.mint(101, { expiresAt: world.clock.now() }),
    '400 invalid_grant OAU-210',
  ],
  [
    'revoked',
    (world) => {
      const { apps } = world.platform.parts
      const jwt = world.mint(101)
      const [credential] = apps.credentialsOf(101)
      apps.revokeCredential(credential?.id ?? '', world.clock.now())
      return jwt
    },
    '400 invalid_grant OAU-213',
  ],
  [
    'made for another app',
    (world) => world.mint(101, { clientIds: ['reader'] }),
    '400 invalid_grant OAU-213',
  ],
  ['of a disabled extension', (world) => world.mint(103), '400 invalid_grant OAU-236'],
]
for (const [what, mint, refusal] of jwtCases) {
  test(`a JWT ${what} is refused`, async () => {
    using world = oauthWorld()
    const reply = await world.token({ grant_type: jwtBearer, assertion: mint(world) })
    assert.equal(await refusalOf(reply), refusal)
  })
}

test('a JWT that expires or is limited to an app works until then and there', async () => {
  using world = oauthWorld()
  const assertion = world.mint(101, {
    expiresAt: world.clock.now() + 1000,
    clientIds: ['reader', 'tools'],
  })
  assert.equal((await world.token({ grant_type: jwtBearer, assertion })).status, 200)
})

test('client credentials give a token of the account that acts for no extension', async () => {
  using world = oauthWorld()
  const reply = await world.token({ grant_type: 'client_credentials' })
  const tokens = await tokensOf(reply)
  assert.equal('owner_id' in tokens, false)
  assert.equal('refresh_token' in tokens, false)
  assert.equal(await world.use(tokens.access_token), 200)
  const extension = await world.platform.fetch(
    new Request(`${origin}/restapi/v1.0/account/~/extension/~`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    }),
  )
  assert.notEqual(extension.status, 200)
  const own = { grant_type: 'client_credentials', account_id: '1' }
  assert.equal((await world.token(own)).status, 200)
  const foreign = { grant_type: 'client_credentials', account_id: '2' }
  assert.equal(await refusalOf(await world.token(foreign)), '400 invalid_request CMN-101')
})

test('in live, client credentials are for partners alone', async () => {
  using world = oauthWorld({ profile: 'live' })
  const reply = await world.token({ grant_type: 'client_credentials' })
  assert.equal(await refusalOf(reply), '400 unauthorized_client OAU-270')
})

for (const [login, more, owner] of [
  ['ava@larkfield.example', {}, '101'],
  ['AVA@Larkfield.example', {}, '101'],
  ['+15105550100*101', {}, '101'],
  ['15105550100*102', {}, '102'],
  [' 15105550100*102', {}, '102'],
  ['+15105550100', { extension: '101' }, '101'],
  ['(510) 555-0100', { extension: '102' }, '102'],
  ['+15105550102', {}, '102'],
] as const) {
  test(`the password grant knows who '${login}' ${JSON.stringify(more)} is`, async () => {
    using world = oauthWorld()
    const form = { grant_type: 'password', username: login, password, ...more }
    assert.equal((await tokensOf(await world.token(form))).owner_id, owner)
  })
}

for (const [what, login, sent, refusal] of [
  ['a wrong password', 'ava@larkfield.example', `${password}!`, '400 invalid_grant OAU-140'],
  ['an unknown address', 'eve@larkfield.example', password, '400 invalid_grant OAU-140'],
  ['a number of nobody', '+14155550142*101', password, '400 invalid_grant OAU-140'],
  ['an extension that is not there', '+15105550100*199', password, '400 invalid_grant OAU-140'],
  ['a main number alone', '+15105550100', password, '400 invalid_grant OAU-140'],
  ['someone without a password', 'dot@larkfield.example', password, '400 invalid_grant OAU-140'],
  ['a disabled user', 'cid@larkfield.example', password, '400 invalid_grant OAU-236'],
] as const) {
  test(`the password grant refuses ${what}`, async () => {
    using world = oauthWorld()
    const reply = await world.token({ grant_type: 'password', username: login, password: sent })
    assert.equal(await refusalOf(reply), refusal)
  })
}

for (const [what, form, authorization, refusal] of [
  ['no grant type', {}, tools, '400 invalid_request CMN-101'],
  ['an unknown grant type', { grant_type: 'otp' }, tools, '400 invalid_request OAU-250'],
  [
    'a grant type named like a property',
    { grant_type: 'constructor' },
    tools,
    '400 invalid_request OAU-250',
  ],
  [
    'a grant type that the app does not have',
    { grant_type: 'client_credentials' },
    basic('narrow', secretOf('narrow')),
    '400 unauthorized_client OAU-251',
  ],
  ['no assertion', { grant_type: jwtBearer }, tools, '400 invalid_request CMN-101'],
  [
    'an empty assertion',
    { grant_type: jwtBearer, assertion: '' },
    tools,
    '400 invalid_request CMN-101',
  ],
  ['no refresh token', { grant_type: 'refresh_token' }, tools, '400 invalid_request CMN-101'],
  [
    'no password',
    { grant_type: 'password', username: 'ava@larkfield.example' },
    tools,
    '400 invalid_request CMN-101',
  ],
  ['no client', { grant_type: 'client_credentials' }, null, '400 invalid_client OAU-123'],
  [
    'a confidential app without its secret',
    { grant_type: 'client_credentials', client_id: 'tools' },
    null,
    '400 invalid_client OAU-123',
  ],
  [
    'a broken header',
    { grant_type: 'client_credentials' },
    'Basic !',
    '400 invalid_client OAU-123',
  ],
  [
    'a bearer token in place of Basic',
    { grant_type: 'client_credentials' },
    'Bearer abc',
    '400 invalid_client OAU-123',
  ],
  [
    'an unknown app',
    { grant_type: 'client_credentials' },
    basic('nobody', 'x'),
    '400 invalid_client OAU-153',
  ],
  [
    'an unknown public app',
    { grant_type: 'client_credentials', client_id: 'nobody' },
    null,
    '400 invalid_client OAU-153',
  ],
  [
    'a wrong secret',
    { grant_type: 'client_credentials' },
    basic('tools', 'x'),
    '401 invalid_client OAU-146',
  ],
  [
    'an empty secret',
    { grant_type: 'client_credentials' },
    basic('tools', ''),
    '401 invalid_client OAU-146',
  ],
  [
    'a public app with a secret',
    { grant_type: 'client_credentials' },
    basic('browser', 'x'),
    '401 invalid_client OAU-146',
  ],
  [
    'two apps in one request',
    { grant_type: 'client_credentials', client_id: 'reader' },
    tools,
    '400 invalid_client OAU-153',
  ],
] as const) {
  test(`the token endpoint refuses ${what}`, async () => {
    using world = oauthWorld()
    const reply = await world.token(form, authorization)
    assert.equal(reply.headers.has('www-authenticate'), reply.status === 401)
    assert.equal(await refusalOf(reply), refusal)
  })
}

test('a client may prove itself in every way that SDKs use', async () => {
  using world = oauthWorld()
  const form = (more = {}) => ({ grant_type: jwtBearer, assertion: world.mint(101), ...more })
  const encoded = (text: string) => encodeURIComponent(text).replaceAll('-', '%2D')
  for (const [sent, authorization] of [
    [form(), tools],
    [form(), tools.replace('Basic', 'basic')],
    [form({ client_id: 'tools' }), tools],
    [form(), basic(encoded('tools').replace('t', '%74'), encoded(secretOf('tools')))],
    [form({ client_id: 'browser' }), null],
    [form(), basic('browser', '')],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop
    assert.equal((await world.token(sent, authorization)).status, 200)
  }
})

test('only a form is taken, each parameter once and not in the query', async () => {
  using world = oauthWorld()
  const send = (body: string, contentType: string, query = '') =>
    world.platform.fetch(
      new Request(`${origin}/restapi/oauth/token${query}`, {
        method: 'POST',
        headers: { authorization: tools, 'content-type': contentType },
        body,
      }),
    )
  const form = 'application/x-www-form-urlencoded'
  const json = await send('{"grant_type":"client_credentials"}', 'application/json')
  assert.equal(await refusalOf(json), '415 invalid_request OAU-415')
  const twice = await send('grant_type=client_credentials&grant_type=password', form)
  assert.equal(await refusalOf(twice), '400 invalid_request OAU-111')
  const inQuery = await send('', form, '?grant_type=client_credentials')
  assert.equal(await refusalOf(inQuery), '400 invalid_request CMN-101')
  await world.settle()
  const large = await send(`grant_type=${'x'.repeat(70_000)}`, form)
  assert.equal(await refusalOf(large), '400 invalid_request CMN-101')
  assert.equal((await send('grant_type=client_credentials', `${form}; charset=UTF-8`)).status, 200)
})

test('what is no OAuth endpoint is an unknown URI', async () => {
  using world = oauthWorld()
  for (const [method, path] of [
    ['GET', 'token'],
    ['POST', 'nothing'],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop
    const reply = await world.platform.fetch(
      new Request(`${origin}/restapi/oauth/${path}`, { method }),
    )
    assert.equal(reply.status, 404)
    assert.equal(reply.headers.get('x-rate-limit-group'), 'auth')
  }
  assert.equal((await world.token({ grant_type: 'client_credentials' })).status, 200)
})

test('lifetimes are told to the nearest second, however long storing the tokens took', async () => {
  using world = oauthWorld()
  const { db } = world.platform.parts
  const commit = db.commit.bind(db)
  Object.assign(db, {
    async commit(run: () => unknown) {
      const done = await commit(run)
      await world.clock.advance(30)
      return done
    },
  })
  const { expires_in, refresh_token_expires_in } = await world.login()
  assert.deepEqual([expires_in, refresh_token_expires_in], [3600, 604_800])
})
