// The platform's levers: what a test, a developer or the command line moves that no client of RingCentral
// could. One function from request to response, mounted by the spine at /_platform/. Whoever holds the
// lever token may do everything here.
import { createGuard } from '#lib/json-api/guard'
import { ApiProblem } from '#lib/json-api/problems'
import { createJsonApi } from '#lib/json-api/serve'
import { hashSecret } from '#lib/secret'
import type { Controls } from '../controls/controls.ts'
import type { Parts } from '../parts.ts'
import { checkReply } from '../stages/replies.ts'
import { leverProblemResponse } from './lever.ts'
import { leverHandlers, levers } from './levers.ts'

/** How the levers are guarded. */
export interface LeverOptions {
  /** The bearer token that opens them. */
  readonly leverToken: string
  /** Host names, beside the loopback's, under which the levers may be called: no port. */
  readonly hostNames?: readonly string[]
  /** Judge every reply by its schema before it leaves, and fail when it does not fit. */
  readonly checkReplies?: boolean
}

/** Answers one request to a lever. Never rejects. */
export type ServeLever = (request: Request) => Promise<Response>

/** @param parts the platform's stores, and what its levers move */
export function createLevers(
  parts: Parts,
  controls: Controls,
  { leverToken, hostNames = [], checkReplies = false }: LeverOptions,
): ServeLever {
  const guard = createGuard({
    tokenName: 'lever token',
    tokenHash: hashSecret(leverToken),
    realm: 'Ringfence levers',
    hostNames,
  })
  const serve = createJsonApi<typeof levers, object>({
    routes: levers,
    handlers: leverHandlers(parts, controls),
    problemResponse: leverProblemResponse,
    judgeReply: checkReplies ? checkReply : undefined,
    refusalOf(error) {
      const id = parts.random.uuid()
      parts.log.error('a lever failed', { id, error: error.stack ?? error.message })
      return new ApiProblem('internal', { detail: `It is in the log of the platform as ${id}.` })
    },
  })

  return async (request) => {
    try {
      guard(request)
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      return leverProblemResponse(error)
    }
    return serve(request, {})
  }
}
