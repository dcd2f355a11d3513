// A call of a lever for its documentation: as the row says, or made up from what its schemas require.
import type { Lever } from './lever.ts'

/** A JSON Schema as far as an example needs it. */
interface SchemaLike {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly examples?: readonly unknown[]
  readonly anyOf?: readonly SchemaLike[]
  readonly items?: SchemaLike
  readonly minimum?: number
  readonly properties?: Readonly<Record<string, SchemaLike>>
  readonly required?: readonly string[]
}

/** The fields of an example call, by name. */
export function exampleOf(lever: Lever): Readonly<Record<string, unknown>> {
  if (lever.example) return lever.example
  return {
    ...requiredOf(lever.path),
    ...requiredOf(lever.query),
    ...requiredOf(lever.body),
  }
}

// A TypeBox schema is a JSON Schema.
function requiredOf(schema: SchemaLike | undefined): Record<string, unknown> {
  const { properties = {}, required = [] } = schema ?? {}
  return Object.fromEntries(required.map((name) => [name, valueOf(name, properties[name] ?? {})]))
}

function valueOf(name: string, schema: SchemaLike): unknown {
  const [told] = schema.examples ?? schema.enum ?? []
  if (told !== undefined) return told
  if (schema.const !== undefined) return schema.const
  const [first] = schema.anyOf ?? []
  if (first) return valueOf(name, first)
  switch (schema.type) {
    case 'integer':
    case 'number':
      return schema.minimum ?? 1
    case 'boolean':
      return true
    case 'array':
      return [valueOf(name, schema.items ?? {})]
    case 'object':
      return requiredOf(schema)
    default:
      return textOf(name)
  }
}

/** What usual fields look like. */
const usual: Readonly<Record<string, string>> = {
  clientId: 'my-app',
  subscriptionId: '1423e408-e25c-4421-8dd1-5f754e2f5648',
  callId: '4409853005',
  partyId: 'p-a0d106d9044dz1a20bead8fez914ba0000-2',
  messageId: '1724099032009',
  extension: '101',
  name: 'my-name',
}

/** A text that looks like what its field is called. */
function textOf(name: string): string {
  const known = usual[name]
  if (known !== undefined) return known
  if (/number|^from$|^to$/i.test(name)) return '+14155550142'
  if (/(^|[a-z])(at|since|until)$/i.test(name)) return '2026-11-23T21:00:00Z'
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
