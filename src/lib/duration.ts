// Lengths of time as people write them: `90s`, `2h`, `1d12h`.

const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const

const pattern = /^(?:\d+d)?(?:\d+h)?(?:\d+m(?!s))?(?:\d+s)?(?:\d+ms)?$/

/** The longest length that is taken: 10,000 days. */
const mostMs = 10_000 * units.d

/**
 * Milliseconds of a length of time: whole days, hours, minutes, seconds and milliseconds, the largest
 * first (`1h30m`, `500ms`); null when it is none, or longer than 10,000 days.
 */
export function parseDuration(text: string): number | null {
  if (text === '' || !pattern.test(text)) return null
  let total = 0
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[dhms])/g)) {
    total += Number(count) * units[unit as keyof typeof units] // the pattern names them
  }
  return total <= mostMs ? total : null
}
