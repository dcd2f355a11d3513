// The frames of RingCentral's WebSocket protocol: JSON arrays of a head and, mostly, a body. Text to
// frame and back, and nothing else.

/** What a frame is. A reply has the type of its request. */
export type FrameType =
  | 'ConnectionDetails'
  | 'ClientRequest'
  | 'ServerNotification'
  | 'Heartbeat'
  | 'Error'

/** Where a client takes up again: it keeps the one with the highest sequence. */
export interface Wsc {
  readonly token: string
  readonly sequence: number
}

/** The head of a frame that a server sends. */
export interface Head {
  readonly type: FrameType
  readonly messageId: string
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly wsc?: Wsc
}

/** A body as text: JSON, or multipart as HTTP has it, which begins with `--Boundary`. */
export interface FrameBody {
  readonly type: 'json' | 'multipart'
  readonly text: string
}

/** A call of the API. */
export interface RequestFrame {
  readonly type: 'ClientRequest'
  readonly messageId: string
  /** In capitals. */
  readonly method: string
  /** With or without a query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** In order; a list is a name several times. */
  readonly query: readonly (readonly [name: string, value: string])[]
  readonly body: FrameBody | null
}

/** What a client sent. */
export type Incoming =
  | RequestFrame
  | { readonly type: 'Heartbeat'; readonly messageId: string }
  /** None of these; `messageId` is there where it could be read. */
  | { readonly type: 'unsound'; readonly messageId: string | null; readonly reason: string }

const multipartStart = ',--Boundary'

/** The text of a frame. Clients take a body for multipart by a text that JSON can hold too: there it is escaped. */
export function encodeFrame(head: Head, body?: FrameBody): string {
  const start = plain(JSON.stringify(head))
  if (!body) return `[${start}]`
  return `[${start},${body.type === 'json' ? plain(body.text) : body.text}]`
}

/** JSON without the start of multipart, which it can have within strings alone. */
const plain = (json: string): string =>
  json.includes(multipartStart) ? json.replaceAll(multipartStart, '\\u002c--Boundary') : json

/** Understands what a client sent; never throws. */
export function parseFrame(text: string): Incoming {
  const parts = splitFrame(text)
  if (!parts) return unsound('is no JSON array', null)
  const { head, body } = parts
  if (!isRecord(head)) return unsound('has no head', null)
  const { type, messageId } = head
  if (typeof messageId !== 'string' || messageId === '' || messageId.length > 255) {
    return unsound('has no messageId of 1 to 255 characters', null)
  }
  switch (type) {
    case 'Heartbeat':
      return { type, messageId }
    case 'ClientRequest':
      return requestOf(head, messageId, body)
    default:
      return unsound('has a type that no client sends', messageId)
  }
}

/** Head and body of a frame; null when it is neither JSON nor has multipart after its head. */
function splitFrame(text: string): { head: unknown; body: FrameBody | null } | null {
  const whole = parsed(text)
  if (whole !== undefined) {
    if (!Array.isArray(whole) || whole.length === 0 || whole.length > 2) return null
    const [head, body] = whole as unknown[]
    const isThere = body !== undefined && body !== null
    return { head, body: isThere ? { type: 'json', text: JSON.stringify(body) } : null }
  }
  const start = text.indexOf(multipartStart)
  if (start === -1 || !text.startsWith('[') || !text.endsWith(']')) return null
  return {
    head: parsed(text.slice(1, start)),
    body: { type: 'multipart', text: text.slice(start + 1, -1) },
  }
}

function requestOf(
  head: Readonly<Record<string, unknown>>,
  messageId: string,
  body: FrameBody | null,
): Incoming {
  const { method, path, headers = {}, query = {} } = head
  if (typeof method !== 'string' || !/^[a-z]{3,7}$/i.test(method)) {
    return unsound('has no method', messageId)
  }
  if (typeof path !== 'string' || path.length > 8_192) return unsound('has no path', messageId)
  const headerPairs = pairsOf(headers)
  if (!headerPairs) return unsound('has headers that are no texts', messageId)
  const queryPairs = pairsOf(query)
  if (!queryPairs) return unsound('has a query that is no texts and lists of texts', messageId)
  return {
    type: 'ClientRequest',
    messageId,
    method: method.toUpperCase(),
    path,
    headers: Object.fromEntries(headerPairs),
    query: queryPairs,
    body,
  }
}

/** The members of an object, each element of a list by itself; null where one is no text, number or switch. */
function pairsOf(value: unknown): [string, string][] | null {
  if (value === null) return []
  if (!isRecord(value)) return null
  const pairs: [string, string][] = []
  for (const [name, said] of Object.entries(value)) {
    for (const one of Array.isArray(said) ? (said as unknown[]) : [said]) {
      if (one === null) continue
      if (typeof one !== 'string' && typeof one !== 'number' && typeof one !== 'boolean')
        return null
      pairs.push([name, String(one)])
    }
  }
  return pairs
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const unsound = (reason: string, messageId: string | null): Incoming => ({
  type: 'unsound',
  messageId,
  reason,
})
