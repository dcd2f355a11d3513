// The public key of an app (private_key_jwt), as levers and seeds take it: PEM text or a JWK, and kept
// as a JWK (RFC 7517). The private half never comes here: a key that has it is refused.
import { createPublicKey, type KeyObject } from 'node:crypto'
import { type Static, Type } from 'typebox'
import type { PublicKey } from '#storage/platform/oauth/apps'

const member = Type.Optional(Type.String({ maxLength: 4096 }))

/** A public key as a JWK, of the members that say what it is. */
export const PublicJwk = Type.Object(
  {
    kty: Type.Enum(['RSA', 'EC', 'OKP']),
    n: member,
    e: member,
    crv: member,
    x: member,
    y: member,
    alg: member,
    use: member,
    kid: member,
    key_ops: Type.Optional(Type.Array(Type.String(), { maxItems: 10 })),
  },
  { additionalProperties: false, description: 'a public key as a JWK' },
)

/** What levers and seeds take as the public key of an app. */
export const SentPublicKey = Type.Union([Type.String({ maxLength: 8192 }), PublicJwk], {
  description: 'the public key that its client assertions are checked with: PEM text, or a JWK',
})

/** The algorithms (RFC 7518, RFC 8037) that a key of each type signs with. */
export const signingAlgorithms = {
  RSA: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  EC: ['ES256', 'ES384', 'ES512'],
  OKP: ['EdDSA'],
} as const satisfies Readonly<Record<PublicKey['kty'], readonly string[]>>

const curves: ReadonlySet<string> = new Set(['P-256', 'P-384', 'P-521', 'Ed25519'])
const leastRsaBits = 2048

/** The key to keep, or what is wrong with the one that was sent: a clause to follow its field's name. */
export function readPublicKey(
  sent: Static<typeof SentPublicKey>,
): { readonly key: PublicKey } | { readonly problem: string } {
  if (typeof sent === 'string' && sent.includes('PRIVATE KEY')) {
    return { problem: 'is a private key: keep that, and send its public half' }
  }
  const key = parse(sent)
  if (!key) return { problem: 'is no public key, as PEM or JWK' }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? leastRsaBits
  if (bits < leastRsaBits) return { problem: `has ${bits} bits, and ${leastRsaBits} is the least` }
  const jwk = key.export({ format: 'jwk' }) as PublicKey // what Node exports of these types
  const isKnown = jwk.kty === 'RSA' || curves.has(jwk.crv ?? '')
  return isKnown ? { key: jwk } : { problem: 'is of a type that signs no JWT here' }
}

function parse(sent: Static<typeof SentPublicKey>): KeyObject | null {
  try {
    return typeof sent === 'string'
      ? createPublicKey(sent)
      : createPublicKey({ key: { ...sent }, format: 'jwk' })
  } catch {
    return null
  }
}
