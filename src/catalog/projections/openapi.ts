// The catalogue as an OpenAPI 3.1 document. Schemas are JSON Schema already; what is added is where they stand.
import type { TObject, TSchema } from 'typebox'
import { codeIn, type ErrorCode, errors, guideCodes, statusIn } from '../errors.ts'
import { groupOf, groups } from '../groups.ts'
import { methodsIn } from '../live.ts'
import { type Method, pathOf, verbOf } from '../method.ts'
import type { Profile } from '../profile.ts'
import { rateGroups, rateHeaders } from '../rate-groups.ts'
import { Bytes } from '../schemas/common.ts'
import { versioning } from '../rules/versions.ts'
import { webhooks } from './events.ts'
import { type Json, type JsonObject, plain } from './json.ts'
import { sourceUrl } from './reference.ts'

/** What the document says beside the catalogue. */
export interface OpenApiOptions {
  /** Origins where the API is served. */
  readonly servers: readonly string[]
  /** Version of the product that writes it. */
  readonly version: string
}

/** The OpenAPI 3.1 document of a profile. */
export function openapi(profile: Profile, options: OpenApiOptions): JsonObject {
  const paths: Record<string, Record<string, Json>> = {}
  for (const [id, method] of Object.entries(methodsIn(profile))) {
    const path = (paths[pathOf(method)] ??= {})
    path[verbOf(method).toLowerCase()] = operation(id, method)
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'RingCentral API for agents, as Ringfence serves it',
      version: options.version,
      description: `Path version ${versioning.path}, profile ${profile}. Not affiliated with RingCentral.`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: options.servers.map((url) => ({ url })),
    tags: Object.values(groups).map(({ label, about }) => ({ name: label, description: about })),
    security: [{ token: [] }],
    paths,
    webhooks: webhooks(profile),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An access token or an agent key.' },
      },
      schemas: { Error: errorSchema },
      responses: responsesIn(profile),
      headers: Object.fromEntries(
        Object.values(rateHeaders).map((name) => [
          name,
          { schema: { type: 'string' }, description: 'Of the usage group this method belongs to.' },
        ]),
      ),
    },
  }
}

function operation(id: string, method: Method): JsonObject {
  return {
    operationId: id,
    tags: [groups[groupOf(id)].label],
    summary: method.summary,
    description: method.notes,
    externalDocs: { url: sourceUrl(method) },
    parameters: [...parameters(method.path, 'path'), ...parameters(method.query, 'query')],
    ...(method.body
      ? {
          requestBody: {
            required: !method.bodyIsOptional,
            content: contentOf(method.body, method),
          },
        }
      : {}),
    responses: {
      [String(method.status)]: success(method),
      ...(method.otherStatus ? { [String(method.otherStatus)]: success(method) } : {}),
      ...(method.tagged ? { '304': { description: 'What the caller has is what there is.' } } : {}),
      ...failures,
      ...(method.body ? bodyFailures : {}),
    },
    ...(method.version.deprecated ? { deprecated: true } : {}),
    'x-ringfence': {
      access: method.access,
      actsOn: method.actsOn,
      permission: method.permission,
      userPermission: method.userPermission,
      rateGroup: method.rateGroup,
      perMinute: rateGroups[method.rateGroup].limit,
      event: method.event,
      listed: method.listed,
    },
  }
}

function parameters(schema: TObject | undefined, place: 'path' | 'query'): JsonObject[] {
  const properties = (schema?.properties ?? {}) as Readonly<Record<string, JsonObject>> // JSON Schemas
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === 'path',
    schema: property,
    ...(typeof description === 'string' ? { description } : {}),
    ...(property['type'] === 'array' ? { style: 'form', explode: true } : {}),
  }))
}

/** The body under each media type; a multipart one is an envelope with files beside it. */
function contentOf(body: TSchema, { bodyTypes = ['application/json'] }: Method): JsonObject {
  const envelope = plain(body)
  return Object.fromEntries(
    bodyTypes.map((type) => [
      type,
      type === 'application/json'
        ? { schema: envelope }
        : {
            schema: {
              type: 'object',
              properties: {
                'request.json': envelope,
                attachments: {
                  type: 'array',
                  items: { type: 'string', contentMediaType: 'application/octet-stream' },
                },
              },
            },
          },
    ]),
  )
}

function success(method: Method): JsonObject {
  const headers = Object.fromEntries(
    [rateHeaders.group, rateHeaders.limit, rateHeaders.remaining, rateHeaders.window].map(
      (name) => [name, { $ref: `#/components/headers/${name}` }],
    ),
  )
  const description = method.returns === null ? 'Done; no content.' : 'Done.'
  if (method.returns === null) return { description, headers }
  const content: JsonObject =
    method.returns === Bytes
      ? { '*/*': { schema: { type: 'string', contentMediaType: 'application/octet-stream' } } }
      : { 'application/json': { schema: plain(method.returns) } }
  return { description, headers, content }
}

// What any method may be refused with; 415 is for those that take a body.
const failures = failureRefs([400, 401, 403, 404, 429, 500, 503])
const bodyFailures = failureRefs([415])

function failureRefs(statuses: readonly number[]): JsonObject {
  return Object.fromEntries(
    statuses.map((status) => [String(status), { $ref: `#/components/responses/${status}` }]),
  )
}

const errorSchema: JsonObject = {
  type: 'object',
  required: ['errorCode', 'message', 'errors'],
  properties: {
    errorCode: { type: 'string' },
    message: { type: 'string' },
    parameterName: { type: 'string' },
    permissionName: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['errorCode', 'message'],
        properties: {
          errorCode: { type: 'string' },
          message: { type: 'string' },
          parameterName: { type: 'string' },
          parameterValue: { type: 'string' },
          permissionName: { type: 'string' },
        },
      },
    },
  },
}

/** One response for each status, naming the codes that a profile answers with it. */
function responsesIn(profile: Profile): JsonObject {
  const codes = Map.groupBy(Object.keys(errors) as ErrorCode[], (code) => statusIn(profile, code)) // its keys
  const entries = [...codes].toSorted(([one], [other]) => one - other)
  return Object.fromEntries(
    entries.map(([status, thrown]) => [
      String(status),
      {
        description: [...new Set(thrown.map((code) => explained(codeIn(profile, code))))].join(' '),
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    ]),
  )
}

function explained(code: ErrorCode): string {
  const meanings: Readonly<Partial<Record<ErrorCode, string>>> = guideCodes
  return `${code}: ${meanings[code] ?? `${errors[code].message}.`} ${errors[code].remedy}`
}
