// Whether a request's path, query and body are what the method's schemas say, and their typed values.
// Every refusal names the parameter. Schemas are compiled once, on first use.
import type { TSchema } from 'typebox'
import { EnvelopeError, envelopeOf } from '#catalog/envelope'
import { fail } from '#catalog/errors'
import { perPageNumber } from '#catalog/limits'
import { mediaTypeOfFile } from '#catalog/media-types'
import type { Method } from '#catalog/method'
import { violationOf } from '#catalog/violation'
import { readBody, TooLargeError } from '#lib/body'
import { mediaTypeOf, MultipartError, parseMultipart, type Part } from '#lib/multipart'
import { satisfies } from '#lib/schema'
import type { Files } from '#storage/platform/files'
import type { Upload } from './handler.ts'

/** Path parameters against their schema; an id that cannot exist is one that does not: CMN-102. */
export function validatePath(method: Method, params: Readonly<Record<string, string>>): void {
  if (satisfies(method.path, params)) return
  const { details } = violationOf(method.path, params)
  throw fail('CMN-102', { parameterName: details.parameterName ?? 'path' })
}

/** The query's typed values. Empty values count as absent, as SDKs send them; unknown ones are ignored. */
export function validateQuery(method: Method, search: string): Record<string, unknown> {
  const query: Record<string, unknown> = {}
  if (!method.query || search === '') return query
  const sent = new URLSearchParams(search)
  const properties = method.query.properties as Readonly<Record<string, { type?: string }>> // JSON Schemas
  for (const [name, schema] of Object.entries(properties)) {
    const values = sent.getAll(name).filter((value) => value !== '')
    if (values.length === 0) continue
    const last = values.at(-1) ?? ''
    query[name] =
      schema.type === 'array'
        ? [...new Set(values)]
        : typed(schema.type, name === 'perPage' ? perPageNumber(last) : last)
  }
  if (!satisfies(method.query, query)) throw violationOf(method.query, query)
  return query
}

/** A text as the type its schema names; what does not fit stays a text, for the schema to refuse. */
function typed(type: string | undefined, text: string): unknown {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  if ((type === 'integer' || type === 'number') && /^-?\d{1,15}(\.\d+)?$/.test(text)) {
    return Number(text)
  }
  return text
}

/** A file that came with a request; gone with `discard` unless it was kept. */
export interface Uploaded extends Upload {
  discard(): void
}

/** A request's body, read and judged. */
export interface Body {
  readonly body: unknown
  /** The files of a multipart body; whoever asked for them discards them when the call is done. */
  readonly uploads: readonly Uploaded[]
  /** The bytes as they came, for telling twins apart. */
  readonly bytes: Uint8Array
}

const noBytes = new Uint8Array()

/** RingCentral takes 55 MB for a fax; no JSON body comes near a mebibyte. */
const maxJsonBytes = 2 ** 20
const maxMultipartBytes = 55 * 2 ** 20

/**
 * Reads and judges the body. Throws CMN-101/103/104 (what is wrong), MSG-348 (415: a media type the
 * method does not take), MSG-338 (more bytes than the method takes; the rest is not read).
 */
export async function validateBody(
  method: Method,
  request: Request,
  files: Pick<Files, 'receive'>,
): Promise<Body> {
  if (!method.body) return { body: undefined, uploads: [], bytes: noBytes }
  const contentType = request.headers.get('content-type') ?? 'application/json'
  const mediaType = mediaTypeOf(contentType)
  const accepted: readonly string[] = method.bodyTypes ?? ['application/json']
  const isEmpty = request.headers.get('content-length') === '0'
  if (!accepted.includes(mediaType) && !isEmpty) {
    throw fail('MSG-348', { parameterName: 'Content-Type' })
  }
  const isJson = mediaType === 'application/json'
  const bytes = await bytesOf(request, isJson ? maxJsonBytes : maxMultipartBytes)
  if (bytes.length === 0) throw fail('CMN-104', { parameterName: 'body' })
  const { body, parts } = isJson
    ? { body: parseJson(bytes), parts: [] }
    : readMultipart(method.body, contentType, bytes)
  if (!satisfies(method.body, body)) throw violationOf(method.body, body)
  const uploads = await Promise.all(parts.map((part) => uploadOf(part, files)))
  return { body, uploads, bytes }
}

async function bytesOf(request: Request, limit: number): Promise<Uint8Array> {
  try {
    return await readBody(request, limit)
  } catch (error) {
    if (error instanceof TooLargeError) {
      throw fail('MSG-338', { parameterName: 'body', reason: `is over ${limit} bytes` })
    }
    // The client went away, or its chunks make no sense: nothing that we could have done.
    throw fail('CMN-104', { parameterName: 'body', reason: 'it ended early' })
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'),
    )
  } catch {
    throw fail('CMN-103', { parameterName: 'body' })
  }
}

function readMultipart(schema: TSchema, contentType: string, bytes: Uint8Array) {
  try {
    const { body, files } = envelopeOf(parseMultipart(contentType, bytes), schema)
    return { body, parts: files }
  } catch (error) {
    if (error instanceof MultipartError || error instanceof EnvelopeError) {
      throw fail('CMN-103', { parameterName: 'body', reason: error.message })
    }
    throw error
  }
}

async function uploadOf(part: Part, files: Pick<Files, 'receive'>): Promise<Uploaded> {
  const { name, fileName, contentType, bytes } = part
  const known = fileName || (name ?? 'attachment')
  const receipt = files.receive()
  await receipt.write(bytes)
  const received = await receipt.finish()
  return { fileName: known, contentType: mediaTypeOfFile(contentType, known), ...received }
}
