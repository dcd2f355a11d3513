// PubNub's subscribe protocol (PubNub REST API, "Subscribe v2"), served to clients whose origin is ours:
// long polls with a cursor over the feed. It knows neither platform nor gateway: whose a channel is, and
// what may leave, its owner says. Channel and key are the secret of their subscription: neither is logged.
import type { Clock } from '#lib/clock'
import { systemClock } from '#lib/clock'
import { DroppedConnection } from '#lib/dropped-connection'
import type { Log } from '#lib/log'
import type { Database } from '#storage/database'
import type { Notification, Notifications } from '#storage/notifications'
import type { Feed } from '../feed.ts'
import type { Prepare } from '../prepare.ts'
import { answer, preflight, refuse } from './answers.ts'
import { messageOf } from './channel.ts'
import { parseTimetoken, type Since, timetokenAt, timetokenOf } from './timetoken.ts'
import { createWaits } from './waits.ts'

/** Whose a channel is. */
export interface ChannelOwner {
  readonly subscriptionId: string
  /** 128 bits in base64; there when its messages are encrypted. */
  readonly encryptionKey?: string | undefined
}

/** What the protocol is served from. */
export interface PubNubDeps {
  readonly feed: Pick<Feed, 'after' | 'listen'>
  readonly notifications: Pick<
    Notifications,
    'received' | 'withhold' | 'keepNewest' | 'newest' | 'lastBefore'
  >
  readonly db: Pick<Database, 'commit'>
  /** The owner's clock, which notifications have their times of. */
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  /** Whose a channel is; null for a key or a channel that is not known. Looks up in constant time. */
  readonly channelOf: (subscribeKey: string, channel: string) => ChannelOwner | null
  /** Awaited before a notification leaves. */
  readonly prepare: Prepare
  /** What polls are timed on; the machine's clock when absent. */
  readonly machine?: Clock
}

/** The protocol of one owner. */
export interface PubNub {
  /**
   * Answers a request of the protocol; null for any other. Rejects only with DroppedConnection: once it
   * is closed, and when something fails. PubNub's SDKs then try again, and after a status do not.
   */
  fetch(request: Request): Promise<Response> | null
  /** What is stored was exchanged: polls that wait are told where they stand now. */
  renew(): void
  /** Answers the polls that wait with nothing, and none from then on. */
  close(): void
}

/** A channel of a poll. */
interface Listened extends ChannelOwner {
  readonly key: string
  readonly name: string
}

/** A little less than PubNub's SDKs wait (310 s) and proxies of theirs do. */
const mostMs = 280_000
/** What PubNub keeps of a channel for who comes back. */
const mostKept = 100
const region = 1
const tooMany = `PubNub keeps ${mostKept} messages of a channel, and as many newer ones were waiting`

/** Everything at and below these paths is the protocol's. */
const roots = ['/time/', '/subscribe/', '/v2/subscribe/', '/v2/presence/']

/** @param deps see there */
export function createPubNub(deps: PubNubDeps): PubNub {
  const { feed, notifications, db, clock, log, channelOf, prepare } = deps
  const waits = createWaits(feed, deps.machine ?? systemClock(), mostMs)
  let isClosed = false

  /** The channels of a list in a path, or what it is refused with. */
  function channelsOf(key: string, list: string): Listened[] | Response {
    const names = [...new Set(list.split(',').filter((name) => name !== ''))]
    if (!key.startsWith('sub-')) return refuse('Invalid Subscribe Key', names)
    if (names.length === 0) return refuse('Missing Channel')
    const strange: string[] = []
    const channels: Listened[] = []
    for (const name of names) {
      const owner = channelOf(key, name.replace(/-pnpres$/, ''))
      if (!owner) strange.push(name)
      // Who is there is not told: a channel of presence has no messages.
      else if (!name.endsWith('-pnpres')) channels.push({ ...owner, key, name })
    }
    return strange.length > 0 ? refuse('Forbidden', strange) : channels
  }

  /** What a client comes back past, it has. */
  function acknowledge(channels: readonly Listened[], upTo: number): void {
    const stored = db.commit(() => {
      for (const { subscriptionId } of channels) {
        notifications.received(subscriptionId, upTo, clock.now())
      }
    })
    // The poll does not wait for it, and the next one says the same again.
    stored.catch((error: unknown) =>
      log.error('what a PubNub client has could not be stored', { error: String(error) }),
    )
  }

  /** What a channel has after a cursor. Older ones than PubNub would keep are given up. */
  async function waitingFor(channel: Listened, cursor: number) {
    const { subscriptionId } = channel
    let found = feed.after(subscriptionId, cursor, mostKept + 1)
    if (found.length > mostKept) {
      const floor = await db.commit(() =>
        notifications.keepNewest(subscriptionId, cursor, mostKept, {
          reason: tooMany,
          at: clock.now(),
        }),
      )
      found = feed.after(subscriptionId, floor, mostKept)
    }
    return found.map((notification) => ({ channel, notification }))
  }

  /** The message of a notification; null when it may not leave. */
  async function messageFor(channel: Listened, notification: Notification) {
    const prepared = await prepare(notification)
    if (typeof prepared === 'string') return entryOf(channel, notification.id, prepared)
    await db.commit(() => notifications.withhold(notification.id, prepared.withheld, clock.now()))
    return null
  }

  /** The messages after a cursor in the order they happened, and the cursor after them. */
  async function gather(channels: readonly Listened[], cursor: number) {
    const found = (await Promise.all(channels.map((one) => waitingFor(one, cursor)))).flat()
    found.sort((one, other) => one.notification.id - other.notification.id)
    const messages = await Promise.all(
      found.map(({ channel, notification }) => messageFor(channel, notification)),
    )
    return {
      messages: messages.filter((message) => message !== null),
      cursor: found.at(-1)?.notification.id ?? cursor,
    }
  }

  /** Where a poll goes on from. A place that is not there yet is one of before the store was exchanged. */
  const placeOf = (since: Exclude<Since, { kind: 'start' }>): number =>
    since.kind === 'after'
      ? Math.min(since.id, notifications.newest())
      : notifications.lastBefore(since.at)

  async function poll(channels: readonly Listened[], from: number, signal: AbortSignal) {
    const wait = waits.open(
      channels.map(({ subscriptionId }) => subscriptionId),
      signal,
    )
    try {
      for (let cursor = from; ;) {
        // oxlint-disable-next-line no-await-in-loop -- each round looks at what was added since
        const found = await gather(channels, cursor)
        ;({ cursor } = found)
        if (found.messages.length > 0) return page(cursor, found.messages)
        // oxlint-disable-next-line no-await-in-loop -- until something is added
        const ended = await wait.next()
        if (ended === 'renewed') return page(Math.min(cursor, notifications.newest()))
        // A server that drains waits for connections that are kept open.
        if (ended === 'over') return page(cursor, [], isClosed ? { connection: 'close' } : {})
      }
    } finally {
      wait.end()
    }
  }

  async function subscribe({ key, list, query, signal }: Asked): Promise<Response> {
    const channels = channelsOf(key, list)
    if (channels instanceof Response) return channels
    const since = parseTimetoken(query.get('tt') ?? '0')
    if (!since) return refuse('Invalid Timetoken')
    if (since.kind === 'start') return page(notifications.newest())
    const from = placeOf(since)
    if (since.kind === 'after') acknowledge(channels, from)
    return poll(channels, from, signal)
  }

  /** Who listens tells so; nobody is told. */
  function presence({ key, list }: Asked, more: object): Response {
    const channels = channelsOf(key, list)
    if (channels instanceof Response) return channels
    return answer(JSON.stringify({ status: 200, message: 'OK', service: 'Presence', ...more }))
  }

  const routes: readonly Route[] = [
    { path: /^\/time\/0$/, answer: () => answer(`[${timetokenAt(clock.now())}]`) },
    { path: /^\/v2\/subscribe\/(?<key>[^/]+)\/(?<list>[^/]+)\/0$/, answer: subscribe },
    {
      path: /^\/v2\/presence\/sub[-_]key\/(?<key>[^/]+)\/channel\/(?<list>[^/]+)\/heartbeat$/,
      answer: (asked) => presence(asked, {}),
    },
    {
      path: /^\/v2\/presence\/sub[-_]key\/(?<key>[^/]+)\/channel\/(?<list>[^/]+)\/leave$/,
      answer: (asked) => presence(asked, { action: 'leave' }),
    },
  ]

  async function respond(request: Request, { pathname, searchParams }: URL): Promise<Response> {
    if (isClosed) throw new DroppedConnection()
    if (request.method === 'OPTIONS') return preflight()
    for (const { path, answer: answerTo } of routes) {
      const found = path.exec(pathname)
      if (!found) continue
      if (request.method !== 'GET') return refuse('Method Not Allowed')
      const [key, list] = [decoded(found.groups?.['key']), decoded(found.groups?.['list'])]
      if (key === null || list === null) return refuse('Bad Request')
      return answerTo({ key, list, query: searchParams, signal: request.signal })
    }
    return refuse('Not Found')
  }

  return {
    fetch(request) {
      const url = new URL(request.url)
      if (!roots.some((root) => url.pathname.startsWith(root))) return null
      return respond(request, url).catch((error: unknown) => {
        if (!(error instanceof DroppedConnection) && !isClosed) {
          log.error('a PubNub client could not be answered', { error: String(error) })
        }
        throw new DroppedConnection()
      })
    },
    renew: () => waits.renew(),
    close() {
      isClosed = true
      waits.close()
    },
  }
}

/** What a client asks. */
interface Asked {
  readonly key: string
  /** Its channels, with commas in between. */
  readonly list: string
  readonly query: URLSearchParams
  readonly signal: AbortSignal
}

interface Route {
  readonly path: RegExp
  readonly answer: (asked: Asked) => Response | Promise<Response>
}

/** What messages are answered as: `t` is where to go on, `m` the messages, both JSON. */
const page = (
  cursor: number,
  messages: readonly string[] = [],
  headers: Record<string, string> = {},
): Response =>
  answer(
    `{"t":{"t":"${timetokenOf(cursor)}","r":${region}},"m":[${messages.join()}]}`,
    200,
    headers,
  )

/** One message: shard, flags, publisher, place, key, channel, payload, and the channel it was found by. */
function entryOf({ key, name, encryptionKey }: Listened, id: number, envelope: string): string {
  const channel = JSON.stringify(name)
  return (
    `{"a":"1","f":514,"i":"RingCentral","p":{"t":"${timetokenOf(id)}","r":${region}},` +
    `"k":${JSON.stringify(key)},"c":${channel},"d":${messageOf(envelope, encryptionKey)},"b":${channel}}`
  )
}

/** A part of a path; null when it is not encoded as it should be. */
function decoded(text = ''): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
