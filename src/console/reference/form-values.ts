// What is in a form made from schemas: values by the path of their member, and back to JSON.
import type { Json, JsonObject } from '#catalog/projections/json'
import type { SchemaNode } from '#catalog/projections/schema-tree'

/** What stands in the fields, by the path of the member, as `from.phoneNumber` or `to.0.phoneNumber`. */
export type FormValues = Readonly<Record<string, string>>

/** The fields' texts for a value. */
export function valuesOf(value: Json | undefined, path = ''): Record<string, string> {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object') return { [path]: String(value) }
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
    return { [path]: value.join(', ') }
  }
  const members = Object.entries(value as JsonObject) // an index is a name, too
  return Object.assign(
    {},
    ...members.map(([name, member]) => valuesOf(member, path === '' ? name : `${path}.${name}`)),
  ) as Record<string, string> // of such records
}

/** The value that the fields of a schema make; undefined where all of them are empty. */
export function valueOfForm(node: SchemaNode, values: FormValues, path: string): Json | undefined {
  if (node.members.length > 0) {
    const at = node.kind === 'list' ? `${path}.0` : path
    const members = node.members
      .map((member) => [member.name ?? '', valueOfForm(member, values, join(at, member))] as const)
      .filter(([, value]) => value !== undefined)
    if (members.length === 0) return undefined
    const object = Object.fromEntries(members) as JsonObject // none is undefined
    return node.kind === 'list' ? [object] : object
  }
  const text = values[path]?.trim() ?? ''
  if (text === '') return undefined
  if (node.kind === 'list') {
    return text
      .split(',')
      .map((item) => scalar(node.items?.kind ?? 'text', item.trim()))
      .filter((item) => item !== '')
  }
  return scalar(node.kind, text)
}

/** The path of a member. */
export const join = (path: string, { name }: SchemaNode): string =>
  path === '' ? (name ?? '') : `${path}.${name}`

function scalar(kind: SchemaNode['kind'], text: string): Json {
  // What is no number goes as it was typed: the method says what is wrong with it.
  if (kind === 'integer' || kind === 'number') {
    return Number.isNaN(Number(text)) ? text : Number(text)
  }
  return kind === 'boolean' ? text === 'true' : text
}
