// A socket for a fetch surface: listens, answers, drains.
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { createAdaptorServer } from '@hono/node-server'
import { DroppedConnection } from './dropped-connection.ts'

/** What the socket knows of a request beside it. */
export interface Arrival {
  /** The client's address. */
  readonly address: string
  /** Path and query exactly as they came over the wire; a Request's url is normalised. */
  readonly target: string
}

/** Answers a request. What it throws is a 500, but a DroppedConnection closes the socket without an answer. */
export type Answer = (request: Request, arrival: Arrival) => Promise<Response>

/** Takes over connections that ask for another protocol. */
export interface Upgrades {
  /** Takes one: it is its owner's from here on. `head` is what came behind the request. */
  take(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Refuses new ones and ends those that are open, in their protocol's way. */
  close(): Promise<void>
}

/** A server that listens. */
export interface Listening {
  /** Where it is reached, as in `http://127.0.0.1:4100`: no slash at the end. */
  readonly origin: string
  /** Takes no new connection, lets what is under way end (up to `graceMs`), then closes. */
  close(graceMs?: number): Promise<void>
}

/** The address cannot be listened on; the message is one sentence for the person who chose it. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
}

/**
 * @param upgrades takes what asks to be upgraded; without it that is answered like any request
 * @throws ListenError for a taken or forbidden port and an address that is not this machine's
 */
export async function listen(
  answer: Answer,
  { host, port }: { readonly host: string; readonly port: number },
  upgrades?: Upgrades,
): Promise<Listening> {
  const server = createAdaptorServer({
    async fetch(request, env) {
      const incoming = env.incoming as IncomingMessage // node:http, not http2
      const address = incoming.socket.remoteAddress ?? ''
      try {
        return await answer(request, { address, target: incoming.url ?? '/' })
      } catch (error) {
        if (!(error instanceof DroppedConnection)) throw error
        incoming.socket.destroy()
        return new Response(null) // that nobody gets
      }
    },
    hostname: host,
  }) as Server // ditto
  if (upgrades) {
    server.on('upgrade', (request, socket, head: Buffer) => upgrades.take(request, socket, head))
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new ListenError(sentence(error.code, host, port), { cause: error })),
    )
    server.listen(port, host, resolve)
  })
  const bound = server.address()
  const actual = typeof bound === 'object' && bound ? bound.port : port
  const name = host.includes(':') ? `[${host}]` : host
  return {
    origin: `http://${name === '0.0.0.0' ? '127.0.0.1' : name}:${actual}`,
    async close(graceMs = 5_000) {
      await Promise.all([
        upgrades?.close(),
        new Promise<void>((resolve) => {
          const force = setTimeout(() => server.closeAllConnections(), graceMs)
          server.close(() => {
            clearTimeout(force)
            resolve()
          })
          server.closeIdleConnections()
        }),
      ])
    },
  }
}

function sentence(code: string | undefined, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken. Stop what uses it, or name another port (0 picks a free one).`
    case 'EACCES':
      return `Port ${port} may not be listened on by this user. Name a port over 1023.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine. Name another with --host.`
    default:
      return `Cannot listen on ${host} port ${port} (${code ?? 'unknown error'}).`
  }
}
