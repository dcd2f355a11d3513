// How a request ends: the person goes back to the app with a code, or with a refusal.
import { AuthorizationError } from '#catalog/oauth/authorization-errors'
import type { AuthorizationRequest, SignedIn } from '#storage/platform/oauth/sign-ins'
import type { Parts } from '../../parts.ts'
import { redirectBack } from './redirects.ts'
import { staleRequest } from './waiting.ts'

/** How long a code can be exchanged. */
const codeLifeSeconds = 60

/** What a person consented to, and for whom it is. */
export interface Granting {
  /** Where the browser reached the platform. */
  readonly origin: string
  readonly request: AuthorizationRequest
  readonly who: SignedIn
  /** The waiting request that this answers, once; null when none had to wait. */
  readonly waitingId: string | null
}

/** Sends a person back with a code. Throws OAuthError when the request was answered before. */
export type GrantCode = (granting: Granting) => Promise<Response>

/** @param parts the platform's stores, clock and secrets */
export function createGrantCode({ db, codes, signIns, clock, makeSecret }: Parts): GrantCode {
  return async ({ origin, request, who, waitingId }) => {
    const { clientId, redirectUri, namesRedirectUri, scopes, nonce, challenge } = request
    const { extensionId, authenticatedAt } = who
    const now = clock.now()
    const code = makeSecret()
    await db.commit(() => {
      if (waitingId !== null && !signIns.close(waitingId)) throw staleRequest()
      signIns.consent(extensionId, clientId, scopes)
      const expiresAt = now + codeLifeSeconds * 1000
      const what = { redirectUri, namesRedirectUri, scopes, nonce, challenge, authenticatedAt }
      codes.add(code, { clientId, extensionId, expiresAt, ...what }, now)
    })
    return redirectBack(request, {
      code,
      expires_in: String(codeLifeSeconds),
      ...(request.wantsDiscovery
        ? {
            discovery_uri: `${origin}/.well-known/entry-points/external`,
            token_uri: `${origin}/restapi/oauth/token`,
          }
        : {}),
    })
  }
}

/** Sends a person back with what stands against their request. */
export const redirectRefusal = ({ error, message, target }: AuthorizationError): Response =>
  redirectBack(target, { error, error_description: message })
