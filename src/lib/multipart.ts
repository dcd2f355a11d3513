// Multipart bodies (form-data and mixed, RFC 2046) as RingCentral's SDKs send them, read into parts as
// they come. It knows nothing of what the parts mean; who calls it decides which is the envelope and
// which a file. Each byte is looked at once, whatever the body is full of, and of what has come no
// more is held back than the headers of a part, or a line that may yet be a delimiter.

/** What a part says of itself. Names are as sent; absent headers are null. */
export interface PartHead {
  /** `name` of Content-Disposition. */
  readonly name: string | null
  /** `filename` of Content-Disposition; the empty string when it was sent empty. */
  readonly fileName: string | null
  /** Lower case, without parameters. */
  readonly contentType: string | null
}

/** One part of a multipart body that is there as a whole. */
export interface Part extends PartHead {
  /** A view into the body. */
  readonly bytes: Uint8Array
}

/** What a body is made of, in order: a part begins, and then come its bytes in any number of pieces. */
export type Piece = { readonly head: PartHead } | { readonly bytes: Uint8Array }

/** Reads one body. */
export interface MultipartReader {
  /** Takes the next bytes; what they made known may be a view into them. Throws MultipartError. */
  push(chunk: Uint8Array): Piece[]
  /** There are no more. Throws MultipartError when there should be. */
  end(): void
}

/** The body is no well-formed multipart. */
export class MultipartError extends Error {
  override readonly name = 'MultipartError'
}

/** Most parts one body may have: an envelope and far more files than any method takes. */
const maxParts = 100
const maxHeaderBytes = 16 * 1024
/** RFC 2046 allows 70. */
const maxBoundaryLength = 200
/** Space between a boundary and the end of its line; RFC 2046 speaks of what gateways may add. */
const maxPaddingBytes = 100

/** The media type of a Content-Type header: lower case, without parameters. */
export const mediaTypeOf = (contentType: string): string =>
  (contentType.split(';', 1)[0] ?? '').trim().toLowerCase()

/**
 * Reads a multipart body that is there as a whole. Bare line feeds pass for line breaks.
 * @param contentType the header with its boundary
 * @throws MultipartError when the boundary is missing, the body ends early, or parts or headers are too many
 */
export function parseMultipart(contentType: string, body: Uint8Array): Part[] {
  const reader = createMultipartReader(contentType)
  const parts: Part[] = []
  for (const piece of reader.push(body)) {
    if ('head' in piece) parts.push({ ...piece.head, bytes: body.subarray(0, 0) })
    else {
      // What came together is told together: a part has one piece at most.
      const part = parts.pop()
      if (part) parts.push({ ...part, bytes: piece.bytes })
    }
  }
  reader.end()
  return parts
}

const [tab, lineFeed, carriageReturn, space, dash] = [9, 10, 13, 32, 45]

/**
 * Reads a multipart body as it comes.
 * @param contentType the header with its boundary
 * @throws MultipartError when there is none
 */
export function createMultipartReader(contentType: string): MultipartReader {
  const boundary = parametersOf(contentType).get('boundary')
  if (!boundary) throw new MultipartError('The Content-Type names no boundary.')
  if (boundary.length > maxBoundaryLength) throw new MultipartError('The boundary is too long.')
  const delimiter = Buffer.from(`\n--${boundary}`)
  const dashes = delimiter.subarray(1)
  let state: 'start' | 'preamble' | 'headers' | 'content' | 'end' = 'start'
  let parts = 0
  /** What has come and was not told. */
  let held: Buffer = Buffer.alloc(0)
  /** In the headers of a part: where the line begins that has not ended. */
  let lineAt = 0
  /** In the content of a part: where it goes on; the line feed that ends the headers is before it. */
  let contentAt = 0

  /** Whether the body begins with a delimiter: no line break is before that one. */
  function readStart(): boolean {
    const head = held.subarray(0, dashes.length)
    if (!head.equals(dashes.subarray(0, head.length))) {
      state = 'preamble'
      return true
    }
    const after = head.length < dashes.length ? 'open' : lineEnd(held, dashes.length)
    if (after === 'open') return false
    if (after === 'other') state = 'preamble'
    else enter(after, 0)
    return true
  }

  /** Tells the content up to the next delimiter; false when that has not come yet. */
  function readContent(pieces: Piece[]): boolean {
    for (let at = held.indexOf(delimiter); at !== -1; at = held.indexOf(delimiter, at + 1)) {
      const after = lineEnd(held, at + delimiter.length)
      if (after === 'other') continue
      if (after !== 'open' && state === 'content' && at < contentAt) throw noEndOfHeaders()
      const start = held[at - 1] === carriageReturn ? at - 1 : at
      tell(pieces, start)
      if (after === 'open') return false
      enter(after, start)
      return true
    }
    // The start of a delimiter may be at the end.
    const last = held.subarray(-delimiter.length)
    const lineBreak = last.findIndex((byte) => byte === lineFeed || byte === carriageReturn)
    tell(pieces, held.length - (lineBreak === -1 ? 0 : last.length - lineBreak))
    return false
  }

  /** Tells the content up to `end`, and holds the rest. */
  function tell(pieces: Piece[], end: number): void {
    if (state === 'content' && end > contentAt) {
      pieces.push({ bytes: held.subarray(contentAt, end) })
    }
    contentAt = Math.max(contentAt - end, 0)
    held = held.subarray(end)
  }

  /** Tells the head of a part; false when it has not all come yet. */
  function readHeaders(pieces: Piece[]): boolean {
    for (let at = held.indexOf(lineFeed, lineAt); at !== -1; at = held.indexOf(lineFeed, lineAt)) {
      if (at >= maxHeaderBytes || isDelimiter(lineAt)) throw noEndOfHeaders()
      const isEmpty = at === lineAt || (at === lineAt + 1 && held[lineAt] === carriageReturn)
      if (isEmpty) {
        pieces.push({ head: headOf(held.toString('utf8', 0, lineAt)) })
        state = 'content'
        held = held.subarray(at)
        contentAt = 1
        return true
      }
      lineAt = at + 1
    }
    if (held.length >= maxHeaderBytes) throw noEndOfHeaders()
    return false
  }

  const isDelimiter = (at: number) =>
    held.subarray(at, at + dashes.length).equals(dashes) &&
    lineEnd(held, at + dashes.length) !== 'other'

  /** Behind a delimiter, of which `told` bytes are not held any more: a part, or nothing that matters. */
  function enter(after: number | 'last', told: number): void {
    if (after === 'last') {
      state = 'end'
      held = Buffer.alloc(0)
      return
    }
    if (parts >= maxParts) throw new MultipartError(`A body has at most ${maxParts} parts.`)
    parts += 1
    state = 'headers'
    held = held.subarray(after - told)
    lineAt = 0
  }

  function read(pieces: Piece[]): boolean {
    switch (state) {
      case 'start':
        return readStart()
      case 'headers':
        return readHeaders(pieces)
      case 'preamble':
      case 'content':
        return readContent(pieces)
      case 'end':
        return false
    }
  }

  return {
    push(chunk) {
      const pieces: Piece[] = []
      if (state === 'end') return pieces
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      held = held.length === 0 ? bytes : Buffer.concat([held, bytes])
      while (read(pieces));
      return pieces
    },
    end() {
      if (state !== 'end') throw new MultipartError('The multipart body ends early.')
    },
  }
}

const noEndOfHeaders = () => new MultipartError('The headers of a part have no end.')

/**
 * What follows a boundary that stands at the start of a line: the index of the next line, the two
 * dashes of the last delimiter, something else, or what only the next bytes can tell.
 */
function lineEnd(bytes: Buffer, from: number): number | 'last' | 'open' | 'other' {
  if (bytes[from] === dash) {
    if (from + 1 === bytes.length) return 'open'
    return bytes[from + 1] === dash ? 'last' : 'other'
  }
  let at = from
  while (bytes[at] === space || bytes[at] === tab) {
    if (at - from === maxPaddingBytes) return 'other'
    at += 1
  }
  if (bytes[at] === carriageReturn) at += 1
  if (at === bytes.length) return 'open'
  return bytes[at] === lineFeed ? at + 1 : 'other'
}

/** The file name in a Content-Disposition header; null when it has none. */
export function fileNameIn(disposition: string): string | null {
  const parameters = parametersOf(disposition)
  return parameters.get('filename*') ?? parameters.get('filename') ?? null
}

/** The headers of a part (names in any case, lines folded or not) as far as they matter. */
function headOf(text: string): PartHead {
  const headers = new Map<string, string>()
  for (const line of text.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1))
  }
  const disposition = headers.get('content-disposition') ?? ''
  const contentType = headers.get('content-type')
  return {
    name: parametersOf(disposition).get('name') ?? null,
    fileName: fileNameIn(disposition),
    contentType: contentType ? mediaTypeOf(contentType) : null,
  }
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
