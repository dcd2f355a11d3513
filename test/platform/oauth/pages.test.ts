// The pages as documents: whole, usable by keyboard and screen reader, shut for everything foreign.
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { colors, css } from '#platform/oauth/authorize/style'
import { openBrowser, type Shown } from './browser.ts'
import { callback, oauthWorld, origin, password, type World } from './world.ts'

const asked = (more: Record<string, string> = {}) => {
  const query = { response_type: 'code', client_id: 'tools', redirect_uri: callback, ...more }
  return `${origin}/restapi/oauth/authorize?${new URLSearchParams(query).toString()}`
}

/** Every kind of page that there is. */
async function allPages(world: World): Promise<Record<string, Shown>> {
  const browser = openBrowser((request) => world.platform.fetch(request), origin)
  const login = await browser.open(asked({ login_hint: 'ava@larkfield.example' }))
  const wrong = await browser.submit(login, { username: '', password: '' }, 'Sign in')
  const fields = { username: 'ava@larkfield.example', password }
  const consent = await browser.submit(wrong, fields, 'Sign in')
  const refusal = await browser.open(asked({ client_id: 'nobody' }))
  return { login, wrong, consent, refusal, bare: await browser.open(asked()) }
}

interface Tag {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly isEnd: boolean
}

const tagsOf = (html: string): Tag[] =>
  [...html.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/g)].map(
    ([, slash, name = '', attributes = '']) => ({
      name,
      isEnd: slash === '/',
      attributes: Object.fromEntries(
        [...attributes.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)].map(([, key = '', value = '']) => [
          key,
          value,
        ]),
      ),
    }),
  )

const empty = new Set(['meta', 'input'])

test('every page is a whole document: each tag is closed, in order, and nothing else is open', async () => {
  using world = oauthWorld()
  for (const [what, { html }] of Object.entries(await allPages(world))) {
    assert.ok(html.startsWith('<!doctype html>'), what)
    const withoutStyle = html.replace(/<style>[\s\S]*<\/style>/, '')
    // What is left without its tags has no angle bracket: nothing was taken for a tag and is none.
    const text = withoutStyle.replace('<!doctype html>', '').replaceAll(/<[^<>]*>/g, '')
    assert.doesNotMatch(text, /[<>]/, what)
    assert.doesNotMatch(text, /undefined|null|\[object|false/, what)
    const open: string[] = []
    for (const { name, isEnd } of tagsOf(withoutStyle)) {
      if (isEnd) assert.equal(open.pop(), name, what)
      else if (!empty.has(name)) open.push(name)
    }
    assert.deepEqual(open, [], what)
  }
})

test('every page has one heading, one main landmark, a language and a title of its own', async () => {
  using world = oauthWorld()
  const titles = new Set<string>()
  for (const [what, { html }] of Object.entries(await allPages(world))) {
    const count = (name: string) =>
      tagsOf(html).filter((tag) => tag.name === name && !tag.isEnd).length
    assert.deepEqual([count('h1'), count('main'), count('title')], [1, 1, 1], what)
    assert.match(html, /<html lang="en">/)
    assert.match(html, /<meta name="viewport" content="width=device-width, initial-scale=1" \/>/)
    titles.add(/<title>([^<]+)<\/title>/.exec(html)?.[1] ?? '')
  }
  assert.equal(titles.size, 4, 'the login page is among them twice')
})

test('every field has a label, every reference leads somewhere, and one thing at most has the focus', async () => {
  using world = oauthWorld()
  for (const [what, { html }] of Object.entries(await allPages(world))) {
    const tags = tagsOf(html).filter(({ isEnd }) => !isEnd)
    const ids = tags.flatMap(({ attributes: { id } }) => (id === undefined ? [] : [id]))
    assert.equal(new Set(ids).size, ids.length, what)
    const labelled = new Set(tags.map(({ attributes }) => attributes['for']))
    for (const { name, attributes } of tags) {
      if (name === 'input' && attributes['type'] !== 'hidden') {
        assert.ok(labelled.has(attributes['id'] ?? ''), `${what} ${attributes['id']}`)
      }
      for (const key of ['for', 'aria-describedby', 'aria-labelledby'] as const) {
        for (const id of attributes[key]?.split(' ') ?? [])
          assert.ok(ids.includes(id), `${what} #${id}`)
      }
      if (attributes['href'] !== undefined)
        assert.ok(ids.includes(attributes['href'].slice(1)), what)
    }
    assert.ok(tags.filter(({ attributes }) => 'autofocus' in attributes).length <= 1, what)
  }
})

test('the keyboard starts where something is to do: the login, the password, or what went wrong', async () => {
  using world = oauthWorld()
  const pages = await allPages(world)
  const focused = (page: Shown | undefined) =>
    tagsOf(page?.html ?? '').find(({ attributes }) => 'autofocus' in attributes)?.attributes
  assert.equal(focused(pages['bare'])?.['id'], 'username')
  assert.equal(focused(pages['login'])?.['id'], 'password')
  assert.equal(focused(pages['wrong'])?.['role'], 'alert')
  const invalid = tagsOf(pages['wrong']?.html ?? '').filter(
    ({ attributes }) => attributes['aria-invalid'] === 'true',
  )
  assert.deepEqual(
    invalid.map(({ attributes }) => attributes['id']),
    ['username', 'password'],
  )
})

test('a page runs no script, loads nothing, is in no frame and in no cache', async () => {
  using world = oauthWorld()
  for (const [what, { html, headers }] of Object.entries(await allPages(world))) {
    for (const { name, attributes } of tagsOf(html)) {
      assert.ok(!['script', 'link', 'img', 'iframe', 'base', 'object'].includes(name), what)
      for (const key of Object.keys(attributes)) assert.doesNotMatch(key, /^on|^style$|^src$/, what)
    }
    const policy = headers.get('content-security-policy') ?? ''
    const style = /<style>([\s\S]*)<\/style>/.exec(html)?.[1] ?? ''
    assert.equal(style, css)
    assert.ok(policy.includes(`style-src 'sha256-${hash('sha256', style, 'base64')}'`), what)
    assert.match(policy, /^default-src 'none'; .*base-uri 'none'; frame-ancestors 'none'$/)
    assert.equal(headers.get('x-frame-options'), 'DENY')
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('referrer-policy'), 'same-origin')
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.equal(headers.get('content-type'), 'text/html; charset=utf-8')
  }
})

test('a page of another site is told nothing, whatever cookies the browser sends along', async () => {
  using world = oauthWorld()
  const { login, consent, wrong } = await allPages(world)
  for (const page of [login, consent, wrong]) {
    assert.ok(page)
    // oxlint-disable-next-line no-await-in-loop
    const reply = await world.platform.fetch(
      new Request(page.url, { headers: { origin: 'http://127.0.0.1:3000' } }),
    )
    assert.equal(reply.headers.has('access-control-allow-origin'), false, page.url)
  }
})

test('a form leads here and to the app alone; on the loopback, to every port of it', async () => {
  using world = oauthWorld()
  const browser = openBrowser((request) => world.platform.fetch(request), origin)
  const actionOf = async (more: Record<string, string>) => {
    const { headers } = await browser.open(asked(more))
    return /form-action ([^;]*)/.exec(headers.get('content-security-policy') ?? '')?.[1]
  }
  assert.equal(await actionOf({}), "'self' https://app.example")
  assert.equal(
    await actionOf({ redirect_uri: 'http://127.0.0.1:3000/callback?kept=1' }),
    "'self' http://localhost:* http://127.0.0.1:*",
  )
  assert.equal(await actionOf({ redirect_uri: 'com.example.app:/back' }), "'self' com.example.app:")
  assert.equal(await actionOf({ client_id: 'nobody' }), "'self'")
})

test('names of apps and people are text on every page', async () => {
  using world = oauthWorld()
  const { apps, accounts } = world.platform.parts
  const [app, ava] = [apps.find('tools'), accounts.extension(101)]
  assert.ok(app && ava)
  apps.update({ ...app, name: '<script>alert(1)</script>&"\'' })
  accounts.updateExtension({ ...ava, name: '<img src=x onerror=alert(1)>' })
  for (const { html } of Object.values(await allPages(world))) {
    assert.doesNotMatch(html, /<script|<img/)
  }
  const { consent } = await allPages(world)
  assert.ok(consent)
  assert.ok(consent.html.includes('&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;'))
  assert.ok(consent.html.includes('&lt;img src=x onerror=alert(1)&gt;'))
})

/** WCAG 2.2's contrast of two colours. */
function contrast(one: string, other: string): number {
  const luminance = (color: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const value = Number.parseInt(color.slice(at, at + 2), 16) / 255
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

for (const [scheme, at] of [
  ['light', 0],
  ['dark', 1],
] as const) {
  test(`text can be read and borders be seen, in ${scheme}`, () => {
    for (const [text, ground, least] of [
      ['text', 'card', 7],
      ['quiet', 'card', 4.5],
      ['quiet', 'ground', 4.5],
      ['action', 'card', 4.5],
      ['onAction', 'action', 4.5],
      ['danger', 'dangerGround', 4.5],
      ['edge', 'card', 3],
      ['danger', 'card', 3],
    ] as const) {
      const found = contrast(colors[text][at], colors[ground][at])
      assert.ok(found >= least, `${text} on ${ground}: ${found.toFixed(2)}`)
    }
  })
}
