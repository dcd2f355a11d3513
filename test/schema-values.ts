// Values for a JSON Schema: nearly right ones, with something hostile in a place or two. What tests of
// hostile input send, made from the catalogue so that a new method is attacked without a line of test.
import * as fc from 'fast-check'

/** A JSON Schema as far as values are made from it. */
interface Shape {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly items?: Shape
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly anyOf?: readonly Shape[]
}

/** Texts that parsers, databases and log readers have fallen over. */
const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '~',
    '*',
    '-1',
    '0',
    '00',
    '1e9',
    'NaN',
    'null',
    '9007199254740993',
    '99999999999999999999',
    '../..',
    '%2e%2e%2f',
    '%00',
    '\u0000',
    '\ud800',
    '\u202e',
    '🙂'.repeat(400),
    'a'.repeat(5000),
    "' or 1=1 --",
    '"; drop table message; --',
    '<script>alert(1)</script>',
    '{{7*7}}',
    '${7*7}',
    '__proto__',
    'constructor',
    '2026-13-45T99:99:99Z',
    '275760-09-13T00:00:00.001Z',
    '+1',
    '+15105550101',
    '+14155550142',
    'tel:+1;ext=1',
  ),
  fc.string({ maxLength: 60, unit: 'binary' }),
)

const hostileNumber = fc.oneof(
  fc.constantFrom(0, -0, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 53), 1e308, 0.1),
  fc.integer(),
)

/** Anything JSON can say, and what it says only when written by hand. */
export const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.oneof(hostileText, hostileNumber, fc.boolean(), fc.constant(null)) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.constant({}) },
)

/** Texts that mean something in the world of the tests: numbers, ids, names. */
const knownText = fc.constantFrom('+15105550101', '+15105550102', '+14155550142', '101', '1', 'Ann')

/** A value for a schema; about one node in twenty is hostile instead. */
export function valueOf(schema: unknown): fc.Arbitrary<unknown> {
  const shape = schema as Shape // a TypeBox schema is a JSON Schema
  return fc.oneof(
    { weight: 19, arbitrary: soundValueOf(shape) },
    { weight: 1, arbitrary: hostileJson },
  )
}

function soundValueOf(shape: Shape): fc.Arbitrary<unknown> {
  if (shape.enum?.length) return fc.constantFrom(...shape.enum)
  if (shape.const !== undefined) return fc.constant(shape.const)
  if (shape.anyOf?.length) return fc.oneof(...shape.anyOf.map((one) => valueOf(one)))
  switch (shape.type) {
    case 'object':
      return objectOf(shape)
    case 'array':
      return fc.array(valueOf(shape.items ?? {}), {
        minLength: Math.min(shape.minItems ?? 0, 3),
        maxLength: Math.min(shape.maxItems ?? 3, 3),
      })
    case 'integer':
      return fc.integer({
        min: Math.max(shape.minimum ?? -10, -(2 ** 31)),
        max: Math.min(shape.maximum ?? 1000, 2 ** 31 - 1),
      })
    case 'number':
      return fc.double({ noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'string':
      return textOf(shape)
    default:
      return hostileJson
  }
}

function textOf({ pattern, maxLength = 40 }: Shape): fc.Arbitrary<string> {
  const sound =
    pattern === undefined
      ? fc.string({ maxLength: Math.min(maxLength, 40) })
      : fc.stringMatching(new RegExp(pattern, 'u'))
  return fc.oneof(
    { weight: 4, arbitrary: sound },
    { weight: pattern === undefined ? 6 : 1, arbitrary: knownText },
    { weight: 1, arbitrary: hostileText },
  )
}

function objectOf({ properties = {}, required = [] }: Shape): fc.Arbitrary<unknown> {
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, shape]) => [name, valueOf(shape)]),
  )
  return fc.record(members, { requiredKeys: [...required] })
}

/** A value of a query or path parameter, as its text. */
export const parameterOf = (schema: unknown): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: valueOf(schema).map((value) =>
        typeof value === 'string' ? value : JSON.stringify(value),
      ),
    },
    { weight: 1, arbitrary: hostileText },
  )
