// OpenID Connect: id tokens (Core 2), the key they are signed with, and what is told of a user under
// which scope.
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  type JWK,
} from 'jose'
import type { Claims, KeySet } from '#catalog/oauth/oauth-replies'
import type { Scope } from '#catalog/oauth/scopes'
import type { Accounts, Extension } from '#storage/platform/accounts'
import type { Session } from '#storage/platform/oauth/sessions'
import type { SigningKey } from '#storage/platform/oauth/signing-keys'
import type { Parts } from '../parts.ts'

/** What an id token says of a login at the platform's own page. */
export interface LoginFacts {
  /** What the app sent along, to know its own request by. */
  readonly nonce: string | null
  readonly authenticatedAt: number
}

/** Seconds that an id token holds. */
const lifeSeconds = 3600
const algorithm = 'RS256'

/** Signs id tokens and publishes what they are checked with. */
export type IdTokens = ReturnType<typeof createIdTokens>

/** @param parts the platform's stores and clock */
export function createIdTokens({ db, signingKeys, accounts, clock }: Parts) {
  let making: Promise<SigningKey> | null = null

  /** The database's key; made when it is first needed, once however many ask. */
  async function currentKey(): Promise<SigningKey> {
    const key = signingKeys.find()
    if (key) return key
    making ??= addKey().finally(() => (making = null))
    return making
  }

  async function addKey(): Promise<SigningKey> {
    const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
    const jwk = await exportJWK(privateKey)
    const key = { kid: await calculateJwkThumbprint(jwk), jwk: JSON.stringify(jwk) }
    await db.commit(() => signingKeys.add(key))
    return key
  }

  return {
    /** The id token of a session; null for one that acts for no user. */
    async sign(session: Session, issuer: string, login?: LoginFacts): Promise<string | null> {
      const claims = claimsOf(session, accounts)
      if (!claims) return null
      const { kid, jwk } = await currentKey()
      const seconds = Math.floor(clock.now() / 1000)
      const facts = {
        ...(login ? { auth_time: Math.floor(login.authenticatedAt / 1000) } : {}),
        ...(login?.nonce ? { nonce: login.nonce } : {}),
      }
      return new SignJWT({ ...claims, ...facts })
        .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid })
        .setIssuer(issuer)
        .setAudience(session.clientId)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + lifeSeconds)
        .sign(await importJWK(JSON.parse(jwk) as JWK, algorithm)) // written above
    },

    /** The public half of the key, as RFC 7517 5 publishes it. */
    async keySet(): Promise<KeySet> {
      const { kid, jwk } = await currentKey()
      const { kty, n, e } = JSON.parse(jwk) as Pick<KeySet['keys'][number], 'kty' | 'n' | 'e'> // ditto
      return { keys: [{ kty, alg: algorithm, use: 'sig', kid, n, e }] }
    },
  }
}

/** What a session's app may know of its user; null for a session that acts for none. */
export function claimsOf(
  { extensionId, scopes }: Pick<Session, 'extensionId' | 'scopes'>,
  accounts: Accounts,
): Claims | null {
  const extension = extensionId === null ? undefined : accounts.extension(extensionId)
  if (!extension) return null
  return {
    sub: String(extension.id),
    account_id: String(extension.accountId),
    ...(allows(scopes, 'profile') ? nameOf(extension) : {}),
    ...(allows(scopes, 'email') && extension.email !== null
      ? { email: extension.email, email_verified: true }
      : {}),
  }
}

const allows = (scopes: readonly Scope[], scope: Scope): boolean => scopes.includes(scope)

function nameOf({ details: { contact } }: Extension) {
  const { firstName, lastName } = contact
  return {
    ...(firstName ? { given_name: firstName } : {}),
    ...(lastName ? { family_name: lastName } : {}),
  }
}
