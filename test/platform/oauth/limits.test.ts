import assert from 'node:assert/strict'
import { test } from 'node:test'
import { basic, jwtBearer, oauthWorld, password, secretOf, type World } from './world.ts'

const limitHeaders = ({ headers }: Response) =>
  ['group', 'limit', 'remaining', 'window'].map((name) => headers.get(`x-rate-limit-${name}`))

const clientCredentials = { grant_type: 'client_credentials' }

/** The statuses of the same request sent again and again. */
async function statuses(times: number, send: () => Promise<Response>): Promise<number[]> {
  const seen: number[] = []
  // oxlint-disable-next-line no-await-in-loop
  for (let count = 0; count < times; count += 1) seen.push((await send()).status)
  return seen
}

const asAva = (world: World) => () =>
  world.token({ grant_type: jwtBearer, assertion: world.mint(101) })

test('a user and app have five requests a minute; then 429 with the wait', async () => {
  using world = oauthWorld()
  const first = await asAva(world)()
  assert.deepEqual(limitHeaders(first), ['auth', '5', '4', '60'])
  assert.deepEqual(await statuses(4, asAva(world)), [200, 200, 200, 200])
  const refused = await asAva(world)()
  assert.equal(refused.status, 429)
  assert.deepEqual(limitHeaders(refused), ['auth', '5', '0', '60'])
  assert.equal(refused.headers.get('retry-after'), '60')
  assert.equal(((await refused.json()) as { errorCode: string }).errorCode, 'CMN-301') // the API's error body

  const asBen = await world.token({ grant_type: jwtBearer, assertion: world.mint(102) })
  assert.equal(asBen.status, 200, 'another user')
  const elsewhere = await world.token(
    { grant_type: jwtBearer, assertion: world.mint(101) },
    basic('reader', secretOf('reader')),
  )
  assert.equal(elsewhere.status, 200, 'another app')
  assert.equal((await world.token(clientCredentials)).status, 200, 'the app itself')

  await world.clock.advance(60_000)
  assert.equal((await asAva(world)()).status, 200)
})

test('logins, refreshes and revocations of a user are counted together', async () => {
  using world = oauthWorld()
  const { refresh_token: token } = await world.login()
  await world.token({ grant_type: 'refresh_token', refresh_token: token })
  await world.revoke({ token })
  await world.token({ grant_type: 'refresh_token', refresh_token: token })
  await world.revoke({ token })
  assert.equal((await asAva(world)()).status, 429)
})

test('what an app gets for itself is counted for its account', async () => {
  using world = oauthWorld()
  const seen = await statuses(6, () => world.token(clientCredentials))
  assert.deepEqual(seen, [200, 200, 200, 200, 200, 429])
})

test('a refresh over the limit rotates nothing', async () => {
  using world = oauthWorld()
  const { refresh_token: token, access_token: access } = await world.login()
  await statuses(4, asAva(world))
  const refused = await world.token({ grant_type: 'refresh_token', refresh_token: token })
  assert.equal(refused.status, 429)
  assert.equal(await world.use(access), 200)
})

for (const [what, send, status] of [
  [
    'secrets of an app',
    (world: World) => world.token(clientCredentials, basic('tools', 'guess')),
    401,
  ],
  ['apps', (world: World) => world.token(clientCredentials, basic('nobody', 'x')), 400],
  ['JWTs', (world: World) => world.token({ grant_type: jwtBearer, assertion: 'guess' }), 400],
  [
    'refresh tokens',
    (world: World) => world.token({ grant_type: 'refresh_token', refresh_token: 'guess' }),
    400,
  ],
  ['tokens to revoke', (world: World) => world.revoke({ token: 'guess' }), 200],
  [
    'users',
    (world: World) => world.token({ grant_type: 'password', username: 'eve@x.example', password }),
    400,
  ],
] as const) {
  test(`guessing ${what} ends after five in a minute, and harms no user`, async () => {
    using world = oauthWorld()
    const seen = await statuses(7, () => send(world))
    assert.deepEqual(seen, [status, status, status, status, status, 429, 429])
    assert.equal((await asAva(world)()).status, 200)
  })
}

test('a password is guessed five times a minute, then the right one is refused too', async () => {
  using world = oauthWorld()
  const guess = (text: string) => () =>
    world.token({ grant_type: 'password', username: 'ava@larkfield.example', password: text })
  assert.deepEqual(await statuses(5, guess('wrong')), [400, 400, 400, 400, 400])
  assert.deepEqual(await statuses(1, guess(password)), [429])
  await world.clock.advance(60_000)
  assert.deepEqual(await statuses(1, guess(password)), [200])
})

test('refusals carry the rate headers too, and with limits off nothing is counted', async () => {
  using world = oauthWorld()
  const refused = await world.token({}, null)
  assert.deepEqual(limitHeaders(refused), ['auth', '5', '4', '60'])
  using free = oauthWorld({ limits: 'off' })
  assert.deepEqual(
    await statuses(8, asAva(free)),
    Array.from({ length: 8 }, () => 200),
  )
})
