// Hearing upstream over a WebSocket: it needs no address of our own. It is opened while anything is wanted,
// opened again after it broke off, and takes up where it was; where the upstream cannot do that, the
// subscription is made anew and what was missed is read.
import { Type } from 'typebox'
import { createQueue } from '#lib/queue'
import { satisfies } from '#lib/schema'
import type { Cancel } from '#lib/clock'
import type { UpstreamSubscription } from '#storage/gateway/upstream-events'
import { Trouble } from '../../upstream/trouble.ts'
import type { Source } from '../relay.ts'
import {
  alike,
  backoffMs,
  type Link,
  type LinkParts,
  sealedSecrets,
  sourceOf,
  subscribe,
} from './link.ts'
import { occurrenceOf, type UpstreamEnvelope } from './occurrence.ts'
import { openSocket, type UpstreamSocket, type Wsc } from './socket.ts'

const WsToken = Type.Object({ uri: Type.String(), ws_access_token: Type.String() })

/** How often a socket is asked whether it is still there. */
const beatMs = 60_000
const root = '/restapi/v1.0/subscription'

/** @param parts see there */
export function createWebSocketLink(parts: LinkParts): Link {
  const { connection, calls, relay, gaps, stores, clock, makeSecret, log } = parts
  const { db, upstreamEvents } = stores
  const secrets = sealedSecrets(parts.seal, connection.id)
  const queue = createQueue()
  let wanted: readonly string[] | null = null
  let socket: UpstreamSocket | null = null
  let failures = 0
  let cancelRetry: Cancel = () => {}
  let cancelBeat: Cancel = () => {}
  let isClosed = false
  /** Whether something may have been missed that was not read yet. */
  let hasGap = false

  /** Does a step after those before it; after one that fails all is begun again. */
  const step = (work: () => Promise<void>): Promise<void> =>
    queue(async () => {
      if (isClosed) return
      try {
        await work()
      } catch (error) {
        failed(error)
      }
    })

  function failed(error: unknown): void {
    if (isClosed) return
    const reason = error instanceof Error ? error.message : 'unknown'
    log.error('The upstream’s events cannot be heard now.', { connection: connection.id, reason })
    drop()
    cancelRetry()
    if (wanted === null || wanted.length === 0) return
    const at = clock.now() + backoffMs(failures, error, makeSecret)
    failures += 1
    cancelRetry = clock.schedule(at, () => step(settle))
  }

  /** Lets the socket go. */
  function drop(): void {
    cancelBeat()
    const was = socket
    socket = null
    was?.cut()
  }

  /** Brings what is subscribed to to what is wanted. */
  async function settle(): Promise<void> {
    cancelRetry()
    const filters = wanted ?? []
    if (filters.length === 0) return unsubscribe()
    const source = await sourceOf(parts)
    const open = socket ?? (await connect(source))
    await adjust(open, filters, source)
    if (hasGap) await fill(source)
    failures = 0
  }

  async function connect(source: Source): Promise<UpstreamSocket> {
    const { status, json } = await calls.wsToken()
    if (status !== 200 || !satisfies(WsToken, json)) throw new Trouble('upstream_unauthorized')
    requireSafe(json.uri, connection.server)
    const before = upstreamEvents.find(connection.id)
    const recover = before?.id ? secrets.open(before) : null
    const current: { socket: UpstreamSocket | null; isOver: boolean } = {
      socket: null,
      isOver: false,
    }
    const opened = await openSocket(
      { uri: json.uri, accessToken: json.ws_access_token, recover },
      {
        notified: (envelope, wsc) => void hear(source, envelope, wsc),
        ended(reason) {
          current.isOver = true
          if (socket !== null && socket === current.socket) failed(new Error(reason))
        },
      },
    )
    if (current.isOver) throw new Error('the upstream’s socket ended at once')
    current.socket = opened
    socket = opened
    if (before) await takeUp(before, recover !== null && opened.isRecovered ? opened.wsc() : null)
    beat(opened)
    return opened
  }

  /** Notes whether the subscription of before goes on: it does where its session was taken up again. */
  async function takeUp(before: UpstreamSubscription, wsc: Wsc | null): Promise<void> {
    hasGap ||= wsc === null
    const next = wsc
      ? { ...before, sealedSecrets: secrets.seal(wsc.token) }
      : { ...before, id: null, sealedSecrets: null }
    await db.commit(() => upstreamEvents.keep(next))
  }

  /** Stores a notification with the place to take up after it. */
  async function hear(source: Source, envelope: UpstreamEnvelope, wsc: Wsc | null): Promise<void> {
    const now = clock.now()
    const occurrence = occurrenceOf(envelope, source.identity, now)
    if (!occurrence) {
      log.error('The upstream told of something unknown.', { connection: connection.id })
      return
    }
    try {
      await relay.take(source, occurrence, () => remember(wsc, now))
    } catch (error) {
      // It was not stored: who takes up again is told it again.
      failed(error)
    }
  }

  /** Notes in the open transaction how far was heard. */
  function remember(wsc: Wsc | null, now: number): void {
    const one = upstreamEvents.find(connection.id)
    if (!one?.id) return
    upstreamEvents.keep({
      ...one,
      sealedSecrets: wsc ? secrets.seal(wsc.token) : one.sealedSecrets,
      soundAt: hasGap ? one.soundAt : now,
    })
  }

  /** Makes the subscription, or changes its filters, unless it is as it should be. */
  async function adjust(open: UpstreamSocket, filters: readonly string[], source: Source) {
    const before = upstreamEvents.find(connection.id)
    const id = before?.id ?? null
    if (before && id !== null && alike(before.eventFilters, filters)) return
    const made = await subscribe(
      (eventFilters) =>
        id === null
          ? open.request('POST', root, { eventFilters, deliveryMode })
          : open.request('PUT', `${root}/${id}`, { eventFilters }),
      filters,
      log,
    )
    if (!made) {
      if (before) await db.commit(() => upstreamEvents.keep({ ...before, id: null }))
      throw new Error('the upstream does not take the subscription')
    }
    await gaps.begin(source, made.filters)
    const token = open.wsc()?.token
    await db.commit(() =>
      upstreamEvents.keep({
        ...source,
        transport: 'WebSocket',
        id: made.subscription.id,
        // What is wanted, also where the upstream refuses some: it is not asked for again and again.
        eventFilters: filters,
        expiresAt: null,
        sealedSecrets: token === undefined ? null : secrets.seal(token),
        soundAt: hasGap && before ? before.soundAt : clock.now(),
      }),
    )
  }

  /** Reads what was missed. */
  async function fill(source: Source): Promise<void> {
    const one = upstreamEvents.find(connection.id)
    if (!one) return
    await gaps.fill(source, one.eventFilters, one.soundAt)
    hasGap = false
    await isSound()
  }

  const isSound = () => db.commit(() => upstreamEvents.isSound(connection.id, clock.now()))

  function beat(open: UpstreamSocket): void {
    cancelBeat = clock.schedule(clock.now() + beatMs, async () => {
      if (socket !== open) return
      try {
        await open.heartbeat()
        if (socket !== open) return
        if (!hasGap) await isSound()
        beat(open)
      } catch (error) {
        if (socket === open) failed(error)
      }
    })
  }

  async function unsubscribe(): Promise<void> {
    const one = upstreamEvents.find(connection.id)
    const open = socket
    cancelBeat()
    socket = null
    hasGap = false
    // An upstream that does not hear of it ends the subscription with the socket.
    if (open && one?.id) await open.request('DELETE', `${root}/${one.id}`).catch(() => undefined)
    open?.close()
    if (one) await db.commit(() => upstreamEvents.forget(connection.id))
  }

  return {
    want(filters) {
      if (wanted !== null && alike(filters, wanted)) return
      wanted = filters
      void step(settle)
    },
    receive: () => null,
    async close() {
      isClosed = true
      cancelRetry()
      cancelBeat()
      const open = socket
      socket = null
      open?.close()
      await queue(() => {})
    },
  }
}

const deliveryMode = { transportType: 'WebSocket' } as const

/** The token travels to where the upstream says: encrypted, unless all is on this machine. */
function requireSafe(uri: string, server: string): void {
  const url = URL.canParse(uri) ? new URL(uri) : null
  const isPlain = url?.protocol === 'ws:' && new URL(server).protocol === 'http:'
  if (!url || !(url.protocol === 'wss:' || isPlain)) throw new Trouble('upstream_invalid')
}
