// A request's body: how many bytes a method takes, what they say, and what goes upstream. JSON is
// parsed and written afresh, so that the upstream reads what was judged and recorded; a multipart
// body goes as it came, and only its envelope is read.
import { EnvelopeError, envelopeOf } from '#catalog/rules/envelope'
import { type ApiError, fail } from '#catalog/errors'
import type { Method } from '#catalog/method'
import { readBody as readUpTo, TooLargeError } from '#lib/body'
import { mediaTypeOf, MultipartError, parseMultipart } from '#lib/multipart'
import type { Route } from './routes.ts'

/** A body, read. */
export interface Body {
  /** The JSON, or a multipart body's envelope; undefined when there is none to be had. */
  readonly value: unknown
  /** What goes upstream, and as what; null when nothing does. */
  readonly content: { readonly type: string; readonly bytes: Uint8Array | string } | null
  /** The files beside the envelope of a multipart body. */
  readonly files: readonly { readonly contentType: string | null; readonly bytes: number }[]
  readonly bytesIn: number
  /** What is wrong with it; null when nothing is. */
  readonly problem: ApiError | null
}

const mebibyte = 1024 * 1024
const jsonType = 'application/json'
const jsonBytes = mebibyte
// RingCentral's own limits of the requests that carry files.
const usualFilesBytes = 10 * mebibyte

const nothing: Body = { value: undefined, content: null, files: [], bytesIn: 0, problem: null }
const failed = (problem: ApiError, bytesIn = 0): Body => ({ ...nothing, bytesIn, problem })
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The media types that a method takes. */
const typesOf = (method: Method): readonly string[] => method.bodyTypes ?? [jsonType]

/**
 * Reads the body of a call to `route`. Methods without one have theirs neither read nor sent on, since
 * SDKs send empty and stray ones. Never throws for what the caller sent: `problem` says it.
 */
export async function readBody(route: Route, request: Request): Promise<Body> {
  const { method, checkBody } = route
  if (!checkBody || !method.body) return nothing
  const { rawBody: mayBeRaw = false } = method
  const type =
    request.headers.get('content-type') ?? (mayBeRaw ? 'application/octet-stream' : jsonType)
  const mediaType = mediaTypeOf(type)
  const isTaken = typesOf(method).includes(mediaType)
  const isJson = mediaType === jsonType && isTaken
  const limit = isJson ? jsonBytes : (method.maxBytes ?? usualFilesBytes)
  const bytes = await readBytes(request, limit)
  if (!bytes) {
    return failed(fail('MSG-338', { parameterName: 'body', reason: `it is over ${limit} bytes` }))
  }
  if (bytes.length === 0) {
    return method.bodyIsOptional ? { ...nothing, value: {} } : failed(fail('CMN-104'))
  }
  if ((!isTaken && !mayBeRaw) || request.headers.has('content-encoding')) {
    return failed(fail('MSG-348', { parameterName: 'Content-Type' }), bytes.length)
  }
  if (!isTaken) return theFile(bytes, type)
  return isJson ? readJson(bytes, checkBody) : readMultipart(bytes, type, method)
}

function readJson(bytes: Uint8Array, check: NonNullable<Route['checkBody']>): Body {
  let value: unknown
  try {
    value = JSON.parse(utf8.decode(bytes))
  } catch {
    return failed(fail('CMN-103', { parameterName: 'body' }), bytes.length)
  }
  return {
    value,
    content: { type: 'application/json', bytes: JSON.stringify(value) },
    files: [],
    bytesIn: bytes.length,
    problem: check(value),
  }
}

async function readMultipart(bytes: Uint8Array, type: string, method: Method): Promise<Body> {
  try {
    const { body, files } = envelopeOf(parseMultipart(type, bytes), method.body ?? {})
    return {
      value: body,
      content: { type, bytes },
      files: files.map((file) => ({ contentType: file.contentType, bytes: file.bytes.length })),
      bytesIn: bytes.length,
      problem: null,
    }
  } catch (error) {
    if (!(error instanceof MultipartError || error instanceof EnvelopeError)) throw error
    return failed(fail('CMN-101', { parameterName: 'body', reason: error.message }), bytes.length)
  }
}

/** A body that is one file. */
const theFile = (bytes: Uint8Array, type: string): Body => ({
  value: {},
  content: { type, bytes },
  files: [{ contentType: mediaTypeOf(type), bytes: bytes.length }],
  bytesIn: bytes.length,
  problem: null,
})

/** The bytes; null when there are more than `limit`. */
async function readBytes(request: Request, limit: number): Promise<Uint8Array | null> {
  try {
    return await readUpTo(request, limit)
  } catch (error) {
    if (error instanceof TooLargeError) return null
    throw error
  }
}
