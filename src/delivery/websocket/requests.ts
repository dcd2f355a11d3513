// Calls of the API over a socket: a frame becomes a Request, its Response a frame.
import { webSocketErrors } from '#catalog/websocket-errors'
import { encodeFrame, type FrameBody, type RequestFrame, type Wsc } from './frames.ts'

/** Headers that are the connection's or the session's business, not the frame's. */
const ownHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'connection',
  'content-length',
  'cookie',
  'host',
  'transfer-encoding',
  'upgrade',
])

/**
 * The request of a frame. Null where it is none of this server's: another origin, OAuth (whose requests
 * carry their own credentials), or headers that HTTP cannot have.
 * @param origin where the client reached the server
 */
export function toRequest(frame: RequestFrame, origin: string): Request | null {
  const { method, path, query } = frame
  const url = URL.parse(path, origin)
  if (!url || url.origin !== new URL(origin).origin) return null
  if (url.pathname.startsWith('/restapi/oauth')) return null
  for (const [name, value] of query) url.searchParams.append(name, value)
  const body = method === 'GET' || method === 'HEAD' ? null : frame.body
  try {
    return new Request(url, {
      method,
      headers: headersOf(frame, body),
      body: body?.text ?? null,
    })
  } catch {
    return null
  }
}

function headersOf(frame: RequestFrame, body: FrameBody | null): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(frame.headers)) {
    if (!ownHeaders.has(name.toLowerCase())) headers.set(name, value)
  }
  if (body?.type === 'json') headers.set('content-type', 'application/json')
  if (body?.type === 'multipart') {
    const boundary = /^--(\S+)/.exec(body.text)?.[1] ?? ''
    headers.set('content-type', `multipart/mixed; boundary=${boundary}`)
  }
  return headers
}

/** The reply to a frame; what is neither JSON nor multipart cannot be sent so and is refused. */
export async function toReply(
  messageId: string,
  response: Response,
  more: { readonly wsc: Wsc; readonly subscriptionId: string | null },
): Promise<string> {
  const { wsc, subscriptionId } = more
  const head = { type: 'ClientRequest' as const, messageId, headers: {}, wsc }
  const type = response.headers.get('content-type') ?? ''
  const headers: Record<string, string> = {}
  for (const [name, value] of response.headers) {
    // As RingCentral spells it; clients look for the others in lower case.
    headers[name === 'rcrequestid' ? 'RCRequestId' : name] = value
  }
  if (subscriptionId !== null) headers['WSG-SubscriptionId'] = subscriptionId
  if (response.body !== null && !/^(application\/json|multipart\/mixed)\b/.test(type)) {
    await response.body.cancel()
    const { status, message } = webSocketErrors['WSG-406']
    const body = json({ errorCode: 'WSG-406', message })
    return encodeFrame(
      { ...head, status, headers: { RCRequestId: headers['RCRequestId'] ?? '' } },
      body,
    )
  }
  const text = await response.text()
  const body: FrameBody | undefined =
    text === '' ? undefined : { type: type.startsWith('multipart') ? 'multipart' : 'json', text }
  return encodeFrame({ ...head, status: response.status, headers }, body)
}

/** A body of JSON. */
export const json = (value: object): FrameBody => ({ type: 'json', text: JSON.stringify(value) })
