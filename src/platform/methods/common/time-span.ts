// The time a list spans.
import { fail } from '#catalog/errors'
import { parseTime } from '#lib/time'

/** How far back a list looks when the caller does not say. */
export const defaultSpanMs = 24 * 60 * 60 * 1000

/** A date of a query as epoch ms; undefined when it is absent. Throws CMN-101 for a day that is none. */
export function timeOf(text: string | undefined, parameterName: string): number | undefined {
  if (text === undefined) return undefined
  const at = parseTime(text)
  if (at === null) throw fail('CMN-101', { parameterName })
  return at
}
