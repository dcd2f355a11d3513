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
const halfLimit = 2 ** 40

/**
 * Makes ids, each greater than the one before it. Secrets are drawn once a millisecond; within one the
 * random part counts up. When the clock goes back, ids go on from the latest time.
 */
export function createEntryIds(parts: {
  readonly clock: Pick<Clock, 'now'>
  readonly makeSecret: MakeSecret
}): () => string {
  let time = -1
  let prefix = ''
  let high = 0
  let low = 0

  function draw(now: number): void {
    time = now
    prefix = encode(now, timeLength)
    const bytes = Buffer.from(hash('sha256', parts.makeSecret(), 'hex'), 'hex')
    high = bytes.readUIntBE(0, 5)
    low = bytes.readUIntBE(5, 5)
  }

  return () => {
    const now = parts.clock.now()
    if (now > time) draw(now)
    else if (++low === halfLimit) {
      low = 0
      high = (high + 1) % halfLimit
    }
    return prefix + encode(high, halfLength) + encode(low, halfLength)
  }
}

function encode(value: number, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) {
    text = (alphabet[rest % 32] ?? '') + text
  }
  return text
}
