// One POST to a receiver that is trusted with nothing: it gets a total time and a total size, its
// redirects are answers like any other, and proxies of the environment are not asked. Never throws.
import { type Dispatcher, request } from 'undici'
import { timedOut, tooLarge, type Trouble, troubleOf } from './trouble.ts'

/** How RingCentral introduces itself to receivers. */
export const commonHeaders = {
  accept: 'application/json',
  'user-agent': 'RingCentral-WebHook/8.3',
} as const

/** What is sent, and what the answer may cost. */
export interface Sending {
  readonly address: string
  readonly headers: Readonly<Record<string, string>>
  /** Nothing is sent, with `Content-Length: 0`, when it is null. */
  readonly body: string | null
  /** From the start of the connection to the end of the answer, on the machine's clock. */
  readonly timeoutMs: number
  /** Most bytes of status line, headers and body together, as HTTP/1.1 writes them; framing of chunks is not counted. */
  readonly maxAnswerBytes: number
}

/** An answer, or what came of it before the trouble began. */
export interface ReceivedAnswer {
  readonly status: number
  /** The reason phrase, as in `Not Found`. */
  readonly statusText: string
  /** In the order and spelling they came in. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** At most as much as the limit of bytes allows. */
  readonly body: string
}

/** The values of a header (its name in lower case), in their order. */
export const valuesOf = ({ headers }: Pick<ReceivedAnswer, 'headers'>, wanted: string): string[] =>
  headers.flatMap(([name, value]) => (name.toLowerCase() === wanted ? [value] : []))

/** What came of a request. */
export interface Exchange {
  readonly ms: number
  readonly answer: ReceivedAnswer | null
  readonly trouble: Trouble | null
}

/**
 * Sends one request and reads its answer.
 * @param controller breaks it off when it is aborted
 */
export async function exchange(
  { address, headers, body, timeoutMs, maxAnswerBytes }: Sending,
  dispatcher: Dispatcher,
  controller: AbortController,
): Promise<Exchange> {
  const started = performance.now()
  // Not the owner's clock: how long a receiver takes is of this machine's world.
  const timer = setTimeout(() => controller.abort(timedOut), timeoutMs)
  let answer: ReceivedAnswer | null = null
  let trouble: Trouble | null = null
  try {
    const response = await request(address, {
      method: 'POST',
      dispatcher,
      signal: controller.signal,
      headers,
      body,
      responseHeaders: 'raw',
    })
    const head = headOf(response)
    answer = { ...head, body: '' }
    const room = maxAnswerBytes - sizeOf(head)
    const read = await readUpTo(response.body, room, (text) => {
      answer = { ...head, body: text }
    })
    if (!read) trouble = tooLarge(maxAnswerBytes)
  } catch (error) {
    trouble = controller.signal.reason === timedOut ? timedOut : troubleOf(error)
  } finally {
    clearTimeout(timer)
  }
  return { ms: performance.now() - started, answer, trouble }
}

type Head = Omit<ReceivedAnswer, 'body'>

function headOf({ statusCode, statusText, headers }: Dispatcher.ResponseData): Head {
  // Asked for raw, they are names and values in turn.
  const raw = headers as unknown as readonly string[]
  const pairs: [string, string][] = []
  for (let index = 0; index < raw.length; index += 2) {
    pairs.push([raw[index] ?? '', raw[index + 1] ?? ''])
  }
  return { status: statusCode, statusText, headers: pairs }
}

/** `HTTP/1.1 200 OK`, a line a header, and the empty line. */
const sizeOf = ({ statusText, headers }: Head): number =>
  'HTTP/1.1 200 \r\n'.length +
  Buffer.byteLength(statusText, 'latin1') +
  headers.reduce((sum, [name, value]) => sum + name.length + value.length + ': \r\n'.length, 0) +
  '\r\n'.length

/**
 * Reads at most `room` bytes.
 * @param keep gets the text so far, also when the rest never comes
 * @returns false when there were more; the connection is closed then
 */
async function readUpTo(
  body: AsyncIterable<Buffer>,
  room: number,
  keep: (text: string) => void,
): Promise<boolean> {
  const chunks: Buffer[] = []
  let left = room
  try {
    if (left < 0) return false
    for await (const chunk of body) {
      chunks.push(chunk.subarray(0, Math.max(left, 0)))
      left -= chunk.length
      if (left < 0) return false
    }
    return true
  } finally {
    keep(Buffer.concat(chunks).toString())
  }
}
