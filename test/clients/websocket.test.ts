// RingCentral's own WebSocket clients, unmodified: they connect, subscribe, are cut off, take up again
// and miss nothing.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import RingCentral from '@rc-ex/core'
import webSocketExtension, { Events } from '@rc-ex/ws'
import { SDK } from '@ringcentral/sdk'
import { Subscriptions } from '@ringcentral/subscriptions'
import { frozenClock } from '#lib/clock'
import { type SocketWorld, startSocketWorld } from '../platform/socket-world.ts'
import { appSecret, ids, noon } from '../platform/world.ts'

// The package does not say that it is made of ES modules, so its types take this for CommonJS.
const WebSocketExtension = webSocketExtension as unknown as typeof webSocketExtension.default

const filters = ['/restapi/v1.0/account/~/extension/~/message-store']

/** A notification as a client hands it out. */
interface Notified {
  readonly uuid: string
  readonly subscriptionId: string
  readonly body: { readonly changes: readonly [{ readonly newCount: number }] }
}

const numbersOf = (notified: readonly Notified[]) =>
  notified.map(({ body }) => body.changes[0].newCount)

/** Gathers what a client hands out. */
function gathered() {
  const all: Notified[] = []
  let look = () => {}
  return {
    all,
    take: (one: object) => {
      all.push(one as Notified) // as the tests publish them
      look()
    },
    /** Resolves once there are so many. */
    reaches: (count: number) =>
      new Promise<void>((resolve) => {
        look = () => {
          if (all.length >= count) resolve()
        }
        look()
      }),
  }
}

/** `@rc-ex/ws` over `@rc-ex/core`, looking for its connection every few milliseconds. */
async function extensible(
  { url, world }: SocketWorld,
  options: { readonly restOverWebSocket?: boolean; readonly token?: string } = {},
) {
  const rc = new RingCentral({ server: url, clientId: 'app', clientSecret: appSecret })
  rc.token = { access_token: options.token ?? world.token(ids.ann) }
  const extension = new WebSocketExtension({
    restOverWebSocket: options.restOverWebSocket ?? false,
    autoRecover: { enabled: true, checkInterval: () => 20 },
  })
  // It does not listen for errors itself: a server that is away would end the process.
  extension.eventEmitter.on(Events.newWebSocketObject, (ws: WebSocket) => {
    ws.addEventListener('error', () => {})
  })
  await rc.installExtension(extension)
  return { rc, extension }
}

type Extension = Awaited<ReturnType<typeof extensible>>['extension']

/** Stops a client without a word. */
async function stop(extension: Extension): Promise<void> {
  await extension.revoke().catch(() => {})
}

test('@rc-ex/ws subscribes and receives', async () => {
  await using sockets = await startSocketWorld()
  const { extension } = await extensible(sockets)
  assert.equal(extension.connectionDetails?.recoveryState, undefined)
  const received = gathered()
  const { subscriptionInfo } = await extension.subscribe(filters, received.take)
  await sockets.publish(1)
  await sockets.publish(2, ids.bob)
  await sockets.publish(3)
  await received.reaches(2)
  assert.deepEqual(numbersOf(received.all), [1, 3])
  assert.equal(received.all[0]?.subscriptionId, subscriptionInfo?.id)
  await stop(extension)
})

test('@rc-ex/ws, cut off again and again, misses nothing and gets each event once', async () => {
  await using sockets = await startSocketWorld()
  const { extension } = await extensible(sockets)
  const received = gathered()
  await extension.subscribe(filters, received.take)
  let number = 0
  for (let cut = 0; cut < 5; cut += 1) {
    const recovered = once(extension.eventEmitter, Events.autoRecoverSuccess)
    /* oxlint-disable no-await-in-loop */
    await sockets.publish((number += 1))
    sockets.cutAll()
    for (let more = 0; more < 3; more += 1) await sockets.publish((number += 1))
    await recovered
    await sockets.publish((number += 1))
    /* oxlint-enable no-await-in-loop */
  }
  await received.reaches(number)
  const byUuid = new Map(received.all.map((one) => [one.uuid, one]))
  assert.deepEqual(
    numbersOf([...byUuid.values()]),
    Array.from({ length: number }, (_, index) => index + 1),
  )
  await stop(extension)
})

test('@rc-ex/ws, away for more than 180 seconds, subscribes anew by itself', async () => {
  await using sockets = await startSocketWorld()
  const { clock } = sockets.world
  const { extension } = await extensible(sockets)
  const received = gathered()
  const subscription = await extension.subscribe(filters, received.take)
  const { id } = subscription.subscriptionInfo ?? {}
  extension.options.autoRecover = { enabled: false }
  sockets.cutAll()
  await once(extension.ws, 'close')
  await sockets.left()
  await clock.advance(180_000)
  await extension.recover()
  assert.equal(extension.connectionDetails?.recoveryState, 'Failed')
  assert.notEqual(subscription.subscriptionInfo?.id, id)
  await sockets.publish(1)
  await received.reaches(1)
  await stop(extension)
})

test('@rc-ex/ws finds its events after a restart of the platform', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringfence-sockets-'))
  try {
    const options = { path: join(folder, 'platform.db'), clock: frozenClock(noon) }
    const before = await startSocketWorld(options)
    const { extension } = await extensible(before)
    const received = gathered()
    await extension.subscribe(filters, received.take)
    await before.publish(1)
    await received.reaches(1)
    const recovered = once(extension.eventEmitter, Events.autoRecoverSuccess)
    await before[Symbol.asyncDispose]()
    await using after = await startSocketWorld({
      ...options,
      port: Number(new URL(before.url).port),
    })
    await after.publish(2)
    await recovered
    await received.reaches(2)
    assert.deepEqual(numbersOf(received.all), [1, 2])
    await stop(extension)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('@rc-ex/ws calls the API over its socket', async () => {
  await using sockets = await startSocketWorld()
  const { rc, extension } = await extensible(sockets, { restOverWebSocket: true })
  const extensions = rc.restapi().account().extension()
  assert.equal((await extensions.get()).id, ids.ann)
  const sent = await extensions.companyPager().post({
    from: { extensionId: String(ids.ann) },
    to: [{ extensionId: String(ids.bob) }],
    text: 'hello',
  })
  assert.equal(sent.subject, 'hello')
  const list = await extensions.messageStore().list({ messageType: ['SMS', 'Pager'] })
  assert.equal(list.records?.length, 1)
  await assert.rejects(extensions.messageStore('1').get(), (error: { response: object }) => {
    assert.equal('status' in error.response && error.response.status, 404)
    return true
  })
  const verbs = sockets.world.platform.controls.requests.list({ limit: 10 })
  assert.equal(verbs.find(({ method }) => method === 'readExtension')?.clientId, 'app')
  await stop(extension)
})

test('@rc-ex/ws unsubscribes and gets nothing more', async () => {
  await using sockets = await startSocketWorld()
  const { extension } = await extensible(sockets)
  const received = gathered()
  const subscription = await extension.subscribe(filters, received.take)
  await subscription.revoke()
  await sockets.publish(1)
  const again = await extension.subscribe(filters, received.take)
  await sockets.publish(2)
  await received.reaches(1)
  assert.deepEqual(numbersOf(received.all), [2])
  assert.ok(again.subscriptionInfo)
  const { subscriptions, clock } = sockets.world.platform.parts
  const owner = { extensionId: ids.ann, clientId: 'app' }
  assert.equal(subscriptions.list(owner, clock.now()).length, 1)
  await stop(extension)
})

test('@ringcentral/subscriptions over @ringcentral/sdk receives, is cut off, and misses nothing', async () => {
  await using sockets = await startSocketWorld()
  const sdk = new SDK({ server: sockets.url, clientId: 'app', clientSecret: appSecret })
  await sdk
    .platform()
    .auth()
    .setData({
      token_type: 'bearer',
      access_token: sockets.world.token(ids.ann),
      expires_in: '3600',
      refresh_token: 'none',
      refresh_token_expires_in: '3600',
    })
  const subscriptions = new Subscriptions({ sdk })
  const subscription = subscriptions.createSubscription().setEventFilters(filters)
  const received = gathered()
  subscription.on(subscription.events.notification, received.take)
  const registered = await subscription.register()
  await sockets.publish(1)
  await received.reaches(1)
  sockets.cutAll()
  await sockets.publish(2)
  await sockets.publish(3)
  await received.reaches(3)
  assert.deepEqual(numbersOf(received.all), [1, 2, 3])
  await registered.revoke()
  const { wse } = registered as unknown as { wse: Extension } // a member it does not declare
  await stop(wse)
})
