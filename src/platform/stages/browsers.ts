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

type Surface<Known extends object> = (request: Request, known: Known) => Promise<Response>

/** The same surface, for pages too. Requests that no page sends pass as they are. */
export function openToPages<Known extends object>(fetch: Surface<Known>): Surface<Known> {
  const app = new Hono<{ Bindings: Known }>()
  // RingCentral's SDKs send `credentials: include`, and a browser then takes no `*`.
  app.use(
    cors({ origin: (origin) => origin, credentials: true, exposeHeaders: exposed, maxAge: 600 }),
  )
  app.all('*', ({ req, env }) => fetch(req.raw, env))
  app.onError((error) => {
    throw error
  })
  return async (request, known) => {
    if (!request.headers.has('origin')) return fetch(request, known)
    const { pathname } = new URL(request.url)
    const isShut = shutToPages.some((start) => pathname.startsWith(start))
    return isShut ? fetch(request, known) : app.fetch(request, known)
  }
}
