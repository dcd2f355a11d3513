// PubNub deliveries of a platform by raw requests: from the subscription to the message, over renewal,
// expiry, restarts and snapshots; and with a keyset of the operator's, at a stand-in for PubNub.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { tell } from './tell.ts'
import { ids, own, startWorld, type World } from './world.ts'

const path = '/restapi/v1.0/subscription'

/** A database file that is gone after the test. */
function useFile() {
  const folder = mkdtempSync(join(tmpdir(), 'ringfence-pubnub-'))
  return {
    file: join(folder, 'platform.db'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}

interface Channel {
  readonly id: string
  readonly key: string
  readonly name: string
}

async function subscribe(world: World, delivery: object = {}): Promise<Channel> {
  const { status, body } = await world.call('POST', path, {
    json: {
      eventFilters: [`${own}/presence`],
      deliveryMode: { transportType: 'PubNub', ...delivery },
    },
  })
  assert.equal(status, 200)
  const { subscriberKey, address } = body.deliveryMode
  return { id: body.id, key: subscriberKey, name: address }
}

/** A poll without a token: what it answered. */
async function poll(world: World, { key, name }: Channel, tt = '0') {
  const url = `/v2/subscribe/${key}/${name}/0?tt=${tt}`
  const { status, bytes } = await world.call('GET', url, { token: null })
  const body = JSON.parse(bytes.toString())
  return {
    status,
    body,
    tt: body.t?.t as string,
    sequences: body.m?.map(
      (message: { d: { body: { sequence: number } } }) => message.d.body.sequence,
    ),
  }
}

describe('a PubNub subscription', () => {
  it('is served to whoever knows its key and channel', async () => {
    using world = startWorld()
    const channel = await subscribe(world)
    const { tt } = await poll(world, channel)
    await tell(world, 1)
    const { body } = await poll(world, channel, tt)
    const [{ d }] = body.m
    assert.equal(d.subscriptionId, channel.id)
    assert.equal(d.event, '/restapi/v1.0/account/1/extension/101/presence')
    assert.deepEqual(d.body, { extensionId: String(ids.ann), sequence: 1 })
    const other = await subscribe(world)
    assert.equal((await poll(world, other)).status, 200)
    for (const wrong of [
      { ...channel, name: other.name },
      { ...channel, key: other.key },
      { ...channel, name: `${channel.name}0` },
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      const refused = await poll(world, wrong)
      assert.equal(refused.status, 403)
      assert.equal(refused.body.message, 'Forbidden')
    }
  })

  it('leaves nothing of its secrets in request log and errors', async () => {
    using world = startWorld()
    const channel = await subscribe(world, { encryption: true })
    await poll(world, channel)
    await poll(world, { ...channel, key: 'sub-c-guess' })
    await world.get(`/v2/subscribe/${channel.key}/${channel.name}/1`, { token: null })
    const logged = JSON.stringify([world.platform.controls.requests.list(), world.errors])
    assert.equal(logged.includes(channel.key) || logged.includes(channel.name), false)
    assert.equal(logged.includes('guess'), false)
  })

  it('keeps its channel when it is renewed', async () => {
    using world = startWorld()
    const channel = await subscribe(world)
    const { tt } = await poll(world, channel)
    await world.clock.advance(899_000)
    const renewed = await world.call('POST', `${path}/${channel.id}/renew`)
    assert.equal(renewed.body.deliveryMode.address, channel.name)
    await world.clock.advance(899_000)
    await tell(world, 1)
    assert.deepEqual((await poll(world, channel, tt)).sequences, [1])
  })

  it('has a channel without messages once it has expired', async () => {
    using world = startWorld()
    const channel = await subscribe(world)
    await world.clock.advance(900_000)
    const { status, tt } = await poll(world, channel)
    assert.equal(status, 200)
    const waiting = poll(world, channel, tt)
    await tell(world, 1)
    world.platform.hangUp()
    assert.deepEqual((await waiting).sequences, [])
  })

  it('is refused once it is cancelled', async () => {
    using world = startWorld()
    const channel = await subscribe(world)
    assert.equal((await poll(world, channel)).status, 200)
    assert.equal((await world.call('DELETE', `${path}/${channel.id}`)).status, 204)
    assert.equal((await poll(world, channel)).status, 403)
  })

  it('goes on over a restart with what was not received', async () => {
    using kept = useFile()
    const { file } = kept
    let world = startWorld({ path: file })
    const channel = await subscribe(world)
    const { tt } = await poll(world, channel)
    await tell(world, 1)
    const before = await poll(world, channel, tt)
    await tell(world, 2)
    world[Symbol.dispose]()
    world = startWorld({ path: file, clock: world.clock })
    await tell(world, 3)
    assert.deepEqual((await poll(world, channel, tt)).sequences, [1, 2, 3])
    const after = await poll(world, channel, before.tt)
    assert.deepEqual(after.sequences, [2, 3])
    const waiting = poll(world, channel, after.tt)
    await tell(world, 4)
    assert.deepEqual((await waiting).sequences, [4])
    world[Symbol.dispose]()
  })

  it('goes on from a snapshot that was restored, also for who was ahead of it', async () => {
    using world = startWorld()
    const { snapshots } = world.platform.controls
    const channel = await subscribe(world)
    await snapshots.take('here')
    await tell(world, 1)
    await tell(world, 2)
    const { tt } = await poll(world, channel)
    const waiting = poll(world, channel, tt)
    await snapshots.restore('here')
    const told = await waiting
    assert.deepEqual(told.sequences, [])
    await tell(world, 3)
    assert.deepEqual((await poll(world, channel, told.tt)).sequences, [3])
  })
})

describe('with a keyset of the operator’s', () => {
  /** A stand-in for PubNub: each request is answered by the next status, 200 when there is none. */
  async function standIn(...statuses: number[]) {
    const got: { path: string; body: string }[] = []
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        got.push({ path: request.url ?? '', body: Buffer.concat(chunks).toString() })
        const status = statuses.shift() ?? 200
        response.writeHead(status).end(status === 200 ? '[1,"Sent","1"]' : '[0,"Not now","1"]')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo // it listens
    return {
      got,
      origin: `http://127.0.0.1:${port}`,
      [Symbol.asyncDispose]: () =>
        new Promise<void>((resolve) => {
          server.close(() => resolve())
          server.closeAllConnections()
        }),
    }
  }
  const keys = { publishKey: 'pub-c-canary', subscribeKey: 'sub-c-real' }

  it('answers its subscribe key, publishes there, tries again, and serves the channel no more', async () => {
    await using pubNub = await standIn(503)
    using world = startWorld({ pubNub: { ...keys, origin: pubNub.origin } })
    const channel = await subscribe(world)
    assert.equal(channel.key, 'sub-c-real')
    assert.equal((await poll(world, channel)).status, 403)
    await tell(world, 1)
    await world.clock.advance(0)
    // When it is tried again is stored in a turn of its own.
    await new Promise((resolve) => setImmediate(resolve))
    await world.clock.advance(10_000)
    const { notifications } = world.platform.parts
    const [first, second] = pubNub.got
    assert.equal(second?.path, `/publish/pub-c-canary/sub-c-real/0/${channel.name}/0`)
    assert.equal(second?.body, first?.body)
    assert.equal(JSON.parse(second?.body ?? '').body.sequence, 1)
    const [only] = notifications.list({}, 10)
    assert.equal(only?.state, 'delivered')
    const kept = JSON.stringify([notifications.attempts(only?.id ?? 0), world.errors])
    assert.match(kept, /PubNub answers 503/)
    assert.doesNotMatch(kept, /canary/)
  })

  it('still serves the channels that have keys of their own', async () => {
    await using pubNub = await standIn()
    using kept = useFile()
    const { file } = kept
    const before = startWorld({ path: file })
    const channel = await subscribe(before)
    const { tt } = await poll(before, channel)
    before[Symbol.dispose]()
    using world = startWorld({ path: file, pubNub: { ...keys, origin: pubNub.origin } })
    await tell(world, 1)
    assert.deepEqual((await poll(world, channel, tt)).sequences, [1])
    assert.deepEqual(pubNub.got, [])
  })
})
