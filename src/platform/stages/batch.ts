// A method called for several things at once: ids joined by commas in the path, or `*` there and the
// ids in the body. Each is done alone and has a status of its own; the reply is 207 with all of them, as
// multipart/mixed or (where the client accepts it) as one JSON array. A batch is counted as one call.
import { STATUS_CODES } from 'node:http'
import { type ApiError, errorReply, fail } from '#catalog/errors'
import type { Method } from '#catalog/method'
import type { Profile } from '#catalog/profile'
import { violationOf } from '#catalog/rules/violation'
import { readBody, TooLargeError } from '#lib/body'
import { mediaTypeOf, MultipartError, parseMultipart } from '#lib/multipart'
import { satisfies } from '#lib/schema'
import { type CommonHeaders, headersOf } from './replies.ts'
import type { PathParams, Place } from './path.ts'

/** The JSON form of a batch, asked for with Accept and sent with Content-Type. */
const jsonForm = 'application/vnd.ringcentral.multipart+json'
const maxBodyBytes = 4 * 2 ** 20

/** Whether a call names several things. */
export const isBatch = ({ batch }: Method, sent: PathParams): boolean => {
  const value = batch && sent[batch.parameter]
  if (value === undefined) return false
  return value.includes(',') || (value === '*' && batch?.maxInBody !== undefined)
}

/** What a batch was called with. */
export interface BatchCall {
  readonly request: Request
  readonly sent: PathParams
  readonly place: Place
  /** What `~` stands for, by path parameter. */
  readonly own: PathParams
  readonly common: CommonHeaders
  readonly profile: Profile
  /** What to refuse one of them with. */
  readonly refusalOf: (error: unknown) => ApiError
}

/** One of a batch: its id, and its body where the method takes one. */
interface Item {
  readonly id: string
  readonly body: unknown
}

/** What became of one of a batch. */
interface Outcome {
  readonly id: string
  readonly href: string
  readonly status: number
  readonly body: unknown
}

/**
 * The reply of a batch. Throws CMN-106 for more entries than the method takes, CMN-101/103/104 for a
 * body that does not fit the list.
 * @param run does it for one: path parameters and body in, reply out
 */
export async function replyBatch(
  method: Method,
  call: BatchCall,
  run: (params: PathParams, body: unknown) => Promise<unknown>,
): Promise<Response> {
  const { request, sent, place, own, common, profile, refusalOf } = call
  const { parameter = '' } = method.batch ?? {}
  const outcomes: Outcome[] = []
  for (const { id, body } of await itemsOf(method, request, sent[parameter] ?? '')) {
    const params = { ...sent, [parameter]: id }
    const href = new URL(place(named(params, own)), request.url).href
    try {
      if (method.body && !satisfies(method.body, body)) throw violationOf(method.body, body)
      // In the order of the list: the same id may be in it twice.
      // oxlint-disable-next-line no-await-in-loop
      const reply = await run(params, body)
      outcomes.push({ id, href, status: method.status, body: reply })
    } catch (error) {
      outcomes.push({ id, href, ...errorReply(refusalOf(error), profile) })
    }
  }
  if (method.returns === null && outcomes.every(({ status }) => status < 300)) {
    return new Response(null, { status: method.status, headers: headersOf(common) })
  }
  if (method.batch?.isArray) return asJson(outcomes, 'application/json', common)
  const wantsJson = request.headers.get('accept')?.includes(jsonForm)
  return wantsJson ? asJson(outcomes, jsonForm, common) : asMultipart(outcomes, common)
}

async function itemsOf(method: Method, request: Request, list: string): Promise<Item[]> {
  const { parameter = '', max = 0, maxInBody = 0 } = method.batch ?? {}
  const isInBody = list === '*'
  const ids = isInBody ? [] : list.split(',').filter((id) => id !== '')
  const bodies = isInBody || method.body ? await bodiesOf(request) : []
  const count = isInBody ? bodies.length : ids.length
  const limit = isInBody ? maxInBody : max
  if (count > limit) {
    throw fail('CMN-106', { parameterName: parameter, parameterValue: String(limit) })
  }
  if (isInBody) return bodies.map((entry) => itemOf(entry, parameter))
  if (bodies.length > 0 && bodies.length !== ids.length) {
    throw fail('CMN-101', {
      parameterName: 'body',
      reason: `it has ${bodies.length} entries for ${ids.length} ids`,
    })
  }
  return ids.map((id, index) => {
    const entry = bodies[index]
    const isNamed = isObject(entry) && 'body' in entry
    if (isNamed && 'resourceId' in entry && String(entry['resourceId']) !== id) {
      throw fail('CMN-108', { parameterName: 'resourceId' })
    }
    return { id, body: isNamed ? entry['body'] : entry }
  })
}

/** Path parameters with the ids that `~` stands for. */
const named = (params: PathParams, own: PathParams): PathParams =>
  Object.fromEntries(
    Object.entries(params).map(([name, id]) => [name, id === '~' ? (own[name] ?? id) : id]),
  )

/** An entry that names its thing itself: an id, or `{resourceId, body}`. */
function itemOf(entry: unknown, parameter: string): Item {
  if (typeof entry === 'string' || typeof entry === 'number') {
    return { id: String(entry), body: undefined }
  }
  if (isObject(entry) && ['string', 'number'].includes(typeof entry['resourceId'])) {
    return { id: String(entry['resourceId']), body: entry['body'] }
  }
  throw fail('CMN-101', { parameterName: parameter, reason: 'an entry of the body names no id' })
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The bodies of a batch: parts in the order of the ids, or the entries of a JSON array. */
async function bodiesOf(request: Request): Promise<unknown[]> {
  const contentType = request.headers.get('content-type') ?? jsonForm
  try {
    const bytes = await readBody(request, maxBodyBytes)
    if (bytes.length === 0) throw fail('CMN-104', { parameterName: 'body' })
    if (mediaTypeOf(contentType).startsWith('multipart/')) {
      return parseMultipart(contentType, bytes).map((part) => parse(part.bytes))
    }
    const body = parse(bytes)
    return Array.isArray(body) ? body : [body]
  } catch (error) {
    if (error instanceof MultipartError) {
      throw fail('CMN-103', { parameterName: 'body', reason: error.message })
    }
    if (error instanceof TooLargeError) {
      throw fail('MSG-338', { parameterName: 'body', reason: `is over ${maxBodyBytes} bytes` })
    }
    throw error
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    throw fail('CMN-103', { parameterName: 'body' })
  }
}

function asJson(outcomes: readonly Outcome[], mediaType: string, common: CommonHeaders): Response {
  const entries = outcomes.map(({ id, status, body }) => ({
    resourceId: id,
    status,
    ...(body === undefined ? {} : { body }),
  }))
  return new Response(JSON.stringify(entries), {
    status: 207,
    headers: { ...headersOf(common), 'Content-Type': `${mediaType};charset=UTF-8` },
  })
}

/** The first part tells each status, then comes a part for each reply, in order. */
function asMultipart(outcomes: readonly Outcome[], common: CommonHeaders): Response {
  // Clients look for a boundary of this start; the id keeps it out of every part.
  const boundary = `Boundary_${common.requestId.replaceAll('-', '_')}`
  const summary = {
    response: outcomes.map(({ href, status }) => ({
      href,
      status,
      responseDescription: STATUS_CODES[status],
    })),
  }
  const parts = [summary, ...outcomes.map(({ body }) => body ?? {})].map(
    (part) => `--${boundary}\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(part)}\r\n`,
  )
  return new Response(`${parts.join('')}--${boundary}--\r\n`, {
    status: 207,
    headers: { ...headersOf(common), 'Content-Type': `multipart/mixed; boundary=${boundary}` },
  })
}
