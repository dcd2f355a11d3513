// Which app a request to an OAuth endpoint comes from: HTTP Basic with its secret, or for a public
// app its client_id in the form. What the app may ask for is decided by who calls this.
import type { Form } from '#catalog/oauth/oauth-form'
import { failOAuth } from '#catalog/oauth/oauth-errors'
import { hashSecret, sameSecret } from '#lib/secret'
import type { App, Apps } from '#storage/platform/oauth/apps'
import type { Meter } from './meter.ts'

/**
 * The app that a request proves to come from; an app it only names is told to the meter.
 * Throws OAuthError (all `invalid_client`): OAU-123 nothing or a broken header, OAU-153 no such app, or
 * header and form name two, OAU-146 a wrong secret.
 */
export type AuthenticateClient = (request: Request, form: Form, meter: Meter) => App

interface Claim {
  readonly clientId: string
  readonly secret: string
}

/** @param apps the store of apps */
export function createClientAuthentication(apps: Apps): AuthenticateClient {
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

  return (request, form, meter) => {
    const inForm = form.get('client_id')
    const header = request.headers.get('authorization')
    if (header === null) {
      if (inForm === undefined) throw failOAuth('OAU-123')
      const app = appNamed(inForm, meter)
      if (!app.isPublic) throw failOAuth('OAU-123')
      return app
    }
    const { clientId, secret } = claimOf(header, apps)
    const app = appNamed(clientId, meter)
    // SDKs repeat the client_id in the form; another one there is somebody's mistake or trick.
    if (inForm !== undefined && inForm !== clientId) {
      throw failOAuth('OAU-153', { parameterName: 'client_id', parameterValue: inForm })
    }
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
