// PubNub's protocol over a database in memory, called by raw requests: no platform, no socket. Channels
// are `sub-c-ann` / `ann` and `bob` (encrypted) and `cleo`, each the subscription of its name.
import { type FrozenClock, frozenClock } from '#lib/clock'
import { silentLog } from '#lib/log'
import { createFeed } from '#delivery/feed'
import { type Prepare, unchanged } from '#delivery/prepare'
import { createPubNub, type PubNub } from '#delivery/pubnub/serve'
import { type Database, openDatabase } from '#storage/database'
import { createNotifications, type Notification, type Notifications } from '#storage/notifications'
import { notifications as tables } from '#storage/migrations/notifications'

/** Where the clock stands at first. */
export const noon = Date.UTC(2026, 10, 23, 12)
/** The sub key of every channel. */
export const key = 'sub-c-ann'
/** Encrypts what is on `bob`. */
export const bobsKey = Buffer.from('0123456789abcdef').toString('base64')

const owners = new Map([
  ['ann', { subscriptionId: 'ann' }],
  ['bob', { subscriptionId: 'bob', encryptionKey: bobsKey }],
  ['cleo', { subscriptionId: 'cleo' }],
])

/** A message as PubNub answers it. */
export interface Message {
  readonly c: string
  readonly p: { readonly t: string; readonly r: number }
  // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts on what is in it
  readonly d: any
}

/** What a poll answered. */
export interface Page {
  readonly t: { readonly t: string; readonly r: number }
  readonly m: readonly Message[]
}

/** The protocol and what it stands on. */
export interface World {
  readonly pubNub: PubNub
  readonly notifications: Notifications
  readonly db: Database
  readonly clock: FrozenClock
  readonly machine: FrozenClock
  /** What was logged as errors. */
  readonly errors: string[]
  /** Adds a notification to each subscription named, in one transaction; resolves once it is stored. */
  readonly publish: (...subscriptionIds: string[]) => Promise<void>
  /** A request; null when the path is none of the protocol. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response> | null
  /** A request that the protocol answers, as text. */
  readonly text: (path: string, init?: RequestInit) => Promise<{ status: number; text: string }>
  /** Polls; without a timetoken it is the first call. */
  readonly poll: (channels: string, tt?: string, signal?: AbortSignal) => Promise<Page>
  /** How each notification stands, the oldest first. */
  readonly states: () => string[]
}

/** Starts one; `prepare` as the platform has it unless another is given. */
export function startWorld({ prepare = unchanged }: { readonly prepare?: Prepare } = {}): World {
  const db = openDatabase(':memory:', [tables])
  const notifications = createNotifications(db)
  const feed = createFeed(notifications)
  const [clock, machine] = [frozenClock(noon), frozenClock(0)]
  const errors: string[] = []
  const pubNub = createPubNub({
    feed,
    notifications,
    db,
    clock,
    machine,
    log: {
      ...silentLog,
      error: (text, fields) => void errors.push(JSON.stringify({ text, fields })),
    },
    channelOf: (subscribeKey, channel) =>
      subscribeKey === key ? (owners.get(channel) ?? null) : null,
    prepare,
  })
  let count = 0
  const add = (subscriptionId: string) => {
    const [uuid, at] = [`event-${(count += 1)}`, clock.now()]
    const eventId = notifications.addEvent(at, JSON.stringify({ count }))
    const one = { uuid, eventId, subscriptionId, filter: '/x', ownerId: '1', at, nextAt: null }
    notifications.add(one)
    feed.added(subscriptionId)
  }
  const ask: World['ask'] = (path, init) =>
    pubNub.fetch(new Request(`http://platform.test${path}`, init))
  const text: World['text'] = async (path, init) => {
    const response = await ask(path, init)
    if (!response) throw new Error(`${path} is not of the protocol`)
    return { status: response.status, text: await response.text() }
  }
  return {
    pubNub,
    notifications,
    db,
    clock,
    machine,
    errors,
    publish: (...ids) => db.commit(() => ids.forEach(add)),
    ask,
    text,
    async poll(channels, tt, signal) {
      const query = tt === undefined ? '' : `?tt=${tt}&tr=1`
      const answered = await text(`/v2/subscribe/${key}/${channels}/0${query}`, {
        signal: signal ?? null,
      })
      if (answered.status !== 200) throw new Error(`${answered.status}: ${answered.text}`)
      return JSON.parse(answered.text) as Page // as the protocol has it
    },
    states: () =>
      notifications
        .list({}, 1_000)
        .toReversed()
        .map(({ uuid, state }: Notification) => `${uuid} ${state}`),
  }
}

/** The uuids of the envelopes that a poll answered, unencrypted ones. */
export const uuidsOf = ({ m }: Page): string[] => m.map(({ d }) => (d as { uuid: string }).uuid)

/** What is pending in the loop gets its turn: whatever was woken has gone on as far as it can. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    // oxlint-disable-next-line no-await-in-loop -- a turn after the other
    await new Promise((resolve) => setImmediate(resolve))
  }
}
