// How the outcome of a call becomes a response: a JSON reply, the content of a file (whole or a range
// of it), nothing, or a refusal. The spine (serve.ts) calls it last.
import type { TSchema } from 'typebox'
import { ApiError, errorReply, fail } from '#catalog/errors'
import type { Method } from '#catalog/method'
import type { Profile } from '#catalog/profile'
import type { Files } from '#storage/platform/files'
import type { FileReply } from '../handler.ts'
import { violationOf } from '#catalog/rules/violation'
import { jsonOf } from '#lib/json'
import { satisfies } from '#lib/schema'

/** Headers that every response of a call carries: its id, and the limits it was counted against. */
export interface CommonHeaders {
  readonly requestId: string
  readonly rate: Readonly<Record<string, string>>
  /** The tag of what is answered, without quotes. */
  readonly etag?: string | undefined
}

const jsonType = 'application/json;charset=UTF-8'

/** The headers of every response, as they are sent. */
export const headersOf = ({ requestId, rate, etag }: CommonHeaders) => ({
  ...rate,
  'Content-Language': 'en-US',
  RCRequestId: requestId,
  ...(etag === undefined ? {} : { ETag: `"${etag}"` }),
})

/** The response of a method that did what it was asked to. */
export function success(
  method: Method,
  reply: unknown,
  common: CommonHeaders,
  status: number = method.status,
): Response {
  const headers = headersOf(common)
  if (method.returns === null) return new Response(null, { status, headers })
  return new Response(jsonOf(reply), {
    status,
    headers: { ...headers, 'Content-Type': jsonType },
  })
}

/** Whether the caller has what a tag names: one of If-None-Match (RFC 9110 13.1.2), or any for `*`. */
export function isKnown(etag: string, ifNoneMatch: string | null): boolean {
  if (ifNoneMatch === null) return false
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  // Some clients send the tag without its quotes.
  return tags.some((tag) => tag === '*' || tag === `"${etag}"` || tag === etag)
}

/** The response to who has it already. */
export const notModified = (common: CommonHeaders): Response =>
  new Response(null, { status: 304, headers: headersOf(common) })

/**
 * The response with a file's content. Throws CMN-107 for a range (RFC 9110 14.2) outside of it; a
 * range that cannot be read, or more than one, gets the whole file.
 */
export function file(
  files: Pick<Files, 'stream'>,
  reply: FileReply,
  range: string | null,
  common: CommonHeaders,
): Response {
  const { file, contentType, disposition } = reply
  const size = file instanceof Uint8Array ? file.length : file.size
  const part = rangeOf(range, size)
  const [start, end] = part ?? [0, size]
  const content =
    file instanceof Uint8Array
      ? (file.subarray(start, end) as Uint8Array<ArrayBuffer>) // handlers share no memory
      : files.stream(file.key, start, end)
  return new Response(content, {
    status: part ? 206 : 200,
    headers: {
      ...headersOf(common),
      'Content-Type': contentType,
      'Content-Length': String(end - start),
      'Accept-Ranges': 'bytes',
      // What a stranger sent must not be run as something else than it says it is.
      'X-Content-Type-Options': 'nosniff',
      ...(part ? { 'Content-Range': `bytes ${start}-${end - 1}/${size}` } : {}),
      ...(disposition
        ? { 'Content-Disposition': `${disposition.toLowerCase()}${fileNameOf(reply)}` }
        : {}),
    },
  })
}

/** The response of a refusal, in the words of a profile. */
export function refusal(error: ApiError, profile: Profile, common: CommonHeaders): Response {
  const { status, body } = errorReply(error, profile)
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headersOf(common), 'Content-Type': jsonType },
  })
}

/** A reply that is not what its method says it answers, or a body that is not what its event delivers. */
export class UnsoundReply extends Error {
  override readonly name = 'UnsoundReply'
}

/** Throws UnsoundReply, naming the method (or endpoint, or lever) and the field. For tests: it costs as much as the call. */
export function checkReply(id: string, { returns }: Pick<Method, 'returns'>, reply: unknown): void {
  if (returns === null || isFile(reply) || satisfies(returns, reply)) return
  const { message } = violationOf(returns, reply)
  throw new UnsoundReply(`the reply of ${id} does not fit its schema: ${message}`)
}

/** Throws UnsoundReply, naming event and field, as {@link checkReply} does of replies. */
export function checkBody(event: string, schema: TSchema, body: object): void {
  if (satisfies(schema, body)) return
  const { message } = violationOf(schema, body)
  throw new UnsoundReply(`the body of the event ${event} does not fit its schema: ${message}`)
}

/** Whether a handler answered the content of a file. */
export function isFile(reply: unknown): reply is FileReply {
  if (typeof reply !== 'object' || reply === null || !('file' in reply)) return false
  const { file } = reply
  return file instanceof Uint8Array || (typeof file === 'object' && file !== null && 'key' in file)
}

/** Start and end (excluded) of the one range that is asked for; null for the whole. */
function rangeOf(range: string | null, size: number): [start: number, end: number] | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range?.trim() ?? '')
  if (!match || match[0] === 'bytes=-') return null
  const [, first = '', last = ''] = match
  if (first !== '' && last !== '' && Number(last) < Number(first)) return null
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first)
  const end = first === '' || last === '' ? size : Math.min(Number(last) + 1, size)
  if (start >= size) throw fail('CMN-107')
  return [start, end]
}

/** The file name parameters of Content-Disposition (RFC 6266): in ASCII, and as it is where that differs. */
function fileNameOf({ fileName }: FileReply): string {
  if (!fileName) return ''
  const ascii = fileName.replaceAll(/[^\x20-\x7e]|["\\]/g, '_')
  const plain = `;filename="${ascii}"`
  if (ascii === fileName) return plain
  const escaped = encodeURIComponent(fileName.toWellFormed()).replaceAll(/['()*]/g, percent)
  return `${plain};filename*=UTF-8''${escaped}`
}

const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
