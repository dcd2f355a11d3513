// Whether a value is what a schema of the catalogue says, and which field is not.
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { type ApiError, fail } from '#catalog/errors'

/** Judges values by one schema; compiled on first use. */
export interface Check {
  /** Null, or a CMN-101 that names the first field that is wrong (`to.phoneNumber`). */
  (value: unknown): ApiError | null
}

/** The check of a schema. */
export function createCheck(schema: TSchema): Check {
  let validator: Validator | null = null
  return (value) => {
    validator ??= Compile(schema)
    return validator.Check(value) ? null : violation(validator, value)
  }
}

function violation(validator: Validator, value: unknown): ApiError {
  const [first] = validator.Errors(value)
  const path = (first?.instancePath ?? '').split('/').filter((part) => !/^\d*$/.test(part))
  const params = (first?.params ?? {}) as { requiredProperties?: readonly string[] } // by its keyword
  const missing = params.requiredProperties?.[0]
  const parameterName = [...path, ...(missing === undefined ? [] : [missing])].join('.') || 'body'
  return fail('CMN-101', { parameterName, reason: first?.message ?? 'is not as described' })
}
