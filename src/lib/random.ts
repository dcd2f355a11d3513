// Everything random that is not a secret comes from here, so that one seed gives one run.

/** A stream of reproducible random values. */
export interface Random {
  /** A float in [0, 1). */
  float(): number
  /** An integer in [from, to], both included. */
  integer(from: number, to: number): number
  /** One element of a list that is not empty. */
  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T
  /** `length` characters of 0-9A-Za-z. */
  letters(length: number): string
  /** A UUID of version 4 in lower case. */
  uuid(): string
}

/** A stream that can be told where it is, and be put there again. */
export interface SeededRandom extends Random {
  /** Where it is: what follows depends on it alone. */
  position(): number
  /** Goes on from where another one, or this one, was. */
  rewind(position: number): void
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

// Every call has a UUID: two digits looked up are four times as fast as a number written in base 16.
const hexBytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** A seeded generator (mulberry32: 32 bits of state, ample for made-up data, useless for secrets). */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  const float = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const integer = (from: number, to: number) => from + Math.floor(float() * (to - from + 1))
  /** 32 random bits as eight hexadecimal digits. */
  const hexWord = () => {
    const word = Math.floor(float() * 2 ** 32)
    return `${hexBytes[word >>> 24]}${hexBytes[(word >>> 16) & 255]}${hexBytes[(word >>> 8) & 255]}${hexBytes[word & 255]}`
  }
  return {
    position: () => state,
    rewind(position) {
      state = position >>> 0
    },
    float,
    integer,
    pick(list) {
      const chosen = list[integer(0, list.length - 1)]
      if (chosen === undefined) throw new RangeError('pick needs a list that is not empty')
      return chosen
    },
    letters: (length) =>
      Array.from({ length }, () => alphabet[integer(0, alphabet.length - 1)]).join(''),
    uuid() {
      const hex = hexWord() + hexWord() + hexWord() + hexWord()
      const variant = '89ab'[integer(0, 3)]
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
    },
  }
}
