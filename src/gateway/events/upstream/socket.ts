// One WebSocket to the upstream, in RingCentral's protocol: opened with a token of wstoken, greeted with
// ConnectionDetails, then requests, notifications and heartbeats as JSON frames. It is opened once and
// ends once; coming back is over-websocket.ts's business.
import { type Static, Type } from 'typebox'
import { WebSocket } from 'ws'
import { type Clock, systemClock } from '#lib/clock'
import { satisfies } from '#lib/schema'
import type { Told } from './calls.ts'
import { envelopeOf, type UpstreamEnvelope } from './occurrence.ts'

const Wsc = Type.Object({ token: Type.String(), sequence: Type.Number() })

/** By what a session is taken up again: the one with the highest sequence counts. */
export type Wsc = Static<typeof Wsc>

const Head = Type.Object({
  type: Type.String(),
  messageId: Type.Optional(Type.String()),
  status: Type.Optional(Type.Number()),
  wsc: Type.Optional(Wsc),
})
const Details = Type.Object({ recoveryState: Type.Optional(Type.String()) })

/** Where a socket leads and what opens it. */
export interface SocketPlace {
  /** As the upstream told it: wss, or ws on this machine. */
  readonly uri: string
  readonly accessToken: string
  /** Of the session to take up again; null for a new one. */
  readonly recover: string | null
}

/** What a socket tells. */
export interface SocketEars {
  /** In the order they came. `wsc` is where to take up again once this one is stored. */
  notified(envelope: UpstreamEnvelope, wsc: Wsc | null): void
  /** It is over; told once, also when it never opened. */
  ended(reason: string): void
}

/** A socket that was greeted. */
export interface UpstreamSocket {
  /** Whether the session before was taken up, with all that was missed. */
  readonly isRecovered: boolean
  /** The newest place to take up again; null when the upstream tells none. */
  wsc(): Wsc | null
  /** Calls the API over the socket. Rejects when the socket ends or no answer comes in time. */
  request(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<Told>
  /** Resolves when the upstream has answered; rejects as a request does. */
  heartbeat(): Promise<void>
  /** Says goodbye. */
  close(): void
  /** Cuts it off. */
  cut(): void
}

const connectMs = 10_000
const greetingMs = 60_000
const replyMs = 30_000
const maxFrameBytes = 8 * 1024 * 1024

/**
 * Opens one; rejects when it ends before it is greeted.
 * @param machine how long the other side may take is of this machine's world
 */
export function openSocket(
  { uri, accessToken, recover }: SocketPlace,
  ears: SocketEars,
  machine: Clock = systemClock(),
): Promise<UpstreamSocket> {
  const url = new URL(uri)
  url.searchParams.set('access_token', accessToken)
  if (recover !== null) url.searchParams.set('wsc', recover)
  const ws = new WebSocket(url, {
    handshakeTimeout: connectMs,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    followRedirects: false,
  })
  const waiting = new Map<string, (told: Told | null) => void>()
  let newest: Wsc | null = null
  let requests = 0
  let isOver = false

  function keep(wsc: Wsc | undefined): void {
    if (wsc && (newest === null || wsc.sequence >= newest.sequence)) newest = wsc
  }

  function send(head: object, body?: object): void {
    if (!isOver) ws.send(JSON.stringify(body === undefined ? [head] : [head, body]), () => {})
  }

  /** Sends a frame and waits for the one that answers it. */
  function ask(head: object, body?: object): Promise<Told> {
    const messageId = `ringfence-${(requests += 1)}`
    return new Promise((resolve, reject) => {
      const cancel = machine.schedule(machine.now() + replyMs, () => settle(null))
      const settle = (told: Told | null) => {
        cancel()
        waiting.delete(messageId)
        if (told) resolve(told)
        else reject(new Error('the upstream did not answer over its socket'))
      }
      waiting.set(messageId, settle)
      if (isOver) settle(null)
      else send({ messageId, ...head }, body)
    })
  }

  return new Promise((resolve, reject) => {
    const cancel = machine.schedule(machine.now() + greetingMs, () => ws.terminate())

    function over(reason: string): void {
      if (isOver) return
      isOver = true
      cancel()
      for (const settle of waiting.values()) settle(null)
      reject(new Error(`the upstream's socket ended: ${reason}`))
      ears.ended(reason)
    }

    function greeted(body: unknown): void {
      cancel()
      resolve({
        isRecovered: satisfies(Details, body) && body.recoveryState === 'Successful',
        wsc: () => newest,
        request: (method, path, told) =>
          ask({ type: 'ClientRequest', method, path, headers: {} }, told),
        heartbeat: async () => void (await ask({ type: 'Heartbeat' })),
        close: () => ws.close(1000),
        cut: () => ws.terminate(),
      })
    }

    function take(text: string): void {
      const frame = frameOf(text)
      if (!frame) return
      const { head, body } = frame
      keep(head.wsc)
      switch (head.type) {
        case 'ConnectionDetails':
          return greeted(body)
        case 'ClientRequest':
        case 'Heartbeat':
          waiting.get(head.messageId ?? '')?.({ status: head.status ?? 0, json: body ?? null })
          return
        case 'ServerNotification': {
          const envelope = envelopeOf(body)
          if (envelope) ears.notified(envelope, newest)
          return
        }
        case 'Error':
          // An answer to a request, or the reason of the end that follows.
          waiting.get(head.messageId ?? '')?.({ status: head.status ?? 500, json: body ?? null })
      }
    }

    ws.on('message', (data: Buffer) => take(data.toString()))
    ws.on('error', (error) => over(error.message))
    ws.on('close', (code) => over(`closed with ${code}`))
  })
}

/** Head and body of a frame; null when it is none. */
function frameOf(text: string): { head: Static<typeof Head>; body: unknown } | null {
  try {
    const frame: unknown = JSON.parse(text)
    if (!Array.isArray(frame)) return null
    const [head, body] = frame as unknown[]
    return satisfies(Head, head) ? { head, body } : null
  } catch {
    return null
  }
}
