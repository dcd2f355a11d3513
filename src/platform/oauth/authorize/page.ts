// The page kit of login and consent: one frame, one style sheet, the headers that keep other sites out.
// No script anywhere; what a page does it does by forms.
import { hash } from 'node:crypto'
import { html, trusted, type Html } from '#lib/html'
import { css } from './style.ts'

/** A page to show. */
export interface Page {
  readonly title: string
  /** What stands in the page's main landmark, heading first. */
  readonly main: Html
  /** 200 when absent. */
  readonly status?: number
  /** Where the page's forms lead beside this server: the app's redirect URI. */
  readonly leadsTo?: string
}

// In one piece: the hash is of every character between the tags, white space too.
const styleElement = trusted(`<style>${css}</style>`)
const styleHash = `'sha256-${hash('sha256', css, 'base64')}'`

/** The response with a page. */
export function pageResponse({ title, main, status = 200, leadsTo }: Page): Response {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        ${styleElement}
      </head>
      <body>
        <main>${main}</main>
        <footer>
          <p>
            Ringfence platform, a stand-in for RingCentral. Sign in with an account of this
            platform, never with your RingCentral password.
          </p>
        </footer>
      </body>
    </html>`
  return new Response(document.markup, { status, headers: pageHeaders(leadsTo) })
}

function pageHeaders(leadsTo: string | undefined): Record<string, string> {
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': [
      "default-src 'none'",
      `style-src ${styleHash}`,
      // A browser holds the redirect after a form against this, too.
      `form-action 'self'${leadsTo === undefined ? '' : ` ${sourcesOf(leadsTo)}`}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'X-Frame-Options': 'DENY',
    'X-Content-Type-Options': 'nosniff',
    // With no-referrer, a browser would send `Origin: null` with our own forms.
    'Referrer-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  }
}

/** The sources (CSP 3, 2.3.1) of a redirect URI. Apps under development bounce between ports of the loopback. */
function sourcesOf(redirectUri: string): string {
  const { protocol, hostname, origin } = new URL(redirectUri)
  if (protocol !== 'http:' && protocol !== 'https:') return protocol
  // A source cannot name an IPv6 address.
  if (hostname.startsWith('[')) return protocol
  return hostname === 'localhost' || hostname === '127.0.0.1'
    ? 'http://localhost:* http://127.0.0.1:*'
    : origin
}
