// Values that several levers take and give.
import { type TSchema, Type } from 'typebox'
import { ApiProblem } from '#lib/json-api/problems'
import { isoTime, parseTime } from '#lib/time'

/** A value that may be absent, as null. */
export const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** A time of the store on the wire; null for none. */
export const isoOrNull = (at: number | null): string | null => (at === null ? null : isoTime(at))

/** How a moment is written, for descriptions. */
export const moment = 'a date and time as in 2026-11-23T21:00:00Z'

/** The moment that a text names, in epoch milliseconds. Throws ApiProblem invalid-request for none. */
export function momentOf(text: string, field: string): number {
  const at = parseTime(text)
  if (at !== null) return at
  throw new ApiProblem('invalid-request', {
    detail: `${field} is no moment.`,
    field,
    remedy: `Send ${moment}.`,
  })
}
