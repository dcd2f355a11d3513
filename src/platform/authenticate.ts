// Who is calling: the bearer token of a request, looked up and judged.
import { fail } from '#catalog/errors'
import type { Principal } from './handler.ts'
import type { Parts } from './parts.ts'

/** Finds the principal of a request. Throws ApiError (AGW-401, AGW-402, OAU-…) when there is none. */
export type Authenticate = (request: Request) => Principal

/** @param parts the platform's stores and clock */
export function createAuthenticate(parts: Parts): Authenticate {
  const { sessions, apps, accounts, clock } = parts
  return (request) => {
    const found = sessions.byAccessToken(tokenOf(request), clock.now())
    if (!found.ok) throw fail(found.reason === 'expired' ? 'OAU-128' : 'OAU-213')
    const { session } = found
    const app = apps.find(session.clientId)
    const account = accounts.account(session.accountId)
    if (!app || !account) throw fail('OAU-213')
    const extension =
      session.extensionId === null ? null : (accounts.extension(session.extensionId) ?? null)
    // A token does not outlive the user's access.
    if (session.extensionId !== null && extension?.status !== 'Enabled') throw fail('OAU-213')
    return { app, account, extension, scopes: session.scopes, sessionId: session.id }
  }
}

/** The token of the Authorization header (scheme in any case: an SDK sends `bearer`), or of `?access_token=`. */
function tokenOf(request: Request): string {
  const header = request.headers.get('authorization')
  if (header === null) {
    const token = request.url.includes('access_token=')
      ? new URL(request.url).searchParams.get('access_token')
      : null
    if (!token) throw fail('AGW-401')
    return token
  }
  const [scheme, token, ...rest] = header.trim().split(/\s+/)
  if (scheme?.toLowerCase() === 'basic') throw fail('OAU-151')
  if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) throw fail('AGW-402')
  return token
}
