// A WebSocket server over a host of a test's own making.
import { WebSocket } from 'ws'
import { createFeed } from '#delivery/feed'
import type { Withheld } from '#delivery/outbox'
import type { SocketHost } from '#delivery/websocket/host'
import type { SocketLimits } from '#delivery/websocket/limits'
import { createSocketServer } from '#delivery/websocket/server'
import { frozenClock } from '#lib/clock'
import { silentLog } from '#lib/log'
import { randomSecret } from '#lib/secret'
import { listen } from '#lib/server'
import { openDatabase } from '#storage/database'
import { notifications as notificationTables } from '#storage/migrations/notifications'
import { sockets as socketTable } from '#storage/migrations/sockets'
import { createNotifications, type Notification } from '#storage/notifications'
import { createSockets } from '#storage/sockets'

/** Starts one. Its only login is `ann`; a POST anywhere subscribes the socket. */
export async function startServer(
  options: {
    readonly limits?: Partial<SocketLimits>
    readonly prepare?: (
      notification: Notification,
    ) => string | Withheld | Promise<string | Withheld>
    readonly request?: (request: Request) => Promise<Response>
  } = {},
) {
  const db = openDatabase(':memory:', [notificationTables, socketTable])
  const [notifications, sockets] = [createNotifications(db), createSockets(db)]
  const feed = createFeed(notifications)
  const clock = frozenClock(0)
  const errors: string[] = []
  let ids = 0
  let subscriptions = 0
  const host: SocketHost<string> = {
    authenticate: (token) => (token === 'ann' ? 'ann' : null),
    nameOf: (session) => session,
    aliveUntil: () => Number.MAX_SAFE_INTEGER,
    async request(_, socketId, request) {
      if (request.method !== 'POST') return (await options.request?.(request)) ?? Response.json({})
      const id = `s${(subscriptions += 1)}`
      await db.commit(() => sockets.bind(socketId, id))
      return Response.json({ id })
    },
    prepare: (_, notification) => options.prepare?.(notification) ?? notification.body,
    keep: () => true,
    drop() {},
  }
  const server = createSocketServer({
    host,
    db,
    sockets,
    notifications,
    feed,
    clock,
    log: { ...silentLog, error: (text) => void errors.push(text) },
    makeSecret: randomSecret,
    makeId: () => `id-${(ids += 1)}`,
    ...(options.limits ? { limits: options.limits } : {}),
  })
  server.start()
  const listening = await listen(
    async () => new Response(null),
    { host: '127.0.0.1', port: 0 },
    server,
  )
  return {
    db,
    notifications,
    clock,
    server,
    errors,
    address: `${listening.origin.replace('http', 'ws')}/ws?access_token=ann`,
    /** Resolves once nobody is connected. */
    async empty() {
      // oxlint-disable-next-line no-await-in-loop -- it is told by nothing
      while (server.size > 0) await new Promise((resolve) => setImmediate(resolve))
    },
    /** Adds notifications with these bodies. */
    add: (subscriptionId: string, bodies: readonly string[]) =>
      db.commit(() => {
        for (const body of bodies) {
          const eventId = notifications.addEvent(0, body)
          notifications.add({
            uuid: `u${(ids += 1)}`,
            eventId,
            subscriptionId,
            filter: '/',
            ownerId: '1',
            at: 0,
            nextAt: null,
          })
        }
        feed.added(subscriptionId)
      }),
    async [Symbol.asyncDispose]() {
      await listening.close()
      db.close()
    },
  }
}

/** A connection whose frames are gathered. */
export function connect(address: string) {
  const ws = new WebSocket(address)
  // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts on what is in it
  const frames: any[][] = []
  let look = () => {}
  ws.on('error', () => {})
  ws.on('message', (data: Buffer) => {
    frames.push(JSON.parse(data.toString()))
    look()
  })
  return {
    ws,
    frames,
    /** Resolves once there are `count` frames of a type. */
    have: (type: string, count: number) =>
      new Promise<void>((resolve) => {
        look = () => {
          if (frames.filter(([head]) => head.type === type).length >= count) resolve()
        }
        look()
      }),
    bodiesOf: (type: string) =>
      frames.filter(([head]) => head.type === type).map(([, body]) => body as unknown),
    send: (method: string, messageId: string) =>
      ws.send(
        JSON.stringify([{ type: 'ClientRequest', messageId, method, path: '/subscription' }]),
      ),
    closed: new Promise<void>((resolve) => ws.once('close', () => resolve())),
  }
}
