// Who may speak to the admin API at all: the right host name and origin (against DNS rebinding and
// pages of other sites), then the admin token. Nothing here knows what is asked for.
import { judgeHost } from '#lib/host-guard'
import { hashSecret, sameSecret } from '#lib/secret'
import { AdminError } from './problems.ts'

/** What the guard lets in. */
export interface GuardOptions {
  /** `hashSecret` of the admin token; the token itself is not needed. */
  readonly adminTokenHash: string
  /** Host names, beside those of the loopback, under which the API may be called: no port. */
  readonly hostNames: readonly string[]
}

/** The name of the holder of the admin token in the audit log. */
export const adminTokenOperator = 'admin-token'

/** Judges a request before anything of it is read. */
export type Guard = (request: Request) => { readonly operator: string }

/** The guard. It throws AdminError: host-not-allowed, origin-not-allowed or unauthenticated. */
export function createGuard({ adminTokenHash, hostNames }: GuardOptions): Guard {
  const allowed = new Set(hostNames.map((name) => name.toLowerCase()))

  return (request) => {
    switch (judgeHost(request, allowed)) {
      case 'host-not-allowed':
        throw new AdminError('host-not-allowed', {
          detail: 'The Host header names neither the loopback nor the configured public host.',
          field: 'Host',
        })
      case 'origin-not-allowed':
        throw new AdminError('origin-not-allowed', {
          detail: 'The Origin header names another site than the Host header.',
          field: 'Origin',
        })
      case 'allowed':
        break
    }
    const token = /^Bearer +(\S+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1]
    if (token === undefined || !sameSecret(hashSecret(token), adminTokenHash)) {
      throw new AdminError('unauthenticated', {
        detail:
          token === undefined
            ? 'There is no Bearer token.'
            : 'The Bearer token is not the admin token.',
        field: 'Authorization',
        headers: { 'WWW-Authenticate': 'Bearer realm="Ringfence admin API"' },
      })
    }
    return { operator: adminTokenOperator }
  }
}
