// RingCentral's WebSocket gateway as a server over a host: takes upgrades, lets clients in, knows who is
// connected, and keeps in the database what is needed to take a session up again, also after a restart.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { type WebSocketErrorCode, webSocketErrors } from '#catalog/websocket-errors'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { MakeSecret } from '#lib/secret'
import type { Upgrades } from '#lib/server'
import type { Database } from '#storage/database'
import type { Notifications } from '#storage/notifications'
import type { Sockets } from '#storage/sockets'
import type { Feed } from '../feed.ts'
import { type Connection, type ConnectionFacts, openConnection } from './connection.ts'
import { encodeFrame } from './frames.ts'
import type { SocketHost } from './host.ts'
import { createReceipts } from './receipts.ts'
import { type SocketLimits, usualLimits } from './limits.ts'
import { json } from './requests.ts'
import { obstacle, readToken, type WscToken } from './tokens.ts'

/** What a server is made with. */
export interface SocketServerDeps<S> {
  readonly host: SocketHost<S>
  readonly db: Database
  readonly sockets: Sockets
  readonly notifications: Notifications
  readonly feed: Feed
  readonly clock: Clock
  readonly log: Log
  readonly makeSecret: MakeSecret
  /** Ids of frames. */
  readonly makeId: () => string
  /** What differs from RingCentral's. */
  readonly limits?: Partial<SocketLimits>
}

/** A server of WebSockets, at {@link socketPath}. */
export interface SocketServer extends Upgrades {
  /** How many clients are connected. */
  readonly size: number
  /** Begins: what was connected before a restart counts as having left now. */
  start(): void
  /** A login may have ended: its connections are closed. */
  review(): void
  /** Ends all and forgets them, so that none is taken up again: what they were of is gone. */
  reset(): void
  /** Ends all at once, to be taken up again; new ones are refused. The database may be closed then. */
  stop(): void
}

/** Where sockets are opened. */
export const socketPath = '/ws'

/** How long clients have to close by themselves, on the machine's clock. */
const closeWithinMs = 1_000

/** How often connections are looked at, on the machine's clock. */
const lookEveryMs = 1_000

/** @param deps see there */
export function createSocketServer<S>(deps: SocketServerDeps<S>): SocketServer {
  const { host, db, sockets, notifications, feed, clock, log, makeSecret, makeId } = deps
  const limits = { ...usualLimits, ...deps.limits }
  const recoveryMs = limits.recoveryTimeout * 1000
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    // A little more than is understood, so that who is slightly over is told in a frame.
    maxPayload: limits.maxFrameBytes * 4,
  })
  const connections = new Map<number, Connection<S>>()
  const receipts = createReceipts(db, notifications, clock, log)
  let isStopped = false
  const connectionDeps = {
    host,
    feed,
    clock,
    log,
    limits,
    makeId,
    subscriptionOf: (socketId: number) => sockets.find(socketId)?.subscriptionId ?? null,
    keep: (subscriptionId: string, until: number) =>
      write(() => void host.keep(subscriptionId, until)),
    withhold: (one: { readonly id: number }, reason: string) =>
      write(() => notifications.withhold(one.id, reason, clock.now())),
    received: receipts.add,
  }
  const looking = setInterval(
    () => {
      for (const connection of connections.values()) connection.look()
    },
    Math.min(lookEveryMs, limits.pongWithinMs),
  )
  looking.unref()

  /** Writes what nobody waits for. */
  function write(work: () => void): void {
    if (isStopped) return
    db.commit(work).catch((error: unknown) =>
      log.error('what became of a socket could not be stored', { error: String(error) }),
    )
  }

  /** Tells who was not let in why, in a frame: clients take a refused upgrade for a broken network. */
  function refuse(ws: WebSocket, code: WebSocketErrorCode): void {
    const { status, message, close } = webSocketErrors[code]
    const messageId = makeId()
    const head = { type: 'Error' as const, messageId, status, headers: { RCRequestId: messageId } }
    ws.send(encodeFrame(head, json({ errorCode: code, message })), () => {})
    ws.close(close ?? 1008, `${code} ${message}`)
    // It was paused until somebody would listen; now the client's own close frame is waited for.
    ws.resume()
  }

  async function letIn(ws: WebSocket, url: URL, origin: string): Promise<void> {
    const said = url.searchParams.get('wsc')
    const session = await host.authenticate(url.searchParams.get('access_token') ?? '')
    if (isStopped) return refuse(ws, 'WSG-503')
    if (session === null) return refuse(ws, 'WSG-401')
    const token = said === null ? null : readToken(said)
    if (said !== null && token === null) return refuse(ws, 'WSG-400')
    const name = host.nameOf(session)
    const own = [...connections.values()].filter((one) => host.nameOf(one.session) === name)
    if (own.length >= limits.maxConnectionsPerSession) return refuse(ws, 'WSG-403')
    const { generation } = db
    const begun = await db.commit(() => begin(name, token))
    if (isStopped || generation !== db.generation) return refuse(ws, 'WSG-503')
    serve({ ...begun, ws, session, origin })
  }

  type Begun = Omit<ConnectionFacts<S>, 'ws' | 'session' | 'origin'>

  /** Takes a session up again, or begins a new one: in the open transaction. */
  function begin(owner: string, token: WscToken | null): Begun {
    const now = clock.now()
    const newest = notifications.newest()
    const stored = token ? sockets.bySecret(token.secret) : undefined
    let hindered = token
      ? obstacle(stored, { owner, cursor: token.cursor, newest, now, timeoutMs: recoveryMs })
      : null
    if (token && stored && stored.subscriptionId !== null && !hindered) {
      const until = now + limits.absoluteTimeout * 1000 + recoveryMs
      if (host.keep(stored.subscriptionId, until)) {
        const { id: socketId, subscriptionId } = stored
        const cursor = takeUp(socketId, subscriptionId, token.cursor, now)
        return { socketId, subscriptionId, secret: token.secret, cursor, recovery: 'Successful' }
      }
      hindered = 'WSG-1005'
    }
    for (const id of sockets.forgetLeft(now - recoveryMs)) host.drop(id)
    const secret = makeSecret()
    const socketId = sockets.add(owner, secret)
    const recovery = token ? (hindered ?? 'WSG-1005') : undefined
    return { socketId, secret, cursor: newest, subscriptionId: null, recovery }
  }

  /** The session has a connection again; returns where that goes on. */
  function takeUp(socketId: number, subscriptionId: string, cursor: number, at: number): number {
    sockets.setLeft(socketId, null)
    notifications.received(subscriptionId, cursor, at)
    const most = limits.recoveryBufferSize
    const reason = `more than ${most} came while the client was away`
    return notifications.keepNewest(subscriptionId, cursor, most, { reason, at })
  }

  function serve(facts: ConnectionFacts<S>): void {
    const { ws, socketId } = facts
    // Whoever has the token has the session: the connection before it is one that broke unnoticed.
    connections.get(socketId)?.cut()
    if (ws.readyState !== ws.OPEN) return leave(socketId)
    const connection = openConnection(facts, connectionDeps)
    connections.set(socketId, connection)
    ws.once('close', () => {
      if (connections.get(socketId) !== connection) return
      connections.delete(socketId)
      leave(socketId)
    })
    ws.resume()
  }

  /** A session has no connection any more: its subscription waits for it as long as it can be taken up. */
  function leave(socketId: number): void {
    const leftAt = clock.now()
    write(() => {
      sockets.setLeft(socketId, leftAt)
      const { subscriptionId } = sockets.find(socketId) ?? {}
      if (typeof subscriptionId === 'string') host.keep(subscriptionId, leftAt + recoveryMs)
    })
  }

  function endAll(code: WebSocketErrorCode): void {
    for (const connection of connections.values()) connection.end(code)
    connections.clear()
  }

  function leaveAll(): void {
    const now = clock.now()
    for (const id of sockets.leaveAll(now)) host.keep(id, now + recoveryMs)
  }

  function stop(): void {
    if (isStopped) return
    isStopped = true
    clearInterval(looking)
    endAll('WSG-503')
    db.transaction(() => {
      receipts.flush()
      leaveAll()
    })
  }

  return {
    get size() {
      return connections.size
    },
    take(request, socket, head) {
      const reached = reachedAt(request)
      const status = isStopped
        ? 503
        : reached?.url.pathname.replace(/\/$/, '') === socketPath
          ? 101
          : 404
      if (status !== 101 || !reached) return refuseUpgrade(socket, status)
      server.handleUpgrade(request, socket, head, (ws) => {
        // What it does wrong on the wire ends its connection, by `ws` itself.
        ws.on('error', () => {})
        ws.pause()
        letIn(ws, reached.url, reached.origin).catch((error: unknown) => {
          log.error('a socket could not be opened', { error: String(error) })
          refuse(ws, 'WSG-500')
        })
      })
    },
    start() {
      db.transaction(leaveAll)
    },
    review() {
      for (const connection of connections.values()) connection.review()
    },
    reset() {
      endAll('WSG-503')
      receipts.forget()
      db.transaction(() => {
        for (const id of sockets.clear()) host.drop(id)
      })
    },
    stop,
    async close() {
      stop()
      await closed(server.clients)
    },
  }
}

/** Resolves when all have closed; those that do not in time are cut off. */
async function closed(clients: ReadonlySet<WebSocket>): Promise<void> {
  const late = setTimeout(() => {
    for (const ws of clients) ws.terminate()
  }, closeWithinMs)
  await Promise.all(
    [...clients].map((ws) => new Promise<void>((resolve) => ws.once('close', () => resolve()))),
  )
  clearTimeout(late)
}

/** Where a client came in; null where its Host header is none. */
function reachedAt({ headers, url, socket }: IncomingMessage): { origin: string; url: URL } | null {
  const scheme = 'encrypted' in socket ? 'https' : 'http'
  const base = URL.parse(`${scheme}://${headers.host ?? 'localhost'}`)
  const asked = base && URL.parse(url ?? '/', base.origin)
  return asked ? { origin: base.origin, url: asked } : null
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.on('error', () => {})
  const text = status === 503 ? 'Service Unavailable' : 'Not Found'
  socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
