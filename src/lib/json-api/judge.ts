// A request's path, query and body against the schemas of its route. Every refusal names the field.
import type { TObject, TSchema } from 'typebox'
import { readBody as readAll, TooLargeError } from '../body.ts'
import { validatorOf } from '../schema.ts'
import { ApiProblem } from './problems.ts'

/** A JSON Schema as far as a message about a wrong value needs it. */
interface SchemaLike {
  readonly properties?: Readonly<Record<string, SchemaLike>>
  readonly items?: SchemaLike
  readonly description?: string
}

/** Throws invalid-request for the first field of `value` that the schema does not take. */
export function judge(schema: TSchema, value: unknown, what: 'path' | 'query' | 'body'): void {
  const validator = validatorOf(schema)
  if (validator.Check(value)) return
  // A field that is not taken is told twice, first as a schema that takes nothing.
  const first = validator.Errors(value).find(({ keyword }) => keyword !== 'boolean')
  const params = (first?.params ?? {}) as {
    requiredProperties?: readonly string[]
    additionalProperties?: readonly string[]
  } // by its keyword
  const extra = params.requiredProperties?.[0] ?? params.additionalProperties?.[0]
  const at = [...(first?.instancePath ?? '').split('/'), extra ?? ''].filter((part) => part !== '')
  const field = at.join('.') || what
  const expected = describe(schema, at)
  throw new ApiProblem('invalid-request', {
    detail: params.additionalProperties
      ? `The ${what} has a field that is not taken: ${field}.`
      : params.requiredProperties
        ? `The ${what} lacks ${field}.`
        : `${field} ${first?.message ?? 'is not as described'}.`,
    field,
    remedy: params.additionalProperties ? 'Leave it out.' : expected && `${field}: ${expected}`,
  })
}

/** What the schema says of the value at a path. */
function describe(schema: SchemaLike, path: readonly string[]): string | undefined {
  let here: SchemaLike | undefined = schema
  for (const part of path) here = here?.properties?.[part] ?? here?.items
  return here?.description
}

/** The typed query of a request. Empty values count as absent; unknown names are refused. */
export function readQuery(schema: TObject | undefined, search: URLSearchParams): object {
  const properties = (schema?.properties ?? {}) as Readonly<Record<string, { type?: string }>> // JSON Schemas
  const query: Record<string, unknown> = {}
  for (const name of new Set(search.keys())) {
    const values = search.getAll(name).filter((value) => value !== '')
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (!property) {
      throw new ApiProblem('invalid-request', {
        detail: `The query has a parameter that is not taken: ${name}.`,
        field: name,
        remedy: `This path takes: ${Object.keys(properties).join(', ') || 'none'}.`,
      })
    }
    if (values.length === 0) continue
    if (property.type === 'array') query[name] = values
    else if (values.length === 1) query[name] = typed(property.type, values[0] ?? '')
    else throw new ApiProblem('invalid-request', { detail: `${name} is given twice.`, field: name })
  }
  if (schema) judge(schema, query, 'query')
  return query
}

/** A text as the type its schema names; what does not fit stays a text, for the schema to refuse. */
function typed(type: string | undefined, text: string): unknown {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return type === 'integer' && /^\d{1,15}$/.test(text) ? Number(text) : text
}

/** Most bytes of a body where the route says nothing. */
export const usualMaxBytes = 256 * 1024

/** The JSON body of a request; an absent one counts as `{}`. */
export async function readBody(
  schema: TSchema,
  request: Request,
  maxBytes: number = usualMaxBytes,
): Promise<unknown> {
  const bytes = await readBytes(request, maxBytes)
  if (bytes.length === 0) {
    judge(schema, {}, 'body')
    return {}
  }
  const mediaType = (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim()
  // A page of another site could send a form or plain text without the browser asking first.
  if (mediaType?.toLowerCase() !== 'application/json') {
    throw new ApiProblem('not-json', {
      detail: `The Content-Type is ${mediaType || 'absent'}.`,
      field: 'Content-Type',
    })
  }
  const body = parse(bytes)
  judge(schema, body, 'body')
  return body
}

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  try {
    return await readAll(request, maxBytes)
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error
    throw new ApiProblem('body-too-large', { detail: `The body is over ${maxBytes} bytes.` })
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    throw new ApiProblem('invalid-request', {
      detail: 'The body is no JSON.',
      field: 'body',
      remedy: 'Send one JSON object.',
    })
  }
}
