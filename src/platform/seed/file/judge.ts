// A seed against its schema. A walk of our own, since a person who wrote 300 lines of YAML wants every
// mistake with its place and the words of the field, not the first keyword that failed.
import type { TSchema } from 'typebox'
import { satisfies } from '#lib/schema'
import { type Path, type Problems, shown } from './problems.ts'

/** A JSON Schema as far as seeds use it. */
interface Node {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  readonly items?: Node
  readonly anyOf?: readonly Node[]
  readonly description?: string
  readonly minItems?: number
  readonly maxItems?: number
  readonly writeOnly?: boolean
}

/** Notes everything in `value` that the schema does not take. */
export function judge(schema: TSchema, value: unknown, problems: Problems): void {
  walk(schema, value, [])

  function walk(node: Node, value: unknown, path: Path): void {
    const kind = kindOf(value)
    const branch = node.anyOf?.find(({ type }) => type === kind)
    if (node.anyOf && branch && (kind === 'object' || kind === 'array')) {
      return walk({ description: node.description ?? '', ...branch }, value, path)
    }
    if (node.type === 'object' && kind === 'object') return walkObject(node, value as object, path)
    if (node.type === 'array' && Array.isArray(value)) return walkArray(node, value, path)
    // The schema below is one of TypeBox's own, as the whole is.
    if (!satisfies(node as TSchema, value)) problems.add(path, wrong(node, value))
  }

  function walkObject(node: Node, value: object, path: Path): void {
    const { properties = {}, required = [] } = node
    for (const [name, member] of Object.entries(value)) {
      const at = [...path, name]
      const known = Object.hasOwn(properties, name) ? properties[name] : undefined
      if (known) walk(known, member, at)
      else if (!(path.length === 0 && name.startsWith('x-'))) {
        problems.add(at, `is not taken.${nearest(name, Object.keys(properties))}`)
      }
    }
    for (const name of required) {
      if (Object.hasOwn(value, name)) continue
      const takes = properties[name]?.description
      problems.add(path, `lacks ${name}${takes ? `: ${takes}` : ''}.`)
    }
  }

  function walkArray(node: Node, value: readonly unknown[], path: Path): void {
    const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, items } = node
    if (value.length < minItems)
      problems.add(path, `has ${value.length}. It takes at least ${minItems}.`)
    if (value.length > maxItems)
      problems.add(path, `has ${value.length}. It takes at most ${maxItems}.`)
    if (items) for (const [index, item] of value.entries()) walk(items, item, [...path, index])
  }
}

const wrong = ({ writeOnly, description = 'something else' }: Node, value: unknown): string =>
  `${writeOnly ? 'is not as it should be' : `is ${shown(value)}`}. It takes ${description}.`

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

/** A hint at the name that was meant, or the names that there are. */
function nearest(name: string, names: readonly string[]): string {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, '')
  const meant = names.find((one) => distance(plain(name), plain(one)) <= 2)
  return meant ? ` Did you mean ${meant}?` : ` Known here: ${names.join(', ')}.`
}

/** How many letters differ (Levenshtein). Names are short. */
export function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [i, letter] of Array.from(one).entries()) {
    const next = [i + 1]
    for (const [j, against] of Array.from(other).entries()) {
      const changed = (row[j] ?? 0) + (letter === against ? 0 : 1)
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, changed))
    }
    row = next
  }
  return row[other.length] ?? 0
}
