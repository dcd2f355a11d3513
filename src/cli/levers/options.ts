// A lever's fields as the command line takes them, made from its schemas: what is in the path as words,
// the rest as options. One table a lever, read when the commands are made and when one is called.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { mediaTypeOfFile } from '#catalog/rules/media-types'
import type { Lever } from '#platform/levers/lever'
import { CliError } from '../exit-codes.ts'
import { quoted } from '../text.ts'

/** A JSON Schema as far as an option needs it. */
interface SchemaLike {
  readonly type?: string
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly SchemaLike[]
  readonly items?: SchemaLike
  readonly properties?: Readonly<Record<string, SchemaLike>>
  readonly required?: readonly string[]
}

/** How the text of an option becomes a value. */
type Kind = 'text' | 'number' | 'flag' | 'json' | 'file' | 'any'

/** A field of a lever. */
export interface Field {
  /** Its name in the table, as `perWindow`. */
  readonly name: string
  /** Its option without dashes, as `per-window`. */
  readonly option: string
  readonly isInPath: boolean
  readonly isRequired: boolean
  /** Given more than once, it becomes a list. */
  readonly isList: boolean
  readonly kind: Kind
  readonly about: string
}

/** Options that every command has. */
const taken: readonly string[] = ['data', 'url', 'json', 'help']

/** The fields of a lever: those of the path first, in its order. */
export function fieldsOf({ path, query, body }: Lever): Field[] {
  const part = (schema: SchemaLike | undefined, isInPath: boolean) =>
    Object.entries(schema?.properties ?? {}).map(([name, property]) =>
      fieldOf(name, property, isInPath, schema?.required ?? []),
    )
  // TypeBox schemas are JSON Schemas.
  return [...part(path, true), ...part(query, false), ...membersOf(body)]

  /** A body may be one of several objects: then no field of only one of them is required here. */
  function membersOf(schema: SchemaLike | undefined): Field[] {
    if (!schema?.anyOf) return part(schema, false)
    const all = schema.anyOf.flatMap((one) => part(one, false))
    const names = new Set(all.map(({ name }) => name))
    return [...names].flatMap((name) => {
      const same = all.filter((field) => field.name === name)
      const [first] = same
      const isRequired = same.length === schema.anyOf?.length && same.every((one) => one.isRequired)
      return first ? [{ ...first, isRequired }] : []
    })
  }
}

function fieldOf(
  name: string,
  schema: SchemaLike,
  isInPath: boolean,
  required: readonly string[],
): Field {
  const isList = schema.type === 'array'
  const item = isList ? (schema.items ?? {}) : schema
  const option = name.replaceAll(/(?<!^)[A-Z]/g, '-$&').toLowerCase()
  return {
    name,
    option: taken.includes(option) ? `${option}-value` : option,
    isInPath,
    isRequired: isInPath || required.includes(name),
    isList,
    kind: kindOf(item),
    about: aboutOf(schema, item, isList),
  }
}

function kindOf(schema: SchemaLike): Kind {
  if (schema.anyOf) {
    const kinds = new Set(schema.anyOf.map(kindOf))
    const [only] = kinds
    return kinds.size === 1 && only ? only : 'any'
  }
  if (schema.properties && 'base64' in schema.properties) return 'file'
  switch (schema.type) {
    case 'boolean':
      return 'flag'
    case 'integer':
    case 'number':
      return 'number'
    case 'object':
    case 'array':
      return 'json'
    case 'string':
      return 'text'
    default:
      return schema.enum?.every((one) => typeof one === 'string') ? 'text' : 'any'
  }
}

function aboutOf(schema: SchemaLike, item: SchemaLike, isList: boolean): string {
  const values = (item.enum ?? item.anyOf?.flatMap((one) => one.const ?? []) ?? []).map(String)
  const kind = kindOf(item)
  return [
    schema.description ?? item.description ?? '',
    values.length > 0 && values.length <= 12 ? `one of ${values.join(', ')}` : '',
    kind === 'json' ? 'as JSON' : '',
    kind === 'file' ? 'the path of a file' : '',
    isList ? 'may be given several times' : '',
  ]
    .filter((part) => part !== '')
    .join('; ')
}

/** What a field is given as on the command line: `--per-window <number>`. */
export const flagsOf = ({ option, kind }: Field): string =>
  kind === 'flag' ? `--${option} [false]` : `--${option} <${placeholder[kind]}>`

const placeholder = { text: 'text', number: 'number', json: 'json', file: 'path', any: 'value' }

/**
 * The value of a field from the texts it was given as.
 * @throws CliError usage when a text is none of its kind
 */
export function valueOf(field: Field, texts: readonly string[]): unknown {
  const values = texts.map((text) => read(field, text))
  if (field.isList) return values
  if (values.length > 1) throw new CliError('usage', `--${field.option} is given twice.`)
  return values[0]
}

function read({ kind, option }: Field, text: string): unknown {
  switch (kind) {
    case 'text':
      return text
    case 'number':
      if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text)
      throw new CliError('usage', `--${option} takes a number, not "${text}".`)
    case 'flag':
      return text !== 'false'
    case 'json':
      return parse(option, text)
    case 'file':
      return readFile(option, text)
    case 'any':
      // A number or null where it reads as one: what it may be, the platform judges.
      return /^(null|true|false|-?\d+(\.\d+)?|[[{].*)$/s.test(text) ? parse(option, text) : text
  }
}

function parse(option: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CliError('usage', `--${option} takes JSON, and this is none: ${text.slice(0, 60)}`)
  }
}

function readFile(option: string, path: string): object {
  try {
    const fileName = basename(path)
    const contentType = mediaTypeOfFile(null, fileName)
    return { fileName, contentType, base64: readFileSync(path).toString('base64') }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new CliError('usage', `--${option}: ${path} cannot be read (${code}).`)
  }
}

/** A call of a lever as a person types it. */
export function commandLine(lever: Lever, argument: Readonly<Record<string, unknown>>): string {
  const words = fieldsOf(lever).flatMap((field) => {
    const value = argument[field.name]
    if (value === undefined) return []
    if (field.isInPath) return [quoted(textOf(value))]
    const values = field.isList && Array.isArray(value) ? value : [value]
    return values.flatMap((one: unknown) => wordsOf(field, one))
  })
  return ['ringfence platform', lever.command, ...words].join(' ')
}

function wordsOf({ kind, option }: Field, value: unknown): string[] {
  if (kind === 'flag') return value === true ? [`--${option}`] : [`--${option}`, 'false']
  if (kind === 'file') {
    const { fileName } = Object(value) as { fileName?: unknown } // any file has one
    return [`--${option}`, quoted(typeof fileName === 'string' ? fileName : 'file.pdf')]
  }
  return [`--${option}`, quoted(textOf(value))]
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)
