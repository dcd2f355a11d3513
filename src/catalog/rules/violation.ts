// What is wrong with a value that a schema of the catalogue does not take, in RingCentral's words.
import type { TSchema } from 'typebox'
import { validatorOf } from '#lib/schema'
import { type ApiError, fail } from '../errors.ts'

/** How many values a refusal names that would have been taken. */
const mostNamed = 20

/**
 * The refusal of a value that does not satisfy a schema: CMN-101 with the dotted name of the first
 * field that is wrong (`to.phoneNumber`), list positions left out. Interprets the schema: call it only
 * once the check has failed.
 */
export function violationOf(schema: TSchema, value: unknown): ApiError {
  const [first] = validatorOf(schema).Errors(value)
  const path = (first?.instancePath ?? '').split('/').filter((part) => !/^\d*$/.test(part))
  const params = (first?.params ?? {}) as {
    requiredProperties?: readonly string[]
    allowedValues?: readonly unknown[]
  } // by its keyword
  const missing = params.requiredProperties?.[0]
  const parameterName = [...path, ...(missing === undefined ? [] : [missing])].join('.') || 'body'
  const values = params.allowedValues
  const reason =
    values && values.length <= mostNamed ? `must be one of ${values.join(', ')}` : first?.message
  return fail('CMN-101', { parameterName, reason: reason ?? 'is not as described' })
}
