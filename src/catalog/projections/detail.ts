// Everything the reference says of one method: its row, its schemas as trees, what it can answer, where
// guide and live differ, and working examples.
import { answeredBy } from '../errors/answered-by.ts'
import { codeIn, type ErrorCode, type ErrorEntry, errors, guideCodes, statusIn } from '../errors.ts'
import { type EventName, events } from '../events.ts'
import { differences } from '../live.ts'
import type { Batch, MediaType, Method } from '../method.ts'
import { type MethodId, methods } from '../methods.ts'
import { rateWindowSeconds } from '../rate-groups.ts'
import { Bytes } from '../schemas/common.ts'
import type { Examples } from './examples/clients.ts'
import { examplesOf } from './examples/examples.ts'
import { type Sample, sampleOf } from './examples/sample.ts'
import { plain } from './json.ts'
import { methodReferences, type MethodReference } from './reference.ts'
import { schemaTree, type SchemaNode } from './schema-tree.ts'

/** A code a method can answer, as the guide has it, with the finer ones that `live` answers. */
export interface ErrorReference {
  readonly status: number
  readonly code: ErrorCode
  readonly meaning: string
  readonly remedy: string
  readonly finer: readonly FinerError[]
}

/** A code that `live` answers where the guide has a broader one. */
export interface FinerError {
  readonly code: ErrorCode
  readonly status: number
  readonly message: string
  readonly remedy: string
}

/** A point on which guide and live differ. */
export interface DifferenceReference {
  readonly about: string
  readonly guide: string
  readonly live: string
}

/** The event that tells of what a method reads or makes. */
export interface EventLink {
  readonly id: EventName
  readonly name: string
  readonly signals: string
  readonly filter: string
}

/** A method in full. */
export interface MethodDetail extends MethodReference {
  /** Parameters of the path and of the query; a method without has none. */
  readonly pathParameters: readonly SchemaNode[]
  readonly query: readonly SchemaNode[]
  readonly body: SchemaNode | null
  readonly bodyTypes: readonly MediaType[]
  readonly bodyIsOptional: boolean
  /** Whether the body may be a file itself. */
  readonly rawBody: boolean
  readonly maxBytes: number | null
  readonly filesBytes: number | null
  readonly status: number
  readonly otherStatus: number | null
  /** Null for an empty reply. */
  readonly reply: SchemaNode | null
  readonly isFile: boolean
  readonly isOpen: boolean
  readonly isTagged: boolean
  readonly batch: Batch | null
  /** What the rate limit means, in sentences. */
  readonly rate: readonly string[]
  readonly related: EventLink | null
  readonly errors: readonly ErrorReference[]
  readonly differences: readonly DifferenceReference[]
  readonly sample: Sample
  readonly examples: Examples
}

/** A method in full, as the guide has it. */
export function methodDetail(id: MethodId): MethodDetail {
  const method: Method = methods[id]
  const row = methodReferences().find((one) => one.id === id)
  if (!row) throw new RangeError(`The reference has no ${id}.`)
  return {
    ...row,
    pathParameters: schemaTree(plain(method.path)).members,
    query: method.query ? schemaTree(plain(method.query)).members : [],
    body: method.body ? schemaTree(plain(method.body)) : null,
    bodyTypes: method.body ? (method.bodyTypes ?? ['application/json']) : [],
    bodyIsOptional: method.bodyIsOptional ?? false,
    rawBody: method.rawBody ?? false,
    maxBytes: method.maxBytes ?? null,
    filesBytes: method.filesLimit?.bytes ?? null,
    status: method.status,
    otherStatus: method.otherStatus ?? null,
    reply: method.returns && method.returns !== Bytes ? schemaTree(plain(method.returns)) : null,
    isFile: method.returns === Bytes,
    isOpen: method.open ?? false,
    isTagged: method.tagged ?? false,
    batch: method.batch ?? null,
    rate: rateSentences(row, method.open ?? false),
    related: method.event ? eventLink(method.event) : null,
    errors: errorsOf(id, method),
    differences: differences
      .filter(({ about }) => about.includes(` ${id} (`))
      .map(({ about, guide, live }) => ({ about: about.split(' of ')[0] ?? about, guide, live })),
    sample: sampleOf(id, method),
    examples: examplesOf(id, method),
  }
}

/** Every method in full, in the guide's order. */
export const methodDetails = (): MethodDetail[] =>
  (Object.keys(methods) as MethodId[]).map((id) => methodDetail(id)) // its keys

function eventLink(name: EventName): EventLink {
  const { name: label, signals, filter } = events[name]
  return { id: name, name: label, signals, filter }
}

/** What a limit means for an agent that calls again and again. */
function rateSentences({ rateGroup, perMinute }: MethodReference, isOpen: boolean): string[] {
  if (isOpen)
    return ['Anybody may call it, as often as they like: it takes no token and is not counted.']
  const every = rateWindowSeconds / perMinute
  return [
    `${perMinute} calls a minute for a user and an app, shared with every other ${rateGroup} method.`,
    `That is one every ${Number(every.toFixed(1))} seconds; five agents on one connection have ${Math.floor(perMinute / 5)} a minute each.`,
    `Call number ${perMinute + 1} within ${rateWindowSeconds} seconds is answered 429 with Retry-After, and every call before that time is over starts the wait again.`,
  ]
}

/** What a method can answer, by the guide's code, in the order of their statuses. */
function errorsOf(id: MethodId, method: Method): ErrorReference[] {
  const codes = (Object.keys(errors) as ErrorCode[]).filter(
    (code) => answeredBy[code]?.(method, id) ?? false,
  )
  const meanings: Readonly<Partial<Record<ErrorCode, string>>> = guideCodes
  return [...Map.groupBy(codes, (code) => codeIn('guide', code))]
    .map(([code, thrown]): ErrorReference => {
      const entry: ErrorEntry = errors[code]
      return {
        status: statusIn('guide', code),
        code,
        meaning: meanings[code] ?? readable(entry.message),
        remedy: entry.remedy,
        finer: thrown
          .filter((one) => one !== code)
          .map((one) => ({
            code: codeIn('live', one),
            status: statusIn('live', one),
            message: readable(errors[one].message),
            remedy: errors[one].remedy,
          })),
      }
    })
    .toSorted((one, other) => one.status - other.status || one.code.localeCompare(other.code))
}

/** A message with its placeholders as words. */
export const readable = (message: string): string =>
  `${message
    .replaceAll('[{parameterName}]', 'the parameter named')
    .replaceAll('[{permissionName}]', 'the named')
    .replaceAll(/\{(\w+)\}/g, '…')}.`.replace(/\.\.$/, '.')
