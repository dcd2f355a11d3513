// A browser without script, as far as the pages of a login need one: it keeps cookies, follows redirects
// until they leave the server, reads forms and submits them, and holds itself to form-action.
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'

/** A page that came, or the address that the browser was sent away to. */
export interface Shown {
  readonly status: number
  readonly headers: Headers
  readonly html: string
  /** Where the page is, or the foreign address. */
  readonly url: string
  /** The query of `url`. */
  readonly query: Record<string, string>
  /** Whether the browser was sent away; then nothing was loaded. */
  readonly isAway: boolean
}

/** The browser. */
export interface Browser {
  readonly cookies: Map<string, string>
  /** Set-Cookie headers as they came. */
  readonly setCookies: string[]
  open(url: string, more?: RequestInit): Promise<Shown>
  /** Fills in the page's only form and presses the button with this text. */
  submit(page: Shown, fields: Record<string, string>, button: string): Promise<Shown>
}

/** @param fetch what answers requests to `origin` */
export function openBrowser(
  fetch: (request: Request) => Promise<Response>,
  origin: string,
): Browser {
  const cookies = new Map<string, string>()
  const setCookies: string[] = []

  async function load(url: string, more: RequestInit = {}, formAction?: string): Promise<Shown> {
    const { href, search, origin: at } = new URL(url)
    const query = Object.fromEntries(new URLSearchParams(search))
    if (at !== origin) {
      if (formAction !== undefined) assert.ok(mayGo(href, formAction), `${formAction} ${href}`)
      const nothing = { status: 0, headers: new Headers(), html: '' }
      return { ...nothing, url: href, query, isAway: true }
    }
    const headers = new Headers(more.headers)
    headers.set('accept', 'text/html,application/xhtml+xml,*/*;q=0.8')
    const sent = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (sent !== '') headers.set('cookie', sent)
    const response = await fetch(new Request(url, { ...more, headers, redirect: 'manual' }))
    for (const cookie of response.headers.getSetCookie()) {
      setCookies.push(cookie)
      const [name = '', value = ''] = cookie.split(';')[0]?.split('=') ?? []
      if (cookie.includes('Max-Age=0')) cookies.delete(name)
      else cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location !== null && [302, 303].includes(response.status)) {
      return load(new URL(location, url).href, {}, formAction)
    }
    const { status, headers: received } = response
    const html = await response.text()
    assertStyled(html, received.get('content-security-policy') ?? '')
    return { status, headers: received, html, url, query, isAway: false }
  }

  return {
    cookies,
    setCookies,
    open: (url, more) => load(url, more),
    submit(page, fields, button) {
      const { action, inputs, buttons } = formOf(page.html)
      const pressed = buttons.find(({ text }) => text === button)
      assert.ok(pressed, `the page has no button "${button}"`)
      for (const name of Object.keys(fields)) assert.ok(name in inputs, `no field "${name}"`)
      const body = new URLSearchParams({ ...inputs, ...fields, [pressed.name]: pressed.value })
      const policy = page.headers.get('content-security-policy') ?? ''
      const formAction = /form-action ([^;]*)/.exec(policy)?.[1] ?? ''
      const headers = { origin }
      return load(new URL(action, page.url).href, { method: 'POST', body, headers }, formAction)
    },
  }
}

/** The page's style sheet is one that its policy lets apply (CSP 3, 2.3.1), to the last white space. */
function assertStyled(html: string, policy: string): void {
  const [, style] = /<style>([^]*?)<\/style>/.exec(html) ?? []
  if (style === undefined) return
  const source = `'sha256-${hash('sha256', style, 'base64')}'`
  assert.ok(policy.includes(`style-src ${source}`), `a browser would not apply ${source}`)
}

const unescape = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

const attribute = (tag: string, name: string): string | undefined => {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return value === undefined ? undefined : unescape(value)
}

/** The one form of a page. */
function formOf(html: string) {
  const form = /<form[^>]*>[\s\S]*<\/form>/.exec(html)?.[0]
  assert.ok(form, 'the page has no form')
  assert.equal(attribute(form, 'method'), 'post')
  const inputs = Object.fromEntries(
    [...form.matchAll(/<input[^>]*>/g)]
      .filter(([tag]) => attribute(tag, 'type') !== 'checkbox')
      .map(([tag]) => [attribute(tag, 'name') ?? '', attribute(tag, 'value') ?? '']),
  )
  const checkboxes = [...form.matchAll(/<input[^>]*type="checkbox"[^>]*>/g)]
  for (const [tag] of checkboxes) inputs[attribute(tag, 'name') ?? ''] = ''
  const buttons = [...form.matchAll(/(<button[^>]*>)([\s\S]*?)<\/button>/g)].map(
    ([, tag = '', text = '']) => ({
      name: attribute(tag, 'name') ?? '',
      value: attribute(tag, 'value') ?? '',
      text: unescape(text.trim()),
    }),
  )
  return { action: attribute(form, 'action') ?? '', inputs, buttons }
}

/** Whether a list of sources lets a form lead to an address (CSP 3, 6.7.2.7, as far as it is used here). */
const mayGo = (href: string, sources: string): boolean =>
  sources.split(' ').some((source) => {
    if (source.endsWith(':*')) return new URL(href).origin.startsWith(source.slice(0, -1))
    return source.endsWith(':') ? href.startsWith(source) : new URL(href).origin === source
  })
