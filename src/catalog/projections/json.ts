// JSON as the projections write it.
import type { TSchema } from 'typebox'

/** A JSON value. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json }

/** A JSON object. */
export type JsonObject = { readonly [name: string]: Json }

/** A value as a word: a text as it is, all else as JSON. */
export const wordOf = (value: Json): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

/** A schema without what only TypeBox reads. */
export const plain = (schema: TSchema): JsonObject =>
  JSON.parse(JSON.stringify(schema)) as JsonObject // JSON Schema is JSON
