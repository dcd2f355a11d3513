// The request that a form makes, and a reply as it is shown.
import { type Method, pathOf, verbOf } from '#catalog/method'
import { isMethod, methods } from '#catalog/methods'
import { sampleOf } from '#catalog/projections/examples/sample'

/** What the page asks for. */
export interface TryRequest {
  readonly caller: string
  readonly method: string
  readonly path: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/** A request as the page shows it. The caller's token is not in it. */
export interface ShownRequest {
  readonly verb: string
  readonly url: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string | null
}

/** A reply as the page shows it. */
export interface ShownReply {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  /** JSON or text, cut where it is long; null where it is neither. */
  readonly body: string | null
  readonly bytes: number
  readonly milliseconds: number
}

/** Thrown for a body that is no JSON, or too large. */
export const unreadable = new Error('unreadable')

const mostShown = 200_000
const readable = /^(?:text\/|application\/(?:json|problem\+json))/i

/** The request for a method, built from its row; null where the method is unknown or its path has a gap. */
export function requestOf(
  { method: id = '', path = {}, query = {}, body }: Partial<TryRequest>,
  origin: string,
): { readonly request: Request; readonly shown: ShownRequest } | null {
  if (!isMethod(id)) return null
  const method: Method = methods[id]
  const filled = filledPath(pathOf(method), path)
  if (filled === null) return null
  const url = `${origin}${filled}${queryOf(query)}`
  const verb = verbOf(method)
  const file = method.bodyTypes?.includes('application/json') ? null : sampleOf(id, method).file
  const headers: [string, string][] = [['Authorization', 'Bearer …']]
  if (!method.body) {
    return {
      request: new Request(url, { method: verb }),
      shown: { verb, url, headers, body: null },
    }
  }
  const text = JSON.stringify(body ?? {}, null, 2)
  if (file) {
    // The file of the example: what matters here is the call.
    const form = new FormData()
    const content = Buffer.from(file.content, file.encoding)
    form.append('json', new Blob([text], { type: 'application/json' }), 'request.json')
    form.append(
      file.isList ? 'attachment' : file.part,
      new Blob([content], { type: file.contentType }),
      file.filename,
    )
    headers.push(['Content-Type', 'multipart/form-data'])
    const parts = `json: ${text}\n${file.filename} (${file.contentType}, ${content.byteLength} bytes)`
    return {
      request: new Request(url, { method: verb, body: form }),
      shown: { verb, url, headers, body: parts },
    }
  }
  headers.push(['Content-Type', 'application/json'])
  return {
    request: new Request(url, {
      method: verb,
      body: text,
      headers: { 'Content-Type': 'application/json' },
    }),
    shown: { verb, url, headers, body: text },
  }
}

function filledPath(template: string, values: Readonly<Record<string, unknown>>): string | null {
  let isWhole = true
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    const text = typeof value === 'string' ? value.trim() : ''
    // Dots alone would be taken for a way upwards, whatever they are written as.
    if (text === '' || /^\.+$/.test(text)) isWhole = false
    return encodeURIComponent(text).replaceAll('%2C', ',')
  })
  return isWhole ? path : null
}

function queryOf(values: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (['string', 'number', 'boolean'].includes(typeof one) && one !== '') {
        query.append(name, String(one))
      }
    }
  }
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

/** A reply to show, and its text for who explains it. */
export async function shown(
  reply: Response,
  milliseconds: number,
): Promise<ShownReply & { readonly text: string }> {
  const bytes = new Uint8Array(await reply.clone().arrayBuffer())
  const isText = readable.test(reply.headers.get('content-type') ?? '')
  const text = isText ? new TextDecoder().decode(bytes) : ''
  return {
    status: reply.status,
    headers: [...reply.headers],
    body: isText ? pretty(text).slice(0, mostShown) : null,
    bytes: bytes.byteLength,
    milliseconds: Math.round(milliseconds),
    text,
  }
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
