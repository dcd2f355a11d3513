import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { permissions } from '#catalog/permissions'
import { type Browser, openBrowser, type Shown } from './browser.ts'
import {
  basic,
  callback,
  localCallback,
  oauthWorld,
  origin,
  password,
  secretOf,
  tools,
  type Refusal,
  type Tokens,
  type World,
} from './world.ts'

const verifier = 'a-verifier-of-forty-three-characters-or-more.~_'
const challenge = hash('sha256', verifier, 'base64url')

const authorizeUrl = (query: Record<string, string>) =>
  `${origin}/restapi/oauth/authorize?${new URLSearchParams(query).toString()}`

/** What an app asks with; `tools` unless told otherwise. */
const asked = (more: Record<string, string> = {}) =>
  authorizeUrl({
    response_type: 'code',
    client_id: 'tools',
    redirect_uri: callback,
    state: 'S1',
    ...more,
  })

const browserOf = (world: World): Browser =>
  openBrowser((request) => world.platform.fetch(request), origin)

/** Signs in on a login page. */
const signIn = (browser: Browser, page: Shown, more: Record<string, string> = {}) =>
  browser.submit(page, { username: 'ava@larkfield.example', password, ...more }, 'Sign in')

/** Goes the whole way: login, consent, back to the app. */
async function codeFor(
  world: World,
  query: Record<string, string> = {},
  browser = browserOf(world),
): Promise<Record<string, string>> {
  const consent = await signIn(browser, await browser.open(asked(query)))
  const away = consent.isAway ? consent : await browser.submit(consent, {}, 'Authorize')
  assert.equal(away.isAway, true)
  return away.query
}

const exchange = (
  world: World,
  code: string | undefined,
  more: Record<string, string> = {},
  authorization: string | null = tools,
) =>
  world.token(
    { grant_type: 'authorization_code', code: code ?? '', redirect_uri: callback, ...more },
    authorization,
  )

async function tokensOf(reply: Response): Promise<Tokens> {
  const text = await reply.text()
  assert.equal(reply.status, 200, text)
  return JSON.parse(text) as Tokens // what the tests look at
}

async function refusalOf(reply: Response): Promise<string> {
  const { error, errors } = (await reply.json()) as Refusal // ditto
  return `${reply.status} ${error} ${errors[0]?.errorCode}`
}

for (const profile of ['guide', 'live'] as const) {
  test(`in ${profile}, a person signs in, consents, and the app gets a token of theirs for the code`, async () => {
    using world = oauthWorld({ profile })
    const browser = browserOf(world)
    const login = await browser.open(asked())
    assert.equal(login.status, 200)
    assert.match(login.url, /\/restapi\/oauth\/authorize\/login\?request=/)
    const consent = await signIn(browser, login)
    assert.match(consent.url, /\/restapi\/oauth\/authorize\/consent\?request=/)
    const away = await browser.submit(consent, {}, 'Authorize')
    assert.ok(away.url.startsWith(`${callback}?`))
    assert.deepEqual(Object.keys(away.query).toSorted(), ['code', 'expires_in', 'state'])
    assert.equal(away.query['state'], 'S1')
    assert.equal(away.query['expires_in'], '60')

    const tokens = await tokensOf(await exchange(world, away.query['code']))
    assert.equal(tokens.owner_id, '101')
    assert.equal(tokens.scope, Object.keys(permissions).join(' '))
    assert.equal('id_token' in tokens, false)
    assert.equal(await world.use(tokens.access_token), 200)
  })
}

test('the endpoint answers a redirect to the login page, also by POST', async () => {
  using world = oauthWorld()
  const get = await world.platform.fetch(new Request(asked()))
  const post = await world.platform.fetch(
    new Request(`${origin}/restapi/oauth/authorize`, {
      method: 'POST',
      body: new URL(asked()).searchParams,
    }),
  )
  for (const reply of [get, post]) {
    assert.equal(reply.status, 302)
    assert.match(
      reply.headers.get('location') ?? '',
      /^\/restapi\/oauth\/authorize\/login\?request=[\w-]{43}$/,
    )
    assert.equal(reply.headers.get('cache-control'), 'no-store')
    assert.equal(reply.headers.get('x-rate-limit-group'), 'auth')
  }
})

test('parameters that an SDK leaves empty are as good as none', async () => {
  using world = oauthWorld()
  const empty = { state: '', brand_id: '', display: '', prompt: '', ui_options: '', ui_locales: '' }
  const back = await codeFor(world, { ...empty, localeId: '', scope: '', nonce: '' })
  assert.deepEqual(Object.keys(back).toSorted(), ['code', 'expires_in'])
})

test('what cannot be known, and what is only for looks, does not stand in the way', async () => {
  using world = oauthWorld()
  const looks = {
    display: 'popup',
    ui_locales: 'fr-FR de',
    brand_id: '1210',
    ui_options: 'hide_tos',
  }
  assert.ok((await codeFor(world, { ...looks, prompt: 'sso dance', what: 'ever' }))['code'])
})

test('the redirect URI’s own query is kept', async () => {
  using world = oauthWorld()
  const back = await codeFor(world, { redirect_uri: localCallback })
  assert.equal(back['kept'], '1')
  const reply = await exchange(world, back['code'], { redirect_uri: localCallback })
  assert.equal(reply.status, 200)
})

test('an app on a phone is led back to by its own scheme', async () => {
  using world = oauthWorld()
  const browser = browserOf(world)
  const redirect = { redirect_uri: 'com.example.app:/back' }
  const consent = await signIn(browser, await browser.open(asked(redirect)))
  const away = await browser.submit(consent, {}, 'Authorize')
  assert.ok(away.url.startsWith('com.example.app:/back?code='))
})

test('the only redirect URI need not be named, neither before nor after', async () => {
  using world = oauthWorld()
  const consent = authorizeUrl({ response_type: 'code', client_id: 'reader' })
  const browser = browserOf(world)
  const page = await signIn(browser, await browser.open(consent))
  const { query, url } = await browser.submit(page, {}, 'Authorize')
  assert.ok(url.startsWith(callback))
  const reader = basic('reader', secretOf('reader'))
  const form = { grant_type: 'authorization_code', code: query['code'] ?? '' }
  const tokens = await tokensOf(await world.token(form, reader))
  assert.equal(tokens.scope, 'ReadMessages ReadAccounts')
})

for (const [username, extension, owner] of [
  ['AVA@larkfield.example', '', '101'],
  [' ava@larkfield.example', '', '101'],
  ['+15105550100*102', '', '102'],
  ['(510) 555-0100', '102', '102'],
  ['+15105550102', '', '102'],
] as const) {
  test(`the login page knows who '${username}' with extension '${extension}' is`, async () => {
    using world = oauthWorld()
    const browser = browserOf(world)
    const page = await browser.open(asked())
    const consent = await signIn(browser, page, { username, extension })
    const { query } = await browser.submit(consent, {}, 'Authorize')
    assert.equal((await tokensOf(await exchange(world, query['code']))).owner_id, owner)
  })
}

for (const [what, fields, text] of [
  ['a wrong password', { password: 'wrong' }, 'do not fit together'],
  ['an unknown address', { username: 'eve@larkfield.example' }, 'do not fit together'],
  ['somebody without a password', { username: 'dot@larkfield.example' }, 'do not fit together'],
  ['a disabled user', { username: 'cid@larkfield.example' }, 'not enabled'],
  ['no password', { password: '' }, 'what is missing'],
  ['no login', { username: '' }, 'what is missing'],
] as const) {
  test(`the login page says what is wrong with ${what}, and keeps what was typed but the password`, async () => {
    using world = oauthWorld()
    const browser = browserOf(world)
    const page = await browser.open(asked())
    const again = await signIn(browser, page, { extension: '7<', ...fields })
    assert.equal(again.status, 400)
    assert.match(again.html, /<title>Error: /)
    assert.match(again.html, /role="alert"/)
    assert.ok(again.html.includes(text))
    assert.ok(again.html.includes('value="7&lt;"'))
    assert.ok(!again.html.includes(password))
    // The same page still works.
    const consent = await signIn(browser, again, { extension: '' })
    assert.match(consent.url, /consent/)
  })
}

test('a password is guessed five times a minute on the page, whatever the right one is', async () => {
  using world = oauthWorld()
  const browser = browserOf(world)
  let page = await browser.open(asked())
  for (let count = 0; count < 5; count += 1) {
    // oxlint-disable-next-line no-await-in-loop
    page = await signIn(browser, page, { password: `guess ${count}` })
    assert.equal(page.status, 400)
  }
  page = await signIn(browser, page)
  assert.equal(page.status, 429)
  assert.equal(page.headers.get('retry-after'), '60')
  assert.match(page.html, /Too many attempts/)
  await world.clock.advance(60_000)
  assert.match((await signIn(browser, page)).url, /consent/)
})

test('guesses on the page and at the token endpoint are counted together, for each app', async () => {
  using world = oauthWorld()
  const browser = browserOf(world)
  const page = await browser.open(asked())
  for (let count = 0; count < 5; count += 1) {
    // oxlint-disable-next-line no-await-in-loop
    await signIn(browser, page, { password: 'guess' })
  }
  const form = { grant_type: 'password', username: 'ava@larkfield.example', password }
  assert.equal((await world.token(form)).status, 429)
  assert.equal((await world.token(form, basic('reader', secretOf('reader')))).status, 200)
})

test('guesses at logins that do not exist are counted together', async () => {
  using world = oauthWorld()
  const browser = browserOf(world)
  let page = await browser.open(asked())
  for (let count = 0; count < 6; count += 1) {
    // oxlint-disable-next-line no-await-in-loop
    page = await signIn(browser, page, { username: `nobody${count}@larkfield.example` })
  }
  assert.equal(page.status, 429)
})

test('a person who cancels or denies is led back with access_denied, and the request is over', async () => {
  using world = oauthWorld()
  const browser = browserOf(world)
  const login = await browser.open(asked())
  const cancelled = await browser.submit(login, {}, 'Cancel')
  assert.ok(cancelled.url.startsWith(callback))
  assert.deepEqual(cancelled.query, {
    error: 'access_denied',
    error_description: 'The user denied the request',
    state: 'S1',
  })
  const consent = await signIn(browser, await browser.open(asked()))
  const denied = await browser.submit(consent, {}, 'Deny')
  assert.equal(denied.query['error'], 'access_denied')
  const again = await browser.submit(consent, {}, 'Authorize')
  assert.equal(again.status, 400)
  assert.equal(again.isAway, false)
})

for (const [what, more, status, text] of [
  ['no client id', { client_id: '' }, 400, 'client_id'],
  ['an unknown app', { client_id: '<b>nobody' }, 400, '&lt;b&gt;nobody'],
  ['another redirect URI', { redirect_uri: `${callback}/` }, 403, 'Redirect URI does not match'],
  ['no redirect URI where there are several', { redirect_uri: '' }, 400, 'redirect_uri'],
  ['an app without a redirect URI', { client_id: 'brief' }, 403, 'No redirect URI'],
] as const) {
  test(`${what} is refused on a page, never by a redirect`, async () => {
    using world = oauthWorld()
    const page = await browserOf(world).open(asked(more))
    assert.equal(page.isAway, false)
    assert.equal(page.status, status)
    assert.ok(page.html.includes(text), page.html)
    assert.ok(!page.html.includes('<b>nobody'))
    const reply = await world.platform.fetch(new Request(asked(more)))
    assert.equal(reply.status, status)
    assert.equal(reply.headers.get('content-type'), 'application/json;charset=UTF-8')
    assert.ok(((await reply.json()) as Refusal).errors[0]?.errorCode) // RingCentral's JSON
  })
}

test('a parameter that comes twice is refused on a page', async () => {
  using world = oauthWorld()
  const page = await browserOf(world).open(`${asked()}&redirect_uri=https://evil.example/`)
  assert.equal(page.status, 400)
  assert.match(page.html, /given twice/)
})

for (const [what, more, error] of [
  ['no response type', { response_type: '' }, 'invalid_request'],
  ['the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
  ['an app without the flow', { client_id: 'narrow' }, 'unauthorized_client'],
  ['scopes that the app has none of', { scope: 'Nothing Everything' }, 'invalid_scope'],
  ['a public app without a challenge', { client_id: 'browser' }, 'invalid_request'],
  [
    'an unknown challenge method',
    { code_challenge: challenge, code_challenge_method: 's256' },
    'invalid_request',
  ],
  ['a challenge that is too short', { code_challenge: 'short' }, 'invalid_request'],
  ['prompt=none beside another', { prompt: 'none login' }, 'invalid_request'],
  ['prompt=none and nobody signed in', { prompt: 'none' }, 'login_required'],
] as const) {
  test(`${what} is refused by a redirect with ${error}`, async () => {
    using world = oauthWorld()
    const away = await browserOf(world).open(asked(more))
    assert.ok(away.url.startsWith(`${callback}?`), away.html)
    assert.equal(away.query['error'], error)
    assert.ok(away.query['error_description'])
    assert.equal(away.query['state'], 'S1')
    assert.equal('code' in away.query, false)
  })
}

test('the login hint is filled in, as text', async () => {
  using world = oauthWorld()
  const page = await browserOf(world).open(asked({ login_hint: '"><b>ava@larkfield.example' }))
  assert.ok(page.html.includes('value="&quot;&gt;&lt;b&gt;ava@larkfield.example"'))
})

test('the consent page names the app, the person, the address and every permission in plain words', async () => {
  using world = oauthWorld()
  const browser = browserOf(world)
  const login = await browser.open(asked({ scope: 'SMS ReadCallLog openid email' }))
  const { html } = await signIn(browser, login)
  for (const text of [
    'Let tools use your account?',
    'Ava, extension 101',
    callback,
    permissions.SMS.opens,
    permissions.ReadCallLog.opens,
    'Knows who you are',
    'Sees your email address.',
  ]) {
    assert.ok(html.includes(text), text)
  }
  assert.ok(!html.includes(permissions.RingOut.opens))
})

test('the token has what the person consented to, and the app may take less of it', async () => {
  using world = oauthWorld()
  const first = await codeFor(world, { scope: 'SMS ReadCallLog' })
  assert.equal((await tokensOf(await exchange(world, first['code']))).scope, 'SMS ReadCallLog')
  const next = await codeFor(world, { scope: 'SMS ReadCallLog' })
  const less = await exchange(world, next['code'], { scope: 'ReadCallLog RingOut' })
  assert.equal((await tokensOf(less)).scope, 'ReadCallLog')
  await world.settle()
  const more = await codeFor(world, { scope: 'SMS' })
  const refused = await exchange(world, more['code'], { scope: 'RingOut' })
  assert.equal(await refusalOf(refused), '400 invalid_scope OAU-105')
})

test('consent is asked once for the same permissions, again for more, and always with prompt=consent', async () => {
  using world = oauthWorld({ limits: 'off' })
  const browser = browserOf(world)
  await codeFor(world, { scope: 'SMS' }, browser)
  const known = await signIn(browser, await browser.open(asked({ scope: 'SMS' })))
  assert.equal(known.isAway, true)
  assert.ok(known.query['code'])
  const more = await signIn(browser, await browser.open(asked({ scope: 'SMS RingOut' })))
  assert.equal(more.isAway, false)
  await browser.submit(more, {}, 'Authorize')
  const both = await signIn(browser, await browser.open(asked({ scope: 'SMS RingOut' })))
  assert.equal(both.isAway, true)
  const always = await signIn(
    browser,
    await browser.open(asked({ scope: 'SMS', prompt: 'login consent' })),
  )
  assert.match(always.url, /consent/)
})

test('who stays signed in is not asked again where the app lets them, for eight hours', async () => {
  using world = oauthWorld({ limits: 'off' })
  const browser = browserOf(world)
  const consent = await signIn(browser, await browser.open(asked()), { remember: 'true' })
  await browser.submit(consent, {}, 'Authorize')

  const silent = await browser.open(asked({ prompt: 'none' }))
  assert.equal(silent.isAway, true)
  assert.equal((await tokensOf(await exchange(world, silent.query['code']))).owner_id, '101')
  const elsewhere = await browser.open(asked({ client_id: 'reader', prompt: 'none' }))
  assert.equal(elsewhere.query['error'], 'consent_required')
  assert.match((await browser.open(asked({ prompt: 'consent' }))).url, /consent/)
  assert.match((await browser.open(asked())).url, /login/, 'by default login is asked for')
  assert.match((await browser.open(asked({ prompt: 'login' }))).url, /login/)

  await world.clock.advance(8 * 60 * 60 * 1000 - 1)
  assert.ok((await browser.open(asked({ prompt: 'none' }))).query['code'])
  await world.clock.advance(1)
  assert.equal((await browser.open(asked({ prompt: 'none' }))).query['error'], 'login_required')
})

test('who does not ask to stay signed in leaves nothing behind', async () => {
  using world = oauthWorld({ limits: 'off' })
  const browser = browserOf(world)
  await codeFor(world, {}, browser)
  assert.equal((await browser.open(asked({ prompt: 'none' }))).query['error'], 'login_required')
})

test('signing in again without staying signed in ends the login that stayed', async () => {
  using world = oauthWorld({ limits: 'off' })
  const browser = browserOf(world)
  const consent = await signIn(browser, await browser.open(asked()), { remember: 'true' })
  await browser.submit(consent, {}, 'Authorize')
  const kept = browser.cookies.get('ringfence_platform_sign_in') ?? ''
  await signIn(browser, await browser.open(asked()))
  assert.equal(browser.cookies.has('ringfence_platform_sign_in'), false)
  browser.cookies.set('ringfence_platform_sign_in', kept)
  assert.equal((await browser.open(asked({ prompt: 'none' }))).query['error'], 'login_required')
})

test('somebody else can sign in from the consent page, and the first is signed out', async () => {
  using world = oauthWorld({ limits: 'off' })
  const browser = browserOf(world)
  const consent = await signIn(browser, await browser.open(asked()), { remember: 'true' })
  const login = await browser.submit(consent, {}, 'Sign in as somebody else')
  assert.match(login.url, /login/)
  const other = await signIn(browser, login, { username: 'ben@larkfield.example' })
  assert.match(other.html, /Ben, extension 102/)
  const { query } = await browser.submit(other, {}, 'Authorize')
  assert.equal((await tokensOf(await exchange(world, query['code']))).owner_id, '102')
  assert.equal((await browser.open(asked({ prompt: 'none' }))).query['error'], 'login_required')
})

test('a person who was disabled, or changed the password, is signed in nowhere any more', async () => {
  using world = oauthWorld({ limits: 'off' })
  const { accounts } = world.platform.parts
  const browser = browserOf(world)
  const consent = await signIn(browser, await browser.open(asked()), { remember: 'true' })
  await browser.submit(consent, {}, 'Authorize')
  const open = await browser.open(asked({ prompt: 'consent' }))

  const ava = accounts.extension(101)
  assert.ok(ava)
  accounts.updateExtension({ ...ava, status: 'Disabled' })
  assert.equal((await browser.open(asked({ prompt: 'none' }))).query['error'], 'login_required')
  assert.match((await browser.submit(open, {}, 'Authorize')).url, /login/)
  accounts.updateExtension(ava)
  assert.ok((await browser.open(asked({ prompt: 'none' }))).query['code'])
  const { access_token: token } = await world.login()
  const changed = await world.platform.fetch(
    new Request(`${origin}/restapi/v1.0/account/~/extension/~`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ password: 'another horse 9' }),
    }),
  )
  assert.equal(changed.status, 200)
  assert.equal((await browser.open(asked({ prompt: 'none' }))).query['error'], 'login_required')
})

test('a request waits ten minutes, for the browser it began in, and is answered once', async () => {
  using world = oauthWorld({ limits: 'off' })
  const browser = browserOf(world)
  const consent = await signIn(browser, await browser.open(asked()))
  const stranger = browserOf(world)
  assert.equal((await stranger.open(consent.url)).status, 400)
  assert.equal((await stranger.submit(consent, {}, 'Authorize')).status, 400)
  await stranger.open(asked())
  assert.equal(
    (await stranger.submit(consent, {}, 'Authorize')).status,
    400,
    'with a cookie of its own',
  )

  const both = await Promise.all([
    browser.submit(consent, {}, 'Authorize'),
    browser.submit(consent, {}, 'Authorize'),
  ])
  assert.equal(both.filter(({ isAway }) => isAway).length, 1)

  const slow = await browser.open(asked())
  await world.clock.advance(10 * 60 * 1000 - 1)
  assert.equal((await browser.open(slow.url)).status, 200)
  await world.clock.advance(1)
  assert.equal((await browser.open(slow.url)).status, 400)
  assert.equal((await signIn(browser, slow)).status, 400)
})

test('consent needs somebody signed in, whatever is posted', async () => {
  using world = oauthWorld()
  const browser = browserOf(world)
  const login = await browser.open(asked())
  const post = (decision: string) =>
    browser.open(`${origin}/restapi/oauth/authorize/consent`, {
      method: 'POST',
      body: new URLSearchParams({ request: login.query['request'] ?? '', decision }),
    })
  assert.match((await post('authorize')).url, /login/)
  assert.match((await post('whatever')).url, /login/)
})

test('a form that another site posts is refused, cookies or not', async () => {
  using world = oauthWorld()
  const browser = browserOf(world)
  const consent = await signIn(browser, await browser.open(asked()))
  for (const from of ['https://evil.example', 'null', 'http://127.0.0.1:4011']) {
    // oxlint-disable-next-line no-await-in-loop
    const page = await browser.open(`${origin}/restapi/oauth/authorize/consent`, {
      method: 'POST',
      headers: { origin: from },
      body: new URLSearchParams({
        request: consent.query['request'] ?? '',
        decision: 'authorize',
      }),
    })
    assert.equal(page.status, 400)
  }
  assert.equal((await browser.submit(consent, {}, 'Authorize')).isAway, true)
})

test('cookies are out of reach of pages and of other sites', async () => {
  using world = oauthWorld()
  const browser = browserOf(world)
  await signIn(browser, await browser.open(asked()), { remember: 'true' })
  assert.equal(browser.setCookies.length, 2)
  for (const cookie of browser.setCookies) {
    assert.match(cookie, /; Path=\/restapi\/oauth\/authorize; HttpOnly; SameSite=Lax$/)
  }
  const secure = await world.platform.fetch(new Request(asked().replace('http:', 'https:')))
  assert.match(secure.headers.get('set-cookie') ?? '', /; Secure$/)
})

test('requests of strangers do not fill the database', async () => {
  using world = oauthWorld()
  const { signIns, db } = world.platform.parts
  const browser = browserOf(world)
  const { request } = (await browser.open(asked())).query
  const found = signIns.find(
    request ?? '',
    browser.cookies.get('ringfence_platform_browser') ?? '',
    0,
  )
  assert.ok(found)
  db.transaction(() => {
    for (let count = 0; count < 1_001; count += 1) {
      signIns.open(`made-${count}`, 'browser', found.request, world.clock.now())
    }
  })
  assert.equal(signIns.find('made-0', 'browser', world.clock.now()), undefined)
  assert.ok(signIns.find('made-1', 'browser', world.clock.now()))
})

const s256 = { code_challenge: challenge, code_challenge_method: 'S256' }
for (const [what, query, sent, refusal] of [
  ['S256', s256, { code_verifier: verifier }, null],
  [
    'plain',
    { code_challenge: verifier, code_challenge_method: 'plain' },
    { code_verifier: verifier },
    null,
  ],
  ['no method, which is plain', { code_challenge: verifier }, { code_verifier: verifier }, null],
  ['a wrong verifier', s256, { code_verifier: `${verifier}x` }, '400 invalid_grant OAU-106'],
  ['the challenge for a verifier', s256, { code_verifier: challenge }, '400 invalid_grant OAU-106'],
  ['no verifier', s256, {}, '400 invalid_grant OAU-106'],
  ['a verifier without a challenge', {}, { code_verifier: verifier }, '400 invalid_grant OAU-106'],
] as const) {
  test(`PKCE with ${what} is ${refusal === null ? 'taken' : 'refused'}`, async () => {
    using world = oauthWorld()
    const { code } = await codeFor(world, query)
    const reply = await exchange(world, code, sent)
    if (refusal === null) assert.equal((await tokensOf(reply)).owner_id, '101')
    else assert.equal(await refusalOf(reply), refusal)
  })
}

test('a public app exchanges its code with its client id and the verifier alone', async () => {
  using world = oauthWorld()
  const { code } = await codeFor(world, { client_id: 'browser', ...s256 })
  const wrong = await exchange(world, code, { client_id: 'browser', code_verifier: 'x' }, null)
  assert.equal(await refusalOf(wrong), '400 invalid_grant OAU-106')
  const form = { client_id: 'browser', code_verifier: verifier }
  const tokens = await tokensOf(await exchange(world, code, form, null))
  const refreshed = await world.token(
    { grant_type: 'refresh_token', refresh_token: tokens.refresh_token, client_id: 'browser' },
    null,
  )
  assert.equal(refreshed.status, 200)
})

test('a code works once; the second time ends the session that the first opened', async () => {
  using world = oauthWorld()
  const { code } = await codeFor(world)
  const first = await tokensOf(await exchange(world, code))
  const next = await tokensOf(
    await world.token({ grant_type: 'refresh_token', refresh_token: first.refresh_token }),
  )
  assert.equal(await world.use(next.access_token), 200)
  assert.equal(await refusalOf(await exchange(world, code)), '400 invalid_grant OAU-106')
  assert.equal(await world.use(next.access_token), 401)
  const refreshed = { grant_type: 'refresh_token', refresh_token: next.refresh_token }
  assert.equal((await world.token(refreshed)).status, 400)
})

test('of two exchanges at once none keeps a session', async () => {
  using world = oauthWorld()
  const { code } = await codeFor(world)
  const replies = await Promise.all([exchange(world, code), exchange(world, code)])
  const [won, ...others] = replies.filter(({ status }) => status === 200)
  assert.ok(won)
  assert.equal(others.length, 0)
  assert.equal(await world.use((await tokensOf(won)).access_token), 401)
})

test('a code holds for sixty seconds', async () => {
  using world = oauthWorld()
  const [one, other] = [await codeFor(world), await codeFor(world)]
  await world.clock.advance(60_000 - 1)
  assert.equal((await exchange(world, one['code'])).status, 200)
  await world.clock.advance(1)
  assert.equal(await refusalOf(await exchange(world, other['code'])), '400 invalid_grant OAU-108')
})

for (const [what, more, authorization, refusal] of [
  ['another redirect URI', { redirect_uri: localCallback }, tools, '400 invalid_grant OAU-109'],
  ['no redirect URI', { redirect_uri: '' }, tools, '400 invalid_grant OAU-109'],
  ['another app', {}, basic('reader', secretOf('reader')), '400 invalid_grant OAU-110'],
  ['a made-up code', { code: 'made-up' }, tools, '400 invalid_grant OAU-106'],
  ['no code', { code: '' }, tools, '400 invalid_request CMN-101'],
] as const) {
  test(`a code is refused with ${what}, and still good for its own app`, async () => {
    using world = oauthWorld()
    const { code } = await codeFor(world)
    assert.equal(await refusalOf(await exchange(world, code, more, authorization)), refusal)
    assert.equal((await exchange(world, code)).status, 200)
  })
}

test('a user who was disabled in between gets no token for the code', async () => {
  using world = oauthWorld()
  const { code } = await codeFor(world)
  const { accounts } = world.platform.parts
  const ava = accounts.extension(101)
  assert.ok(ava)
  accounts.updateExtension({ ...ava, status: 'Disabled' })
  assert.equal(await refusalOf(await exchange(world, code)), '400 invalid_grant OAU-236')
})

test('with discovery=true the app is told where to go on', async () => {
  using world = oauthWorld()
  const back = await codeFor(world, { discovery: 'true' })
  assert.equal(back['token_uri'], `${origin}/restapi/oauth/token`)
  assert.equal(back['discovery_uri'], `${origin}/.well-known/entry-points/external`)
})
