// Everything that the admin API can refuse with. A closed table: its keys end the `type` URI, its rows
// are answered by `GET /api/v1/problems` and printed in the docs.
import { createProblemResponse, type ProblemTable, sharedProblems } from '#lib/json-api/problems'

/** The problems, by the end of their type. */
export const problems = {
  ...sharedProblems,
  unauthenticated: {
    ...sharedProblems.unauthenticated,
    remedy: 'Send `Authorization: Bearer` with the admin token that `ringfence start` printed.',
  },
  'audit-log-unavailable': {
    status: 503,
    title: 'The audit log cannot be written, so nothing was changed.',
    remedy: 'Free disk space or mend the disk, then restart Ringfence.',
  },
} as const satisfies ProblemTable

/** The end of a problem's type URI. */
export type ProblemType = keyof typeof problems

/** What every change can answer beside what every route can: it is recorded first. */
export const changeProblems: readonly ProblemType[] = [
  'not-found',
  'conflict',
  'body-too-large',
  'not-json',
  'audit-log-unavailable',
]

/** Where the problems are described. */
export const problemsPath = '/api/v1/problems'

/** The answer for a refusal: `application/problem+json`. */
export const problemResponse = createProblemResponse(problems, problemsPath)
