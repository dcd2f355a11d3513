// The secrets that the gateway makes for agents: keys, JWT credentials, and the tokens of a session.
// A session's tokens follow from its id and generation under the installation's key, so none has to
// be stored, and a repeated refresh can be answered with the same pair.
import { createHmac, hkdfSync } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import type { MakeSecret } from '#lib/secret'
import { sameSecret } from '#lib/secret'
import type { Credential } from '#storage/gateway/credentials'
import type { Session, SessionId } from '#storage/gateway/sessions'

/** What a session's tokens are made from. */
export type TokenSource = Pick<Session, 'id' | 'generation'>

/** Makes and reads agents' secrets. */
export interface Tokens {
  /** A fresh agent key, `rfk_…`. */
  key(): string
  /** The session's access token in this generation, `rfa_…`. */
  access(source: TokenSource): string
  /** The session's refresh token in this generation, `rfr_…`. */
  refresh(source: TokenSource): string
  /** What a refresh token was made from, be it of the past; null when the gateway never made it. */
  readRefresh(token: string): TokenSource | null
  /** The JWT of a credential of kind `jwt`. */
  sign(credential: Credential): Promise<string>
  /** The credential's id that a JWT of this installation names; null for any other text, or once it has expired. */
  verify(jwt: string, now: number): Promise<string | null>
}

const issuer = 'ringfence'
const algorithm = 'HS256'

/**
 * @param installationKey at least 32 secret bytes; another key makes every JWT and session void
 */
export function createTokens(installationKey: Uint8Array, makeSecret: MakeSecret): Tokens {
  const derive = (purpose: string) =>
    new Uint8Array(hkdfSync('sha256', installationKey, '', `ringfence ${purpose}`, 32))
  const accessKey = derive('access token')
  const refreshKey = derive('refresh token')
  const jwtKey = derive('jwt credential')
  const mac = (key: Uint8Array, { id, generation }: TokenSource) =>
    createHmac('sha256', key).update(`${id}.${generation}`).digest('base64url')

  const refresh = (source: TokenSource) =>
    `rfr_${source.id}.${source.generation}.${mac(refreshKey, source)}`

  return {
    key: () => `rfk_${makeSecret()}`,
    access: (source) => `rfa_${mac(accessKey, source)}`,
    refresh,
    readRefresh(token) {
      const match = /^rfr_([\w-]{1,64})\.([1-9]\d{0,8})\.[\w-]{43}$/.exec(token)
      if (!match) return null
      const source = { id: match[1] as SessionId, generation: Number(match[2]) } // the comparison below proves it
      return sameSecret(refresh(source), token) ? source : null
    },
    sign(credential) {
      const jwt = new SignJWT({})
        .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
        .setIssuer(issuer)
        .setSubject(credential.agentId)
        .setJti(credential.id)
        .setIssuedAt(Math.floor(credential.createdAt / 1000))
      if (credential.expiresAt !== null) {
        jwt.setExpirationTime(Math.ceil(credential.expiresAt / 1000))
      }
      return jwt.sign(jwtKey)
    },
    async verify(jwt, now) {
      try {
        const { payload } = await jwtVerify(jwt, jwtKey, {
          algorithms: [algorithm],
          issuer,
          requiredClaims: ['jti', 'sub'],
          currentDate: new Date(now),
        })
        return payload.jti ?? null
      } catch (error) {
        if (error instanceof errors.JOSEError) return null
        throw error
      }
    },
  }
}
