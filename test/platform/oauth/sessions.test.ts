import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { jwtVerify } from 'jose'
import sql from 'sql-template-tag'
import { hashSecret, randomSecret } from '#lib/secret'
import { jwtAudience, jwtIssuer, mintJwtCredential } from '#platform/oauth/jwt-credential'
import { openBrowser } from './browser.ts'
import {
  basic,
  callback,
  canary,
  jwtBearer,
  morning,
  oauthWorld,
  origin,
  password,
  secretOf,
  tools,
  type Refusal,
  type Tokens,
  type World,
} from './world.ts'

const second = 1000
const minute = 60 * second

/** The reply of a refresh, or the code it is refused with. */
async function refresh(
  world: World,
  token: string,
  more: Record<string, string> = {},
): Promise<Tokens | string> {
  const reply = await world.token({ grant_type: 'refresh_token', refresh_token: token, ...more })
  if (reply.status === 200) return (await reply.json()) as Tokens // the tests compare it
  const { error, errors } = (await reply.json()) as Refusal // ditto
  return `${reply.status} ${error} ${errors[0]?.errorCode}`
}

async function refreshed(world: World, token: string, more: Record<string, string> = {}) {
  const tokens = await refresh(world, token, more)
  if (typeof tokens === 'string') assert.fail(tokens)
  return tokens
}

const pairOf = ({ access_token, refresh_token }: Tokens) => [access_token, refresh_token]

test('a refresh gives a new pair for the same session and ends the old access token at once', async () => {
  using world = oauthWorld()
  const first = await world.login({ scope: 'ReadAccounts', endpoint_id: 'phone' })
  const next = await refreshed(world, first.refresh_token)
  assert.notEqual(next.access_token, first.access_token)
  assert.notEqual(next.refresh_token, first.refresh_token)
  assert.equal(next.session_id, first.session_id)
  assert.equal(next.endpoint_id, 'phone')
  assert.equal(next.scope, 'ReadAccounts')
  assert.equal(next.owner_id, '101')
  assert.equal(await world.use(first.access_token), 401)
  assert.equal(await world.use(next.access_token), 200)
})

test('a refresh sets lifetimes anew, also those an SDK makes up after a 401', async () => {
  using world = oauthWorld()
  const first = await world.login({ refresh_token_ttl: '120' })
  await world.clock.advance(minute)
  const next = await refreshed(world, first.refresh_token, { access_token_ttl: '-1' })
  assert.equal(next.expires_in, 600)
  assert.equal(next.refresh_token_expires_in, 604_800)
})

test('until the new access token is used, the old refresh token brings the same pair, for an hour', async () => {
  using world = oauthWorld()
  const first = await world.login()
  const next = await refreshed(world, first.refresh_token)
  await world.clock.advance(60 * minute - 1)
  const again = await refreshed(world, first.refresh_token)
  assert.deepEqual(pairOf(again), pairOf(next))
  assert.equal(again.expires_in, 0)
  assert.equal(again.refresh_token_expires_in, 604_800 - 3600)
  await world.clock.advance(1)
  assert.equal(await refresh(world, first.refresh_token), '400 invalid_grant OAU-210')
  assert.equal(typeof (await refresh(world, next.refresh_token)), 'object')
})

test('once the new access token was used, the old refresh token brings the same pair for ten seconds', async () => {
  using world = oauthWorld()
  const first = await world.login()
  const next = await refreshed(world, first.refresh_token)
  await world.clock.advance(5 * minute)
  assert.equal(await world.use(next.access_token), 200)
  await world.clock.advance(5 * second)
  assert.equal(await world.use(next.access_token), 200)
  await world.clock.advance(5 * second - 1)
  assert.deepEqual(pairOf(await refreshed(world, first.refresh_token)), pairOf(next))
  await world.clock.advance(1)
  assert.equal(await refresh(world, first.refresh_token), '400 invalid_grant OAU-210')
  assert.equal(await world.use(next.access_token), 200)
})

test('looking up an access token writes once after a refresh, and never else', async () => {
  using world = oauthWorld()
  const { db, sessions } = world.platform.parts
  const writes = (token: string) => {
    const changes = () =>
      db.get<{ count: number }>(sql`select total_changes() as count`)?.count ?? 0
    const before = changes()
    assert.ok(sessions.byAccessToken(token, world.clock.now()).ok)
    return changes() - before
  }
  const first = await world.login()
  assert.deepEqual([writes(first.access_token), writes(first.access_token)], [0, 0])
  const next = await refreshed(world, first.refresh_token)
  assert.deepEqual([writes(next.access_token), writes(next.access_token)], [1, 0])
})

test('a use late in the grace does not lengthen it', async () => {
  using world = oauthWorld()
  const first = await world.login()
  const next = await refreshed(world, first.refresh_token)
  await world.clock.advance(60 * minute - second)
  assert.equal(await world.use(next.access_token), 200)
  await world.clock.advance(second)
  assert.equal(await refresh(world, first.refresh_token), '400 invalid_grant OAU-210')
})

test('the grace does not outlive the old refresh token itself', async () => {
  using world = oauthWorld()
  const first = await world.login({ refresh_token_ttl: '60' })
  await refreshed(world, first.refresh_token)
  await world.clock.advance(minute)
  assert.equal(await refresh(world, first.refresh_token), '400 invalid_grant OAU-210')
})

test('the refresh token before the last is dead as soon as the last was used', async () => {
  using world = oauthWorld()
  const first = await world.login()
  const second = await refreshed(world, first.refresh_token)
  await refreshed(world, second.refresh_token)
  assert.equal(await refresh(world, first.refresh_token), '400 invalid_grant OAU-213')
  assert.equal(typeof (await refresh(world, second.refresh_token)), 'object')
})

test('two refreshes at once bring one pair', async () => {
  using world = oauthWorld()
  const { refresh_token: token } = await world.login()
  const [one, other] = await Promise.all([refreshed(world, token), refreshed(world, token)])
  assert.deepEqual(pairOf(one), pairOf(other))
})

test('a refresh token stops at the end of its lifetime, and at once with a lifetime of 0', async () => {
  using world = oauthWorld()
  const { refresh_token: token } = await world.login({ refresh_token_ttl: '60' })
  await world.clock.advance(minute)
  assert.equal(await refresh(world, token), '400 invalid_grant OAU-210')
  const { refresh_token: none } = await world.login({ refresh_token_ttl: '0' })
  assert.equal(await refresh(world, none), '400 invalid_grant OAU-210')
})

test('a refresh token is worth nothing to another app, nor as an access token', async () => {
  using world = oauthWorld()
  const { refresh_token: token, access_token: access } = await world.login()
  const reply = await world.token(
    { grant_type: 'refresh_token', refresh_token: token },
    basic('reader', secretOf('reader')),
  )
  assert.equal(reply.status, 400)
  assert.equal(await world.use(token), 401)
  assert.equal(await refresh(world, access), '400 invalid_grant OAU-213')
  assert.equal(typeof (await refresh(world, token)), 'object')
})

test('the store itself keeps the tokens of one app from another', async () => {
  using world = oauthWorld()
  const { sessions } = world.platform.parts
  const { refresh_token: token, access_token: access } = await world.login()
  const now = world.clock.now()
  assert.deepEqual(
    sessions.refresh(token, 'reader', now, () => assert.fail('no pair is made')),
    { ok: false, reason: 'unknown' },
  )
  assert.equal(sessions.revoke(token, 'reader', now), false)
  assert.equal(sessions.byAnyToken(token, 'reader'), undefined)
  assert.equal(await world.use(access), 200)
})

test('a user who was disabled cannot refresh', async () => {
  using world = oauthWorld()
  const { refresh_token: token } = await world.login()
  const { accounts } = world.platform.parts
  const ava = accounts.extension(101)
  assert.ok(ava)
  accounts.updateExtension({ ...ava, status: 'Disabled' })
  assert.equal(await refresh(world, token), '400 invalid_grant OAU-236')
})

test('a sixth session of a user and app ends the oldest alone', async () => {
  using world = oauthWorld({ limits: 'off' })
  const elsewhere = await world.token(
    { grant_type: jwtBearer, assertion: world.mint(101) },
    basic('reader', secretOf('reader')),
  )
  const others = [
    ((await elsewhere.json()) as Tokens).access_token, // a token reply
    (await world.login({ assertion: world.mint(102) })).access_token,
  ]
  const own: string[] = []
  // One after the other: their order is what is tested.
  // oxlint-disable-next-line no-await-in-loop
  for (let count = 0; count < 6; count += 1) own.push((await world.login()).access_token)
  const statuses = await Promise.all([...own, ...others].map((token) => world.use(token)))
  assert.deepEqual(statuses, [401, 200, 200, 200, 200, 200, 200, 200])
})

test('an expired or revoked session takes no place of the five', async () => {
  using world = oauthWorld({ limits: 'off' })
  const oldest = await world.login()
  const brief = await world.login({ access_token_ttl: '600', refresh_token_ttl: '600' })
  const revoked = await world.login()
  await world.revoke({ token: revoked.access_token })
  await world.clock.advance(10 * minute)
  assert.equal(await world.use(brief.access_token), 401)
  // oxlint-disable-next-line no-await-in-loop
  for (let count = 0; count < 4; count += 1) await world.login()
  assert.equal(await world.use(oldest.access_token), 200)
  await world.login()
  assert.equal(await world.use(oldest.access_token), 401)
})

test('sessions dead for a day are forgotten', async () => {
  using world = oauthWorld({ limits: 'off' })
  const { sessions } = world.platform.parts
  const { access_token: token } = await world.login({ refresh_token_ttl: '0' })
  const reason = () => {
    const found = sessions.byAccessToken(token, world.clock.now())
    return found.ok ? 'alive' : found.reason
  }
  await world.clock.advance(24 * 60 * minute + 60 * minute)
  await world.login()
  assert.equal(reason(), 'expired')
  await world.clock.advance(1)
  await world.login()
  assert.equal(reason(), 'unknown')
})

for (const which of ['access_token', 'refresh_token'] as const) {
  test(`revoking the ${which.replace('_', ' ')} ends the whole session`, async () => {
    using world = oauthWorld()
    const tokens = await world.login()
    const other = await world.login()
    const reply = await world.revoke({ token: tokens[which], client_id: 'tools' })
    assert.equal(reply.status, 200)
    assert.equal(await reply.text(), '')
    assert.equal(await world.use(tokens.access_token), 401)
    assert.equal(await refresh(world, tokens.refresh_token), '400 invalid_grant OAU-213')
    assert.equal(await world.use(other.access_token), 200)
  })
}

test('revoking also ends a pair that was just rotated, by the token before it', async () => {
  using world = oauthWorld()
  const first = await world.login()
  const next = await refreshed(world, first.refresh_token)
  await world.revoke({ token: first.refresh_token })
  assert.equal(await world.use(next.access_token), 401)
  assert.equal(await refresh(world, first.refresh_token), '400 invalid_grant OAU-213')
})

test('a token to revoke may come in the query, and from a public app', async () => {
  using world = oauthWorld()
  const login = await world.token(
    { grant_type: jwtBearer, assertion: world.mint(101), client_id: 'browser' },
    null,
  )
  const { access_token: token } = (await login.json()) as Tokens // a token reply
  const inQuery = (authorization: string) =>
    world.platform.fetch(
      new Request(`${origin}/restapi/oauth/revoke?token=${token}`, {
        method: 'POST',
        headers: { authorization },
      }),
    )
  assert.equal((await inQuery(tools)).status, 200)
  assert.equal(await world.use(token), 200, 'another app revokes nothing')
  assert.equal((await inQuery(basic('browser', ''))).status, 200)
  assert.equal(await world.use(token), 401)
})

test('an unknown token is revoked already; none at all, or a wrong secret, is refused', async () => {
  using world = oauthWorld()
  assert.equal((await world.revoke({ token: 'nothing' })).status, 200)
  assert.equal((await world.revoke({})).status, 400)
  const { access_token: token } = await world.login()
  assert.equal((await world.revoke({ token }, basic('tools', 'wrong'))).status, 401)
  assert.equal((await world.revoke({ token }, null)).status, 400)
  assert.equal(await world.use(token), 200)
})

test('revoking a credential ends the sessions that it opened, and no others', async () => {
  using world = oauthWorld()
  const { apps, sessions } = world.platform.parts
  const assertion = world.mint(101)
  const [one, other] = [await world.login({ assertion }), await world.login({ assertion })]
  const next = await refreshed(world, other.refresh_token)
  const elsewhere = await world.login()
  const [credential] = apps.credentialsOf(101)
  assert.ok(credential)
  apps.revokeCredential(credential.id, world.clock.now())
  sessions.endOfCredential(credential.id, world.clock.now())
  assert.equal(await world.use(one.access_token), 401)
  assert.equal(await world.use(next.access_token), 401)
  assert.equal(await refresh(world, next.refresh_token), '400 invalid_grant OAU-213')
  assert.equal(await world.use(elsewhere.access_token), 200)
})

test('a credential that is revoked while it is being exchanged opens nothing', async () => {
  using world = oauthWorld()
  const { apps, db } = world.platform.parts
  const assertion = world.mint(101)
  const [credential] = apps.credentialsOf(101)
  const [reply] = await Promise.all([
    world.token({ grant_type: jwtBearer, assertion }),
    db.commit(() => apps.revokeCredential(credential?.id ?? '', world.clock.now())),
  ])
  assert.equal(reply.status, 400)
})

test('in live, what became of a token has a code of its own', async () => {
  using world = oauthWorld({ profile: 'live' })
  const codeOf = async (token: string) => {
    const reply = await world.platform.fetch(
      new Request(`${origin}/restapi/v1.0/account/~`, {
        headers: { authorization: `Bearer ${token}` },
      }),
    )
    return ((await reply.json()) as Refusal).errors[0]?.errorCode // a refusal of the API
  }
  const { access_token: revoked } = await world.login()
  await world.revoke({ token: revoked })
  const { access_token: expired } = await world.login()
  await world.clock.advance(60 * minute)
  assert.deepEqual(await Promise.all(['nothing', revoked, expired].map(codeOf)), [
    'OAU-213',
    'OAU-213',
    'OAU-128',
  ])
})

test('no secret is in the database file or the log, and sessions outlive a restart', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ringfence-oauth-'))
  t.after(() => rm(folder, { recursive: true }))
  const path = join(folder, 'platform.db')
  const bytesOf = async () => {
    const entries = await readdir(folder, { withFileTypes: true })
    const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name)
    return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))))
  }
  const holds = (bytes: Buffer, text: string) => bytes.includes(text)
  const world = oauthWorld({ path })
  const assertion = world.mint(101)
  const first = await world.login({ assertion })
  const next = await refreshed(world, first.refresh_token)
  await world.token({ grant_type: 'password', username: 'ben@larkfield.example', password })
  await world.token({ grant_type: 'password', username: 'ben@larkfield.example', password: canary })
  await world.token({ grant_type: 'client_credentials' }, basic('tools', `${canary}-guess`))
  const code = await codeOf(world)

  const open = await bytesOf()
  assert.ok(holds(open, hashSecret(next.access_token)), 'the scan sees what is stored')
  world[Symbol.dispose]()
  const closed = await bytesOf()
  for (const bytes of [open, closed]) {
    assert.ok(!holds(bytes, canary))
    assert.ok(!holds(bytes, Buffer.from(canary).toString('base64url').slice(0, 8)))
    assert.ok(!holds(bytes, assertion.split('.')[2] ?? assertion))
  }
  assert.ok(!world.logged.join('').includes(canary))

  using again = oauthWorld({ path, isFilled: true })
  assert.equal(await again.use(next.access_token), 200)
  const form = { grant_type: 'authorization_code', code, redirect_uri: callback }
  assert.equal((await again.token(form)).status, 200, 'a code too outlives a restart')
})

/** A code for Ava, as consent makes one, with a WebSocket token and a remembered login beside it. */
async function codeOf(world: World): Promise<string> {
  const browser = openBrowser((request) => world.platform.fetch(request), origin)
  const query = { response_type: 'code', client_id: 'tools', redirect_uri: callback }
  const login = await browser.open(
    `${origin}/restapi/oauth/authorize?${new URLSearchParams(query).toString()}`,
  )
  const fields = { username: 'ava@larkfield.example', password, remember: 'true' }
  const consent = await browser.submit(login, fields, 'Sign in')
  const { query: back } = await browser.submit(consent, {}, 'Authorize')
  return back['code'] ?? ''
}

test('a JWT credential is a JWT: signed, and with the claims of RFC 7523', async () => {
  const secrets: string[] = []
  const makeSecret = () => secrets[secrets.push(randomSecret()) - 1] ?? ''
  const wish = {
    id: 'one',
    extensionId: 101,
    label: 'test',
    clientIds: ['tools'],
    createdAt: morning,
    expiresAt: morning + minute,
  }
  const { jwt, credential } = mintJwtCredential(makeSecret, wish)
  assert.deepEqual(credential, { ...wish, revokedAt: null })
  const { payload, protectedHeader } = await jwtVerify(jwt, Buffer.from(secrets[0] ?? ''), {
    currentDate: new Date(morning),
    issuer: jwtIssuer,
    audience: jwtAudience,
    subject: '101',
  })
  assert.equal(protectedHeader.alg, 'HS256')
  assert.equal(payload.jti, 'one')
  assert.equal(payload.iat, morning / 1000)
  assert.equal(payload.exp, morning / 1000 + 60)
  assert.equal(mintJwtCredential(() => secrets[0] ?? '', wish).jwt, jwt)
})
