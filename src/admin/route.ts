// What a row of the admin API's table is, and the types its handlers get from it. The tables in
// routes/ are plain data of this type; app.ts mounts them, openapi.ts and reference.ts print them.
import type { Static, TObject, TSchema } from 'typebox'
import type { ProblemType } from './problems.ts'

/** The verbs of the admin API. */
export type Verb = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** One thing that an operator can ask for. */
export interface Route {
  /** Verb and path template, as in `POST /api/v1/agents/{agent}/pause`. */
  readonly route: `${Verb} /api/v1/${string}`
  /** One sentence for a list. */
  readonly summary: string
  /** What a caller should know beside. */
  readonly notes?: string
  readonly path: TObject
  readonly query?: TObject
  readonly body?: TSchema
  /** The status of success. */
  readonly status: 200 | 201
  readonly returns: TSchema
  /** Problems it can answer, beside those that every route can. */
  readonly problems: readonly ProblemType[]
}

/** A table of routes by id. */
export type Routes = Readonly<Record<string, Route>>

/** One request, as a handler sees it: judged by the route's schemas. */
export interface Call<R extends Route = Route> {
  readonly params: Static<R['path']>
  readonly query: R['query'] extends TObject ? Static<R['query']> : object
  readonly body: R['body'] extends TSchema ? Static<R['body']> : undefined
  /** Who asks, as the audit log names them. */
  readonly operator: string
}

/** Does what a route says. Throws `Problem` or `AdminError` when it cannot. */
export type Handler<R extends Route> = (
  call: Call<R>,
) => Static<R['returns']> | Promise<Static<R['returns']>>

/** A handler for every route of a table; a missing one is a type error. */
export type Handlers<T extends Routes> = { readonly [Id in keyof T]: Handler<T[Id]> }

/** The verb of a route. */
export const verbOf = ({ route }: Pick<Route, 'route'>): Verb =>
  route.slice(0, route.indexOf(' ')) as Verb // the type of `route` says so

/** The path template of a route. */
export const pathOf = ({ route }: Pick<Route, 'route'>): string =>
  route.slice(route.indexOf(' ') + 1)
