// Whether a value is what a schema of the catalogue says, and which field is not.
import type { TSchema } from 'typebox'
import type { ApiError } from '#catalog/errors'
import { violationOf } from '#catalog/rules/violation'
import { satisfies } from '#lib/schema'

/** Judges values by one schema. */
export interface Check {
  /** Null, or a CMN-101 that names the first field that is wrong (`to.phoneNumber`). */
  (value: unknown): ApiError | null
}

/** The check of a schema. */
export const createCheck =
  (schema: TSchema): Check =>
  (value) =>
    satisfies(schema, value) ? null : violationOf(schema, value)
