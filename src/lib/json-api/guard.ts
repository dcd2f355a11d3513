// Who may speak to a JSON API at all: the right host name and origin (against DNS rebinding and pages
// of other sites), then the API's one token. Nothing here knows what is asked for.
import { judgeHost } from '../host-guard.ts'
import { hashSecret, sameSecret } from '../secret.ts'
import { ApiProblem } from './problems.ts'

/** What the guard lets in. */
export interface GuardOptions {
  /** What the token is called, as in `admin token`. */
  readonly tokenName: string
  /** `hashSecret` of the token; the token itself is not needed. */
  readonly tokenHash: string
  /** The realm of `WWW-Authenticate`. */
  readonly realm: string
  /** Host names, beside those of the loopback, under which the API may be called: no port. */
  readonly hostNames: readonly string[]
}

/** Judges a request before anything of it is read. Throws ApiProblem: host-not-allowed, origin-not-allowed or unauthenticated. */
export type Guard = (request: Request) => void

/** The guard of one API. */
export function createGuard({ tokenName, tokenHash, realm, hostNames }: GuardOptions): Guard {
  const allowed = new Set(hostNames.map((name) => name.toLowerCase()))

  return (request) => {
    switch (judgeHost(request, allowed)) {
      case 'host-not-allowed':
        throw new ApiProblem('host-not-allowed', {
          detail: 'The Host header names neither the loopback nor the configured public host.',
          field: 'Host',
        })
      case 'origin-not-allowed':
        throw new ApiProblem('origin-not-allowed', {
          detail: 'The Origin header names another site than the Host header.',
          field: 'Origin',
        })
      case 'allowed':
        break
    }
    const token = /^Bearer +(\S+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1]
    if (token === undefined || !sameSecret(hashSecret(token), tokenHash)) {
      throw new ApiProblem('unauthenticated', {
        detail:
          token === undefined
            ? 'There is no Bearer token.'
            : `The Bearer token is not the ${tokenName}.`,
        field: 'Authorization',
        headers: { 'WWW-Authenticate': `Bearer realm="${realm}"` },
      })
    }
  }
}
