// Passwords that people choose: hashed slowly with scrypt (RFC 7914), away from the event loop. Secrets
// that are made here (tokens, app secrets) are long and random and need no such care: see secret.ts.
import { randomBytes, scrypt, scryptSync, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { hashSecret, sameSecret } from './secret.ts'

/** How much work one guess costs: memory is `128 * n * r` bytes, done `p` times over. `n` is a power of two. */
export interface PasswordCost {
  readonly n: number
  readonly r: number
  readonly p: number
}

/**
 * The costs in use. `chosen` is for what a person thought of: 16 MiB five times over, the least that
 * OWASP's cheat sheet on password storage advises (measured here: 190 ms on one thread of the pool).
 * `light` (2 ms) is for a password that nobody guesses at any speed, being 256 random bits, or that
 * nobody has to guess, since it stands in a seed file.
 */
export const passwordCosts = {
  chosen: { n: 2 ** 14, r: 8, p: 5 },
  light: { n: 2 ** 10, r: 8, p: 1 },
} as const satisfies Readonly<Record<string, PasswordCost>>

const hashBytes = 32

const scryptAsync = promisify<string, Buffer, number, object, Buffer>(scrypt)

// Composed or decomposed, a letter is the same letter (RFC 8265 4.2): keyboards differ in what they send.
const prepared = (password: string): string => password.normalize('NFC')

const optionsOf = ({ n, r, p }: PasswordCost) => ({ N: n, r, p, maxmem: 256 * r * (n + p + 2) })

const derive = (password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> =>
  scryptAsync(prepared(password), salt, hashBytes, optionsOf(cost))

/** What is stored of a password, as in `scrypt$16384$8$5$salt$hash`: it says itself how it was made. */
export async function hashPassword(
  password: string,
  cost: PasswordCost = passwordCosts.chosen,
): Promise<string> {
  const salt = randomBytes(16)
  return storedForm(cost, salt, await derive(password, salt, cost))
}

/**
 * The same at once, for a seed, which is one synchronous transaction: with the cost `light`, please.
 * @param salt what a seed that is to be the same again draws from its own source
 */
export function hashPasswordNow(
  password: string,
  cost: PasswordCost,
  salt: Buffer = randomBytes(16),
): string {
  return storedForm(cost, salt, scryptSync(prepared(password), salt, hashBytes, optionsOf(cost)))
}

/**
 * Whether a password is the one that was stored. With nothing stored it is not, and the answer takes as
 * long as for a chosen one: who has a password, and who exists, cannot be told by the clock. The SHA-256 that version 0.1
 * stored is known too.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  if (stored !== null && !stored.includes('$')) return sameSecret(hashSecret(password), stored)
  const [, n, r, p, salt, hash] = (stored ?? nobodys).split('$')
  const cost = { n: Number(n), r: Number(r), p: Number(p) }
  const expected = Buffer.from(hash ?? '', 'base64url')
  const found = await derive(password, Buffer.from(salt ?? '', 'base64url'), cost)
  return stored !== null && timingSafeEqual(found, expected)
}

const storedForm = ({ n, r, p }: PasswordCost, salt: Buffer, hash: Buffer): string =>
  ['scrypt', n, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$')

const nobodys = storedForm(passwordCosts.chosen, Buffer.alloc(16), Buffer.alloc(hashBytes))
