// A receiver of webhooks on the loopback: it answers handshakes, keeps what it gets, and can be told to
// answer otherwise. What it lies about is written byte for byte.
import { readFileSync } from 'node:fs'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { fileURLToPath } from 'node:url'

/** A request as it came. */
export interface ReceivedRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** How a receiver answers. */
export type Answering = (
  request: ReceivedRequest,
  response: ServerResponse,
  socket: Socket,
) => void | Promise<void>

/** A receiver that listens. */
export interface Receiver extends AsyncDisposable {
  /** Where it is reached, without a slash at the end. */
  readonly url: string
  /** Everything it got, in order. */
  readonly requests: ReceivedRequest[]
  /** The envelopes it got, in order: requests with a body. */
  // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts on what is in them
  readonly envelopes: any[]
  /** How it answers from now on. */
  answering: Answering
  close(): Promise<void>
}

/** Answers 200 and echoes the token of a handshake. */
export const honest: Answering = ({ headers }, response) => {
  const token = headers['validation-token']
  response.writeHead(200, token === undefined ? {} : { 'Validation-Token': token }).end()
}

/** Starts one on a free port. `tls` makes it https, with a certificate that nobody signed. */
export async function startReceiver(
  answering: Answering = honest,
  options: { readonly tls?: boolean; readonly port?: number; readonly isShared?: boolean } = {},
): Promise<Receiver> {
  const requests: ReceivedRequest[] = []
  const envelopes: unknown[] = []
  const receive = async (incoming: IncomingMessage, response: ServerResponse) => {
    const body = (await Array.fromAsync(incoming as AsyncIterable<Buffer>)).join('')
    const { method = '', url = '', headers, socket } = incoming
    const request = { method, target: url, headers, body }
    requests.push(request)
    if (body !== '') envelopes.push(JSON.parse(body))
    await receiver.answering(request, response, socket)
  }
  const server: Server = options.tls
    ? createTlsServer(selfSigned(), (...call) => void receive(...call))
    : createServer((...call) => void receive(...call))
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  if (options.isShared) server.on('connection', (socket) => socket.unref()).unref()
  const { port } = server.address() as AddressInfo // it listens on a port
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  const receiver: Receiver = {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    requests,
    envelopes,
    answering,
    close,
    [Symbol.asyncDispose]: close,
  }
  return receiver
}

let shared: Promise<string> | null = null

/**
 * An address that answers every handshake, for tests that are about something else. It is shared by all
 * tests of a process and ends with it.
 */
export function honestAddress(): Promise<string> {
  shared ??= startReceiver(honest, { isShared: true }).then(({ url }) => url)
  return shared
}

/** Writes an answer as it is, and leaves the connection open. */
export const raw =
  (text: string): Answering =>
  (_, __, socket) =>
    void socket.write(text)

/** An answer of exactly so many bytes, status line, headers and body together, that proves the address. */
export const ofSize =
  (bytes: number): Answering =>
  ({ headers }, _, socket) => {
    const head = (length: number) =>
      `HTTP/1.1 200 OK\r\nValidation-Token: ${String(headers['validation-token'])}\r\nContent-Length: ${length}\r\n\r\n`
    // The length is written with three digits.
    const length = bytes - head(100).length
    socket.write(head(length) + 'x'.repeat(length))
  }

/** Ways in which receivers lie. */
export const lies = {
  wrongToken: (_, response) => void response.writeHead(200, { 'Validation-Token': 'other' }).end(),
  noToken: (_, response) => void response.writeHead(200).end(),
  error: (_, response) => void response.writeHead(500).end('{"error":"inside"}'),
  redirect: (_, response) => void response.writeHead(302, { Location: '/elsewhere' }).end(),
  hang: () => {},
  /** A header begins and never ends. */
  slowHeaders: raw('HTTP/1.1 200 OK\r\nX-Slow: '),
  /** A body that never ends, in pieces of a kibibyte, for as long as it is read. */
  endlessBody: (_, response) => {
    response.writeHead(200)
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(1024)));
      if (!response.destroyed) response.once('drain', more)
    }
    more()
  },
  /** Headers that never end. */
  endlessHeaders: (_, __, socket) => {
    socket.write('HTTP/1.1 200 OK\r\n')
    const more = () => {
      while (!socket.destroyed && socket.write(`X-More: ${'x'.repeat(1024)}\r\n`));
      if (!socket.destroyed) socket.once('drain', more)
    }
    more()
  },
  hangsUp: (_, __, socket) => void socket.destroy(),
  noHttp: raw('220 mail.example ESMTP\r\n'),
} as const satisfies Readonly<Record<string, Answering>>

/** A certificate for 127.0.0.1 that signed itself, and its key: made for this, trusted by nobody. */
const selfSigned = () => ({
  key: readFileSync(fileURLToPath(new URL('receiver-key.pem', import.meta.url))),
  cert: readFileSync(fileURLToPath(new URL('receiver-certificate.pem', import.meta.url))),
})
