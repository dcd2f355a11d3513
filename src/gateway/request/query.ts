// A query, read by what the catalogue knows of the method: typed values in, canonical text out. A
// parameter that the catalogue does not know is refused, since dropping a filter would widen a read
// and passing it on could mean anything.
import type { TObject } from 'typebox'
import { ApiError, fail } from '#catalog/errors'
import { perPageNumber } from '#catalog/rules/limits'
import { createCheck } from './check.ts'

/** The value of a query parameter. */
export type QueryValue = string | number | boolean | readonly string[]

/** A query's values by name, and the one text that stands for them. */
export interface Query {
  readonly values: Readonly<Record<string, QueryValue>>
  /** As it goes upstream: names in the catalogue's order, encoded afresh; empty when there are none. */
  readonly text: string
  /** What is wrong with it; null when nothing is. */
  readonly problem: ApiError | null
}

/** Reads the queries of one method. */
export type ReadQuery = (text: string) => Query

const nothing: Query = { values: {}, text: '', problem: null }
const maxPairs = 100
// Neither is ever part of a call: one would change the method, the other carries a token into logs.
const forbidden: ReadonlySet<string> = new Set(['_method', 'access_token'])

/** The reader for a method's query schema. */
export function createReadQuery(schema: TObject | undefined): ReadQuery {
  const properties = (schema?.properties ?? {}) as Readonly<Record<string, { type?: string }>> // JSON Schemas
  const names = Object.keys(properties)
  const check = schema ? createCheck(schema) : () => null

  return (text) => {
    if (text === '') return nothing
    let sent: Map<string, string[]>
    try {
      sent = pairsOf(text)
    } catch (error) {
      if (error instanceof ApiError) return { ...nothing, problem: error }
      throw error
    }
    const unknown = [...sent.keys()].find((name) => !Object.hasOwn(properties, name))
    const values: Record<string, QueryValue> = {}
    let repeated: string | undefined
    for (const name of names) {
      const all = sent.get(name)
      const type = properties[name]?.type
      if (!all) continue
      if (type !== 'array' && all.length > 1) repeated ??= name
      const first = all[0] ?? ''
      const text = name === 'perPage' ? perPageNumber(first) : first
      values[name] = type === 'array' ? all : typed(type, text)
    }
    return {
      values,
      text: textOf(names, values),
      problem: problemOf(unknown, repeated, check(values)),
    }
  }
}

function problemOf(
  unknown: string | undefined,
  repeated: string | undefined,
  violation: ApiError | null,
): ApiError | null {
  if (unknown !== undefined) {
    return fail('CMN-101', {
      parameterName: unknown.slice(0, 64),
      reason: 'this method has no such parameter',
    })
  }
  if (repeated !== undefined) {
    return fail('CMN-101', { parameterName: repeated, reason: 'it is given more than once' })
  }
  return violation
}

/**
 * Names and values, decoded once; empty values are dropped, as SDKs send them for what is not set.
 * @throws ApiError CMN-101 for broken encoding, control characters and what no call may carry
 */
function pairsOf(text: string): Map<string, string[]> {
  const pairs = new Map<string, string[]>()
  const pieces = text.split('&')
  if (pieces.length > maxPairs) {
    throw fail('CMN-101', { parameterName: 'query', reason: `it has over ${maxPairs} parameters` })
  }
  for (const piece of pieces) {
    const mark = piece.indexOf('=')
    const name = decoded(mark === -1 ? piece : piece.slice(0, mark))
    const value = mark === -1 ? '' : decoded(piece.slice(mark + 1))
    if (forbidden.has(name.toLowerCase())) {
      throw fail('CMN-101', { parameterName: name, reason: 'it is not taken from the query' })
    }
    if (value === '') continue
    const all = pairs.get(name)
    if (all) all.push(value)
    else pairs.set(name, [value])
  }
  return pairs
}

const controls = /\p{Cc}/u

function decoded(text: string): string {
  // Nearly all are plain; a target has no control characters unencoded.
  if (!/[%+]/.test(text)) return text
  let value: string
  try {
    value = decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw fail('CMN-101', { parameterName: 'query', reason: 'its encoding is broken' })
  }
  if (controls.test(value)) {
    throw fail('CMN-101', { parameterName: 'query', reason: 'it has a control character' })
  }
  return value
}

/** A text as the type its schema names; what does not fit stays a text, for the schema to refuse. */
function typed(type: string | undefined, text: string): QueryValue {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  if ((type === 'integer' || type === 'number') && /^-?\d{1,15}$/.test(text)) return Number(text)
  return text
}

function textOf(names: readonly string[], values: Readonly<Record<string, QueryValue>>): string {
  const pieces: string[] = []
  for (const name of names) {
    const value = values[name]
    if (value === undefined) continue
    for (const one of Array.isArray(value) ? value : [value]) {
      pieces.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(one))}`)
    }
  }
  return pieces.join('&')
}
