// The admin API: the table's routes mounted under /api/v1. The guard comes before anything is read,
// schemas before a handler runs; every refusal is a problem of the closed table. It decides nothing
// itself: what may be done, and that it is recorded, is the gateway's operations.
import { type Context, Hono } from 'hono'
import { Problem } from '#gateway/problem'
import { AuditLogError } from '#storage/audit-log'
import { makeId } from '#gateway/ids'
import { type MakeSecret, randomSecret } from '#lib/secret'
import { createGuard, type GuardOptions } from './guard.ts'
import { agentHandlers, credentialHandlers } from './handlers/agents.ts'
import { auditHandlers } from './handlers/audit.ts'
import { grantHandlers } from './handlers/grants.ts'
import { installationHandlers } from './handlers/installation.ts'
import type { AdminParts } from './parts.ts'
import { AdminError, problemResponse, type ProblemType } from './problems.ts'
import { pathOf, type Handler, type Route, verbOf } from './route.ts'
import { type RouteId, routes } from './routes/routes.ts'
import { judge, readBody, readQuery } from './validate.ts'

/** Answers requests to /api/v1/…; never rejects. `address` is the caller's, for the audit log. */
export type Admin = (request: Request, address?: string) => Promise<Response>

/** What the guard knows of a request, on its way to the handler. */
interface Known {
  readonly Bindings: { readonly operator: string }
}

/** The admin API over the gateway's parts. */
export function createAdmin(
  parts: AdminParts,
  options: GuardOptions & { readonly makeSecret?: MakeSecret },
): Admin {
  const guard = createGuard(options)
  const handlers: Readonly<Record<RouteId, Handler<never>>> = {
    ...agentHandlers(parts),
    ...credentialHandlers(parts),
    ...grantHandlers(parts),
    ...auditHandlers(parts),
    ...installationHandlers(parts),
  }

  async function serve(id: RouteId, { req, env: { operator } }: Context<Known>) {
    const route: Route = routes[id]
    const request = req.raw
    const params = req.param()
    judge(route.path, params, 'path')
    const query = readQuery(route.query, new URL(request.url).searchParams)
    const body = route.body ? await readBody(route.body, request) : undefined
    const reply: unknown = await handlers[id]({ params, query, body, operator } as never) // the schemas have judged it
    return new Response(JSON.stringify(reply), {
      status: route.status,
      headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    })
  }

  const app = new Hono<Known>({ strict: false })
  const verbs = new Map<string, string[]>()
  for (const [id, route] of Object.entries(routes) as [RouteId, Route][]) {
    const path = pathOf(route).replaceAll(/\{(\w+)\}/g, ':$1')
    verbs.set(path, [...(verbs.get(path) ?? []), verbOf(route)])
    app.on(verbOf(route), path, (context) => serve(id, context))
  }
  for (const [path, allowed] of verbs) {
    app.all(path, ({ req }) => {
      throw new AdminError('method-not-allowed', {
        detail: `${path} does not take ${req.method}.`,
        headers: { Allow: allowed.join(', ') },
      })
    })
  }
  app.notFound(() => {
    throw new AdminError('unknown-route', { detail: 'The path is none of this API.' })
  })
  app.onError((error) => problemResponse(refusalOf(error, parts, options.makeSecret)))

  return async (request, address = 'unknown') => {
    try {
      return await app.fetch(request, guard(request))
    } catch (error) {
      if (!(error instanceof AdminError)) throw error
      parts.strangers.saw(address, `admin_${error.type.replaceAll('-', '_')}`)
      return problemResponse(error)
    }
  }
}

const kinds: Readonly<Record<Problem['kind'], ProblemType>> = {
  invalid: 'invalid-request',
  not_found: 'not-found',
  conflict: 'conflict',
}

/** What is answered for an error. One that nobody foresaw goes to the log under an id, not to the caller. */
function refusalOf(
  error: Error,
  { log }: AdminParts,
  makeSecret: MakeSecret = randomSecret,
): AdminError {
  if (error instanceof AdminError) return error
  if (error instanceof Problem) {
    const { kind, message, field, remedy } = error
    return new AdminError(kinds[kind], { detail: message, field: field ?? undefined, remedy })
  }
  if (error instanceof AuditLogError) {
    return new AdminError('audit-log-unavailable', { detail: error.message })
  }
  const id = makeId('error', makeSecret)
  log.error('an admin request failed', { id, error: error.stack ?? error.message })
  return new AdminError('internal', { detail: `It is in the log of the server as ${id}.` })
}
