// The admin API as OpenAPI 3.1, made from its table. Schemas that several routes share become
// components, told apart by identity, so that the document reads as the code does.
import type { TSchema } from 'typebox'
import { commonProblems, problems, type ProblemType } from './problems.ts'
import { pathOf, type Route, verbOf } from './route.ts'
import { routeGroups } from './routes/routes.ts'
import * as schemas from './schemas.ts'

/** An OpenAPI document, as far as a caller has to know it. */
export interface OpenApi {
  readonly openapi: string
  readonly [member: string]: unknown
}

const named = {
  Agent: schemas.Agent,
  Credential: schemas.Credential,
  NewCredential: schemas.NewCredential,
  Grant: schemas.Grant,
  GridRow: schemas.GridRow,
  AuditRecord: schemas.AuditRecord,
  Head: schemas.Head,
  Verification: schemas.Verification,
  Connection: schemas.Connection,
} as const
const names = new Map<unknown, string>(
  Object.entries(named).map(([name, schema]) => [schema, name]),
)

/** A schema with the shared ones below it replaced by references. */
function referring(schema: unknown, isTop = false): unknown {
  const name = names.get(schema)
  if (name !== undefined && !isTop) return { $ref: `#/components/schemas/${name}` }
  if (Array.isArray(schema)) return schema.map((one) => referring(one))
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, referring(value)]))
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

function parametersOf({ path, query }: Route) {
  const list = (schema: Route['path'] | undefined, where: 'path' | 'query') =>
    Object.entries((schema?.properties ?? {}) as Readonly<Record<string, TSchema>>).map(
      ([name, { description, ...property }]: [string, TSchema & { description?: string }]) => ({
        name,
        in: where,
        required: where === 'path' || requiredNames(schema).includes(name),
        ...(description === undefined ? {} : { description }),
        schema: referring(property),
      }),
    )
  return [...list(path, 'path'), ...list(query, 'query')]
}

function problemResponses(route: Route) {
  const types = [...new Set([...commonProblems, ...route.problems])]
  const byStatus = Map.groupBy(types, (type: ProblemType) => problems[type].status)
  return [...byStatus]
    .sort(([one], [other]) => one - other)
    .map(([status, all]) => [
      status,
      {
        description: all.map((type) => problems[type].title).join(' Or: '),
        content: json({ $ref: '#/components/schemas/Problem' }, 'application/problem+json'),
      },
    ])
}

function operation(operationId: string, route: Route, tag: string) {
  const parameters = parametersOf(route)
  return {
    operationId,
    tags: [tag],
    summary: route.summary,
    ...(route.notes === undefined ? {} : { description: route.notes }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body ? { requestBody: { content: json(referring(route.body)) } } : {}),
    responses: Object.fromEntries([
      [route.status, { description: 'Done.', content: json(referring(route.returns)) }],
      ...problemResponses(route),
    ]) as object,
  }
}

/** The document. `version` is the product's. */
export function openApi(version: string): OpenApi {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { title, routes } of routeGroups) {
    for (const [id, route] of Object.entries(routes) as [string, Route][]) {
      const path = (paths[pathOf(route)] ??= {})
      path[verbOf(route).toLowerCase()] = operation(id, route, title)
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ringfence admin API',
      version,
      description: 'What the command line and the console do, for programs.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ adminToken: [] }],
    tags: routeGroups.map(({ title }) => ({ name: title })),
    paths,
    components: {
      securitySchemes: {
        adminToken: { type: 'http', scheme: 'bearer', description: 'The admin token.' },
      },
      schemas: {
        ...Object.fromEntries(
          Object.entries(named).map(([name, schema]) => [name, referring(schema, true)]),
        ),
        Problem,
      },
    },
  }
}
