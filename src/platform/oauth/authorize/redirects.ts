// The redirects of the authorization endpoint: between its pages, and back to the app.
import type { RedirectTarget } from '#catalog/oauth/authorization-errors'

/** To another of our pages, with the cookies it needs. 303 after a form, so that the form is not sent again. */
export function goTo(status: 302 | 303, path: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ Location: path, 'Cache-Control': 'no-store' })
  for (const cookie of cookies) headers.append('Set-Cookie', cookie)
  return new Response(null, { status, headers })
}

/** Back to the app, with what it is told in the query (RFC 6749 4.1.2) beside what was there before. */
export function redirectBack(
  { redirectUri, state }: RedirectTarget,
  told: Readonly<Record<string, string>>,
): Response {
  const query = new URLSearchParams({ ...told, ...(state === null ? {} : { state }) })
  const mark = redirectUri.includes('?') ? '&' : '?'
  return new Response(null, {
    status: 302,
    headers: {
      Location: `${redirectUri}${mark}${query.toString()}`,
      'Cache-Control': 'no-store',
      // The request's id stays here.
      'Referrer-Policy': 'no-referrer',
    },
  })
}
