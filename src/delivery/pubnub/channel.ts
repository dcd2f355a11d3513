// What a PubNub subscription is answered, a channel of its own and the keys to it, in the shapes that PubNub
// and RingCentral give them; and how a notification looks on that channel.
import { createCipheriv, hash } from 'node:crypto'
import type { Delivery } from '#catalog/rules/subscription-rules'
import type { MakeSecret } from '#lib/secret'

/** A delivery by PubNub. */
export type PubNubDelivery = Extract<Delivery, { transportType: 'PubNub' }>

/** What a channel is made with. */
export interface ChannelWish {
  /** Whether notifications are encrypted (AES-128) with a key of their own. */
  readonly encryption: boolean
  /** The key of a real keyset that the channel belongs to; one is made up when absent. */
  readonly subscribeKey?: string | undefined
}

/** Makes a channel. Who knows its name and keys can listen, so they are drawn like secrets. */
export function createChannel(
  makeSecret: MakeSecret,
  { encryption, subscribeKey }: ChannelWish,
): PubNubDelivery {
  const hex = (length: number) => hash('sha256', makeSecret(), 'hex').slice(0, length)
  return {
    transportType: 'PubNub',
    address: `${digits(hex(16))}_${hex(32)}`,
    subscriberKey: subscribeKey ?? `sub-c-${uuidOf(hex(32))}`,
    secretKey: `sec-c-${Buffer.from(hex(24)).toString('base64').replaceAll('=', '')}`,
    encryption,
    ...(encryption ? { encryptionKey: Buffer.from(hex(32), 'hex').toString('base64') } : {}),
  }
}

/**
 * A notification as it is published, as JSON: the envelope itself, or a text of its AES-128-ECB encryption
 * with PKCS#7 padding in base64 (RingCentral: Notifications, "PubNub").
 * @param envelope JSON
 * @param encryptionKey 128 bits in base64
 */
export function messageOf(envelope: string, encryptionKey?: string): string {
  if (encryptionKey === undefined) return envelope
  // RingCentral's choice of mode: clients decrypt with it.
  const cipher = createCipheriv('aes-128-ecb', Buffer.from(encryptionKey, 'base64'), null)
  return JSON.stringify(cipher.update(envelope, 'utf8', 'base64') + cipher.final('base64'))
}

/**
 * What a channel is looked up by: a digest of key and name, so that how long that takes says nothing of how
 * much of them was guessed.
 */
export const channelDigest = (subscribeKey: string, channel: string): string =>
  // No key or name of ours has a line end in it: none can be shifted into the other.
  hash('sha256', `${subscribeKey}\n${channel}`)

/** Fourteen digits, the first no zero. */
const digits = (hex: string) => 10n ** 13n + (BigInt(`0x${hex}`) % (9n * 10n ** 13n))

const uuidOf = (hex: string) =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
