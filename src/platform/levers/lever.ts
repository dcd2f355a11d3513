// What a lever is: a row of a JSON API's table with the words that name it on the command line. The
// tables beside this file are plain data; app.ts mounts them, and the command line, the typed client
// and the documents are made from them.
import type * as json from '#lib/json-api/route'
import { createProblemResponse, type ProblemTable, sharedProblems } from '#lib/json-api/problems'

/** Everything a lever can refuse with. */
export const leverProblems = {
  ...sharedProblems,
  unauthenticated: {
    ...sharedProblems.unauthenticated,
    remedy:
      'Send `Authorization: Bearer` with the lever token of `ringfence platform --json` or `createPlatform`.',
  },
} as const satisfies ProblemTable

/** The end of a problem's type URI. */
export type LeverProblem = keyof typeof leverProblems

/** One lever. */
export interface Lever extends json.Route<LeverProblem> {
  readonly route: `${json.Verb} /_platform/${string}`
  /** How the command line calls it, after `ringfence platform`: `clock advance`. */
  readonly command: string
  /** What of a list the command line shows where all of it would be too wide; the last may wrap. */
  readonly columns?: readonly string[]
  /** What the examples of the documents and of the command line call it with; made up when absent. */
  readonly example?: Readonly<Record<string, unknown>>
}

/** A table of levers by id. */
export type Levers = json.Routes<Lever>

/** A handler for every lever of a table; a missing one is a type error. */
export type LeverHandlers<T extends Levers> = json.Handlers<T>

/** The answer for a refusal: `application/problem+json`. */
export const leverProblemResponse = createProblemResponse(leverProblems, '/_platform/problems')
