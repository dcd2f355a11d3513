// What a PubNub subscription is answered: a channel of its own and the keys to it, in the shapes that
// PubNub and RingCentral give them.
import { hash } from 'node:crypto'
import type { Delivery } from '#catalog/rules/subscription-rules'
import type { Random } from '#lib/random'
import type { MakeSecret } from '#lib/secret'

/**
 * Makes a channel. Who knows its name and keys can listen, so they are drawn like secrets.
 * @param encryption whether notifications are encrypted (AES-128) with a key of their own
 */
export function pubNubDelivery(
  { random, makeSecret }: { readonly random: Random; readonly makeSecret: MakeSecret },
  encryption: boolean,
): Delivery {
  const hex = (length: number) => hash('sha256', makeSecret(), 'hex').slice(0, length)
  const key = Buffer.from(hash('sha256', makeSecret(), 'hex'), 'hex').subarray(0, 16)
  return {
    transportType: 'PubNub',
    address: `${random.integer(10_000_000_000_000, 99_999_999_999_999)}_${hex(32)}`,
    subscriberKey: `sub-c-${uuidOf(hex(32))}`,
    secretKey: `sec-c-${Buffer.from(hex(24)).toString('base64').replaceAll('=', '')}`,
    encryption,
    ...(encryption ? { encryptionKey: key.toString('base64') } : {}),
  }
}

const uuidOf = (hex: string) =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
