// Client authentication by a JWT that the app signs itself (RFC 7523 2.2 and 3): with its secret
// (client_secret_jwt) or with its private key (private_key_jwt). An assertion works once.
import { errors, type JWTPayload, jwtVerify } from 'jose'
import type { Form } from '#catalog/oauth/oauth-form'
import { failOAuth, type OAuthError } from '#catalog/oauth/oauth-errors'
import type { App } from '#storage/platform/oauth/apps'
import type { Parts } from '../parts.ts'
import { algorithmsOf, keyAlgorithms } from './public-key.ts'

/** The only value of `client_assertion_type` (RFC 7523 2.2). */
export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** What an app signs with its secret by. */
const secretAlgorithms = ['HS256', 'HS384', 'HS512'] as const

/** Every algorithm an assertion may be signed by. */
export const assertionAlgorithms = [...secretAlgorithms, ...keyAlgorithms] as const

/** Names of the endpoints that an app may address an assertion to, beside the issuer (RFC 7523 3, point 3). */
const endpoints = ['token', 'revoke'] as const

/** An assertion, before anything of it was proved. */
export interface Assertion {
  /** The app it says it comes from. */
  readonly clientId: string
  readonly jwt: string
}

/**
 * The assertion of a form; null when it has none. Throws OAuthError OAU-123 for one of another type, one
 * that is no JWT, or one that speaks for another than who made it.
 */
export function assertionOf(form: Form): Assertion | null {
  const type = form.get('client_assertion_type')
  const jwt = form.get('client_assertion')
  if (type === undefined && jwt === undefined) return null
  const refuse = (parameterName: string, reason: string) =>
    failOAuth('OAU-123', { parameterName, reason: `${parameterName} ${reason}` })
  if (type !== assertionType) throw refuse('client_assertion_type', `has to be ${assertionType}`)
  if (jwt === undefined) throw refuse('client_assertion', 'is missing')
  const { iss, sub } = payloadOf(jwt) ?? {}
  if (typeof sub !== 'string' || sub === '')
    throw refuse('client_assertion', 'is no JWT with a sub')
  // OpenID Connect Core 9: an app speaks for itself alone.
  if (iss !== sub) throw refuse('client_assertion', 'has to have the client id as iss and as sub')
  return { clientId: sub, jwt }
}

/** Proves that an assertion is an app's and spends it. Rejects with OAuthError OAU-146 that says why not. */
export type ProveAssertion = (app: App, jwt: string, issuer: string) => Promise<void>

/** @param parts the platform's stores and clock */
export function createProveAssertion({
  db,
  apps,
  clientAssertions,
  clock,
}: Pick<Parts, 'db' | 'apps' | 'clientAssertions' | 'clock'>): ProveAssertion {
  /** What an app's assertions are checked with, by the algorithm that it names itself. */
  function keyOf({ clientId, publicKey }: App, jwt: string) {
    const isBySecret = secretAlgorithms.some((algorithm) => algorithm === algorithmOf(jwt))
    if (!isBySecret) {
      return publicKey && { key: publicKey, algorithms: algorithmsOf(publicKey) }
    }
    const secret = apps.readableSecret(clientId)
    return secret === null ? null : { key: Buffer.from(secret), algorithms: secretAlgorithms }
  }

  return async (app, jwt, issuer) => {
    const { clientId } = app
    const found = keyOf(app, jwt)
    if (!found) throw wrong('the app has nothing to check the signature of client_assertion with')
    const { payload } = await jwtVerify(jwt, found.key, {
      algorithms: [...found.algorithms],
      issuer: clientId,
      subject: clientId,
      audience: [issuer, ...endpoints.map((name) => `${issuer}/restapi/oauth/${name}`)],
      currentDate: new Date(clock.now()),
      requiredClaims: ['exp', 'jti'],
    }).catch((error: unknown) => Promise.reject(refusalOf(error, issuer)))
    const { jti, exp = 0 } = payload
    if (typeof jti !== 'string' || jti === '') throw wrong('jti of client_assertion is no text')
    // A NumericDate may have a fraction, and be further away than anything is stored.
    const expiresAt = Math.min(Math.ceil(exp * 1000), Number.MAX_SAFE_INTEGER)
    const isFirst = await db.commit(() =>
      clientAssertions.spend(clientId, jti, expiresAt, clock.now()),
    )
    if (!isFirst) throw wrong('client_assertion was used before; make each with a jti of its own')
  }
}

const wrong = (reason: string): OAuthError =>
  failOAuth('OAU-146', { parameterName: 'client_assertion', reason })

function refusalOf(error: unknown, issuer: string): unknown {
  if (error instanceof errors.JWTExpired) return wrong('client_assertion has expired')
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim, reason } = error
    if (reason === 'missing') return wrong(`client_assertion lacks ${claim}`)
    const address = claim === 'aud' ? `: it takes ${issuer}/restapi/oauth/token` : ''
    return wrong(`${claim} of client_assertion is wrong${address}`)
  }
  // Not only jose refuses: WebCrypto does too, in its own words, what it finds unfit of key or signature.
  const isRefusal = error instanceof TypeError || error instanceof DOMException
  if (error instanceof errors.JOSEError || isRefusal) {
    return wrong('the signature of client_assertion is not the app’s')
  }
  return error
}

const payloadOf = (jwt: string) => partOf(jwt, 1) as JWTPayload | null // nothing of it is trusted yet

function algorithmOf(jwt: string): unknown {
  const { alg }: { readonly alg?: unknown } = partOf(jwt, 0) ?? {}
  return alg
}

/** A part of a JWT that is an object of JSON, or null. */
function partOf(jwt: string, index: 0 | 1): object | null {
  try {
    const text = Buffer.from(jwt.split('.')[index] ?? '', 'base64url').toString('utf8')
    const part: unknown = JSON.parse(text)
    return typeof part === 'object' ? part : null
  } catch {
    return null
  }
}
