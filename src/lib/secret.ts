// Secrets: how they are made, compared and kept. Opaque tokens are stored as SHA-256 only;
// what must be read back (an upstream's credentials) is sealed with AES-256-GCM.
import { createCipheriv, createDecipheriv, hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Makes one unguessable string. The default is {@link randomSecret}; a test may pass a seeded one. */
export type MakeSecret = () => string

/** 32 random bytes as base64url (43 characters, 256 bits). */
export const randomSecret: MakeSecret = () => randomBytes(32).toString('base64url')

/** SHA-256 of a secret as base64url: what is stored in its place. */
export const hashSecret = (secret: string): string => hash('sha256', secret, 'base64url')

/** Compares two strings in time that does not depend on where they differ. */
export function sameSecret(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(hashSecret(one)), Buffer.from(hashSecret(other))]
  return timingSafeEqual(left, right)
}

/** Seals and opens short texts under one key. */
export interface Seal {
  /** The sealed form of `text`; `purpose` must be the same when it is opened. */
  seal(text: string, purpose: string): string
  /** The text again. Throws when the key, the purpose or a byte differs. */
  open(sealed: string, purpose: string): string
}

/** AES-256-GCM with a fresh nonce each time and the purpose as associated data. `key` has 32 bytes. */
export function createSeal(key: Uint8Array): Seal {
  return {
    seal(text, purpose) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    open(sealed, purpose) {
      const bytes = Buffer.from(sealed.slice('v1.'.length), 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
        .setAAD(Buffer.from(purpose))
        .setAuthTag(bytes.subarray(12, 28))
      return decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8')
    },
  }
}
