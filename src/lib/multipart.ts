// Multipart bodies (form-data and mixed, RFC 2046) as RingCentral's SDKs send them, read into parts.
// It knows nothing of what the parts mean; who calls it decides which is the envelope and which a file.
// The whole body is there already, so this is one pass over it: nothing is copied, and it takes the
// same few milliseconds for 50 MB of file as for 50 MB of delimiters.

/** One part of a multipart body. Names are as sent; absent headers are null. */
export interface Part {
  /** `name` of Content-Disposition. */
  readonly name: string | null
  /** `filename` of Content-Disposition; the empty string when it was sent empty. */
  readonly fileName: string | null
  /** Lower case, without parameters. */
  readonly contentType: string | null
  /** A view into the body. */
  readonly bytes: Uint8Array
}

/** The body is no well-formed multipart. */
export class MultipartError extends Error {
  override readonly name = 'MultipartError'
}

/** Most parts one body may have: an envelope and far more files than any method takes. */
const maxParts = 100
const maxHeaderBytes = 16 * 1024

/** The media type of a Content-Type header: lower case, without parameters. */
export const mediaTypeOf = (contentType: string): string =>
  (contentType.split(';', 1)[0] ?? '').trim().toLowerCase()

/**
 * Reads a multipart body. Bare line feeds pass for line breaks.
 * @param contentType the header with its boundary
 * @throws MultipartError when the boundary is missing, the body ends early, or parts or headers are too many
 */
export function parseMultipart(contentType: string, body: Uint8Array): Part[] {
  const boundary = parametersOf(contentType).get('boundary')
  if (!boundary) throw new MultipartError('The Content-Type names no boundary.')
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const dashes = Buffer.from(`--${boundary}`)
  const parts: Part[] = []
  let delimiter = delimiterAfter(bytes, dashes, 0)
  while (!delimiter.isLast) {
    const next = delimiterAfter(bytes, dashes, delimiter.end)
    if (parts.length >= maxParts) throw new MultipartError(`A body has at most ${maxParts} parts.`)
    parts.push(partOf(bytes.subarray(delimiter.end, Math.max(delimiter.end, next.start))))
    delimiter = next
  }
  return parts
}

/** A line of dashes and boundary. `start` is that of the line break before it, which belongs to it. */
interface Delimiter {
  readonly start: number
  readonly end: number
  readonly isLast: boolean
}

const [tab, lineFeed, carriageReturn, space, dash] = [9, 10, 13, 32, 45]

function delimiterAfter(bytes: Buffer, dashes: Buffer, from: number): Delimiter {
  for (let at = bytes.indexOf(dashes, from); at !== -1; at = bytes.indexOf(dashes, at + 1)) {
    if (at !== 0 && bytes[at - 1] !== lineFeed) continue
    const start = at - (bytes[at - 2] === carriageReturn ? 2 : 1)
    let end = at + dashes.length
    if (bytes[end] === dash && bytes[end + 1] === dash) return { start, end, isLast: true }
    while (bytes[end] === space || bytes[end] === tab) end += 1
    if (bytes[end] === carriageReturn) end += 1
    if (bytes[end] === lineFeed) return { start, end: end + 1, isLast: false }
  }
  throw new MultipartError('The multipart body ends early.')
}

function partOf(bytes: Buffer): Part {
  const { headers, content } = divided(bytes)
  const disposition = headers.get('content-disposition')
  const contentType = headers.get('content-type')
  const parameters = disposition === undefined ? null : parametersOf(disposition)
  return {
    name: parameters?.get('name') ?? null,
    fileName: parameters?.get('filename*') ?? parameters?.get('filename') ?? null,
    contentType: contentType ? mediaTypeOf(contentType) : null,
    bytes: content,
  }
}

/** A part's headers (names in lower case, folded lines joined), and what comes after the empty line. */
function divided(part: Buffer): { headers: ReadonlyMap<string, string>; content: Buffer } {
  const head = part.subarray(0, maxHeaderBytes).toString('latin1') // a byte a character: indexes agree
  const end = /^\r?\n|\r?\n\r?\n/.exec(head)
  if (!end) throw new MultipartError('The headers of a part have no end.')
  const lines = part
    .toString('utf8', 0, end.index)
    .replaceAll(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
  const headers = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1))
  }
  return { headers, content: part.subarray(end.index + end[0].length) }
}

/** The parameters of a header value, names in lower case; quoted (RFC 9110 5.6.6), bare or extended (RFC 8187). */
function parametersOf(header: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  const pattern = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/g
  for (const [, name = '', quoted, bare = ''] of header.matchAll(pattern)) {
    const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? bare
    const decoded = name.endsWith('*') ? decode(value) : value
    if (decoded !== null) parameters.set(name.toLowerCase(), decoded)
  }
  return parameters
}

/** The text of `UTF-8''f%C3%AAte.png`; null when it is none. */
function decode(extended: string): string | null {
  try {
    const [charset = '', , text] = extended.split("'")
    return charset.toLowerCase() === 'utf-8' && text !== undefined ? decodeURIComponent(text) : null
  } catch {
    return null
  }
}
