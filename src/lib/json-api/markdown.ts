// A JSON API as Markdown, made from its table: the sections that the documents in docs/ are made of.
import { markdownTable } from '../markdown-table.ts'
import type { ProblemTable } from './problems.ts'
import { pathOf, type Route, type RouteGroup, verbOf } from './route.ts'

/** A JSON Schema as far as a line about a field needs it. */
interface SchemaLike {
  readonly type?: string
  readonly description?: string
  readonly enum?: readonly string[]
  readonly const?: unknown
  readonly items?: SchemaLike
  readonly anyOf?: readonly SchemaLike[]
  readonly properties?: Readonly<Record<string, SchemaLike>>
  readonly required?: readonly string[]
}

/**
 * The sections of a document: one a group, with everything it has.
 * @param besides what is said of a route after its summary
 */
export const groupSections = <R extends Route = Route>(
  groups: readonly RouteGroup<NoInfer<R>>[],
  besides: (id: string, route: NoInfer<R>) => readonly string[] = () => [],
): string[] =>
  groups.flatMap(({ title, routes }) => [
    `## ${title}`,
    ...Object.entries(routes).flatMap(([id, route]) => section(id, route, besides(id, route))),
  ])

/** The section on what an API refuses with. */
export const problemSection = (problems: ProblemTable): string[] => [
  '## Problems',
  'A refusal is `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail`, what to do as `remedy`, and where there is one the `field` at fault. `type` ends in one of these:',
  markdownTable(
    ['Type', 'Status', 'What it says', 'What to do'],
    Object.entries(problems).map(([type, { status, title, remedy }]) => [
      `\`${type}\``,
      String(status),
      title,
      remedy,
    ]),
  ),
]

function section(id: string, route: Route, besides: readonly string[]): string[] {
  const fields = [
    ...fieldsOf(route.path, 'path', true),
    ...fieldsOf(route.query, 'query'),
    ...fieldsOf(route.body, 'body'),
  ]
  const answer = Object.keys((route.returns as SchemaLike).properties ?? {}) // a TypeBox schema is a JSON Schema
  return [
    `### ${id}`,
    `\`${verbOf(route)} ${pathOf(route)}\``,
    [route.summary, route.notes].filter((text) => text !== undefined).join(' '),
    ...besides,
    ...(fields.length > 0 ? [markdownTable(['Field', 'In', 'What it is'], fields)] : []),
    `Answers ${route.status}${answer.length > 0 ? ` with ${answer.map((name) => `\`${name}\``).join(', ')}` : ''}.`,
  ]
}

function fieldsOf(
  schema: SchemaLike | undefined,
  place: 'path' | 'query' | 'body',
  isRequired = false,
): string[][] {
  return Object.entries(schema?.properties ?? {}).map(([name, property]) => [
    `\`${name}\`${isRequired || schema?.required?.includes(name) ? '' : ' (optional)'}`,
    place,
    property.description ?? typeOf(property),
  ])
}

const typeOf = ({ type, enum: values }: SchemaLike): string => values?.join(', ') ?? type ?? ''
