// A stand-in for RingCentral's WebSocket gateway: greets, answers what it is asked about subscriptions,
// echoes heartbeats, and pushes what a test tells it to. Where it leads a test says with wstoken's answer.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

/** A call over the socket. */
export interface SocketCall {
  readonly method: string
  readonly path: string
  readonly body: { readonly eventFilters?: readonly string[] } | undefined
}

/** What a notification is beside event and body. */
export interface Pushed {
  readonly timestamp?: string
  readonly uuid?: string
}

/** A running stand-in. */
export interface FakeSocket extends AsyncDisposable {
  readonly uri: string
  /** The queries with which clients connected. */
  readonly connected: URLSearchParams[]
  readonly calls: SocketCall[]
  /** What a client that takes up again is told. */
  recovery: 'Successful' | 'Failed'
  /** What a call is answered: 200 and the subscription, unless a test says otherwise. */
  answer: (call: SocketCall) => { readonly status: number; readonly body?: unknown } | null
  /** Whether heartbeats are answered. */
  isAlive: boolean
  heartbeats: number
  /** The clients that are connected now. */
  size(): number
  push(event: string, body: object, more?: Pushed): void
  /** Cuts off everybody. */
  cut(): void
}

/** Starts one on a free port. */
export async function startFakeSocket(): Promise<FakeSocket> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on TCP
  let sequence = 0
  const send = (ws: WebSocket, head: object, body?: object) =>
    ws.send(JSON.stringify(body === undefined ? [head] : [head, body]))
  const wsc = () => ({ token: `wsc-${(sequence += 1)}`, sequence })

  function answerTo(call: SocketCall) {
    const told = fake.answer(call)
    if (told) return told
    if (call.method === 'DELETE') return { status: 204 }
    return { status: 200, body: { id: 'upstream-subscription', status: 'Active' } }
  }

  server.on('connection', (ws, request) => {
    const query = new URL(request.url ?? '/', 'ws://fake').searchParams
    fake.connected.push(query)
    const state = query.has('wsc') ? { recoveryState: fake.recovery } : {}
    send(ws, { type: 'ConnectionDetails', messageId: 'hello', status: 200, wsc: wsc() }, state)
    ws.on('message', (data: Buffer) => {
      const [head, body] = JSON.parse(data.toString()) as [
        { type: string; messageId: string; method: string; path: string },
        SocketCall['body'],
      ]
      if (head.type === 'Heartbeat') {
        fake.heartbeats += 1
        if (fake.isAlive) send(ws, head)
        return
      }
      const call = { method: head.method, path: head.path, body }
      fake.calls.push(call)
      const { status, body: told } = { body: undefined, ...answerTo(call) }
      const { messageId } = head
      send(ws, { type: 'ClientRequest', messageId, status, wsc: wsc() }, told as object | undefined)
    })
  })

  const fake: FakeSocket = {
    uri: `ws://127.0.0.1:${port}/ws`,
    connected: [],
    calls: [],
    recovery: 'Successful',
    answer: () => null,
    isAlive: true,
    heartbeats: 0,
    size: () => server.clients.size,
    push(event, body, { timestamp = '2026-11-24T09:00:00.000Z', uuid = `uuid-${sequence}` } = {}) {
      const envelope = { uuid, event, timestamp, subscriptionId: 'upstream-subscription', body }
      for (const ws of server.clients) {
        send(ws, { type: 'ServerNotification', messageId: uuid, status: 200, wsc: wsc() }, envelope)
      }
    },
    cut() {
      for (const ws of server.clients) ws.terminate()
    },
    async [Symbol.asyncDispose]() {
      fake.cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return fake
}
