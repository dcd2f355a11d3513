import assert from 'node:assert/strict'
import { test } from 'node:test'
import { upstreamIdentity } from '#test/fake-upstream'
import { startOfTime, startWorld, type World } from '../world.ts'

const jwtGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const target = '/restapi/v1.0/account/~'

interface Tokens {
  access_token: string
  refresh_token: string
  expires_in: number
  refresh_token_expires_in: number
  scope: string
  owner_id: string
  token_type: string
  endpoint_id: string
}
interface Refused {
  error: string
  errors: { errorCode: string }[]
}

const post = (
  world: World,
  form: Record<string, string>,
  { path = 'token', headers = {} }: { path?: string; headers?: Record<string, string> } = {},
) =>
  world.askAs({
    verb: 'POST',
    target: `/restapi/oauth/${path}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(form).toString(),
  })

async function login(world: World, form: Record<string, string> = {}) {
  const { secret } = await world.gateway.credentials.issueJwt('test', 'tester')
  const told = await post(world, { grant_type: jwtGrant, assertion: secret, ...form })
  assert.equal(told.status, 200)
  return { jwt: secret, tokens: told.json as Tokens, headers: told.headers }
}
const refresh = (world: World, token: string, form: Record<string, string> = {}) =>
  post(world, { grant_type: 'refresh_token', refresh_token: token, ...form })
const status = async (world: World, token: string) => (await world.ask({ target, token })).status

test('a JWT is exchanged for tokens in RingCentral’s shape, with the scope that the grants make use of', async () => {
  await using world = await startWorld()
  await world.grant('account', 'read')
  await world.grant('message', 'write')
  await world.grant('presence', 'read', 'own', startOfTime + 1)
  await world.clock.advance(1)
  const { tokens, headers } = await login(world, { endpoint_id: 'laptop-1' })
  assert.equal(tokens.token_type, 'bearer')
  assert.equal(tokens.expires_in, 3600)
  assert.equal(tokens.refresh_token_expires_in, 604_800)
  assert.equal(tokens.scope, 'SMS Faxes InternalMessages EditMessages ReadAccounts')
  assert.equal(tokens.owner_id, upstreamIdentity.extensionId)
  assert.equal(tokens.endpoint_id, 'laptop-1')
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.equal(await status(world, tokens.access_token), 200)
  const record = world.callRecords()[0]
  assert.ok(record?.kind === 'call' && record.agentId === world.agent.id)
  assert.ok(!JSON.stringify(world.records).includes(tokens.access_token))
  assert.ok(!JSON.stringify(world.records).includes(tokens.refresh_token))
})

test('the JWT alone authenticates: client id and secret are not looked at', async () => {
  await using world = await startWorld()
  const { jwt } = await login(world)
  for (const credentials of ['', ':', 'wrong:wrong']) {
    const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`
    const form = { grant_type: jwtGrant, assertion: jwt, client_id: 'unknown' }
    assert.equal((await post(world, form, { headers: { authorization } })).status, 200)
  }
})

test('lifetimes are clamped, never refused: -1, as @ringcentral/sdk sends it, is ten minutes', async () => {
  await using world = await startWorld()
  for (const [asked, given] of [
    ['-1', 600],
    ['601', 601],
    ['999999', 3600],
    ['soon', 3600],
  ] as const) {
    const { tokens } = await login(world, { access_token_ttl: asked })
    assert.equal(tokens.expires_in, given)
  }
  const { tokens } = await login(world, { refresh_token_ttl: '0' })
  assert.equal(tokens.refresh_token_expires_in, 0)
  assert.equal((await refresh(world, tokens.refresh_token)).status, 400)
})

test('an access token ends with its time, a refresh gives the next pair and ends the former at once', async () => {
  await using world = await startWorld()
  await world.grant('account', 'read')
  const { tokens } = await login(world)
  const next = (await refresh(world, tokens.refresh_token)).json as Tokens
  assert.notEqual(next.access_token, tokens.access_token)
  assert.equal(await status(world, tokens.access_token), 401)
  assert.equal(await status(world, next.access_token), 200)
  await world.clock.advance(3_600_000)
  assert.equal(await status(world, next.access_token), 401)
  assert.equal((await refresh(world, next.refresh_token)).status, 200)
  await world.clock.advance(604_800_000)
  const late = await refresh(world, next.refresh_token)
  assert.equal(late.status, 400)
})

test('a repeated refresh is answered with the same pair while that is not in use, and ten seconds after', async () => {
  await using world = await startWorld()
  await world.grant('account', 'read')
  const { tokens } = await login(world)
  const [one, other] = await Promise.all([
    refresh(world, tokens.refresh_token),
    refresh(world, tokens.refresh_token),
  ])
  assert.deepEqual(one.json, other.json)
  const next = one.json as Tokens
  await world.clock.advance(30 * 60_000)
  assert.equal(
    ((await refresh(world, tokens.refresh_token)).json as Tokens).access_token,
    next.access_token,
  )
  assert.equal(await status(world, next.access_token), 200)
  await world.clock.advance(9_999)
  assert.equal((await refresh(world, tokens.refresh_token)).status, 200)
})

test('an old refresh token after its grace ends the whole session, and the audit log says so', async () => {
  await using world = await startWorld()
  await world.grant('account', 'read')
  const { tokens } = await login(world)
  const next = (await refresh(world, tokens.refresh_token)).json as Tokens
  assert.equal(await status(world, next.access_token), 200)
  await world.clock.advance(10_000)
  const reused = await refresh(world, tokens.refresh_token)
  assert.equal(reused.status, 400)
  assert.equal((reused.json as Refused).error, 'invalid_grant')
  assert.equal(await status(world, next.access_token), 401)
  assert.equal((await refresh(world, next.refresh_token)).status, 400)
  assert.ok(
    world
      .callRecords()
      .some((record) => record.kind === 'refused' && record.reason === 'refresh_token_reused'),
  )
})

test('a token two generations old ends the session even within the grace', async () => {
  await using world = await startWorld()
  const { tokens } = await login(world)
  const second = (await refresh(world, tokens.refresh_token)).json as Tokens
  const third = (await refresh(world, second.refresh_token)).json as Tokens
  assert.equal((await refresh(world, tokens.refresh_token)).status, 400)
  assert.equal((await refresh(world, third.refresh_token)).status, 400)
})

test('pausing or revoking an agent ends its tokens at once, and resuming does not bring them back', async () => {
  await using world = await startWorld()
  await world.grant('account', 'read')
  const { tokens, jwt } = await login(world)
  await world.gateway.agents.pauseAgent('test', 'tester')
  assert.equal(await status(world, tokens.access_token), 401)
  assert.equal((await refresh(world, tokens.refresh_token)).status, 400)
  const form = { grant_type: jwtGrant, assertion: jwt }
  assert.equal((await post(world, form)).status, 400)
  await world.gateway.agents.resumeAgent('test', 'tester')
  assert.equal(await status(world, tokens.access_token), 401)
  assert.equal((await post(world, form)).status, 200)
})

test('a revoked JWT is worth nothing, nor are the tokens that came of it', async () => {
  await using world = await startWorld()
  await world.grant('account', 'read')
  const { tokens, jwt } = await login(world)
  const id = world.gateway.credentials
    .listCredentials('tester')
    .find(({ kind }) => kind === 'jwt')?.id
  await world.gateway.credentials.revokeCredential('test', id ?? '')
  assert.equal(await status(world, tokens.access_token), 401)
  assert.equal((await post(world, { grant_type: jwtGrant, assertion: jwt })).status, 400)
})

test('an expired JWT, one of another key, and any other text are refused', async () => {
  await using world = await startWorld()
  const { secret } = await world.gateway.credentials.issueJwt('test', 'tester', {
    expiresAt: startOfTime + 60_000,
  })
  const form = (assertion: string) => ({ grant_type: jwtGrant, assertion })
  assert.equal((await post(world, form(secret))).status, 200)
  await world.clock.advance(60_000)
  assert.equal((await post(world, form(secret))).status, 400)
  await using stranger = await startWorld()
  const foreign = await stranger.gateway.credentials.issueJwt('test', 'tester')
  const [header, payload] = foreign.secret.split('.')
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
  for (const assertion of [`${header}.${payload}.AAAA`, unsigned, 'canary', world.key]) {
    const told = await post(world, form(assertion))
    assert.equal(told.status, 400)
    assert.equal((told.json as Refused).error, 'invalid_grant')
    assert.ok(!told.text.includes(assertion))
  }
})

test('a session lives through a restart; its refresh token keeps the grace of ten seconds', async () => {
  await using world = await startWorld()
  await world.grant('account', 'read')
  const { tokens } = await login(world)
  const next = (await refresh(world, tokens.refresh_token)).json as Tokens
  const again = await world.restart()
  assert.equal((await again.askAs({ target, token: next.access_token })).status, 200)
  const form = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token }
  const told = await again.askAs({
    verb: 'POST',
    target: '/restapi/oauth/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  })
  assert.equal((told.json as Tokens).access_token, next.access_token)
  await again.gateway.close()
})

test('revoking either token ends the session; an unknown token is as good as revoked', async () => {
  await using world = await startWorld()
  await world.grant('account', 'read')
  const first = (await login(world)).tokens
  const revoked = await post(world, { token: first.access_token }, { path: 'revoke' })
  assert.equal(revoked.status, 200)
  assert.equal(revoked.text, '')
  assert.equal(await status(world, first.access_token), 401)
  const second = (await login(world)).tokens
  const byQuery = await world.askAs({
    verb: 'POST',
    target: `/restapi/oauth/revoke?token=${second.refresh_token}`,
  })
  assert.equal(byQuery.status, 200)
  assert.equal(await status(world, second.access_token), 401)
  assert.equal((await post(world, { token: 'unknown' }, { path: 'revoke' })).status, 200)
  assert.equal((await post(world, { token: world.key }, { path: 'revoke' })).status, 200)
  assert.equal((await world.ask({ target })).status, 200)
})

test('requests that are no token requests are refused in RingCentral’s shape', async () => {
  await using world = await startWorld()
  const code = async (form: Record<string, string>, headers = {}) => {
    const told = await post(world, form, { headers })
    return [told.status, (told.json as Refused).errors[0]?.errorCode]
  }
  assert.deepEqual(await code({ grant_type: 'password', username: 'a' }), [400, 'OAU-250'])
  assert.deepEqual(await code({}), [400, 'CMN-101'])
  assert.deepEqual(await code({ grant_type: jwtGrant }), [400, 'CMN-101'])
  assert.deepEqual(await code({ grant_type: 'refresh_token', refresh_token: 'rfr_x.1.y' }), [
    400,
    'OAU-213',
  ])
  assert.deepEqual(await code({ a: 'b' }, { 'content-type': 'application/json' }), [415, 'OAU-415'])
})

test('an agent has at most 32 sessions: one more ends the one that was refreshed longest ago', async () => {
  await using world = await startWorld()
  await world.grant('account', 'read')
  const first = await login(world)
  const others: string[] = []
  for (let count = 0; count < 32; count += 1) {
    const told = await post(world, { grant_type: jwtGrant, assertion: first.jwt })
    others.push((told.json as Tokens).access_token)
  }
  assert.equal(await status(world, first.tokens.access_token), 401)
  assert.equal(await status(world, others[0] ?? ''), 200)
})

test('tokens are not handed out when that cannot be recorded', async () => {
  await using world = await startWorld()
  const { jwt } = await login(world)
  world.failAudit()
  const told = await post(world, { grant_type: jwtGrant, assertion: jwt })
  assert.equal(told.status, 503)
  assert.ok(!told.text.includes('rfa_'))
})

test('a refresh token with another signature is unknown, and harms the session of the true one not', async () => {
  await using world = await startWorld()
  const { tokens } = await login(world)
  const [session = '', , mac = ''] = tokens.refresh_token.split('.')
  for (const forged of [`${session}.1.${'A'.repeat(43)}`, `${session}.7.${mac}`]) {
    const told = await refresh(world, forged)
    assert.equal((told.json as Refused).errors[0]?.errorCode, 'OAU-213')
  }
  assert.equal((await refresh(world, tokens.refresh_token)).status, 200)
})

test('sessions that a pause ended do not come back with a restart', async () => {
  await using world = await startWorld()
  await world.grant('account', 'read')
  const { tokens } = await login(world)
  await world.gateway.agents.pauseAgent('test', 'tester')
  await world.gateway.agents.resumeAgent('test', 'tester')
  const again = await world.restart()
  assert.equal((await again.askAs({ target, token: tokens.access_token })).status, 401)
  await again.gateway.close()
})
