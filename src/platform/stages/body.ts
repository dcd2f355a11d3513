// A request's body: whether it is what the method's schema says, and the files that come with it. Files
// are received as they come, into storage and never whole into memory; what is too large is refused as
// soon as that shows, and the rest not read.
import { createHash, hash } from 'node:crypto'
import { bodyOf, EnvelopeError, partJudge } from '#catalog/rules/envelope'
import { fail } from '#catalog/errors'
import { mediaTypeOfFile } from '#catalog/rules/media-types'
import type { Method } from '#catalog/method'
import { violationOf } from '#catalog/rules/violation'
import { readBody, TooLargeError } from '#lib/body'
import {
  createMultipartReader,
  fileNameIn,
  mediaTypeOf,
  MultipartError,
  type PartHead,
  type Piece,
} from '#lib/multipart'
import { satisfies } from '#lib/schema'
import type { Files } from '#storage/platform/files'
import type { Receipt, Received } from '#storage/platform/receipt'
import type { Upload } from '../handler.ts'
import type { Note } from '../evidence/note.ts'

/** A file that came with a request; gone with `discard` unless it was kept. */
export interface Uploaded extends Upload {
  discard(): void
}

/** A request's body, read and judged. */
export interface Body {
  readonly body: unknown
  /** The files beside it; whoever asked for them discards them when the call is done. */
  readonly uploads: readonly Uploaded[]
  /** A hash of the bytes as they came, for telling twins apart. */
  readonly digest: string
  /** Names of the plain fields of a form. */
  readonly fieldNames?: readonly string[]
}

/** Where files are received. */
type Receiving = Pick<Files, 'receive'>

/** No JSON body comes near it; the same goes for the fields of a form. */
const maxJsonBytes = 2 ** 20
/** RingCentral's limit for most of what carries files. */
const usualMaxBytes = 10 * 2 ** 20

/**
 * Reads and judges the body. Throws CMN-101/103/104 (what is wrong), MSG-348 (415: a media type the
 * method does not take), MSG-338 or MSG-376 (more bytes than the method takes).
 */
export async function validateBody(
  method: Method,
  request: Request,
  files: Receiving,
  note: Pick<Note, 'hasSent'> = { hasSent() {} },
): Promise<Body> {
  if (!method.body && !method.bodyTypes && !method.rawBody) {
    note.hasSent({ isIdle: hasContent(request) })
    return { body: undefined, uploads: [], digest: '' }
  }
  const read = await readAs(method, request, files)
  note.hasSent(read)
  try {
    if (method.body && !satisfies(method.body, read.body)) {
      throw violationOf(method.body, read.body)
    }
    return read
  } catch (error) {
    for (const upload of read.uploads) upload.discard()
    throw error
  }
}

/** Whether a body comes that nobody asked for. */
function hasContent(request: Request): boolean {
  const length = request.headers.get('content-length')
  if (length !== null) return length !== '0'
  // Asking for the body of a GET makes a whole Request of the light one that the server hands over:
  // measured, a twentieth of the call.
  return request.method !== 'GET' && request.body !== null
}

/** What nothing at all counts as. Throws CMN-104 where there has to be something. */
function noBody({ bodyIsOptional }: Method): Body {
  if (!bodyIsOptional) throw fail('CMN-104', { parameterName: 'body' })
  return { body: {}, uploads: [], digest: '' }
}

/** Reads a body by its media type: JSON, a form with files, or (where a method takes it) one file. */
async function readAs(method: Method, request: Request, files: Receiving): Promise<Body> {
  const contentType = request.headers.get('content-type')
  const mediaType = mediaTypeOf(contentType ?? (method.rawBody ? '' : 'application/json'))
  const usual = method.rawBody ? [] : ['application/json']
  const accepted: readonly string[] = method.bodyTypes ?? usual
  const isEmpty = request.headers.get('content-length') === '0'
  if (isEmpty) return noBody(method)
  if (accepted.includes(mediaType)) {
    return mediaType === 'application/json'
      ? readJson(method, request)
      : readForm(method, request, contentType ?? '', files)
  }
  if (!method.rawBody) throw fail('MSG-348', { parameterName: 'Content-Type' })
  return readFile(method, request, files)
}

async function readJson(method: Method, request: Request): Promise<Body> {
  const bytes = await bytesOf(request)
  if (bytes.length === 0) return noBody(method)
  try {
    const body: unknown = JSON.parse(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'),
    )
    return { body, uploads: [], digest: hash('sha256', bytes) }
  } catch {
    throw fail('CMN-103', { parameterName: 'body' })
  }
}

async function bytesOf(request: Request): Promise<Uint8Array> {
  try {
    return await readBody(request, maxJsonBytes)
  } catch (error) {
    throw error instanceof TooLargeError ? tooLarge(maxJsonBytes) : endedEarly()
  }
}

const tooLarge = (limit: number) =>
  fail('MSG-338', { parameterName: 'body', reason: `is over ${limit} bytes` })

/** The client went away, or its chunks make no sense: nothing that we could have done. */
const endedEarly = () => fail('CMN-104', { parameterName: 'body', reason: 'it ended early' })

/** The chunks of a body as they come, up to what the method takes and no further. */
async function* chunksOf(
  method: Method,
  request: Request,
  see: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  const limit = method.maxBytes ?? usualMaxBytes
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (!(declared <= limit)) throw tooLarge(limit)
  let size = 0
  const chunks = (request.body ?? new Blob([]).stream())[Symbol.asyncIterator]()
  try {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { done, value } = await chunks.next().catch(() => Promise.reject(endedEarly()))
      if (done && size === 0) throw fail('CMN-104', { parameterName: 'body' })
      if (done) return
      size += value.length
      if (size > limit) throw tooLarge(limit)
      see(value)
      yield value
    }
  } finally {
    await chunks.return?.()
  }
}

async function readForm(
  method: Method,
  request: Request,
  contentType: string,
  files: Receiving,
): Promise<Body> {
  const digest = createHash('sha256')
  const intake = createIntake(method, files)
  try {
    const reader = createMultipartReader(contentType)
    for await (const chunk of chunksOf(method, request, (bytes) => digest.update(bytes))) {
      for (const piece of reader.push(chunk)) await intake.take(piece)
    }
    reader.end()
    return { ...(await intake.finish()), digest: digest.digest('hex') }
  } catch (error) {
    await intake.discard()
    if (error instanceof MultipartError || error instanceof EnvelopeError) {
      throw fail('CMN-103', { parameterName: 'body', reason: error.message })
    }
    throw error
  }
}

/** The pieces of a form on their way: the envelope into memory, files into storage. */
function createIntake(method: Method, files: Receiving) {
  const kindOf = partJudge()
  const fields: { readonly name: string | null; readonly chunks: Uint8Array[] }[] = []
  const arrived: { readonly head: PartHead; readonly receipt: Receipt }[] = []
  const received: Uploaded[] = []
  let json: Uint8Array[] | null = null
  let current: Uint8Array[] | Receipt = []
  let fieldBytes = 0
  let fileBytes = 0

  function begin(head: PartHead): void {
    const kind = kindOf(head)
    if (kind === 'file') {
      current = files.receive()
      arrived.push({ head, receipt: current })
      return
    }
    const chunks: Uint8Array[] = []
    current = chunks
    if (kind === 'json') json = chunks
    else fields.push({ name: head.name, chunks })
  }

  async function add(bytes: Uint8Array): Promise<void> {
    if (Array.isArray(current)) {
      fieldBytes += bytes.length
      if (fieldBytes > maxJsonBytes) throw tooLarge(maxJsonBytes)
      current.push(Uint8Array.from(bytes))
      return
    }
    fileBytes += bytes.length
    const { filesLimit } = method
    if (filesLimit && fileBytes > filesLimit.bytes) {
      const { parameterName, bytes: limit } = filesLimit
      throw fail(filesLimit.refusal, { parameterName, reason: `is over ${limit} bytes` })
    }
    await current.write(bytes)
  }

  return {
    async take(piece: Piece): Promise<void> {
      if ('head' in piece) begin(piece.head)
      else await add(piece.bytes)
    },
    async finish(): Promise<Omit<Body, 'digest'>> {
      const body = bodyOf(
        json && Buffer.concat(json),
        fields.map(({ name, chunks }) => ({ name, bytes: Buffer.concat(chunks) })),
        method.body ?? {},
      )
      for (const { head, receipt } of arrived) {
        // oxlint-disable-next-line no-await-in-loop -- one disk
        received.push(uploadOf(head, await receipt.finish()))
      }
      return { body, uploads: received, fieldNames: fields.map(({ name }) => name ?? '') }
    },
    async discard(): Promise<void> {
      for (const upload of received) upload.discard()
      await Promise.all(arrived.map(({ receipt }) => receipt.discard()))
    },
  }
}

/** A body that is one file, of whatever media type. */
async function readFile(method: Method, request: Request, files: Receiving): Promise<Body> {
  const digest = createHash('sha256')
  const receipt = files.receive()
  try {
    for await (const chunk of chunksOf(method, request, (bytes) => digest.update(bytes))) {
      await receipt.write(chunk)
    }
    const { headers } = request
    const contentType = headers.get('content-type')
    const head = {
      name: null,
      fileName: fileNameIn(headers.get('content-disposition') ?? ''),
      contentType: contentType && mediaTypeOf(contentType),
    }
    const upload = uploadOf(head, await receipt.finish())
    return { body: {}, uploads: [upload], digest: digest.digest('hex') }
  } catch (error) {
    await receipt.discard()
    throw error
  }
}

function uploadOf({ name, fileName, contentType }: PartHead, received: Received): Uploaded {
  const known = fileName || (name ?? 'attachment')
  return { fileName: known, contentType: mediaTypeOfFile(contentType, known), ...received }
}
