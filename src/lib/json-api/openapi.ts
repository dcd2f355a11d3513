// A JSON API as OpenAPI 3.1, made from its table. Schemas that several routes share become components,
// told apart by identity, so that the document reads as the code does.
import type { TSchema } from 'typebox'
import { commonProblems, type ProblemTable } from './problems.ts'
import { pathOf, type Route, type RouteGroup, verbOf } from './route.ts'

/** An OpenAPI document, as far as a caller has to know it. */
export interface OpenApi {
  readonly openapi: string
  readonly [member: string]: unknown
}

/** What a document says of its API. */
export interface Described {
  readonly title: string
  readonly version: string
  readonly description: string
  readonly groups: readonly RouteGroup[]
  readonly problems: ProblemTable
  /** Schemas that several routes share, by name: they become components, told apart by identity. */
  readonly schemas: Readonly<Record<string, TSchema>>
  /** The name of the security scheme, and what its token is. */
  readonly token: { readonly name: string; readonly description: string }
}

const Problem = {
  type: 'object',
  description: 'Problem details (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'remedy'],
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    field: { type: 'string', description: 'The field, parameter or header at fault.' },
    remedy: { type: 'string', description: 'What to do about it.' },
  },
}

const json = (schema: unknown, mediaType = 'application/json') => ({ [mediaType]: { schema } })

/** The names of the members that an object must have. */
const requiredNames = (schema: { readonly required?: readonly string[] } | undefined) =>
  schema?.required ?? []

/** Replaces shared schemas below a schema by references. */
type Refer = (schema: unknown, isTop?: boolean) => unknown

function createRefer(schemas: Described['schemas']): Refer {
  const names = new Map<unknown, string>(
    Object.entries(schemas).map(([name, schema]) => [schema, name]),
  )
  const refer: Refer = (schema, isTop = false) => {
    const name = names.get(schema)
    if (name !== undefined && !isTop) return { $ref: `#/components/schemas/${name}` }
    if (Array.isArray(schema)) return schema.map((one) => refer(one))
    if (typeof schema !== 'object' || schema === null) return schema
    return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, refer(value)]))
  }
  return refer
}

function parametersOf({ path, query }: Route, refer: Refer) {
  const list = (schema: Route['path'] | undefined, where: 'path' | 'query') =>
    Object.entries((schema?.properties ?? {}) as Readonly<Record<string, TSchema>>).map(
      ([name, { description, ...property }]: [string, TSchema & { description?: string }]) => ({
        name,
        in: where,
        required: where === 'path' || requiredNames(schema).includes(name),
        ...(description === undefined ? {} : { description }),
        schema: refer(property),
      }),
    )
  return [...list(path, 'path'), ...list(query, 'query')]
}

function problemResponses(route: Route, problems: ProblemTable) {
  const types = new Set([...commonProblems, ...route.problems])
  const rows = [...types].flatMap((type) => problems[type] ?? [])
  return [...Map.groupBy(rows, ({ status }) => status)]
    .sort(([one], [other]) => one - other)
    .map(([status, all]) => [
      status,
      {
        description: all.map(({ title }) => title).join(' Or: '),
        content: json({ $ref: '#/components/schemas/Problem' }, 'application/problem+json'),
      },
    ])
}

function operation(
  operationId: string,
  route: Route,
  { tag, refer, problems }: { tag: string; refer: Refer; problems: ProblemTable },
) {
  const parameters = parametersOf(route, refer)
  return {
    operationId,
    tags: [tag],
    summary: route.summary,
    ...(route.notes === undefined ? {} : { description: route.notes }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body ? { requestBody: { content: json(refer(route.body)) } } : {}),
    responses: Object.fromEntries([
      [route.status, { description: 'Done.', content: json(refer(route.returns)) }],
      ...problemResponses(route, problems),
    ]) as object,
  }
}

/** The document of an API. */
export function openApi({ groups, problems, schemas, token, ...info }: Described): OpenApi {
  const refer = createRefer(schemas)
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { title: tag, routes } of groups) {
    for (const [id, route] of Object.entries(routes)) {
      const path = (paths[pathOf(route)] ??= {})
      path[verbOf(route).toLowerCase()] = operation(id, route, { tag, refer, problems })
    }
  }
  return {
    openapi: '3.1.0',
    info: { ...info, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    security: [{ [token.name]: [] }],
    tags: groups.map(({ title: name }) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        [token.name]: { type: 'http', scheme: 'bearer', description: token.description },
      },
      schemas: {
        ...Object.fromEntries(
          Object.entries(schemas).map(([name, schema]) => [name, refer(schema, true)]),
        ),
        Problem,
      },
    },
  }
}
