// Names for what the gateway makes. They are drawn like secrets: an id that is met again after a
// restart, or guessed, would be somebody else's.
import { hash } from 'node:crypto'
import type { MakeSecret } from '#lib/secret'

/** `prefix` and 20 characters of 0-9A-Za-z, as in `grant_4Kx…` (about 119 bits). */
export function makeId(prefix: string, makeSecret: MakeSecret): string {
  let letters = ''
  while (letters.length < 20) letters += makeSecret().replaceAll(/[^0-9A-Za-z]/g, '')
  return `${prefix}_${letters.slice(0, 20)}`
}

/** A UUID of version 4 in lower case. */
export function makeUuid(makeSecret: MakeSecret): string {
  const hex = hash('sha256', makeSecret(), 'hex')
  const variant = '89ab'[Number.parseInt(hex.slice(16, 17), 16) % 4]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
