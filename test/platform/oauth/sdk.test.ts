// RingCentral's own SDKs, unmodified, against the OAuth endpoints over a socket: the frozen clock makes
// their tokens expire under them. What they do with the API itself is tested in test/clients.
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import RingCentral from '@rc-ex/core'
import { SDK } from '@ringcentral/sdk'
import { listen } from '#lib/server'
import { openBrowser } from './browser.ts'
import { callback, oauthWorld, password, secretOf } from './world.ts'

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

/** What a person does with the address that an SDK sends them to; the query of where they come out. */
async function goThrough(server: string, loginUrl: string, button: 'Authorize' | 'Deny') {
  const browser = openBrowser((request) => fetch(request), server)
  const fields = { username: 'ava@larkfield.example', password }
  const consent = await browser.submit(await browser.open(loginUrl), fields, 'Sign in')
  const away = await browser.submit(consent, {}, button)
  assert.ok(away.url.startsWith(callback))
  return new URL(away.url).search
}

for (const [kind, keys, usePKCE] of [
  ['a public app with PKCE', { clientId: 'browser' }, true],
  ['a confidential app', { clientId: 'tools', clientSecret: secretOf('tools') }, false],
  ['a confidential app with PKCE', { clientId: 'tools', clientSecret: secretOf('tools') }, true],
] as const) {
  test(`@ringcentral/sdk, as ${kind}, sends a person to the login page and logs in with the code`, async () => {
    await using place = await listening()
    const { server, world } = place
    const platform = new SDK({ server, redirectUri: callback, ...keys }).platform()
    const loginUrl = platform.loginUrl({ state: 'S1', usePKCE })
    const back = platform.parseLoginRedirect(await goThrough(server, loginUrl, 'Authorize'))
    assert.equal(back['state'], 'S1')
    await platform.login(back)
    const { owner_id: owner, access_token: token } = await platform.auth().data()
    assert.equal(owner, '101')
    assert.equal((await platform.get(account)).status, 200)
    await platform.refresh()
    await platform.logout()
    assert.equal(await world.use(token ?? ''), 401)
  })
}

test('@ringcentral/sdk is told of a denial', async () => {
  await using place = await listening()
  const { server } = place
  const platform = new SDK({ server, clientId: 'browser', redirectUri: callback }).platform()
  const back = await goThrough(server, platform.loginUrl({ usePKCE: true }), 'Deny')
  assert.throws(() => platform.parseLoginRedirect(back), {
    message: 'The user denied the request',
    error: 'access_denied',
  })
})

test('@ringcentral/sdk finds everything by discovery: login page, tokens, the API, logout', async () => {
  await using place = await listening()
  const { server, world } = place
  const sdk = new SDK({ server, clientId: 'browser', redirectUri: callback, enableDiscovery: true })
  const platform = sdk.platform()
  const loginUrl = await platform.loginUrlWithDiscovery({ usePKCE: true })
  assert.match(loginUrl, /discovery=true/)
  const back = platform.parseLoginRedirect(await goThrough(server, loginUrl, 'Authorize'))
  assert.equal(back['discovery_uri'], `${server}/.well-known/entry-points/external`)
  await platform.login(back)
  assert.equal((await platform.get(account)).status, 200)
  await platform.refresh()
  const { access_token: token } = await platform.auth().data()
  await platform.logout()
  assert.equal(await world.use(token ?? ''), 401)
  await platform.discoveryInitPromise
})

for (const [kind, keys] of [
  ['a public app', { clientId: 'browser' }],
  ['a confidential app', { clientId: 'tools', clientSecret: secretOf('tools') }],
] as const) {
  test(`@rc-ex/core, as ${kind}, exchanges a code with its verifier`, async () => {
    await using place = await listening()
    const { server } = place
    const verifier = 'v'.repeat(43)
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: keys.clientId,
      redirect_uri: callback,
      code_challenge: hash('sha256', verifier, 'base64url'),
      code_challenge_method: 'S256',
    })
    const loginUrl = `${server}/restapi/oauth/authorize?${query.toString()}`
    const back = new URLSearchParams(await goThrough(server, loginUrl, 'Authorize'))
    const rc = new RingCentral({ server, ...keys })
    const asked = { code: back.get('code') ?? '', redirect_uri: callback, code_verifier: verifier }
    const tokens = await rc.authorize(asked)
    assert.equal(tokens.owner_id, '101')
    assert.equal((await rc.restapi().account().get()).id, 1)
    await assert.rejects(rc.authorize(asked), /OAU-106/)
  })
}

test('@rc-ex/core gets WebSocket tokens, keys and the configuration', async () => {
  await using place = await listening()
  const { server, world } = place
  const keys = { clientId: 'tools', clientSecret: secretOf('tools') }
  const rc = new RingCentral({ server, ...keys })
  await rc.authorize({ jwt: world.mint(101) }, { scope: 'openid WebSocketsSubscription' })
  const socket = await rc.restapi(null).oauth().wstoken().post()
  assert.equal(socket.uri, `${server.replace('http', 'ws')}/ws`)
  assert.equal((await rc.restapi(null).oauth().jwks().get()).keys?.length, 1)
  assert.equal((await rc.restapi(null).oauth().userinfo().get()).sub, '101')
  assert.equal((await rc.wellKnown().openidConfiguration().get()).issuer, server)
})
