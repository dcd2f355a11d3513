// Which app a request to an OAuth endpoint comes from: HTTP Basic with its secret, an assertion that it
// signed, or for a public app its client_id in the form. What the app may ask for is decided by who calls this.
import type { Form } from '#catalog/oauth/oauth-form'
import { failOAuth } from '#catalog/oauth/oauth-errors'
import { hashSecret, sameSecret } from '#lib/secret'
import type { App, Apps } from '#storage/platform/oauth/apps'
import type { Parts } from '../parts.ts'
import { type Assertion, assertionOf, createProveAssertion } from './client-assertion.ts'
import type { Meter } from './meter.ts'
import { originOf } from './origin.ts'

/**
 * The app that a request proves to come from; an app it only names is told to the meter.
 * Rejects with OAuthError (all `invalid_client` but the last): OAU-123 nothing, a broken header or
 * assertion, OAU-153 no such app, or two are named, OAU-146 a wrong secret or an assertion that proves
 * nothing, CMN-101 (invalid_request) for header and assertion at once (RFC 6749 2.3).
 */
export type AuthenticateClient = (request: Request, form: Form, meter: Meter) => Promise<App>

interface Claim {
  readonly clientId: string
  readonly secret: string
}

/** @param parts the platform's stores and clock */
export function createClientAuthentication(
  parts: Pick<Parts, 'db' | 'apps' | 'clientAssertions' | 'clock'>,
): AuthenticateClient {
  const { apps } = parts
  const proveAssertion = createProveAssertion(parts)

  function appNamed(clientId: string, meter: Meter): App {
    const app = apps.find(clientId)
    if (!app) {
      throw failOAuth('OAU-153', { parameterName: 'client_id', parameterValue: clientId })
    }
    meter.isFor(app)
    return app
  }

  function provesSecret(app: App, secret: string): boolean {
    const stored = apps.secretHash(app.clientId)
    // Some clients of public apps send Basic with nothing behind the colon.
    if (stored === null) return app.isPublic && secret === ''
    return sameSecret(hashSecret(secret), stored)
  }

  /** SDKs repeat the client_id in the form; another one there is somebody's mistake or trick. */
  function requireSame(clientId: string, inForm: string | undefined): void {
    if (inForm === undefined || inForm === clientId) return
    throw failOAuth('OAU-153', { parameterName: 'client_id', parameterValue: inForm })
  }

  async function byAssertion(assertion: Assertion, request: Request, form: Form, meter: Meter) {
    const app = appNamed(assertion.clientId, meter)
    requireSame(app.clientId, form.get('client_id'))
    await proveAssertion(app, assertion.jwt, originOf(request))
    return app
  }

  return async (request, form, meter) => {
    const inForm = form.get('client_id')
    const header = request.headers.get('authorization')
    const assertion = assertionOf(form)
    if (assertion && header !== null) {
      throw failOAuth('CMN-101', {
        parameterName: 'client_assertion',
        reason:
          'an app proves itself in one way at a time, and here is an Authorization header too',
      })
    }
    if (assertion) return byAssertion(assertion, request, form, meter)
    if (header === null) {
      if (inForm === undefined) throw failOAuth('OAU-123')
      const app = appNamed(inForm, meter)
      if (!app.isPublic) throw failOAuth('OAU-123')
      return app
    }
    const { clientId, secret } = claimOf(header, apps)
    const app = appNamed(clientId, meter)
    requireSame(clientId, inForm)
    if (!provesSecret(app, secret)) throw failOAuth('OAU-146')
    return app
  }
}

/**
 * Id and secret of a Basic header. RFC 6749 2.3.1 has both form-encoded before; RingCentral's SDKs
 * send them as they are. So an id that is no app's as it stands is read as encoded, its secret too.
 */
function claimOf(header: string, apps: Apps): Claim {
  const encoded = /^basic +([\w+/=-]+) *$/i.exec(header)?.[1]
  if (encoded === undefined) throw failOAuth('OAU-123')
  const [clientId = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  const plain = { clientId, secret: rest.join(':') }
  return apps.find(clientId) ? plain : (decoded(plain) ?? plain)
}

function decoded({ clientId, secret }: Claim): Claim | null {
  const decode = (text: string) => decodeURIComponent(text.replaceAll('+', ' '))
  try {
    return { clientId: decode(clientId), secret: decode(secret) }
  } catch {
    return null
  }
}
