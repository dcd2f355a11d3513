// Multipart bodies (form-data and mixed) as RingCentral's SDKs send them, read into parts.
// It knows nothing of what the parts mean; who calls it decides which is the envelope and which a file.
import { Dicer } from '@fastify/busboy'

/** One part of a multipart body. Names are as sent; absent headers are null. */
export interface Part {
  /** `name` of Content-Disposition. */
  readonly name: string | null
  /** `filename` of Content-Disposition; the empty string when it was sent empty. */
  readonly fileName: string | null
  /** Lower case, without parameters. */
  readonly contentType: string | null
  readonly bytes: Uint8Array
}

/** The body is no well-formed multipart. */
export class MultipartError extends Error {
  override readonly name = 'MultipartError'
}

/** Most parts one body may have: an envelope and far more files than any method takes. */
const maxParts = 100

/** The media type of a Content-Type header: lower case, without parameters. */
export const mediaTypeOf = (contentType: string): string =>
  (contentType.split(';', 1)[0] ?? '').trim().toLowerCase()

/**
 * Reads a multipart body.
 * @param contentType the header with its boundary
 * @throws MultipartError when the boundary is missing, the body ends early or has too many parts
 */
export function parseMultipart(contentType: string, body: Uint8Array): Promise<Part[]> {
  const boundary = parameterOf(contentType, 'boundary')
  if (!boundary) return Promise.reject(new MultipartError('The Content-Type names no boundary.'))
  return new Promise((resolve, reject) => {
    const parts: Part[] = []
    let begun = 0
    let open = 0
    let ended = false
    const settle = () => {
      if (ended && open === 0) resolve(parts)
    }
    const dicer = new Dicer({ boundary })
    dicer.on('part', (stream) => {
      const index = begun
      begun += 1
      open += 1
      if (index >= maxParts) {
        reject(new MultipartError(`A body has at most ${maxParts} parts.`))
      }
      const chunks: Buffer[] = []
      let headers: Record<string, string[]> = {}
      stream.on('header', (header: object) => {
        headers = header as Record<string, string[]> // Dicer: name in lower case -> values
      })
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('error', (cause: Error) =>
        reject(new MultipartError('A part of the body ends early.', { cause })),
      )
      stream.on('end', () => {
        open -= 1
        parts[index] = partOf(headers, Buffer.concat(chunks))
        settle()
      })
    })
    dicer.on('error', (cause: Error) =>
      reject(new MultipartError('The multipart body is malformed.', { cause })),
    )
    dicer.on('finish', () => {
      ended = true
      settle()
    })
    dicer.end(Buffer.from(body.buffer, body.byteOffset, body.byteLength))
  })
}

function partOf(headers: Record<string, string[]>, bytes: Uint8Array): Part {
  const disposition = headers['content-disposition']?.[0]
  const contentType = headers['content-type']?.[0]
  return {
    name: disposition ? parameterOf(disposition, 'name') : null,
    fileName: disposition ? parameterOf(disposition, 'filename') : null,
    contentType: contentType ? mediaTypeOf(contentType) : null,
    bytes,
  }
}

/** A parameter of a header value, quoted (RFC 9110 5.6.6) or bare; null when it is not there. */
function parameterOf(header: string, name: string): string | null {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]*))`, 'i').exec(
    header,
  )
  if (!match) return null
  return match[1]?.replaceAll(/\\(.)/g, '$1') ?? match[2] ?? ''
}
