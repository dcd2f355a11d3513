// Judges what an app asks the authorization endpoint for (RFC 6749 4.1.1, RFC 7636 4.3). Until app and
// redirect URI are known to be right nothing may be sent back; from then on everything is.
import {
  AuthorizationError,
  type AuthorizationErrorName,
  type RedirectTarget,
} from '#catalog/oauth/authorization-errors'
import { OAuthError, failOAuth } from '#catalog/oauth/oauth-errors'
import { required, type Form } from '#catalog/oauth/oauth-form'
import type { Scope } from '#catalog/oauth/scopes'
import type { App, Apps } from '#storage/platform/oauth/apps'
import type { CodeChallenge } from '#storage/platform/oauth/authorization-codes'
import type { AuthorizationRequest } from '#storage/platform/oauth/sign-ins'
import { scopesOf } from '../issue.ts'

/** A request that is right, and what the person may be asked. */
export interface Judged {
  readonly request: AuthorizationRequest
  /**
   * `login`: always the login page, RingCentral's default. `remembered`: who stays signed in need not sign
   * in again. `none`: nobody is asked anything.
   */
  readonly asks: 'login' | 'remembered' | 'none'
}

/**
 * Judges a request.
 * @throws OAuthError for what a person has to be told: OAU-153, OAU-113, OAU-109, CMN-101
 * @throws AuthorizationError for what the app is told, by way of the browser
 */
export function judgeRequest(form: Form, apps: Apps): Judged {
  const app = appOf(form, apps)
  const target: RedirectTarget = {
    redirectUri: redirectUriOf(form, app),
    state: form.get('state') ?? null,
  }
  const refuse = (error: AuthorizationErrorName, description?: string) =>
    new AuthorizationError(error, target, description)
  if (form.get('response_type') === undefined) {
    throw refuse('invalid_request', 'response_type is missing; it has to be code')
  }
  if (form.get('response_type') !== 'code') throw refuse('unsupported_response_type')
  if (!app.grantTypes.includes('authorization_code')) throw refuse('unauthorized_client')
  // Values that are not known are left aside, as OpenID Connect's servers do; sso is one of them here.
  const prompt = new Set(form.get('prompt')?.split(/\s+/))
  if (prompt.has('none') && prompt.size > 1) {
    throw refuse('invalid_request', 'prompt=none stands alone')
  }
  return {
    request: {
      ...target,
      clientId: app.clientId,
      namesRedirectUri: form.has('redirect_uri'),
      scopes: requestedScopes(form, app, refuse),
      nonce: form.get('nonce') ?? null,
      challenge: challengeOf(form, app, refuse),
      loginHint: form.get('login_hint') ?? null,
      asksConsent: prompt.has('consent'),
      wantsDiscovery: form.get('discovery') === 'true',
    },
    asks: asksOf(prompt),
  }
}

type Refuse = (error: AuthorizationErrorName, description?: string) => AuthorizationError

function asksOf(prompt: ReadonlySet<string>): Judged['asks'] {
  if (prompt.has('none')) return 'none'
  // RingCentral takes no prompt for `login sso`.
  return prompt.has('consent') && !prompt.has('login') && !prompt.has('sso')
    ? 'remembered'
    : 'login'
}

function appOf(form: Form, apps: Apps): App {
  const clientId = required(form, 'client_id')
  const app = apps.find(clientId)
  if (!app) throw failOAuth('OAU-153', { parameterName: 'client_id', parameterValue: clientId })
  return app
}

/** Where the person goes back to: exactly as registered (RFC 9700 2.1). The only one need not be named. */
function redirectUriOf(form: Form, { redirectUris }: App): string {
  const [only, ...others] = redirectUris
  if (only === undefined) throw failOAuth('OAU-113')
  const named = form.get('redirect_uri')
  if (named === undefined && others.length > 0) {
    const reason = 'the app has more than one, so it has to be named'
    throw failOAuth('CMN-101', { parameterName: 'redirect_uri', reason })
  }
  if (named !== undefined && !redirectUris.includes(named)) {
    throw failOAuth('OAU-109', { parameterName: 'redirect_uri' })
  }
  return named ?? only
}

function requestedScopes(form: Form, app: App, refuse: Refuse): readonly Scope[] {
  try {
    return scopesOf(app, form.get('scope'))
  } catch (error) {
    throw error instanceof OAuthError ? refuse('invalid_scope') : error
  }
}

function challengeOf(form: Form, app: App, refuse: Refuse): CodeChallenge | null {
  const value = form.get('code_challenge')
  const method = form.get('code_challenge_method') ?? 'plain'
  if (value === undefined) {
    // RFC 9700 2.1.1: an app without a secret has nothing else to prove itself with.
    if (app.isPublic) throw refuse('invalid_request', 'A public app has to send a code_challenge')
    return null
  }
  if (method !== 'plain' && method !== 'S256') {
    throw refuse('invalid_request', 'code_challenge_method has to be S256 or plain')
  }
  if (!/^[\w.~-]{43,128}$/.test(value)) {
    throw refuse('invalid_request', 'code_challenge has to be 43 to 128 of A-Z a-z 0-9 - . _ ~')
  }
  return { value, method }
}
