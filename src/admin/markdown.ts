// The admin API as one Markdown document, made from its table: docs/admin-api.md.
import { markdownTable } from '#lib/markdown-table'
import { problems } from './problems.ts'
import { pathOf, type Route, verbOf } from './route.ts'
import { routeGroups } from './routes/routes.ts'

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

/** The document, ending with a newline. */
export function adminMarkdown(): string {
  return [
    '# Admin API',
    'What the command line does, for programs: agents, their credentials and grants, the audit log, the installation. Generated from its table (`npm run docs`); `GET /api/v1/openapi.json` answers the same as OpenAPI 3.1.',
    'Send `Authorization: Bearer` with the admin token, which `ringfence start` prints and `DIR/ringfence.json` holds while it runs. Bodies are JSON and are sent as `application/json`; times are ISO 8601. An agent is named by its id or its name. The API answers under the loopback’s names, the address it listens on and the host of `--public-url`; pages of other sites are refused, and it has no CORS. Every change is in the audit log, before it is made, as an `admin` record by `admin-token`.',
    '```sh\ncurl -H "Authorization: Bearer $RINGFENCE_ADMIN_TOKEN" http://127.0.0.1:4100/api/v1/agents\n```',
    ...routeGroups.flatMap(({ title, routes }) => [
      `## ${title}`,
      ...Object.entries(routes).flatMap(([id, route]: [string, Route]) => section(id, route)),
    ]),
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
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')
}

function section(id: string, route: Route): string[] {
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
