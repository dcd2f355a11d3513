// A JSON API of our own as a table: what a row is, and the types its handlers get from it. A table is
// plain data; serve.ts mounts it, openapi.ts and markdown.ts print it. RingCentral's API is no such
// table: its rows are the catalogue's.
import type { Static, TObject, TSchema } from 'typebox'

/** The verbs of our APIs. */
export type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One thing that can be asked for; `P` are the types of problem of its API. */
export interface Route<P extends string = string> {
  /** Verb and path template, as in `POST /api/v1/agents/{agent}/pause`. */
  readonly route: `${Verb} /${string}`
  /** One sentence for a list. */
  readonly summary: string
  /** What a caller should know beside. */
  readonly notes?: string
  readonly path: TObject
  readonly query?: TObject
  readonly body?: TSchema
  /** Most bytes of a body; 256 KiB when absent. */
  readonly maxBytes?: number
  /** The status of success. */
  readonly status: 200 | 201
  readonly returns: TSchema
  /** Problems it can answer, beside those that every route can. */
  readonly problems: readonly P[]
}

/** A table of routes by id. */
export type Routes<R extends Route = Route> = Readonly<Record<string, R>>

/** One request, as a handler sees it: judged by the route's schemas. `C` is what the guard knows of it. */
export type Call<R extends Route = Route, C = object> = {
  readonly params: Static<R['path']>
  readonly query: R['query'] extends TObject ? Static<R['query']> : object
  readonly body: R['body'] extends TSchema ? Static<R['body']> : undefined
} & C

/** Does what a route says. Throws `ApiProblem` when it cannot. */
export type Handler<R extends Route, C = object> = (
  call: Call<R, C>,
) => Static<R['returns']> | Promise<Static<R['returns']>>

/** A handler for every route of a table; a missing one is a type error. */
export type Handlers<T extends Routes, C = object> = { readonly [Id in keyof T]: Handler<T[Id], C> }

/** Routes under a title, for what prints them. */
export interface RouteGroup<R extends Route = Route> {
  readonly title: string
  readonly routes: Routes<R>
}

/** The verb of a route. */
export const verbOf = ({ route }: Pick<Route, 'route'>): Verb =>
  route.slice(0, route.indexOf(' ')) as Verb // the type of `route` says so

/** The path template of a route. */
export const pathOf = ({ route }: Pick<Route, 'route'>): string =>
  route.slice(route.indexOf(' ') + 1)
