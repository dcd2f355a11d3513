// What a JSON API of ours refuses with: problem details (RFC 9457) out of a closed table. The rows
// that every API has are here; an API adds its own and puts its own remedies in their place.

/** A kind of problem: status, title, and what to do about it when nothing more precise is known. */
export interface ProblemRow {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 500 | 503
  readonly title: string
  readonly remedy: string
}

/** Problems by the end of their type URI. */
export type ProblemTable = Readonly<Record<string, ProblemRow>>

/** The problems that every API has. */
export const sharedProblems = {
  'invalid-request': {
    status: 400,
    title: 'A field of the request is missing or wrong.',
    remedy: 'Correct the field that `field` names.',
  },
  unauthenticated: {
    status: 401,
    title: 'The token is missing or wrong.',
    remedy: 'Send the token of this API as `Authorization: Bearer`.',
  },
  'host-not-allowed': {
    status: 403,
    title: 'This API does not answer under this host name.',
    remedy: 'Use the address that Ringfence listens on, or start it with its public URL.',
  },
  'origin-not-allowed': {
    status: 403,
    title: 'This API does not answer pages of other sites.',
    remedy: 'Call it from a program, or from a page that Ringfence itself serves.',
  },
  'not-found': {
    status: 404,
    title: 'What the request names does not exist.',
    remedy: 'List what there is.',
  },
  'unknown-route': {
    status: 404,
    title: 'This API has no such path.',
    remedy: 'See its openapi.json.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The path does not take this verb.',
    remedy: 'Use a verb of the Allow header.',
  },
  conflict: {
    status: 409,
    title: 'The state of things forbids the change.',
    remedy: 'Read the present state and ask again.',
  },
  'body-too-large': {
    status: 413,
    title: 'The request body is too large.',
    remedy: 'Send less: `detail` has the limit.',
  },
  'not-json': {
    status: 415,
    title: 'The request body is not sent as JSON.',
    remedy: 'Send JSON with Content-Type: application/json.',
  },
  internal: {
    status: 500,
    title: 'The request failed for a reason that is not its own.',
    remedy: 'Look for the id in `detail` in the output of the server.',
  },
} as const satisfies ProblemTable

/** The end of the type URI of a problem that every API has. */
export type SharedProblem = keyof typeof sharedProblems

/** What every route can answer, whatever it does. */
export const commonProblems: readonly SharedProblem[] = [
  'invalid-request',
  'unauthenticated',
  'host-not-allowed',
  'origin-not-allowed',
  'internal',
]

/** What is particular to one refusal. */
export interface ProblemDetails {
  /** One sentence about this case; never a secret. */
  readonly detail: string
  /** The field, parameter or header at fault. */
  readonly field?: string | undefined
  /** What to do; the row's own when absent. */
  readonly remedy?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** A refusal on its way to the edge; `P` are the types of problem of its API. */
export class ApiProblem<P extends string = SharedProblem> extends Error {
  override readonly name = 'ApiProblem'
  readonly type: P
  readonly details: ProblemDetails

  constructor(type: P, details: ProblemDetails) {
    super(details.detail)
    this.type = type
    this.details = details
  }
}

/** Makes the `application/problem+json` answers of one API. */
export type ProblemResponse = (problem: ApiProblem<string>) => Response

/**
 * @param table the API's problems
 * @param base where they are described, as in `/api/v1/problems`: the start of every type URI
 */
export function createProblemResponse(table: ProblemTable, base: string): ProblemResponse {
  return ({ type, details }) => {
    const { status, title, remedy } = table[type] ?? sharedProblems.internal
    const body = {
      type: `${base}#${type}`,
      title,
      status,
      detail: details.detail,
      ...(details.field === undefined ? {} : { field: details.field }),
      remedy: details.remedy ?? remedy,
    }
    return new Response(JSON.stringify(body), {
      status,
      headers: {
        'Content-Type': 'application/problem+json',
        'Cache-Control': 'no-store',
        ...details.headers,
      },
    })
  }
}
