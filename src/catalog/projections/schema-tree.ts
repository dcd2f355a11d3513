// A JSON Schema as something to read: a tree of members, each with its type and rules in words. Pages,
// Markdown and forms are made from it; nothing else looks at the keywords of a schema.
import { type Json, type JsonObject, wordOf } from './json.ts'

/** What a member may be, in one word: what a form shows a field for. */
export type SchemaKind =
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'choice'
  | 'object'
  | 'list'
  | 'bytes'
  | 'null'
  | 'anything'

/** A schema, or a member of one. */
export interface SchemaNode {
  /** Null for the schema itself. */
  readonly name: string | null
  readonly kind: SchemaKind
  /** In words, as `text`, `list of objects`, `integer or null`. */
  readonly type: string
  readonly required: boolean
  /** Constraints, each a few words, as `at most 1,000 characters`. */
  readonly rules: readonly string[]
  /** The values of a choice. */
  readonly values: readonly string[]
  readonly about: string | null
  /** Of an object, or of the objects in a list. */
  readonly members: readonly SchemaNode[]
  /** What a list holds, where that is no object. */
  readonly items: SchemaNode | null
}

/** What the patterns of the catalogue mean. One without words is shown as it is. */
const patternWords: Readonly<Record<string, string>> = {
  '^(~|[0-9]{1,19})$': '~ or digits',
  '^[0-9]{1,19}$': 'digits',
  '^[0-9]{1,8}$': '1 to 8 digits',
  '^[0-9]{4,10}$': '4 to 10 digits',
  '^[1-8]$': '1 to 8',
  '^[A-Za-z]{2}$': 'two letters',
  '^[A-Za-z0-9_-]{1,64}$': 'up to 64 letters, digits, - and _',
  '^[0-9A-Za-z-]{1,64}$': 'up to 64 letters, digits and -',
  '^[A-Za-z0-9-]{1,64}$': 'up to 64 letters, digits and -',
  '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$': 'an email address',
  '^[^\\s@]+@[^\\s@]+$': 'an email address',
}

/** What the schemas' own words for the kind of a text are. */
const dateTime = '^[0-9]{4}(-[0-9]{2}'

/** The tree of a schema. Never throws: what it cannot read is `anything`. */
export function schemaTree(schema: JsonObject, name: string | null = null): SchemaNode {
  return nodeOf(schema, name, true)
}

/** Every member of a tree, with those in it. */
export function membersIn(node: SchemaNode): SchemaNode[] {
  return [...node.members, ...(node.items ? [node.items] : [])].flatMap((member) => [
    member,
    ...membersIn(member),
  ])
}

function nodeOf(schema: Json | undefined, name: string | null, required: boolean): SchemaNode {
  const plain = asObject(schema)
  const options = Array.isArray(plain['anyOf']) ? plain['anyOf'].map(asObject) : null
  if (options) return unionOf(options, plain, name, required)
  const kind = kindOf(plain)
  const items = kind === 'list' ? nodeOf(plain['items'], null, true) : null
  return {
    name,
    kind,
    type: items ? `list of ${plural(items)}` : typeWord(kind, plain),
    required,
    rules: rulesOf(plain, kind),
    values: valuesOf(plain),
    about: typeof plain['description'] === 'string' ? plain['description'] : null,
    members: kind === 'object' ? membersOf(plain) : (items?.members ?? []),
    items: items && items.kind !== 'object' ? items : null,
  }
}

function membersOf(schema: JsonObject): SchemaNode[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  return Object.entries(asObject(schema['properties'])).map(([member, inner]) =>
    nodeOf(inner, member, required.includes(member)),
  )
}

/** One of several: told as the first that is not null, with what else it may be in its type. */
function unionOf(
  options: readonly JsonObject[],
  { description }: JsonObject,
  name: string | null,
  required: boolean,
): SchemaNode {
  const nodes = options.map((option) => nodeOf(option, name, required))
  const [first = nodeOf({}, name, required), ...others] = nodes.toSorted(
    (one, other) => Number(one.kind === 'null') - Number(other.kind === 'null'),
  )
  if (nodes.every(({ kind }) => kind === 'choice')) {
    return { ...first, values: nodes.flatMap(({ values }) => values) }
  }
  return {
    ...first,
    type: [...new Set([first.type, ...others.map(({ type }) => type)])].join(' or '),
    about: typeof description === 'string' ? description : first.about,
  }
}

function kindOf(schema: JsonObject): SchemaKind {
  if (namedIn(schema)) return 'choice'
  if (schema['enum'] !== undefined || schema['const'] !== undefined) return 'choice'
  if (schema['format'] === 'binary') return 'bytes'
  switch (schema['type']) {
    case 'string':
      return 'text'
    case 'array':
      return 'list'
    case 'integer':
    case 'number':
    case 'boolean':
    case 'object':
    case 'null':
      return schema['type']
    default:
      return 'anything'
  }
}

function typeWord(kind: SchemaKind, { pattern }: JsonObject): string {
  if (kind === 'choice') return 'one of'
  if (kind === 'bytes') return 'bytes of a file'
  if (kind === 'text' && typeof pattern === 'string' && pattern.startsWith(dateTime)) {
    return 'date and time'
  }
  return kind
}

const plurals: Readonly<Partial<Record<SchemaKind, string>>> = {
  text: 'texts',
  integer: 'integers',
  number: 'numbers',
  object: 'objects',
  choice: 'choices',
}

const plural = ({ kind, type }: SchemaNode): string => plurals[kind] ?? type

/** The words of a pattern that is nothing but a list of them, as `^(a|b)$`. */
const namedIn = ({ pattern }: JsonObject): string[] | null =>
  typeof pattern === 'string' && /^\^\([\w-]+(?:\|[\w-]+)+\)\$$/.test(pattern)
    ? pattern.slice(2, -2).split('|')
    : null

const valuesOf = (schema: JsonObject): string[] => {
  const named = namedIn(schema)
  if (named) return named
  if (schema['const'] !== undefined) return [wordOf(schema['const'])]
  return Array.isArray(schema['enum']) ? schema['enum'].map((value: Json) => wordOf(value)) : []
}

function rulesOf(schema: JsonObject, kind: SchemaKind): string[] {
  const number = (name: string) => (typeof schema[name] === 'number' ? schema[name] : null)
  const { pattern } = schema
  const isDate = typeof pattern === 'string' && pattern.startsWith(dateTime)
  return [
    span(number('minLength'), number('maxLength'), 'character'),
    span(number('minItems'), number('maxItems'), 'entry'),
    span(number('minimum'), number('maximum'), null),
    typeof pattern === 'string' && !isDate && kind !== 'choice'
      ? (patternWords[pattern] ?? `matches ${pattern}`)
      : null,
    schema['default'] === undefined ? null : `default ${wordOf(schema['default'])}`,
    kind === 'object' && schema['properties'] === undefined ? 'with any members' : null,
  ].filter((rule) => rule !== null)
}

function span(least: number | null, most: number | null, unit: 'character' | 'entry' | null) {
  if (least === null && most === null) return null
  const word = (count: number) => {
    if (unit === null) return ''
    if (count === 1) return ` ${unit}`
    return unit === 'entry' ? ' entries' : ` ${unit}s`
  }
  const count = (value: number) => value.toLocaleString('en-US')
  if (most === null) return `at least ${count(least ?? 0)}${word(least ?? 0)}`
  if (least === null) return `at most ${count(most)}${word(most)}`
  return least === most
    ? `exactly ${count(most)}${word(most)}`
    : `${count(least)} to ${count(most)}${word(most)}`
}

function asObject(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject) // neither null nor a list
    : {}
}
