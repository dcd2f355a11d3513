// POST /restapi/oauth/token: authenticates the client and hands over to the grant type it names.
import { readForm, required } from '#catalog/oauth/oauth-form'
import { failOAuth } from '#catalog/oauth/oauth-errors'
import type { TokenReply } from '#catalog/oauth/oauth-replies'
import type { GrantType } from '#storage/platform/oauth/apps'
import type { Parts } from '../parts.ts'
import { createClientAuthentication } from './client-authentication.ts'
import { createAuthorizationCode } from './grants/authorization-code.ts'
import { createClientCredentials } from './grants/client-credentials.ts'
import { createJwtBearer } from './grants/jwt-bearer.ts'
import { createPassword } from './grants/password.ts'
import { createRefreshToken } from './grants/refresh-token.ts'
import type { IdTokens } from './id-token.ts'
import { createIssue, type Grant } from './issue.ts'
import type { Meter } from './meter.ts'
import { originOf } from './origin.ts'

/** The endpoint. Throws OAuthError for what the client did wrong, ApiError CMN-301 over the limit. */
export function createToken(
  parts: Parts,
  idTokens: IdTokens,
): (request: Request, meter: Meter) => Promise<TokenReply> {
  const authenticateClient = createClientAuthentication(parts)
  const issue = createIssue(parts, idTokens)
  const grants: ReadonlyMap<string, { readonly type: GrantType; readonly run: Grant }> = new Map(
    (
      [
        ['authorization_code', createAuthorizationCode(parts, issue)],
        ['urn:ietf:params:oauth:grant-type:jwt-bearer', createJwtBearer(parts, issue)],
        ['refresh_token', createRefreshToken(parts, issue)],
        ['client_credentials', createClientCredentials(parts, issue)],
        ['password', createPassword(parts, issue)],
      ] as const
    ).map(([type, run]) => [type, { type, run }]),
  )

  return async (request, meter) => {
    const form = meter.reading(await readForm(request))
    const app = await authenticateClient(request, form, meter)
    const grant = grants.get(required(form, 'grant_type'))
    if (!grant) throw failOAuth('OAU-250')
    if (!app.grantTypes.includes(grant.type)) throw failOAuth('OAU-251')
    return grant.run({ app, form, meter, origin: originOf(request) })
  }
}
