// Ids of audit records: 26 characters that sort by time (as ULID has them), drawn like secrets, so that
// none is met again after a restart.
import { hash } from 'node:crypto'
import type { Clock } from '#lib/clock'
import type { MakeSecret } from '#lib/secret'

// Crockford's base 32: no I, L, O, U.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const timeLength = 10
/** The random part is kept in two halves of 40 bits, since a number holds 53. */
const halfLength = 8

/**
 * Makes ids, each greater than the one before it: the time, then a number that starts anywhere and
 * counts up. It is drawn once, since drawing it anew each millisecond took 4 % of a gateway's time. When
 * the clock goes back, ids go on from the latest time.
 */
export function createEntryIds(parts: {
  readonly clock: Pick<Clock, 'now'>
  readonly makeSecret: MakeSecret
}): () => string {
  const drawn = Buffer.from(hash('sha256', parts.makeSecret(), 'hex'), 'hex')
  const high = encode(drawn.readUIntBE(0, 5), halfLength)
  // Half of the range is left to count in.
  let low = Math.floor(drawn.readUIntBE(5, 5) / 2)
  let time = -1
  let prefix = ''

  return () => {
    const now = parts.clock.now()
    if (now > time) {
      time = now
      prefix = encode(now, timeLength) + high
    }
    low += 1
    return prefix + encode(low, halfLength)
  }
}

function encode(value: number, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) {
    text = (alphabet[rest % 32] ?? '') + text
  }
  return text
}
