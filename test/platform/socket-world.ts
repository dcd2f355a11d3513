// A world that listens and takes WebSockets, and raw clients of them: what tests of sockets start from.
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import sql from 'sql-template-tag'
import { WebSocket } from 'ws'
import { listen } from '#lib/server'
import { ids, startWorld, type World, type WorldOptions } from './world.ts'

/** A frame as a client sees it. */
// oxlint-disable-next-line typescript/no-explicit-any -- a test asserts on what is in it
export type Frame = any[]

/** A world over sockets. */
export interface SocketWorld extends AsyncDisposable {
  readonly world: World
  readonly url: string
  /** Opens a raw connection; `more` follows in the address. */
  connect(token: string, more?: string): Client
  /** A token of wstoken, of Ann or whose access token is given. */
  wsToken(accessToken?: string): Promise<string>
  /** Destroys every connection, as a broken network does. */
  cutAll(): void
  /** Resolves once the platform knows that every client left. */
  left(): Promise<void>
  /** Publishes a change of a mailbox, numbered so that its order shows. */
  publish(number: number, extensionId?: number): Promise<void>
}

/** Starts one. */
export async function startSocketWorld(
  options: WorldOptions & { readonly port?: number } = {},
): Promise<SocketWorld> {
  const world = startWorld(options)
  const { platform } = world
  const sockets = new Set<Duplex>()
  const listening = await listen(
    (request) => platform.fetch(request),
    { host: '127.0.0.1', port: options.port ?? 0 },
    {
      take(request, socket, head) {
        sockets.add(socket)
        socket.once('close', () => sockets.delete(socket))
        platform.upgrades.take(request, socket, head)
      },
      close: () => platform.upgrades.close(),
    },
  )
  const url = listening.origin
  const clients: Client[] = []
  return {
    world,
    url,
    connect(token, more = '') {
      const client = rawClient(`${url.replace('http', 'ws')}/ws?access_token=${token}${more}`)
      clients.push(client)
      return client
    },
    async wsToken(accessToken = world.token(ids.ann)) {
      const { status, body } = await world.call('POST', '/restapi/oauth/wstoken', {
        token: accessToken,
      })
      if (status !== 200) throw new Error(`wstoken: ${status}`)
      return body.ws_access_token
    },
    cutAll() {
      for (const socket of sockets) socket.destroy()
    },
    async left() {
      const { db } = platform.parts
      const connected = () => db.get(sql`select 1 from socket where left_at is null`) !== undefined
      // oxlint-disable-next-line no-await-in-loop -- it is told by nothing
      while (connected()) await new Promise((resolve) => setImmediate(resolve))
    },
    publish: (number, extensionId = ids.ann) => publish(world, number, extensionId),
    async [Symbol.asyncDispose]() {
      await listening.close()
      for (const { ws } of clients) ws.terminate()
      world[Symbol.dispose]()
    },
  }
}

const publish = ({ platform: { parts } }: World, number: number, extensionId: number) =>
  parts.db.commit(() =>
    parts.publish({
      event: 'message-store',
      whose: { of: 'extension', extensionId },
      body: () => ({
        accountId: '1',
        extensionId: String(extensionId),
        lastUpdated: '2026-11-23T12:00:00.000Z',
        changes: [{ type: 'SMS', newCount: number, updatedCount: 0, newMessageIds: [] }],
      }),
    }),
  )

/** The number of a notification that {@link SocketWorld.publish} made. */
export const numberOf = ([, { body }]: Frame): number => body.changes[0].newCount

/** A raw connection. */
export interface Client {
  readonly ws: WebSocket
  /** All frames so far. */
  readonly frames: Frame[]
  /** The next frame that was not handed out yet and fits. */
  next(fits?: (frame: Frame) => boolean): Promise<Frame>
  /** The next notification. */
  notification(): Promise<Frame>
  /** `count` notifications by their numbers. */
  numbers(count: number): Promise<number[]>
  /** A call over the socket, and the reply to it. */
  call(method: string, path: string, more?: object, body?: unknown): Promise<Frame>
  /** Subscribes to the mailbox. */
  subscribe(): Promise<Frame>
  /** The newest token. */
  readonly token: string
  /** Code and reason it was closed with. */
  readonly closed: Promise<{ code: number; reason: string }>
}

function rawClient(address: string): Client {
  const ws = new WebSocket(address)
  const frames: Frame[] = []
  const unread: Frame[] = []
  let look = () => {}
  let newest: { token: string; sequence: number } | undefined
  ws.setMaxListeners(0)
  ws.on('error', () => {})
  ws.on('message', (data: Buffer) => {
    const text = data.toString()
    const start = text.indexOf(',--Boundary')
    const frame: Frame =
      start === -1
        ? JSON.parse(text)
        : [JSON.parse(text.slice(1, start)), text.slice(start + 1, -1)]
    newest = frame[0].wsc ?? newest
    frames.push(frame)
    unread.push(frame)
    look()
  })
  const next: Client['next'] = (fits = () => true) =>
    new Promise((resolve, reject) => {
      look = () => {
        const index = unread.findIndex(fits)
        if (index === -1) return
        look = () => {}
        resolve(unread.splice(index, 1)[0] ?? [])
      }
      ws.once('close', () => reject(new Error('the socket was closed')))
      look()
    })
  let calls = 0
  const client: Client = {
    ws,
    frames,
    next,
    notification: () => next(([head]) => head.type === 'ServerNotification'),
    async numbers(count) {
      const numbers: number[] = []
      // oxlint-disable-next-line no-await-in-loop -- they come one after the other
      while (numbers.length < count) numbers.push(numberOf(await client.notification()))
      return numbers
    },
    call(method, path, more = {}, body) {
      const messageId = `call-${(calls += 1)}`
      const head = { type: 'ClientRequest', messageId, method, path, ...more }
      ws.send(JSON.stringify(body === undefined ? [head] : [head, body]))
      return next(([{ messageId: id }]) => id === messageId)
    },
    subscribe: () =>
      client.call(
        'POST',
        '/restapi/v1.0/subscription',
        {},
        {
          eventFilters: ['/restapi/v1.0/account/~/extension/~/message-store'],
          deliveryMode: { transportType: 'WebSocket' },
        },
      ),
    get token() {
      return newest?.token ?? ''
    },
    closed: once(ws, 'close').then(([code, reason]) => ({
      code: code as number,
      reason: String(reason),
    })),
  }
  return client
}
