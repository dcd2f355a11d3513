// The rows and handlers of the admin API's table: those of every JSON API, with its own problems, and
// the operator who asks.
import type * as json from '#lib/json-api/route'
import type { ProblemType } from './problems.ts'

/** A table of routes by id. */
export type Routes = json.Routes<json.Route<ProblemType>>

/** What is known of a request that the guard let in. */
export interface Known {
  /** Who asks, as the audit log names them. */
  readonly operator: string
}

/** A handler for every route of a table; a missing one is a type error. */
export type Handlers<T extends Routes> = json.Handlers<T, Known>
