// Date-times as RingCentral takes and gives them: ISO 8601, UTC with milliseconds on the way out,
// anything from a bare year to a zoned instant on the way in.

/** The wire form of a time: `2026-11-23T21:29:30.123Z`. */
export const isoTime = (at: number): string => new Date(at).toISOString()

/**
 * Epoch milliseconds of `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, `…Thh:mm[:ss[.fff]]` with `Z`, an offset or
 * neither (then UTC); null when it is none of these, or names a day its month does not have.
 */
export function parseTime(text: string): number | null {
  const match =
    /^(\d{4}(-\d{2}(-\d{2})?)?)(T\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(
      text,
    )
  if (!match) return null
  const [, date = '', , day, time = '', , , zone = ''] = match
  // A time needs a whole date before it, a zone a time.
  if ((time !== '' && day === undefined) || (zone !== '' && time === '')) return null
  const midnight = Date.parse(date)
  if (Number.isNaN(midnight) || !isoTime(midnight).startsWith(date)) return null
  if (time === '') return midnight
  const at = Date.parse(
    `${date}${time.replace(',', '.')}${zone.replace(/(\d{2})(\d{2})$/, '$1:$2') || 'Z'}`,
  )
  return Number.isNaN(at) ? null : at
}
