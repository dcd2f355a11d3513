// How a multipart body of RingCentral's sends divides into a JSON body and files. SDKs differ in part
// names and headers; one rule covers them: the envelope is the first JSON part together with the plain
// fields; every other part that carries a file name, is no text, or is named after an attachment, is
// a file.
import type { TSchema } from 'typebox'
import type { Part, PartHead } from '#lib/multipart'

/** What a part is for: the JSON of the body, one of its plain fields, or a file beside it. */
export type PartKind = 'json' | 'field' | 'file'

/** The JSON part cannot be parsed. */
export class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError'
}

const isJson = ({ contentType, name, fileName }: PartHead) =>
  contentType === 'application/json' ||
  (contentType === null && (name === 'json' || fileName === 'request.json'))

const isFile = ({ contentType, name, fileName }: PartHead) =>
  Boolean(fileName) ||
  name === null ||
  (contentType !== null && contentType !== 'text/plain') ||
  /^attachments?(\[\]|\d*)$/i.test(name)

/** A judge of one body's parts, asked in their order: only the first JSON is the body's. */
export function partJudge(): (head: PartHead) => PartKind {
  let hasJson = false
  return (head) => {
    if (!hasJson && isJson(head)) {
      hasJson = true
      return 'json'
    }
    return isFile(head) ? 'file' : 'field'
  }
}

/** A multipart body, divided. */
export interface Envelope {
  /** The parsed JSON part, or an object made of the plain fields; of both, where JSON has the last word. */
  readonly body: unknown
  readonly files: readonly Part[]
}

/**
 * Divides the parts of a body that is there as a whole.
 * @param schema the method's body schema: says which fields are lists and numbers
 * @throws EnvelopeError when the JSON part is no JSON
 */
export function envelopeOf(parts: readonly Part[], schema: TSchema): Envelope {
  const kindOf = partJudge()
  const sorted = parts.map((part) => ({ part, kind: kindOf(part) }))
  const files = sorted.filter(({ kind }) => kind === 'file').map(({ part }) => part)
  const json = sorted.find(({ kind }) => kind === 'json')?.part
  const fields = sorted.filter(({ kind }) => kind === 'field').map(({ part }) => part)
  return { body: bodyOf(json ? json.bytes : null, fields, schema), files }
}

/** The body that the JSON part (null for none) and the plain fields make. Throws EnvelopeError. */
export function bodyOf(
  json: Uint8Array | null,
  fields: readonly Pick<Part, 'name' | 'bytes'>[],
  schema: TSchema,
): unknown {
  const body = bodyOfFields(fields, schema)
  if (!json) return body
  const parsed = parseJson(json)
  const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
  return isObject ? { ...body, ...parsed } : parsed
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch (cause) {
    throw new EnvelopeError('The JSON part of the body cannot be parsed.', { cause })
  }
}

/** A property's schema as far as form fields need it. */
interface FieldSchema {
  readonly type?: string
}

function bodyOfFields(
  fields: readonly Pick<Part, 'name' | 'bytes'>[],
  schema: TSchema,
): Record<string, unknown> {
  const properties = (schema as { properties?: Record<string, FieldSchema> }).properties ?? {} // a JSON Schema object
  const body: Record<string, unknown> = {}
  for (const field of fields) {
    const name = field.name ?? ''
    // Fields that the method does not know are passed over, as unknown members of JSON are.
    if (!Object.hasOwn(properties, name)) continue
    const text = Buffer.from(field.bytes).toString('utf8')
    const type = properties[name]?.type
    if (type === 'array') {
      // The only list in a form is `to`, whose entries are bare numbers there and objects in JSON.
      const list = (body[name] ??= []) as unknown[] // made here
      list.push({ phoneNumber: text.trim() })
    } else if (type === 'integer' || type === 'number') {
      body[name] = /^-?\d+$/.test(text.trim()) ? Number(text) : text
    } else {
      body[name] = text
    }
  }
  return body
}
