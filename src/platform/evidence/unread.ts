// What a request sent that had no effect: names its method does not know, and names it knows that no
// handler looked at. Finds typing errors of clients, and gaps of the platform.
import type { TSchema } from 'typebox'
import type { Method } from '#catalog/method'
import { membersOf } from './reading.ts'

/** What a request sent, as far as it was read. */
export interface Sent {
  /** The query as it came, without the question mark. */
  readonly search?: string
  /** The JSON body, or the envelope of a multipart one. */
  readonly body?: unknown
  /** Plain fields of a multipart body. */
  readonly fieldNames?: readonly string[]
  /** Whether a body came to a method that takes none. */
  readonly isIdle?: boolean
}

/** Something that nothing read. */
export interface Unread {
  readonly in: 'query' | 'body' | 'files'
  /** Dotted, without positions in lists. */
  readonly name: string
  /** `unknown`: the method has no such name. `ignored`: it has, and nothing looked at it. */
  readonly why: 'unknown' | 'ignored'
}

/** What handlers read of a call. */
export interface Readings {
  readonly query: { unread(): string[] }
  readonly body: { unread(): string[]; wasCopied(): boolean }
  /** Whether they looked at its files, or there were none. */
  readonly hasFiles: boolean
}

const maxNameLength = 64
const maxUnread = 50
/** Members of a body that are looked at, and how deep: far more than any method has. */
const maxLooks = 5_000
const maxDepth = 20

// Read before any method is known: by authenticate.ts and method-override.ts.
const spineParameters: ReadonlySet<string> = new Set(['access_token', '_method'])

/** @param readings what handlers read; null when the call was refused before, or by, them */
export function unreadOf(
  method: Method,
  sent: Sent,
  readings: readonly Readings[] | null,
): Unread[] {
  const found = [
    ...unknownParameters(method, sent.search ?? '').map((name) => unread('query', name, 'unknown')),
    ...(sent.isIdle ? [unread('body', 'body', 'unknown')] : []),
    ...unknownFields(method, sent.fieldNames ?? []).map(unknownField),
  ]
  // Who copies a body has read all of it, also what the method has no use for.
  const isClear = readings !== null && !readings.some(({ body }) => body.wasCopied())
  const unreadNames = [
    ...(readings ? inEvery(readings.map(({ body }) => body.unread())) : []),
    ...(isClear ? [] : unknownNames(sent.body, method.body)),
  ]
  for (const name of new Set(unreadNames)) {
    found.push(unread('body', name, isKnown(method.body, name.split('.')) ? 'ignored' : 'unknown'))
  }
  for (const name of readings ? inEvery(readings.map(({ query }) => query.unread())) : []) {
    found.push(unread('query', name, 'ignored'))
  }
  if (readings && !readings.some(({ hasFiles }) => hasFiles)) {
    found.push(unread('files', 'files', 'ignored'))
  }
  return found.slice(0, maxUnread)
}

const unread = (where: Unread['in'], name: string, why: Unread['why']): Unread => ({
  in: where,
  name: name.slice(0, maxNameLength),
  why,
})

/** A field that nothing knows. */
export const unknownField = (name: string): Unread => unread('body', name, 'unknown')

/** The parts of a batch read for all: what one of them read is read. */
const inEvery = ([first = [], ...others]: readonly string[][]): string[] =>
  others.length === 0
    ? first
    : first.filter((name) => others.every((names) => names.includes(name)))

function unknownParameters({ query }: Method, search: string): string[] {
  if (search === '') return []
  const known: object = query?.properties ?? {}
  // Most are known as they are written: those are not decoded.
  const isWritten = (pair: string) => Object.hasOwn(known, pair.slice(0, pair.indexOf('=')))
  if (search.split('&').every(isWritten)) return []
  const sent = new Set<string>()
  for (const [name, value] of new URLSearchParams(search)) if (value !== '') sent.add(name)
  return [...sent].filter((name) => !Object.hasOwn(known, name) && !spineParameters.has(name))
}

const unknownFields = ({ body }: Method, fields: readonly string[]): string[] =>
  fields.filter((name) => !isKnown(body, [name]))

/** A JSON Schema as far as names need it. */
interface SchemaLike {
  readonly type?: string
  readonly properties?: Readonly<Record<string, SchemaLike>>
  readonly items?: SchemaLike
  readonly anyOf?: readonly SchemaLike[]
  readonly allOf?: readonly SchemaLike[]
  readonly patternProperties?: object
}

/** The schemas of a member; null when the schema leaves open what members there are. */
function memberOf(schema: SchemaLike, name: string): SchemaLike[] | null {
  if (schema.patternProperties) return null
  const parts = [...(schema.anyOf ?? []), ...(schema.allOf ?? [])]
  const own = schema.items ? memberOf(schema.items, name) : (schema.properties ?? null)
  if (own === null && parts.length === 0)
    return schema.type === 'object' || !schema.type ? null : []
  const below = parts.map((part) => memberOf(part, name))
  if (below.includes(null)) return null
  const mine = Array.isArray(own) ? own : own && Object.hasOwn(own, name) ? [own[name] ?? {}] : []
  return [...mine, ...below.flatMap((found) => found ?? [])]
}

/** Whether a schema has a name, or leaves open what names there are. */
function isKnown(schema: TSchema | undefined, path: readonly string[]): boolean {
  let here: readonly SchemaLike[] = schema ? [schema] : []
  for (const name of path) {
    const found = here.map((one) => memberOf(one, name))
    if (found.includes(null)) return true
    here = found.flatMap((one) => one ?? [])
    if (here.length === 0) return false
  }
  return true
}

/** Dotted names of a value that its schema does not have, the outermost ones. */
function unknownNames(value: unknown, schema: TSchema | undefined): string[] {
  const names = new Set<string>()
  let looks = 0
  const visit = (member: unknown, path: readonly string[], depth: number) => {
    if (typeof member !== 'object' || member === null || depth > maxDepth) return
    for (const [name, below] of membersOf(member, maxLooks)) {
      if (names.size >= maxUnread || (looks += 1) > maxLooks) return
      const here = name === '' ? path : [...path, name]
      if (isKnown(schema, here)) visit(below, here, depth + 1)
      else names.add(here.join('.'))
    }
  }
  visit(value, [], 0)
  return [...names]
}
