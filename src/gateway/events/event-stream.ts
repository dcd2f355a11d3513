// The event stream: an agent listens with one GET and is told what happens as server-sent events (WHATWG
// HTML, "Server-sent events"). What it listens to is kept as a subscription, so that whoever comes back
// with the id of the last event misses nothing. Asking for one is a call like any other: decided and
// recorded as the creation of a subscription.
import { Type } from 'typebox'
import { type ApiError, fail } from '#catalog/errors'
import { envelopeOf } from '#delivery/envelope'
import type { Clock } from '#lib/clock'
import { satisfies } from '#lib/schema'
import type { GatewayStores } from '#storage/gateway/stores'
import type { Notification } from '#storage/notifications'
import type { Directory, Principal } from '../agents/directory.ts'
import { recognize } from '../authenticate.ts'
import type { Pipeline } from '../pipeline.ts'
import { type Reply, toResponse } from '../reply.ts'
import { streamSeconds } from './deliveries.ts'
import type { Outlet } from './outlet.ts'
import type { Subscribers } from './subscribers.ts'

/** Where agents listen. */
export const streamPath = '/_ringfence/events'

/** What a request is beside itself. */
export interface StreamAsk {
  readonly request: Request
  /** Its query as it was sent. */
  readonly query: string
  readonly address: string
  readonly origin: string
}

/** The event streams of a gateway. */
export interface EventStreams {
  /** Answers with a stream, or with why there is none. */
  open(ask: StreamAsk): Promise<Response>
  /** Somebody's credentials may have ended: their streams do. */
  review(): void
  /** Ends all. */
  close(): void
}

/** What they work on. */
export interface EventStreamParts {
  readonly pipeline: Pipeline
  readonly outlet: Outlet
  readonly subscribers: Subscribers
  readonly directory: Directory
  readonly stores: Pick<GatewayStores, 'db' | 'subscriptions' | 'notifications'>
  readonly clock: Clock
}

const subscriptionPath = '/restapi/v1.0/subscription'
const beatMs = 15_000
const batch = 50
/** A subscription that is listened to is let live longer when so much of its time is over. */
const renewAfterMs = 3_600_000

const Made = Type.Object({ id: Type.String() })

/** @param parts see there */
export function createEventStreams(parts: EventStreamParts): EventStreams {
  const { pipeline, directory, stores, clock } = parts
  const open = new Map<() => void, Principal>()
  let isClosed = false

  /** Makes the subscription, or finds the one that the agent has for these filters. */
  function subscribe({ request, query, address, origin }: StreamAsk) {
    const asked = new URLSearchParams(query)
    const authorization = request.headers.get('authorization')
    const recognition = recognize(authorization, directory, clock.now())
    const inner = new Request(`${origin}${subscriptionPath}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        eventFilters: asked.getAll('filter'),
        // What no method of RingCentral's names; `asking` says what it is.
        deliveryMode: { transportType: 'WebSocket' },
      }),
    })
    const { cursor, problem } = cursorOf(asked, request.headers.get('last-event-id'))
    const reply = pipeline({
      request: inner,
      target: subscriptionPath,
      address,
      origin,
      asking: { over: 'EventStream' },
      recognition,
      problem,
    })
    return { reply, cursor, principal: recognition.recognized ? recognition.principal : null }
  }

  return {
    async open(ask) {
      const { reply: asked, cursor, principal } = subscribe(ask)
      const reply = await asked
      const id = reply.status === 200 ? idIn(reply) : null
      if (id === null || principal === null || isClosed) return toResponse(reply)
      const from = cursor ?? stores.notifications.lastOf(id)
      const listening = createListening(id, from, principal, parts, () =>
        open.delete(listening.end),
      )
      open.set(listening.end, principal)
      return new Response(listening.stream, {
        headers: {
          'content-type': 'text/event-stream',
          'cache-control': 'no-store',
          // nginx would hold the events back.
          'x-accel-buffering': 'no',
        },
      })
    },
    review() {
      for (const [end, { credential, session }] of open) {
        const now = directory.credentials.get(credential.id)
        const isThere = session === null || directory.sessions.has(session.id)
        const isKnown = now && directory.judge(now, null, clock.now()).recognized
        if (!isThere || !isKnown) end()
      }
    },
    close() {
      isClosed = true
      for (const end of open.keys()) end()
    },
  }
}

function idIn({ body }: Reply): string | null {
  const value: unknown = typeof body === 'string' ? JSON.parse(body) : null
  return satisfies(Made, value) ? value.id : null
}

/** After which notification to begin: null for what comes from now on. */
function cursorOf(
  asked: URLSearchParams,
  lastEventId: string | null,
): { cursor: number | null; problem: ApiError | null } {
  const unknown = [...asked.keys()].find((name) => name !== 'filter' && name !== 'cursor')
  if (unknown !== undefined) {
    const reason = 'an event stream takes filter and cursor'
    return {
      cursor: null,
      problem: fail('CMN-101', { parameterName: unknown.slice(0, 64), reason }),
    }
  }
  const text = lastEventId ?? asked.get('cursor')
  if (text === null || text === '') return { cursor: null, problem: null }
  if (/^\d{1,15}$/.test(text)) return { cursor: Number(text), problem: null }
  const reason = 'it takes the id of an event'
  return { cursor: null, problem: fail('CMN-101', { parameterName: 'cursor', reason }) }
}

/** One listener's stream. */
function createListening(
  subscriptionId: string,
  from: number,
  principal: Principal,
  { outlet, subscribers, stores, clock }: EventStreamParts,
  ended: () => void,
): { readonly stream: ReadableStream<Uint8Array>; readonly end: () => void } {
  let cursor = from
  let isOver = false
  let wake = () => {}
  let isWoken = false
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null

  const say = (text: string) => controller?.enqueue(Buffer.from(text))

  function awaken(): void {
    isWoken = true
    wake()
  }

  /** Resolves at the next wake-up, or at once after one that nobody waited for. */
  async function woken(): Promise<void> {
    if (!isWoken) await new Promise<void>((resolve) => void (wake = resolve))
    isWoken = false
  }

  /** Lets the subscription live a day from now. */
  function keep(): void {
    const expiresAt = clock.now() + streamSeconds * 1000
    void stores.db.commit(() =>
      stores.subscriptions.renew(subscriptionId, expiresAt, principal.credential.id),
    )
  }

  function beat(): void {
    const subscription = subscribers.find(subscriptionId)?.subscription
    if (!subscription) return end()
    if (subscription.expiresAt - clock.now() < streamSeconds * 1000 - renewAfterMs) keep()
    // Whoever does not read is not told that there is nothing.
    if ((controller?.desiredSize ?? 0) > 0) say(': \n\n')
    awaken()
    cancelBeat = clock.schedule(clock.now() + beatMs, beat)
  }

  let cancelBeat = clock.schedule(clock.now() + beatMs, beat)
  const unlisten = outlet.listen(subscriptionId, awaken)

  function letGo(): void {
    if (isOver) return
    isOver = true
    cancelBeat()
    unlisten()
    if (subscribers.find(subscriptionId)) keep()
    ended()
    awaken()
  }

  function end(): void {
    if (isOver) return
    letGo()
    controller?.close()
  }

  async function pull(): Promise<void> {
    // oxlint-disable-next-line no-unmodified-loop-condition -- its end is told meanwhile
    while (!isOver) {
      // oxlint-disable-next-line no-await-in-loop -- each round goes on from the one before
      const handed = await outlet.after(subscriptionId, cursor, batch, principal)
      if (isOver) return
      cursor = handed.cursor
      for (const one of handed.notifications) say(eventOf(one))
      if (handed.ended !== null || !subscribers.find(subscriptionId)) return end()
      if (handed.notifications.length > 0) return
      // oxlint-disable-next-line no-await-in-loop -- until there may be more
      await woken()
    }
  }

  const stream = new ReadableStream<Uint8Array>({
    start(own) {
      controller = own
      const data = JSON.stringify({ subscriptionId, cursor })
      // With an id, so that who is cut off before the first event comes back to here.
      say(`retry: 3000\nid: ${cursor}\nevent: listening\ndata: ${data}\n\n`)
    },
    pull,
    cancel: letGo,
  })
  return { stream, end }
}

/** A notification as an event; its JSON has no line breaks. */
const eventOf = (notification: Notification): string =>
  `id: ${notification.id}\nevent: notification\ndata: ${envelopeOf(notification)}\n\n`
