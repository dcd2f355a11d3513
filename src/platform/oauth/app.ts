// The platform's OAuth endpoints as one function from request to response: which endpoint, and how
// its reply or refusal is written. The spine mounts it at /restapi/oauth/; tokens are judged elsewhere
// (authenticate.ts) when they are used.
import { ApiError, errorReply, fail } from '#catalog/errors'
import { OAuthError, oauthErrorReply } from '#catalog/oauth-errors'
import type { Parts } from '../parts.ts'
import type { Throttle } from '../throttle.ts'
import { createMeter, type Meter } from './meter.ts'
import { createRevoke } from './revoke.ts'
import { createToken } from './token.ts'

/** Answers one request to an OAuth endpoint. Never rejects. */
export type OAuth = (request: Request) => Promise<Response>

type Endpoint = (request: Request, meter: Meter) => Promise<object | null>

/**
 * @param parts the platform's stores, clock and secrets
 * @param throttle where requests are counted, in the group Auth
 */
export function createOAuth(parts: Parts, throttle: Throttle): OAuth {
  const { clock, random, log, profile } = parts
  const endpoints: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
    ['POST /restapi/oauth/token', createToken(parts)],
    ['POST /restapi/oauth/revoke', createRevoke(parts)],
  ])

  /** What to refuse with: a failed attempt counts too, and over the limit nothing else is told. */
  function refusalOf(error: unknown, meter: Meter, requestId: string): ApiError | OAuthError {
    if (error instanceof OAuthError) {
      try {
        meter.countStranger()
        return error
      } catch (limited) {
        return refusalOf(limited, meter, requestId)
      }
    }
    if (error instanceof ApiError) return error
    // SQLITE_BUSY: another process holds the file; the caller may come again.
    if ((error as { errcode?: number }).errcode === 5) return fail('CMN-201')
    log.error('an OAuth request failed', {
      requestId,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
    return fail('CMN-203', { reason: `Quote request ${requestId} when you report this.` })
  }

  return async (request) => {
    const requestId = random.uuid()
    const meter = createMeter(throttle, clock)
    const headers = () => ({
      ...meter.headers(),
      'Content-Language': 'en-US',
      RCRequestId: requestId,
      // RFC 6749 5.1: a token must not stay in a cache on the way.
      'Cache-Control': 'no-store',
      Pragma: 'no-cache',
    })
    const json = { 'Content-Type': 'application/json;charset=UTF-8' }
    try {
      const endpoint = endpoints.get(`${request.method} ${pathOf(request)}`)
      if (!endpoint) throw fail('CMN-120')
      const reply = await endpoint(request, meter)
      if (reply === null) return new Response(null, { status: 200, headers: headers() })
      return new Response(JSON.stringify(reply), { headers: { ...headers(), ...json } })
    } catch (error) {
      const refusal = refusalOf(error, meter, requestId)
      const { status, body } =
        refusal instanceof OAuthError ? oauthErrorReply(refusal) : errorReply(refusal, profile)
      const challenge =
        refusal instanceof OAuthError && status === 401
          ? { 'WWW-Authenticate': 'Basic realm="RingCentral REST API"' }
          : {}
      return new Response(JSON.stringify(body), {
        status,
        headers: { ...headers(), ...challenge, ...json },
      })
    }
  }
}

const pathOf = ({ url }: Request): string => new URL(url).pathname.replace(/\/$/, '')
