// RingCentral's own WebSocket client, unmodified, at the gateway, and the real platform behind it.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import RingCentral from '@rc-ex/core'
import webSocketExtension, { Events } from '@rc-ex/ws'
import { until } from '#test/until'
import { mailbox, type RealWorld, startRealWorld } from './real-world.ts'

// The package does not say that it is made of ES modules, so its types take this for CommonJS.
const WebSocketExtension = webSocketExtension as unknown as typeof webSocketExtension.default

interface Notified {
  readonly uuid: string
  readonly subscriptionId: string
  readonly body: { readonly changes: readonly [{ readonly newCount: number }] }
}
const numbersOf = (all: readonly Notified[]) => all.map(({ body }) => body.changes[0].newCount)

async function client({ url, agentJwt }: RealWorld, restOverWebSocket = false) {
  const rc = new RingCentral({ server: url })
  await rc.authorize({ jwt: agentJwt })
  const extension = new WebSocketExtension({
    restOverWebSocket,
    autoRecover: { enabled: true, checkInterval: () => 20 },
  })
  await rc.installExtension(extension)
  const all: Notified[] = []
  return { rc, extension, all, take: (one: object) => void all.push(one as Notified) }
}

test('@rc-ex/ws subscribes at the gateway and gets what its grants let it read, recorded', async () => {
  await using world = await startRealWorld()
  const { extension, all, take } = await client(world)
  const { subscriptionInfo } = await extension.subscribe([mailbox], take)
  assert.equal(subscriptionInfo?.deliveryMode?.transportType, 'WebSocket')
  await world.hears()
  await world.sockets.publish(1)
  await world.sockets.publish(2)
  await until(() => all.length === 2)
  assert.deepEqual(numbersOf(all), [1, 2])
  const records = world.records.filter((one) => one.kind === 'event')
  assert.deepEqual(
    records.map(({ uuid, transport, decision }) => [uuid, transport, decision]),
    all.map(({ uuid }) => [uuid, 'WebSocket', 'allow']),
  )
  await extension.revoke()
})

test('@rc-ex/ws is refused what the agent has no grant for, over its socket as well', async () => {
  await using world = await startRealWorld()
  const { rc, extension, take } = await client(world, true)
  const presence = '/restapi/v1.0/account/~/extension/~/presence'
  await assert.rejects(extension.subscribe([presence], take), /CMN-408/)
  await assert.rejects(rc.restapi().account().extension().presence().get(), /CMN-408/)
  const list = await rc.restapi().account().extension().messageStore().list()
  assert.ok(Array.isArray(list.records))
  const calls = world.callRecords().flatMap((one) => ('methodId' in one ? [one] : []))
  assert.deepEqual(
    calls.slice(-3).map(({ kind, methodId }) => [kind, methodId]),
    [
      ['refused', 'createSubscription'],
      ['refused', 'readUserPresenceStatus'],
      ['call', 'listMessages'],
    ],
  )
  await extension.revoke()
})

test('@rc-ex/ws, cut off from the gateway, takes up where it was; so does the gateway from the platform', async () => {
  await using world = await startRealWorld()
  const { extension, all, take } = await client(world)
  await extension.subscribe([mailbox], take)
  await world.hears()
  await world.sockets.publish(1)
  await until(() => all.length === 1)
  const recovered = once(extension.eventEmitter, Events.autoRecoverSuccess)
  extension.ws.terminate()
  await world.sockets.publish(2)
  await recovered
  await world.sockets.publish(3)
  await until(() => all.length >= 3)
  world.sockets.cutAll()
  await world.sockets.publish(4)
  await world.passUntil(() => all.length >= 4)
  const once1 = new Map(all.map((one) => [one.uuid, one]))
  assert.deepEqual(numbersOf([...once1.values()]), [1, 2, 3, 4])
  await extension.revoke()
})

test('a socket is closed when the agent is paused', async () => {
  await using world = await startRealWorld()
  const { extension, take } = await client(world)
  await extension.subscribe([mailbox], take)
  extension.options.autoRecover = { enabled: false }
  const closed = once(extension.ws, 'close')
  await world.gateway.agents.pauseAgent('test', 'tester')
  await closed
})

test('wstoken takes an agent’s own token alone', async () => {
  await using world = await startRealWorld()
  const ask = (token: string) =>
    fetch(`${world.url}/restapi/oauth/wstoken`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    })
  const refused = await ask('nobody')
  assert.equal(refused.status, 401)
  assert.equal(((await refused.json()) as { errorCode: string }).errorCode, 'OAU-128')
  const told = (await (await ask(world.key)).json()) as Record<string, unknown>
  assert.equal(told['uri'], `${world.url.replace('http', 'ws')}/ws`)
  assert.equal(told['expires_in'], 600)
})
