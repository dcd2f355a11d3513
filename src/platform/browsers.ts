// Cross-origin calls (Fetch standard, CORS): RingCentral's API may be called by pages of any site, which
// send the token themselves. The login page and the levers may not: there a cookie or the loopback
// would speak for the person at the browser.
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { rateHeaders } from '#catalog/rate-groups'

const shutToPages = ['/_platform/', '/restapi/oauth/authorize']

const exposed = [
  ...Object.values(rateHeaders),
  'RCRequestId',
  'Content-Disposition',
  'Content-Range',
  'Discovery-Tag',
  'Discovery-Required',
  'ETag',
]

/** The same surface, for pages too. Requests that no page sends pass as they are. */
export function openToPages(
  fetch: (request: Request) => Promise<Response>,
): (request: Request) => Promise<Response> {
  const app = new Hono()
  // RingCentral's SDKs send `credentials: include`, and a browser then takes no `*`.
  app.use(
    cors({ origin: (origin) => origin, credentials: true, exposeHeaders: exposed, maxAge: 600 }),
  )
  app.all('*', ({ req }) => fetch(req.raw))
  return async (request) => {
    if (!request.headers.has('origin')) return fetch(request)
    const { pathname } = new URL(request.url)
    const isShut = shutToPages.some((start) => pathname.startsWith(start))
    return isShut ? fetch(request) : app.fetch(request)
  }
}
