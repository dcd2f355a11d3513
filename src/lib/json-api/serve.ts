// Mounts a table of routes: the schemas judge before a handler runs, every refusal is a problem of the
// API's closed table, and what is not in the table is told apart from what does not take the verb.
import { type Context, Hono } from 'hono'
import { judge, readBody, readQuery } from './judge.ts'
import { ApiProblem, type ProblemResponse } from './problems.ts'
import { type Handlers, pathOf, type Route, type Routes, verbOf } from './route.ts'

/** What a JSON API is made of. */
export interface JsonApi<T extends Routes, C extends object> {
  readonly routes: T
  readonly handlers: Handlers<T, C>
  readonly problemResponse: ProblemResponse
  /** What to answer for an error that is no ApiProblem. */
  readonly refusalOf: (error: Error) => ApiProblem<string>
  /** Throws for a reply that does not fit its schema; for tests. */
  readonly judgeReply?: ((id: string, route: Route, reply: unknown) => void) | undefined
}

/** Answers one request that the guard has let in; `known` is what it knows of it. Never rejects. */
export type ServeJson<C extends object> = (request: Request, known: C) => Promise<Response>

/** The fetch surface of a table of routes. */
export function createJsonApi<T extends Routes, C extends object>({
  routes,
  handlers,
  problemResponse,
  refusalOf,
  judgeReply,
}: JsonApi<T, C>): ServeJson<C> {
  async function serve(id: string & keyof T, route: Route, { req, env }: Context<{ Bindings: C }>) {
    const request = req.raw
    const params = req.param()
    judge(route.path, params, 'path')
    const query = readQuery(route.query, new URL(request.url).searchParams)
    const body = route.body ? await readBody(route.body, request, route.maxBytes) : undefined
    const reply: unknown = await handlers[id]({ params, query, body, ...env } as never) // the schemas have judged it
    const text = JSON.stringify(reply)
    judgeReply?.(id, route, JSON.parse(text))
    return new Response(text, {
      status: route.status,
      headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    })
  }

  const app = new Hono<{ Bindings: C }>({ strict: false })
  const verbs = new Map<string, string[]>()
  for (const [id, route] of Object.entries(routes)) {
    const path = pathOf(route).replaceAll(/\{(\w+)\}/g, ':$1')
    verbs.set(path, [...(verbs.get(path) ?? []), verbOf(route)])
    app.on(verbOf(route), path, (context) => serve(id, route, context))
  }
  for (const [path, allowed] of verbs) {
    app.all(path, ({ req }) => {
      throw new ApiProblem('method-not-allowed', {
        detail: `${path} does not take ${req.method}.`,
        headers: { Allow: allowed.join(', ') },
      })
    })
  }
  app.notFound(() => {
    throw new ApiProblem('unknown-route', { detail: 'The path is none of this API.' })
  })
  app.onError((error) => problemResponse(error instanceof ApiProblem ? error : refusalOf(error)))

  return async (request, known) => app.fetch(request, known)
}
