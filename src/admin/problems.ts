// Everything that the admin API can refuse with, as problem details (RFC 9457). A closed table: its
// keys end the `type` URI, its rows are answered by `GET /api/v1/problems` and printed in the docs.

/** A kind of problem: status, title, and what to do about it when nothing more precise is known. */
interface ProblemRow {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 500 | 503
  readonly title: string
  readonly remedy: string
}

/** The problems, by the end of their type. */
export const problems = {
  'invalid-request': {
    status: 400,
    title: 'A field of the request is missing or wrong.',
    remedy: 'Correct the field that `field` names.',
  },
  unauthenticated: {
    status: 401,
    title: 'The admin token is missing or wrong.',
    remedy: 'Send `Authorization: Bearer` with the token that `ringfence start` printed.',
  },
  'host-not-allowed': {
    status: 403,
    title: 'The admin API does not answer under this host name.',
    remedy: 'Use the address that Ringfence listens on, or start it with its public URL.',
  },
  'origin-not-allowed': {
    status: 403,
    title: 'The admin API does not answer pages of other sites.',
    remedy: 'Call it from a program, or from a page that Ringfence itself serves.',
  },
  'not-found': {
    status: 404,
    title: 'What the request names does not exist.',
    remedy: 'List what there is.',
  },
  'unknown-route': {
    status: 404,
    title: 'The admin API has no such path.',
    remedy: 'See GET /api/v1/openapi.json.',
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
    remedy: 'Send less: no request needs more than 256 KiB.',
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
  'audit-log-unavailable': {
    status: 503,
    title: 'The audit log cannot be written, so nothing was changed.',
    remedy: 'Free disk space or mend the disk, then restart Ringfence.',
  },
} as const satisfies Readonly<Record<string, ProblemRow>>

/** The end of a problem's type URI. */
export type ProblemType = keyof typeof problems

/** What every route can answer, whatever it does. */
export const commonProblems: readonly ProblemType[] = [
  'invalid-request',
  'unauthenticated',
  'host-not-allowed',
  'origin-not-allowed',
  'internal',
]

/** What every change can answer beside: it is recorded first. */
export const changeProblems: readonly ProblemType[] = [
  'not-found',
  'conflict',
  'body-too-large',
  'not-json',
  'audit-log-unavailable',
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

/** A refusal on its way to the edge. */
export class AdminError extends Error {
  override readonly name = 'AdminError'
  readonly type: ProblemType
  readonly details: ProblemDetails

  constructor(type: ProblemType, details: ProblemDetails) {
    super(details.detail)
    this.type = type
    this.details = details
  }
}

/** Where a problem type is described: the `type` member of an answer. */
export const typeUri = (type: ProblemType): string => `/api/v1/problems#${type}`

/** The answer for a refusal: `application/problem+json`. */
export function problemResponse({ type, details }: AdminError): Response {
  const { status, title, remedy } = problems[type]
  const body = {
    type: typeUri(type),
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
