// Where everything is: OpenID Connect Discovery, RFC 8414, and RingCentral's own two entry points, which
// @ringcentral/sdk follows when it is made with `enableDiscovery`.
import { failOAuth } from '#catalog/oauth/oauth-errors'
import { type OpenIdScope, openIdScopes } from '#catalog/oauth/scopes'
import { grantTypes, type Apps } from '#storage/platform/oauth/apps'
import { paths } from './authorize/paths.ts'
import { assertionAlgorithms } from './client-assertion.ts'
import { originOf } from './origin.ts'

/** How often and how fast a client asks again, in seconds. */
const retries = { retryCount: 3, retryInterval: 3 }
const version = '1.0.0'

/** What an id token and userinfo may tell; names and order as RingCentral's specification has them. */
const claims = [
  'sub',
  'iss',
  'auth_time',
  'aud',
  'exp',
  'iat',
  'nonce',
  'account_id',
  'email',
  'email_verified',
  'given_name',
  'family_name',
] as const

/** How an app proves itself at the token and the revocation endpoint, beside a public one. */
const authMethods = ['client_secret_basic', 'client_secret_jwt', 'private_key_jwt'] as const

/** RFC 8414 2: what a client needs to know of the authorization server. */
export function serverMetadata(request: Request) {
  const origin = originOf(request)
  return {
    issuer: origin,
    authorization_endpoint: `${origin}${paths.authorize}`,
    token_endpoint: `${origin}/restapi/oauth/token`,
    revocation_endpoint: `${origin}/restapi/oauth/revoke`,
    jwks_uri: `${origin}/restapi/oauth/jwks`,
    scopes_supported: Object.keys(openIdScopes) as OpenIdScope[], // the keys of that table
    response_types_supported: ['code' as const],
    response_modes_supported: ['query'],
    grant_types_supported: grantTypes,
    token_endpoint_auth_methods_supported: [...authMethods, 'none'],
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    revocation_endpoint_auth_methods_supported: [...authMethods, 'none'],
    revocation_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    code_challenge_methods_supported: ['plain', 'S256'] as const,
    ui_locales_supported: ['en-US'],
  }
}

/** OpenID Connect Discovery 3: the same, and what concerns id tokens. */
export function openIdConfiguration(request: Request) {
  return {
    ...serverMetadata(request),
    userinfo_endpoint: `${originOf(request)}/restapi/oauth/userinfo`,
    // Public apps are no part of RingCentral's document.
    token_endpoint_auth_methods_supported: authMethods,
    subject_types_supported: ['public' as const],
    id_token_signing_alg_values_supported: ['RS256' as const],
    userinfo_signing_alg_values_supported: ['none' as const],
    display_values_supported: ['page', 'popup', 'touch', 'mobile'] as const,
    prompt_values_supported: ['none', 'login', 'consent'],
    claims_supported: claims,
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
  }
}

/** Where an app begins, before anybody signed in. Throws OAuthError for a client id that is missing or unknown. */
export function initialEntryPoints(request: Request, apps: Apps): object {
  const clientId = new URL(request.url).searchParams.get('clientId')
  if (!clientId) throw failOAuth('CMN-101', { parameterName: 'clientId' })
  if (!apps.find(clientId)) {
    throw failOAuth('OAU-153', { parameterName: 'clientId', parameterValue: clientId })
  }
  const origin = originOf(request)
  return {
    version,
    ...retries,
    discoveryApi: { defaultExternalUri: `${origin}/.well-known/entry-points/external` },
    authApi: {
      authorizationUri: `${origin}${paths.authorize}`,
      oidcDiscoveryUri: `${origin}/.well-known/openid-configuration`,
      defaultTokenUri: `${origin}/restapi/oauth/token`,
    },
    coreApi: { baseUri: origin },
  }
}

/** Where a signed-in app goes on. */
export function externalEntryPoints(request: Request): object {
  const origin = originOf(request)
  return {
    version,
    expiresIn: 86_400,
    ...retries,
    retryCycleDelay: 824,
    discoveryApi: {
      initialUri: `${origin}/.well-known/entry-points/initial`,
      externalUri: `${origin}/.well-known/entry-points/external`,
    },
    authApi: {
      authorizationUri: `${origin}${paths.authorize}`,
      oidcDiscoveryUri: `${origin}/.well-known/openid-configuration`,
      baseUri: origin,
      tokenUri: `${origin}/restapi/oauth/token`,
    },
    coreApi: { baseUri: origin },
    // No video here, but the SDK reads it.
    rcv: { baseApiUri: origin },
  }
}
