// Whatever comes to the authorization endpoint and its pages: never an error of ours, never a browser
// sent to an address that the app has not registered, never what was sent as markup.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { runs } from '../fuzz.ts'
import { callback, localCallback, oauthWorld, origin } from '../platform/oauth/world.ts'

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    'javascript:alert(1)',
    'https://evil.example/',
    '//evil.example',
    '\r\nSet-Cookie: a=b',
    '__proto__',
    'constructor',
    '\ud800',
    'x'.repeat(5_000),
  ),
)
const among = (...values: readonly string[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: hostile })

const parameters = fc.record(
  {
    response_type: among('code', 'code', 'code', 'token'),
    client_id: among('tools', 'reader', 'browser', 'narrow', 'brief'),
    redirect_uri: among(
      callback,
      callback,
      localCallback,
      `${callback}.evil.example`,
      `${callback}/..`,
    ),
    state: hostile,
    scope: among('SMS', 'openid email', 'ReadAccounts SMS'),
    prompt: among('login', 'none', 'consent', 'none login'),
    code_challenge: among('c'.repeat(43)),
    code_challenge_method: among('S256', 'plain'),
    login_hint: hostile,
    nonce: hostile,
    discovery: among('true'),
    request: hostile,
    username: among('ava@larkfield.example'),
    password: hostile,
    decision: among('authorize', 'deny', 'switch', 'sign-in'),
  },
  { requiredKeys: [] },
)

const requests = fc.record({
  page: fc.constantFrom('authorize', 'authorize', 'authorize/login', 'authorize/consent'),
  isPost: fc.boolean(),
  parameters,
  cookie: fc.constantFrom(
    '',
    'ringfence_platform_browser=x',
    `ringfence_platform_sign_in=${'a'.repeat(43)}`,
  ),
  accept: fc.constantFrom('text/html', '*/*'),
})

test('the pages of a login answer whatever is sent, and lead nowhere but to the app', async () => {
  using world = oauthWorld({ limits: 'off' })
  let redirects = 0
  await fc.assert(
    fc.asyncProperty(requests, async ({ page, isPost, parameters: sent, cookie, accept }) => {
      const query = new URLSearchParams(sent)
      const url = `${origin}/restapi/oauth/${page}`
      const headers = { accept, ...(cookie === '' ? {} : { cookie }) }
      const reply = await world.platform.fetch(
        isPost
          ? new Request(url, { method: 'POST', headers, body: query })
          : new Request(`${url}?${query.toString()}`, { headers }),
      )
      const body = await reply.text()
      assert.ok(reply.status < 500, `${reply.status} ${body}`)
      const isHtml = reply.headers.get('content-type')?.startsWith('text/html')
      if (isHtml) assert.doesNotMatch(body.replace(/<style>[\s\S]*<\/style>/, ''), /<script|<img/)
      const location = reply.headers.get('location')
      if (location === null) return
      redirects += 1
      const isOurs = /^\/restapi\/oauth\/authorize\/(login|consent)\?request=[\w-]{43}$/
      const isApps = location.startsWith(`${callback}?`) || location.startsWith(`${localCallback}&`)
      assert.ok(isOurs.test(location) || isApps, location)
    }),
    runs(400),
  )
  assert.ok(redirects > 25, `requests get that far: ${redirects}`)
  assert.deepEqual(world.logged, [])
})
