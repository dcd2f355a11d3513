// RingCentral's own SDKs, unmodified, against the OAuth endpoints over a socket: the frozen clock makes
// their tokens expire under them. What they do with the API itself is tested in test/clients.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import RingCentral from '@rc-ex/core'
import { SDK } from '@ringcentral/sdk'
import { listen } from '#lib/server'
import { oauthWorld, secretOf } from './world.ts'

/** A world that listens on a free port. */
async function listening() {
  const world = oauthWorld({ limits: 'off' })
  const server = await listen((request) => world.platform.fetch(request), {
    host: '127.0.0.1',
    port: 0,
  })
  return {
    world,
    server: server.origin,
    async [Symbol.asyncDispose]() {
      await server.close(0)
      world[Symbol.dispose]()
    },
  }
}

const account = '/restapi/v1.0/account/~'
const minute = 60_000

for (const [kind, keys] of [
  ['a confidential app', { clientId: 'tools', clientSecret: secretOf('tools') }],
  ['a public app', { clientId: 'browser' }],
] as const) {
  test(`@ringcentral/sdk, as ${kind}, logs in, refreshes, recovers from an expired token, logs out`, async () => {
    await using place = await listening()
    const { world, server } = place
    const platform = new SDK({ server, ...keys }).platform()
    await platform.login({ jwt: world.mint(101), endpoint_id: 'desk' })
    const first = await platform.auth().data()
    assert.equal(first.owner_id, '101')
    assert.equal(first.endpoint_id, 'desk')
    assert.equal((await platform.get(account)).status, 200)

    await platform.refresh()
    const second = await platform.auth().data()
    assert.notEqual(second.access_token, first.access_token)
    assert.equal(await world.use(first.access_token ?? ''), 401)

    await world.clock.advance(60 * minute)
    assert.equal((await platform.get(account)).status, 200)
    const third = await platform.auth().data()
    assert.notEqual(third.access_token, second.access_token)
    assert.equal(Number(third.expires_in), 600, 'it asks for -1 seconds')

    await platform.logout()
    assert.equal(await world.use(third.access_token ?? ''), 401)
  })
}

test('@ringcentral/sdk logs in with a password and is told why it may not', async (t) => {
  t.mock.method(console, 'warn', () => {}) // the SDK warns of the grant type
  await using place = await listening()
  const keys = { clientId: 'tools', clientSecret: secretOf('tools') }
  const platform = new SDK({ server: place.server, ...keys }).platform()
  await platform.login({ username: '+15105550100', extension: '102', password: 'CANARY-password' })
  assert.equal((await platform.auth().data()).owner_id, '102')
  await assert.rejects(
    platform.login({ username: '+15105550100', extension: '102', password: 'wrong' }),
    { message: 'Invalid resource owner credentials' },
  )
})

for (const [kind, keys] of [
  ['a confidential app', { clientId: 'tools', clientSecret: secretOf('tools') }],
  ['a public app', { clientId: 'browser' }],
] as const) {
  test(`@rc-ex/core, as ${kind}, logs in, refreshes, revokes`, async () => {
    await using place = await listening()
    const { world, server } = place
    const rc = new RingCentral({ server, ...keys })
    await rc.login({ jwt: world.mint(101) })
    const first = rc.token
    assert.equal(first?.owner_id, '101')
    assert.equal((await rc.restapi().account().get()).id, 1)

    await rc.refresh()
    assert.notEqual(rc.token?.access_token, first?.access_token)
    assert.equal((await rc.restapi().account().get()).id, 1)

    const last = rc.token?.access_token ?? ''
    await rc.revoke()
    assert.equal(await world.use(last), 401)
  })
}

test('@rc-ex/core shows the refusal of a JWT', async () => {
  await using place = await listening()
  const rc = new RingCentral({
    server: place.server,
    clientId: 'tools',
    clientSecret: secretOf('tools'),
  })
  await assert.rejects(rc.login({ jwt: 'nothing' }), /Token not found/)
})
