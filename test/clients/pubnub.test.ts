// pubnub 7.2.3 (the last releases before PubNub's own licence), unmodified and pointed at a platform: what
// RingCentral's older clients receive events with. Between them is a wire that can be cut.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, it } from 'node:test'
import { createPlatform } from 'ringfence'
import { listen, type Listening } from '#lib/server'
import { tell } from '../platform/tell.ts'
import { own, startWorld, type World } from '../platform/world.ts'
import { login } from './world.ts'

interface Status {
  readonly category?: string
  readonly operation?: string
  readonly error?: boolean
  readonly statusCode?: number
}

interface Client {
  addListener(listener: {
    message(event: { channel: string; message: unknown; timetoken: string }): void
    status(status: Status): void
  }): void
  subscribe(wish: { channels: readonly string[]; withPresence?: boolean }): void
  unsubscribe(wish: { channels: readonly string[] }): void
  reconnect(): void
  time(): Promise<{ timetoken: number }>
  decrypt(message: unknown, key: string, options: object): unknown
  destroy(isOffline: boolean): void
}

// It has no types of its own.
const require = createRequire(import.meta.url)
const PubNub = require('pubnub') as new (setup: object) => Client

/** What came, to be waited for one by one. */
function inbox<T>() {
  const kept: T[] = []
  let wake = () => {}
  return {
    put(one: T) {
      kept.push(one)
      wake()
    },
    /** The next that fits; others before it are dropped. */
    async next(fits: (one: T) => boolean = () => true): Promise<T> {
      for (;;) {
        const one = kept.shift()
        if (one !== undefined && fits(one)) return one
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        if (kept.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      }
    },
  }
}

/** A wire to wherever `target` says: refuses while that is null. */
async function openWire() {
  const sockets = new Set<Socket>()
  const wire = { target: null as number | null, port: 0, cut, close }
  const server = createServer((near) => {
    if (wire.target === null) return near.destroy()
    const far = connect(wire.target, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on('error', () => {})
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
    return near.pipe(far).pipe(near)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  wire.port = (server.address() as AddressInfo).port // it listens

  /** Cuts it, and leaves it so until there is a target again. */
  function cut() {
    wire.target = null
    for (const socket of sockets) socket.resetAndDestroy()
  }
  async function close() {
    cut()
    await new Promise((resolve) => server.close(resolve))
  }
  return wire
}

interface Envelope {
  readonly subscriptionId: string
  readonly body: { readonly sequence: number }
}

describe('pubnub 7.2.3 on the platform', { timeout: 30_000 }, () => {
  const closing: (() => unknown)[] = []
  afterEach(async () => {
    // oxlint-disable-next-line no-await-in-loop -- the last opened first
    for (const close of closing.splice(0).toReversed()) await close()
  })

  /** A platform over a file, behind a wire. */
  async function open() {
    const folder = mkdtempSync(join(tmpdir(), 'ringfence-pubnub-'))
    closing.push(() => rmSync(folder, { recursive: true }))
    const wire = await openWire()
    closing.push(wire.close)
    let running: { world: World; listening: Listening } | null = null
    async function start() {
      const world = startWorld({ path: join(folder, 'platform.db') })
      const listening = await listen((request) => world.platform.fetch(request), {
        host: '127.0.0.1',
        port: 0,
      })
      wire.target = Number(new URL(listening.origin).port)
      running = { world, listening }
      return world
    }
    /** As an installation is stopped. */
    async function stop() {
      wire.target = null
      running?.world.platform.hangUp()
      await running?.listening.close()
      running?.world[Symbol.dispose]()
      running = null
    }
    closing.push(stop)
    return { wire, start, stop, world: await start() }
  }

  async function subscription(world: World, encryption: boolean) {
    const { body } = await world.call('POST', '/restapi/v1.0/subscription', {
      json: {
        eventFilters: [`${own}/presence`],
        deliveryMode: { transportType: 'PubNub', encryption },
      },
    })
    return { id: body.id as string, mode: body.deliveryMode as Record<string, string> }
  }

  /** A client as RingCentral's SDKs make it, connected. */
  async function listenTo(
    port: number,
    subscriberKey: string,
    channels: readonly string[],
    more: object = {},
  ) {
    const client = new PubNub({
      subscribeKey: subscriberKey,
      origin: `127.0.0.1:${port}`,
      ssl: false,
      restore: true,
      uuid: 'a-client',
      useRandomIVs: false,
      ...more,
    })
    closing.push(() => client.destroy(true))
    const [messages, statuses] = [inbox<unknown>(), inbox<Status>()]
    client.addListener({
      message: ({ message }) => messages.put(message),
      status: (status) => statuses.put(status),
    })
    client.subscribe({ channels, withPresence: true })
    return { client, messages, statuses }
  }

  const isConnected = ({ category }: Status) => category === 'PNConnectedCategory'
  const isCut = ({ category }: Status) => category === 'PNNetworkIssuesCategory'

  it('subscribes, is there, receives and decrypts, and leaves', async () => {
    const { wire, world } = await open()
    const { id, mode } = await subscription(world, true)
    const channels = [mode['address'] ?? '']
    const { client, messages, statuses } = await listenTo(
      wire.port,
      mode['subscriberKey'] ?? '',
      channels,
      { heartbeatInterval: 60, announceSuccessfulHeartbeats: true },
    )
    await statuses.next(isConnected)
    const beat = await statuses.next(({ operation }) => operation === 'PNHeartbeatOperation')
    assert.deepEqual([beat.error, beat.statusCode], [false, 200])
    for (const sequence of [1, 2]) {
      // oxlint-disable no-await-in-loop -- one after the other
      await tell(world, sequence)
      const sealed = await messages.next()
      // oxlint-enable no-await-in-loop
      const envelope = client.decrypt(sealed, mode['encryptionKey'] ?? '', {
        encryptKey: false,
        keyEncoding: 'base64',
        keyLength: 128,
        mode: 'ecb',
      }) as Envelope
      assert.equal(envelope.subscriptionId, id)
      assert.equal(envelope.body.sequence, sequence)
    }
    const { timetoken } = await client.time()
    assert.equal(timetoken, world.clock.now() * 10_000)
    client.unsubscribe({ channels })
    const left = await statuses.next(({ operation }) => operation === 'PNUnsubscribeOperation')
    assert.deepEqual([left.error, left.statusCode], [false, 200])
  })

  it('is denied where it does not know the channel', async () => {
    const { wire, world } = await open()
    const { mode } = await subscription(world, false)
    const { statuses } = await listenTo(wire.port, mode['subscriberKey'] ?? '', ['guess'])
    const { category, statusCode } = await statuses.next()
    assert.deepEqual([category, statusCode], ['PNAccessDeniedCategory', 403])
  })

  it('misses nothing over cut connections and a restart of the platform', async () => {
    const { wire, start, stop, world } = await open()
    const { mode } = await subscription(world, false)
    const { client, messages, statuses } = await listenTo(wire.port, mode['subscriberKey'] ?? '', [
      mode['address'] ?? '',
    ])
    const received: number[] = []
    const receive = async (upTo: number) => {
      while (received.at(-1) !== upTo) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        received.push(((await messages.next()) as Envelope).body.sequence)
      }
    }
    await statuses.next(isConnected)
    await tell(world, 1)
    await receive(1)
    const { target } = wire
    wire.cut()
    await statuses.next(isCut)
    wire.target = target
    await tell(world, 2)
    await tell(world, 3)
    // Else it looks every three seconds whether the network is back.
    client.reconnect()
    await receive(3)
    await tell(world, 4)
    wire.cut()
    await statuses.next(isCut)
    await stop()
    const again = await start()
    await tell(again, 5)
    client.reconnect()
    await receive(5)
    await stop()
    await statuses.next(isCut)
    const last = await start()
    await tell(last, 6)
    client.reconnect()
    await receive(6)
    // At least once: what was on the wire when that was cut may come again, but in order.
    assert.deepEqual([...new Set(received)], [1, 2, 3, 4, 5, 6])
    assert.deepEqual(
      received,
      received.toSorted((one, other) => one - other),
    )
  })

  it('has its poll answered by a platform that closes', async () => {
    const platform = await createPlatform({ seed: { extensions: [{ name: 'Ann' }] } })
    const rc = await login(platform.url, platform.app.jwt, platform.app)
    const made = await rc.post<{ deliveryMode: { subscriberKey: string; address: string } }>(
      '/restapi/v1.0/subscription',
      { eventFilters: [`${own}/presence`], deliveryMode: { transportType: 'PubNub' } },
    )
    const { subscriberKey, address } = made.data.deliveryMode
    const url = `${platform.url}/v2/subscribe/${subscriberKey}/${address}/0`
    const start = (await (await fetch(url)).json()) as { t: { t: string } }
    const waiting = fetch(`${url}?tt=${start.t.t}`)
    // By the time that this one is answered the other has arrived.
    await (await fetch(`${platform.url}/time/0`)).text()
    await platform.close()
    assert.deepEqual(await (await waiting).json(), { ...start, m: [] })
  })
})
