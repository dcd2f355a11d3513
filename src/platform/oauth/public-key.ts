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

const rsaAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const

/** The algorithms (RFC 7518, RFC 8037, RFC 9864) of a key: those of its curve, or of RSA. */
const byCurve = {
  'P-256': ['ES256'],
  'P-384': ['ES384'],
  'P-521': ['ES512'],
  Ed25519: ['EdDSA', 'Ed25519'],
} as const

/** Every algorithm that some key signs with. */
export const keyAlgorithms = [...rsaAlgorithms, ...Object.values(byCurve).flat()] as const

/** What a key signs with; nothing for one that signs no JWT here. */
export function algorithmsOf({ kty, crv = '' }: PublicKey): readonly string[] {
  if (kty === 'RSA') return rsaAlgorithms
  return Object.hasOwn(byCurve, crv) ? byCurve[crv as keyof typeof byCurve] : [] // just asked
}

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
  const jwk = exported(key)
  if (!jwk || algorithmsOf(jwk).length === 0) {
    return { problem: 'is of a type that signs no JWT here' }
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? leastRsaBits
  if (bits < leastRsaBits) return { problem: `has ${bits} bits, and ${leastRsaBits} is the least` }
  return { key: jwk }
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

/** A key as a JWK; null for a type that JWKs do not know, as DSA. */
function exported(key: KeyObject): PublicKey | null {
  try {
    return key.export({ format: 'jwk' }) as PublicKey // what Node exports of the types it does
  } catch {
    return null
  }
}
