// What stands in a record in place of what must not: keyed hashes. The same text has the same hash, so
// an auditor sees that two calls had the same recipient, but not who that was; without the key nobody
// can try out numbers.
import { hash } from 'node:crypto'

/** Bytes of a masking key. */
export const maskKeyBytes = 32

/** A text that is not in the record: its length in UTF-16 code units, and its keyed hash. */
export interface MaskedText {
  readonly length: number
  readonly hash: string
}

/** A phone number: its last digits (four at most, and never more than half of them) and its keyed hash. */
export interface MaskedPhone {
  readonly last: string
  readonly hash: string
}

/** Masks under one key. */
export interface Mask {
  text(text: string): MaskedText
  /** A number however it is written; what has no look of one is masked as a text. */
  phone(text: string): MaskedPhone | MaskedText
  /** The digest of a call's arguments: of its canonical query and the bytes of its body. */
  digest(query: string, body: Uint8Array | string): string
}

/** Characters of base64url that are kept of a hash: 132 bits. */
const kept = 22
const phonePattern = /^\+?[\d\s().\-/]{3,40}$/

/**
 * A mask under `key` ({@link maskKeyBytes} long). A keyed hash is SHA-256 over the key's 64 hex digits
 * (one block of SHA-256), the kind, a colon and the text, cut to 132 bits: no one who lacks the key can
 * compute it, nor extend it.
 */
export function createMask(key: Uint8Array): Mask {
  if (key.length !== maskKeyBytes) throw new RangeError(`A masking key has ${maskKeyBytes} bytes.`)
  const prefix = Buffer.from(key).toString('hex')
  const keyed = (kind: string, text: string) =>
    hash('sha256', `${prefix}${kind}:${text}`, 'base64url').slice(0, kept)

  const text = (value: string): MaskedText => ({ length: value.length, hash: keyed('text', value) })

  return {
    text,
    phone(value) {
      if (!phonePattern.test(value)) return text(value)
      const digits = digitsOf(value)
      const shown = Math.min(4, Math.floor(digits.length / 2))
      return { last: digits.slice(digits.length - shown), hash: keyed('phone', digits) }
    },
    // The inner hash is unkeyed, so that a large body is not copied behind the key.
    digest: (query, body) => keyed('call', `${hash('sha256', body, 'hex')}:${query}`),
  }
}

/** The digits of a number with its country code; ten digits are a number of the US, as elsewhere here. */
function digitsOf(number: string): string {
  const digits = number.replaceAll(/\D/g, '')
  return digits.length === 10 && !number.startsWith('+') ? `1${digits}` : digits
}
