// What a lever refuses with: problem details (RFC 9457), since levers are ours and not RingCentral's.

/** Kinds of problem: the `type` URI ends in the key. */
export const leverProblems = {
  'invalid-request': { status: 400, title: 'The request is missing something or has it wrong.' },
  unauthenticated: { status: 401, title: 'The lever token is missing or wrong.' },
  'host-not-allowed': { status: 403, title: 'The levers do not answer under this host name.' },
  'origin-not-allowed': { status: 403, title: 'The levers do not answer pages of other sites.' },
  'not-found': { status: 404, title: 'What the request names does not exist.' },
  internal: { status: 500, title: 'The lever failed for a reason that is not the request.' },
} as const

/** A key of {@link leverProblems}. */
export type LeverProblem = keyof typeof leverProblems

/** A refusal on its way to the wire. */
export class LeverError extends Error {
  override readonly name = 'LeverError'
  readonly problem: LeverProblem
  /** The field at fault. */
  readonly field: string | undefined

  constructor(problem: LeverProblem, detail: string, field: string | undefined) {
    super(detail)
    this.problem = problem
    this.field = field
  }
}

/** The error to throw: `throw refuse('not-found', 'There is no app …')`. The detail never holds a secret. */
export const refuse = (problem: LeverProblem, detail: string, field?: string): LeverError =>
  new LeverError(problem, detail, field)

/** The `application/problem+json` reply of a refusal. */
export function leverErrorReply({ problem, message, field }: LeverError): Response {
  const { status, title } = leverProblems[problem]
  const body = {
    type: `/_platform/problems#${problem}`,
    title,
    status,
    detail: message,
    ...(field === undefined ? {} : { field }),
  }
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      ...(status === 401 ? { 'WWW-Authenticate': 'Bearer realm="Ringfence levers"' } : {}),
    },
  })
}
