// One connection of a WebSocket session: answers its requests and heartbeats, sends its notifications,
// and ends it when it is idle, old, or somebody says so.
import { type WebSocketErrorCode, webSocketErrors } from '#catalog/websocket-errors'
import { DroppedConnection } from '#lib/dropped-connection'
import type { Cancel, Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import { isoTime } from '#lib/time'
import type { Notification } from '#storage/notifications'
import type { WebSocket } from 'ws'
import type { Feed } from '../feed.ts'
import { encodeFrame, parseFrame, type RequestFrame } from './frames.ts'
import type { SocketHost } from './host.ts'
import { createOutflow } from './outflow.ts'
import { createPings } from './pings.ts'
import type { RecoveryErrorCode, SocketLimits } from './limits.ts'
import { json, toReply, toRequest } from './requests.ts'
import { wscOf } from './tokens.ts'

/** What a connection is of. */
export interface ConnectionFacts<S> {
  readonly ws: WebSocket
  readonly session: S
  readonly socketId: number
  /** Of its token. */
  readonly secret: string
  readonly cursor: number
  readonly subscriptionId: string | null
  /** Where the client reached the server. */
  readonly origin: string
  /** What came of taking up again; undefined where that was not asked for. */
  readonly recovery: RecoveryErrorCode | 'Successful' | undefined
}

/** What connections work with. */
export interface ConnectionDeps<S> {
  readonly host: SocketHost<S>
  readonly feed: Feed
  readonly clock: Clock
  readonly log: Log
  readonly limits: SocketLimits
  readonly makeId: () => string
  /** The subscription of a session as it is stored. */
  readonly subscriptionOf: (socketId: number) => string | null
  /** Makes a subscription live until a time. */
  readonly keep: (subscriptionId: string, until: number) => void
  readonly withhold: (notification: Notification, reason: string) => void
  readonly received: (subscriptionId: string, from: number, upTo: number) => void
}

/** A connection that was let in. */
export interface Connection<S> {
  readonly session: S
  readonly socketId: number
  /** Tells the client an error and closes. */
  end(code: WebSocketErrorCode, message?: string): void
  /** Cuts it off. */
  cut(): void
  /** Ends it when its login has ended. */
  review(): void
  /** Pings a client that was silent, and cuts off one that does not answer. */
  look(): void
  /** Takes no more notice of the client; it is closed by somebody else. */
  stop(): void
}

/** Greets the client and serves it. */
export function openConnection<S>(
  { ws, session, socketId, secret, cursor, origin, ...facts }: ConnectionFacts<S>,
  deps: ConnectionDeps<S>,
): Connection<S> {
  const { host, clock, log, limits, makeId } = deps
  const pings = createPings(ws)
  let subscriptionId = facts.subscriptionId
  let activeRequests = 0
  let heardAt = performance.now()
  const openedAt = clock.now()
  const endsAt = openedAt + limits.absoluteTimeout * 1000
  let busyAt = openedAt
  let isOver = false
  let cancels: readonly Cancel[] = []

  const isFull = () => ws.bufferedAmount > limits.maxBufferedBytes / 8
  const wsc = () => wscOf(socketId, secret, outflow.cursor)
  const outflow = createOutflow({
    feed: deps.feed,
    pings,
    window: limits.recoveryBufferSize,
    cursor,
    isFull,
    prepare: (notification) => host.prepare(session, notification),
    send(envelope) {
      const messageId = makeId()
      const headers = { RCRequestId: messageId }
      const head = { type: 'ServerNotification' as const, messageId, status: 200, headers }
      send(encodeFrame({ ...head, wsc: wsc() }, { type: 'json', text: envelope }))
    },
    withhold: deps.withhold,
    received: deps.received,
    failed(error) {
      log.error('a notification could not be prepared', { error: String(error) })
      end('WSG-500')
    },
  })

  function send(frame: string): void {
    if (isOver) return
    busyAt = clock.now()
    ws.send(frame, () => {})
    // It asks and asks and never reads the answers.
    if (ws.bufferedAmount > limits.maxBufferedBytes) cut()
  }

  function sendError(code: WebSocketErrorCode, message?: string, messageId = makeId()): void {
    const { status, message: usual } = webSocketErrors[code]
    const head = { type: 'Error' as const, messageId, status, headers: { RCRequestId: makeId() } }
    send(encodeFrame(head, json({ errorCode: code, message: message ?? usual })))
  }

  async function answer(frame: RequestFrame): Promise<void> {
    const { messageId } = frame
    const request = toRequest(frame, origin)
    if (!request)
      return sendError('WSG-422', 'The path cannot be called over a WebSocket', messageId)
    const response = await host.request(session, socketId, request)
    if (isOver) return
    const bound = frame.method === 'GET' ? subscriptionId : deps.subscriptionOf(socketId)
    const isSubscribing = /\/subscription(\/|$)/.test(new URL(request.url).pathname)
    const named = isSubscribing && response.ok ? bound : null
    // It lives as long as what it is delivered over, and while that may be taken up again.
    if (named !== null && frame.method !== 'GET')
      deps.keep(named, endsAt + limits.recoveryTimeout * 1000)
    send(await toReply(messageId, response, { wsc: wsc(), subscriptionId: named }))
    if (bound === subscriptionId) return
    subscriptionId = bound
    outflow.follow(bound)
  }

  function take(frame: RequestFrame): void {
    if (activeRequests >= limits.maxActiveRequests) {
      const { status, message } = webSocketErrors['WSG-429']
      const { messageId } = frame
      const headers = { RCRequestId: makeId() }
      const head = { type: 'ClientRequest' as const, messageId, status, headers, wsc: wsc() }
      return send(encodeFrame(head, json({ errorCode: 'WSG-429', message })))
    }
    activeRequests += 1
    answer(frame)
      .catch((error: unknown) => {
        if (error instanceof DroppedConnection) return cut()
        log.error('a request over a socket failed', { error: String(error) })
        sendError('WSG-500', undefined, frame.messageId)
      })
      .finally(() => (activeRequests -= 1))
  }

  function hear(data: Buffer, isBinary: boolean): void {
    heard()
    busyAt = clock.now()
    if (isBinary) return sendError('WSG-422', 'The frame is binary')
    if (data.length > limits.maxFrameBytes) return sendError('WSG-413')
    const frame = parseFrame(data.toString())
    switch (frame.type) {
      case 'Heartbeat':
        return send(encodeFrame(frame))
      case 'ClientRequest':
        return take(frame)
      case 'unsound':
        return sendError('WSG-422', `The frame ${frame.reason}`, frame.messageId ?? undefined)
    }
  }

  function heard(): void {
    heardAt = performance.now()
  }

  function stop(): void {
    isOver = true
    outflow.stop()
    for (const cancel of cancels) cancel()
  }

  function end(code: WebSocketErrorCode, message?: string): void {
    if (isOver) return
    sendError(code, message)
    stop()
    const { close, message: usual } = webSocketErrors[code]
    ws.close(close ?? 1000, `${code} ${message ?? usual}`)
  }

  function cut(): void {
    stop()
    ws.terminate()
  }

  /** Ends it when nothing was said for too long, and looks again when that may be so. */
  function watchIdle(): Cancel {
    let cancel = clock.schedule(busyAt + limits.idleTimeout * 1000, () => {
      if (isOver) return
      if (clock.now() - busyAt >= limits.idleTimeout * 1000) end('WSG-902')
      else cancel = watchIdle()
    })
    return () => cancel()
  }

  /** Ends it with its login, which may be prolonged meanwhile. */
  function watchLogin(): Cancel {
    const until = host.aliveUntil(session)
    if (until === null) {
      end('WSG-401')
      return () => {}
    }
    let cancel = clock.schedule(until, () => {
      if (!isOver) cancel = watchLogin()
    })
    return () => cancel()
  }

  function greet(): void {
    const messageId = makeId()
    const { maxConnectionsPerSession, recoveryBufferSize, recoveryTimeout } = limits
    const { idleTimeout, absoluteTimeout, maxActiveRequests } = limits
    const head = { type: 'ConnectionDetails' as const, messageId, status: 200, wsc: wsc() }
    const details = {
      creationTime: isoTime(openedAt),
      maxConnectionsPerSession,
      recoveryBufferSize,
      recoveryTimeout,
      idleTimeout,
      absoluteTimeout,
      maxActiveRequests,
      ...recoveryOf(facts.recovery),
    }
    send(encodeFrame({ ...head, headers: { RCRequestId: messageId } }, json(details)))
  }

  ws.on('message', (data: Buffer, isBinary) => {
    if (!isOver) hear(data, isBinary)
  })
  ws.on('pong', (payload) => {
    heard()
    pings.answered(payload)
  })
  ws.on('ping', heard)
  ws.on('close', stop)
  greet()
  cancels = [watchIdle(), clock.schedule(endsAt, () => end('WSG-903')), watchLogin()]
  if (isOver) stop()
  else outflow.follow(subscriptionId)

  return {
    session,
    socketId,
    end,
    cut,
    review() {
      if (host.aliveUntil(session) === null) end('WSG-401')
    },
    look() {
      const now = performance.now()
      const { waitingSince } = pings
      if (waitingSince !== null && now - waitingSince > limits.pongWithinMs) cut()
      else if (waitingSince === null && now - heardAt > limits.pingAfterMs) pings.send()
    },
    stop,
  }
}

/** What ConnectionDetails says of taking up again: nothing, where that was not asked for. */
function recoveryOf(recovery: ConnectionFacts<never>['recovery']) {
  if (recovery === undefined) return {}
  return recovery === 'Successful'
    ? { recoveryState: recovery }
    : { recoveryState: 'Failed', recoveryErrorCode: recovery }
}
