// The platform's levers: what a test, a developer or the CLI moves that no client of RingCentral could.
// One function from request to response, mounted by the spine at /_platform/. Whoever holds the lever
// token may do everything here; the door below is the same for every lever.
import { Hono } from 'hono'
import { judgeHost } from '#lib/host-guard'
import { hashSecret, sameSecret } from '#lib/secret'
import type { Parts } from '../parts.ts'
import { LeverError, leverErrorReply, refuse } from './errors.ts'
import { mountLimits } from './limits.ts'

/** How the levers are guarded. */
export interface LeverOptions {
  /** The bearer token that opens them. */
  readonly leverToken: string
  /** Host names, beside the loopback's, under which the levers may be called: no port. */
  readonly hostNames?: readonly string[]
}

/** Answers one request to a lever. Never rejects. */
export type Levers = (request: Request) => Promise<Response>

/** @param parts the platform's stores */
export function createLevers(parts: Parts, { leverToken, hostNames = [] }: LeverOptions): Levers {
  const tokenHash = hashSecret(leverToken)
  const allowedHosts = new Set(hostNames.map((name) => name.toLowerCase()))

  /** Throws LeverError for a page of another site, another host name (DNS rebinding), or no lever token. */
  function guard(request: Request): void {
    switch (judgeHost(request, allowedHosts)) {
      case 'host-not-allowed':
        throw refuse('host-not-allowed', 'The Host header names no host of the platform.')
      case 'origin-not-allowed':
        throw refuse(
          'origin-not-allowed',
          'The Origin header names another site than the Host header.',
        )
      case 'allowed':
        break
    }
    const token = /^Bearer +(\S+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1]
    if (token === undefined || !sameSecret(hashSecret(token), tokenHash)) {
      throw refuse('unauthenticated', 'The lever token is missing or wrong.')
    }
  }

  const app = new Hono({ strict: false }).basePath('/_platform')
  app.use(async (context, next) => {
    guard(context.req.raw)
    await next()
  })
  mountLimits(app, parts)
  app.notFound(({ req }) =>
    leverErrorReply(refuse('not-found', `There is no lever ${req.method} ${req.path}.`)),
  )
  app.onError((error) => {
    if (error instanceof LeverError) return leverErrorReply(error)
    parts.log.error('a lever failed', { error: error.stack ?? error.message })
    return leverErrorReply(
      refuse('internal', 'The lever failed; the log of the platform says why.'),
    )
  })
  return async (request) => app.fetch(request)
}
