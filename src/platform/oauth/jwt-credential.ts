// Makes JWT credentials, as the Developer Console does for a user: the one text that an unattended
// app keeps and exchanges (jwt-bearer.ts). Called where credentials are made; storing is the caller's.
import { createHmac } from 'node:crypto'
import type { MakeSecret } from '#lib/secret'
import type { JwtCredential } from '#storage/platform/oauth/apps'

/** What a credential is for. */
export type CredentialWish = Pick<
  JwtCredential,
  'id' | 'extensionId' | 'label' | 'clientIds' | 'createdAt' | 'expiresAt'
>

/** Who says so, and who it is said to: the `iss` and `aud` of every credential. */
export const jwtIssuer = 'https://platform.ringcentral.com'
export const jwtAudience = `${jwtIssuer}/restapi/oauth/token`

/**
 * A credential and its JWT (RFC 7523, HS256), of which only the hash is to be stored:
 * `apps.addCredential(credential, hashSecret(jwt))`. The same wish and secrets give the same text.
 *
 * The signing key is made for this one signature and forgotten. The platform knows a credential by the
 * hash of the whole JWT, so a kept key could only be stolen. Signed by hand, since a seed is one
 * synchronous transaction and WebCrypto (and with it jose) is not synchronous.
 */
export function mintJwtCredential(
  makeSecret: MakeSecret,
  wish: CredentialWish,
): { readonly jwt: string; readonly credential: JwtCredential } {
  const seconds = (at: number) => Math.floor(at / 1000)
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({
    iss: jwtIssuer,
    sub: String(wish.extensionId),
    aud: jwtAudience,
    iat: seconds(wish.createdAt),
    ...(wish.expiresAt === null ? {} : { exp: seconds(wish.expiresAt) }),
    jti: wish.id,
  })}`
  const signature = createHmac('sha256', makeSecret()).update(signed).digest('base64url')
  return { jwt: `${signed}.${signature}`, credential: { ...wish, revokedAt: null } }
}
