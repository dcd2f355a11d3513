// The arguments of a call as its record holds them. What comes out is what the catalogue's schema
// names and nothing else: choices, switches, counts and times as they are, every other text masked.
// A field that a schema gains later is masked until its type says that it can be shown.
import type { TSchema } from 'typebox'
import { parseEventFilter } from '#catalog/events/filters'
import { pathOf, type Method } from '#catalog/method'
import { parseTime } from '#lib/time'
import type { SafeArguments, SafeValue } from '#storage/audit-log'
import type { Mask } from './mask.ts'

/** A file beside the body. */
export interface FileFacts {
  readonly contentType: string | null
  readonly bytes: number
}

/** The arguments of a call, parsed. */
export interface Arguments {
  readonly query: Readonly<Record<string, unknown>>
  /** The JSON body, or the envelope of a multipart one; undefined when there is none. */
  readonly body: unknown
  readonly files: readonly FileFacts[]
}

/** A JSON Schema as far as masking needs it. */
interface Shape {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, Shape>>
  readonly items?: Shape
}

/** Entries of a list that are shown; of a longer one the count says how many there were. */
const maxItems = 10
/** Counts and sizes are below it; a phone number sent as a number is not. */
const numberLimit = 10_000_000

const phoneName = /phone/i
const secretName = /password|pin$|token|secret/i
const timePattern = '^[0-9]{4}(-'
const fileTypes =
  /^(image\/(gif|jpeg|png|tiff|bmp|svg\+xml|webp|heic)|audio\/(mpeg|wav|x-wav|ogg|amr|mp4)|video\/(mp4|mpeg|quicktime|3gpp|webm)|text\/(plain|html|csv|vcard|x-vcard|xml|rtf)|application\/(pdf|json|xml|zip|rtf|msword|postscript|octet-stream|vnd\.openxmlformats-officedocument\.(wordprocessingml\.document|spreadsheetml\.sheet|presentationml\.presentation)|vnd\.ms-(excel|powerpoint)))$/

/** The arguments of a call that may be recorded: those of query and body by name, and `files`. */
export function safeArguments(
  method: Pick<Method, 'query' | 'body'>,
  { query, body, files }: Arguments,
  mask: Mask,
): SafeArguments {
  const result: Record<string, SafeValue> = {}
  if (method.query) addMembers(result, query, shapeOf(method.query), mask)
  if (method.body) addMembers(result, body, shapeOf(method.body), mask)
  if (files.length > 0) {
    result['files'] = {
      count: files.length,
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
      types: [...new Set(files.map(({ contentType }) => knownType(contentType)))].slice(
        0,
        maxItems,
      ),
    }
  }
  return result
}

/**
 * The path of a call as it may be recorded: made from the template, with ids in it. A parameter that is
 * neither a number nor a UUID could be anything, so its hash stands there.
 */
export function safePath(
  method: Pick<Method, 'route'>,
  params: Readonly<Record<string, string>>,
  mask: Mask,
): string {
  return pathOf(method).replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name] ?? ''
    return idPattern.test(value) ? value : `{${name}:${mask.text(value).hash}}`
  })
}

const idPattern = /^(~|\d{1,19}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** TypeBox's schemas are JSON Schemas; their types do not show it. */
const shapeOf = (schema: TSchema): Shape => schema

function addMembers(
  result: Record<string, SafeValue>,
  value: unknown,
  { properties = {} }: Shape,
  mask: Mask,
): void {
  if (typeof value !== 'object' || value === null) return
  const members: Readonly<Record<string, unknown>> = { ...value }
  for (const [name, shape] of Object.entries(properties)) {
    if (Object.hasOwn(members, name)) result[name] = safe(name, members[name], shape, mask)
  }
}

function safe(name: string, value: unknown, shape: Shape, mask: Mask): SafeValue {
  if (secretName.test(name)) return hidden
  // Only as deep as the schema, however deep the value is.
  if (Array.isArray(value)) return shape.items ? safeList(name, value, shape.items, mask) : hidden
  switch (typeof value) {
    case 'boolean':
      return value
    case 'number':
      return safeNumber(name, value, shape, mask)
    case 'string':
      return safeText(name, value, shape, mask)
    case 'object':
      return safeObject(value, shape, mask)
    default:
      return hidden
  }
}

/** A value of which not even a hash is kept. */
const hidden = { hidden: true } as const

function safeList(name: string, list: readonly unknown[], items: Shape, mask: Mask): SafeValue {
  const shown = list.slice(0, maxItems).map((item) => safe(name, item, items, mask))
  return list.length > maxItems ? { count: list.length, first: shown } : shown
}

function safeNumber(name: string, value: number, { type }: Shape, mask: Mask): SafeValue {
  const counts = type === 'integer' || type === 'number'
  if (counts && Math.abs(value) < numberLimit) return value
  return safeText(name, String(value), {}, mask)
}

function safeText(name: string, value: string, shape: Shape, mask: Mask): SafeValue {
  if (shape.enum) return shape.enum.includes(value) ? value : { ...mask.text(value) }
  if (shape.pattern?.startsWith(timePattern) && parseTime(value) !== null) return value
  if (name === 'eventFilters') return safeFilter(value, mask)
  return { ...(phoneName.test(name) ? mask.phone(value) : mask.text(value)) }
}

function safeObject(value: object | null, shape: Shape, mask: Mask): SafeValue {
  if (value === null) return null
  const result: Record<string, SafeValue> = {}
  addMembers(result, value, shape, mask)
  return result
}

/** An event filter as its event and whose it is; its parameters may hold a phone number. */
function safeFilter(value: string, mask: Mask): SafeValue {
  const parsed = parseEventFilter(value, { accountId: '~', extensionId: '~' })
  if (!parsed) return { ...mask.text(value) }
  if (parsed.kind === 'reminder') return { event: 'reminder' }
  return { event: parsed.event, extensionId: parsed.extensionId }
}

const knownType = (contentType: string | null): string =>
  contentType !== null && fileTypes.test(contentType) ? contentType : 'other'
