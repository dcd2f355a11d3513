// How a multipart body of RingCentral's sends divides into a JSON body and files. SDKs differ in part
// names and headers; one rule covers them: the envelope is the first JSON part together with the plain
// fields; every other part that carries a file name, is no text, or is named after an attachment, is
// a file.
import type { TSchema } from 'typebox'
import type { Part } from '#lib/multipart'

/** A multipart body, divided. */
export interface Envelope {
  /** The parsed JSON part, or an object made of the plain fields; of both, where JSON has the last word. */
  readonly body: unknown
  readonly files: readonly Part[]
}

/** The JSON part cannot be parsed. */
export class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError'
}

const isJson = ({ contentType, name, fileName }: Part) =>
  contentType === 'application/json' ||
  (contentType === null && (name === 'json' || fileName === 'request.json'))

const isFile = ({ contentType, name, fileName }: Part) =>
  Boolean(fileName) ||
  name === null ||
  (contentType !== null && contentType !== 'text/plain') ||
  /^attachments?(\[\]|\d*)$/i.test(name)

/**
 * Divides the parts of a body.
 * @param schema the method's body schema: says which fields are lists and numbers
 * @throws EnvelopeError when the JSON part is no JSON
 */
export function envelopeOf(parts: readonly Part[], schema: TSchema): Envelope {
  const json = parts.find(isJson)
  const others = parts.filter((part) => part !== json)
  const files = others.filter(isFile)
  const fields = bodyOfFields(
    others.filter((part) => !isFile(part)),
    schema,
  )
  if (!json) return { body: fields, files }
  const body = parseJson(json)
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body)
  return { body: isObject ? { ...fields, ...body } : body, files }
}

function parseJson(part: Part): unknown {
  try {
    return JSON.parse(Buffer.from(part.bytes).toString('utf8'))
  } catch (cause) {
    throw new EnvelopeError('The JSON part of the body cannot be parsed.', { cause })
  }
}

/** A property's schema as far as form fields need it. */
interface FieldSchema {
  readonly type?: string
}

function bodyOfFields(fields: readonly Part[], schema: TSchema): Record<string, unknown> {
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
