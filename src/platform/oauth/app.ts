// The platform's OAuth endpoints as one function from request to response: which endpoint, and how
// its reply or refusal is written. The spine mounts it at /restapi/oauth/ and /.well-known/; tokens are
// judged elsewhere (authenticate.ts) when they are used.
import { ApiError, codeIn, errorReply, fail } from '#catalog/errors'
import {
  OAuthError,
  oauthErrorReply,
  oauthErrors,
  oauthPageStatus,
} from '#catalog/oauth/oauth-errors'
import * as replies from '#catalog/oauth/oauth-replies'
import { DroppedConnection } from '#lib/dropped-connection'
import { isBusy } from '#storage/database'
import { createAuthenticate } from '../stages/authenticate.ts'
import type { Faults } from '../controls/faults.ts'
import type { Note } from '../evidence/note.ts'
import { oauthEndpointOf } from '../evidence/operations.ts'
import type { Parts } from '../parts.ts'
import { checkReply, UnsoundReply } from '../stages/replies.ts'
import type { Throttle } from '../stages/throttle.ts'
import { createAuthorize } from './authorize/endpoint.ts'
import { pageResponse } from './authorize/page.ts'
import { refusalPage } from './authorize/pages.ts'
import { createEnter, createUserInfo, createWsToken } from './bearer.ts'
import {
  externalEntryPoints,
  initialEntryPoints,
  openIdConfiguration,
  serverMetadata,
} from './discovery.ts'
import { createIdTokens } from './id-token.ts'
import { createMeter, type Meter } from './meter.ts'
import { createRevoke } from './revoke.ts'
import { createToken } from './token.ts'

/** Answers one request to an OAuth endpoint. Rejects only with DroppedConnection. */
export type OAuth = (request: Request, note: Note) => Promise<Response>

/** What an endpoint answers: JSON, an empty body, or a response of its own (a page, a redirect). */
type Answer = (request: Request, meter: Meter) => Promise<object | null>

/** An endpoint: what it answers with, and the schema of that. */
type Endpoint = readonly [answer: Answer, returns: replies.OAuthReply]

/** Endpoints that are counted for nobody; their replies carry no rate headers. */
const unthrottled: ReadonlySet<string> = new Set([
  '/restapi/oauth/jwks',
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  '/.well-known/entry-points/initial',
  '/.well-known/entry-points/external',
])

/**
 * @param parts the platform's stores, clock and secrets
 * @param throttle where requests are counted, in the group Auth
 * @param faults what a test asked to go wrong
 * @param checkReplies judges every reply by its schema
 */
export function createOAuth(
  parts: Parts,
  throttle: Throttle,
  faults: Faults,
  checkReplies: boolean,
): OAuth {
  const { clock, log, profile } = parts
  const pages = createAuthorize(parts)
  const endpoints = endpointsOf(parts, pages)

  /** What to refuse with: a failed attempt counts too, and over the limit nothing else is told. */
  function refusalOf(
    error: unknown,
    meter: Meter | null,
    requestId: string,
  ): ApiError | OAuthError {
    if (error instanceof OAuthError) {
      try {
        meter?.countStranger()
        return error
      } catch (limited) {
        return refusalOf(limited, null, requestId)
      }
    }
    if (error instanceof ApiError) return error
    // Another process holds the file; the caller may come again.
    if (isBusy(error)) return fail('CMN-201')
    if (error instanceof UnsoundReply) {
      log.error(error.message, { requestId })
      return fail('CMN-203', { reason: error.message })
    }
    log.error('an OAuth request failed', {
      requestId,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
    return fail('CMN-203', { reason: `Quote request ${requestId} when you report this.` })
  }

  /** The response of a refusal: a page where a person is waiting for one, else RingCentral's JSON. */
  function refuse(refusal: ApiError | OAuthError, isPage: boolean, seesPage: boolean): Response {
    if (refusal instanceof ApiError) {
      const { status, body } = errorReply(refusal, profile)
      if (seesPage) return pageResponse(refusalPage(status, body.message, 'Try again in a minute.'))
      return json(status, body, status === 401 ? challenges.bearer : {})
    }
    const { body, ...reply } = oauthErrorReply(refusal)
    const status = (isPage ? oauthPageStatus(refusal) : undefined) ?? reply.status
    if (seesPage) {
      const { remedy } = oauthErrors[refusal.code]
      return pageResponse(refusalPage(status, body.error_description, remedy))
    }
    return json(status, body, status === 401 ? challenges.basic : {})
  }

  return async (request, note) => {
    const { requestId } = note
    const meter = createMeter(throttle, clock, note)
    const path = pathOf(request)
    // RFC 9110 9.3.2: whatever can be got can be asked about; the server leaves the body out.
    const verb = request.method === 'HEAD' ? 'GET' : request.method
    const route = `${verb} ${path}`
    const isPage = route in pages
    const isThrottled = !unthrottled.has(path)
    const seesPage = isPage && (request.headers.get('accept') ?? '').includes('text/html')
    let response: Response
    try {
      const endpoint = endpoints.get(route)
      if (!endpoint) throw fail('CMN-120')
      await faults.strikeOAuth(oauthEndpointOf(path), note, request)
      note.begin()
      const [answer, returns] = endpoint
      const reply = await answer(request, meter)
      if (checkReplies && !(reply instanceof Response)) checkReply(route, { returns }, reply)
      if (reply instanceof Response) response = reply
      else response = reply === null ? new Response(null) : json(200, reply)
    } catch (error) {
      if (error instanceof DroppedConnection) throw error
      const refusal = refusalOf(error, isThrottled ? meter : null, requestId)
      note.code = refusal instanceof ApiError ? codeIn(profile, refusal.code) : refusal.code
      response = refuse(refusal, isPage, seesPage)
    }
    const rate = { ...(isThrottled ? meter.headers() : {}), ...note.headers }
    for (const [name, value] of Object.entries(rate)) response.headers.set(name, value)
    response.headers.set('Content-Language', 'en-US')
    response.headers.set('RCRequestId', requestId)
    // RFC 6749 5.1: a token must not stay in a cache on the way.
    response.headers.set('Cache-Control', 'no-store')
    response.headers.set('Pragma', 'no-cache')
    return response
  }
}

/** Every endpoint by verb and path. */
function endpointsOf(
  parts: Parts,
  pages: Readonly<Record<string, Answer>>,
): ReadonlyMap<string, Endpoint> {
  const idTokens = createIdTokens(parts)
  const authenticate = createAuthenticate(parts)
  const enter = createEnter(authenticate)
  const userInfo = createUserInfo(parts, enter)
  const wellKnown = '/.well-known'
  return new Map<string, Endpoint>([
    ...Object.entries(pages).map(([route, page]) => [route, [page, null]] as const),
    ['POST /restapi/oauth/token', [createToken(parts, idTokens), replies.TokenReply]],
    ['POST /restapi/oauth/revoke', [createRevoke(parts), null]],
    ['POST /restapi/oauth/wstoken', [createWsToken(parts, enter), replies.WsTokenReply]],
    ['GET /restapi/oauth/userinfo', [userInfo, replies.Claims]],
    ['POST /restapi/oauth/userinfo', [userInfo, replies.Claims]],
    ['GET /restapi/oauth/jwks', [() => idTokens.keySet(), replies.KeySet]],
    [
      `GET ${wellKnown}/openid-configuration`,
      [async (request) => openIdConfiguration(request), replies.OpenIdConfiguration],
    ],
    [
      `GET ${wellKnown}/oauth-authorization-server`,
      [async (request) => serverMetadata(request), replies.ServerMetadata],
    ],
    [
      `GET ${wellKnown}/entry-points/initial`,
      [async (request) => initialEntryPoints(request, parts.apps), replies.InitialEntryPoints],
    ],
    [
      `GET ${wellKnown}/entry-points/external`,
      [
        async (request) => {
          authenticate(request)
          return externalEntryPoints(request)
        },
        replies.ExternalEntryPoints,
      ],
    ],
  ])
}

const challenges = {
  basic: { 'WWW-Authenticate': 'Basic realm="RingCentral REST API"' },
  bearer: { 'WWW-Authenticate': 'Bearer realm="RingCentral REST API"' },
} as const

const json = (status: number, body: object, headers: Readonly<Record<string, string>> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, 'Content-Type': 'application/json;charset=UTF-8' },
  })

const pathOf = ({ url }: Request): string => new URL(url).pathname.replace(/\/$/, '')
