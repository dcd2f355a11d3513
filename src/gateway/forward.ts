// The call upstream, made from the resolved call alone: its path and query are written afresh, its
// headers are a short list, the token is the connection's. What comes back is a short list too. A
// write is sent once; what is not known of its end is said, never guessed.
import { isAscii } from 'node:buffer'
import { Bytes } from '#catalog/schemas/common'
import type { Method } from '#catalog/method'
import type { Admitted } from './admit.ts'
import { refusalOfTrouble, refuse } from './refusal.ts'
import type { Reply } from './reply.ts'
import type { ResolvedCall } from './resolve.ts'
import { createRewrite, type Rewrite } from './rewrite.ts'
import { Trouble } from './upstream/trouble.ts'
import { WireError, type WireHeaders, type WireReply } from './upstream/transport.ts'

/** What the upstream said beside its body. */
export interface UpstreamFacts {
  readonly status: number
  readonly requestId: string | null
  readonly rateRemaining: number | null
}

/** How a call ended. */
export interface Outcome {
  readonly reply: Reply
  /** Null when the upstream was not asked. */
  readonly upstream: UpstreamFacts | null
  readonly bytesOut: number
}

/** Carries out what was admitted. */
export type Forward = (
  call: ResolvedCall,
  admitted: Admitted,
  request: Request,
  origin: string,
) => Promise<Outcome>

// What a caller may say about the reply it wants. Never its credentials, cookies or addresses.
const passedOn = ['accept-language', 'range'] as const
const passedOnTagged = [...passedOn, 'if-none-match'] as const
// What of the upstream's reply concerns the caller.
const passedBack = [
  'content-type',
  'content-disposition',
  'content-language',
  'content-range',
  'accept-ranges',
  'etag',
  'rcrequestid',
  'x-rate-limit-group',
  'x-rate-limit-limit',
  'x-rate-limit-remaining',
  'x-rate-limit-window',
  'retry-after',
] as const

/** The stage. It keeps one rewriter an upstream. */
export function createForward(): Forward {
  const rewrites = new Map<string, Rewrite>()

  function rewriteFor(server: string): Rewrite {
    const rewrite = rewrites.get(server) ?? createRewrite(server)
    rewrites.set(server, rewrite)
    return rewrite
  }

  return async (call, admitted, request, origin) => {
    if (admitted.goes === 'nowhere') {
      const reply = await admitted.carryOut()
      return { reply, upstream: null, bytesOut: sizeOf(reply) }
    }
    const { connection, pass } = admitted
    const { methodId, method, verb } = call.route
    if (call.path === null) throw new Error('a call without a path was admitted')
    const wireReply = await connection
      .call(
        {
          methodId,
          rateGroup: method.rateGroup,
          verb,
          target: call.query.text === '' ? call.path : `${call.path}?${call.query.text}`,
          headers: headersOf(call, request),
          body: call.body.content?.bytes ?? null,
          mayStream: method.returns === Bytes,
        },
        pass,
      )
      .catch((error: unknown) => {
        throw refusalOf(error, method.access === 'write')
      })
    return outcomeOf(wireReply, method, rewriteFor(connection.server), origin)
  }
}

function headersOf(call: ResolvedCall, request: Request): string[] {
  const headers = [
    'accept',
    call.route.method.returns === Bytes ? '*/*' : 'application/json',
    'accept-encoding',
    'identity',
  ]
  for (const name of call.route.method.tagged ? passedOnTagged : passedOn) {
    const value = request.headers.get(name)
    if (value !== null && /^[\x20-\x7e]{1,256}$/.test(value)) headers.push(name, value)
  }
  if (call.body.content) headers.push('content-type', call.body.content.type)
  return headers
}

/** What to tell of a call that has no reply. */
function refusalOf(error: unknown, isWrite: boolean): unknown {
  if (error instanceof Trouble) return refusalOfTrouble(error)
  if (!(error instanceof WireError)) return error
  const { sent, fault } = error
  if (!sent) return refusalOfTrouble(new Trouble('upstream_unavailable', { cause: error }))
  if (isWrite) return refusalOfTrouble(new Trouble('outcome_unknown', { cause: error }))
  const reason = fault === 'timeout' ? 'upstream_timeout' : 'upstream_failed'
  return refusalOfTrouble(new Trouble(reason, { cause: error }))
}

function outcomeOf(
  { status, headers, body }: WireReply,
  method: Method,
  rewrite: Rewrite,
  origin: string,
): Outcome {
  const encoding = textOf(headers, 'content-encoding') ?? 'identity'
  // Nothing is followed anywhere; only what a caller has already need not be sent again.
  const isKnown = status === 304 && method.tagged
  if ((status >= 300 && status < 400 && !isKnown) || encoding !== 'identity') {
    const reason = 'the upstream answered with what cannot be passed on'
    throw refuse('CMN-201', { reason }, 'upstream_invalid', { upstreamStatus: status })
  }
  const back: Record<string, string> = {}
  for (const name of passedBack) {
    const value = textOf(headers, name)
    if (value !== null) back[name] = value
  }
  const upstream = {
    status,
    requestId: textOf(headers, 'rcrequestid'),
    rateRemaining: countOf(textOf(headers, 'x-rate-limit-remaining')),
  }
  if (!Buffer.isBuffer(body)) {
    const length = textOf(headers, 'content-length')
    if (length !== null) back['content-length'] = length
    return { reply: { status, headers: back, body }, upstream, bytesOut: countOf(length) ?? 0 }
  }
  const isJson = back['content-type']?.includes('json') ?? false
  const bytes = isJson ? rewrite(body, origin) : body
  const isEmpty = status === 204 || status === 304
  if (!isEmpty) back['content-length'] = String(bytes.length)
  const content = isEmpty || bytes.length === 0 ? null : oneWrite(bytes)
  return { reply: { status, headers: back, body: content }, upstream, bytesOut: bytes.length }
}

// A text goes out in one write with its headers, bytes in a second one; of small replies nearly all
// are ASCII, where the two are the same.
const oneWriteBytes = 16 * 1024
const oneWrite = (bytes: Buffer): Buffer | string =>
  bytes.length <= oneWriteBytes && isAscii(bytes) ? bytes.toString('latin1') : bytes

function textOf(headers: WireHeaders, name: string): string | null {
  const value = headers[name]
  return (typeof value === 'string' ? value : value?.[0]) ?? null
}

const countOf = (text: string | null): number | null =>
  text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null

const sizeOf = ({ body }: Reply): number =>
  typeof body === 'string' ? Buffer.byteLength(body) : body instanceof Uint8Array ? body.length : 0
