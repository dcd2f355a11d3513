import assert from 'node:assert/strict'
import { createDecipheriv } from 'node:crypto'
import { test } from 'node:test'
import { filters, instantEvent, settled, startEventWorld, textOf } from './world.ts'

interface Made {
  readonly id: string
  readonly deliveryMode: Record<'address' | 'subscriberKey' | 'encryptionKey', string>
}
interface Page {
  readonly t: { readonly t: string }
  readonly m: readonly { readonly d: string }[]
}

async function channelWorld() {
  const world = await startEventWorld()
  const grant = await world.grant('message', 'read')
  const told = await world.ask({
    verb: 'POST',
    target: '/restapi/v1.0/subscription',
    body: {
      eventFilters: [filters.instant],
      deliveryMode: { transportType: 'PubNub', encryption: true },
    },
  })
  assert.equal(told.status, 200)
  await world.until(() => world.socket.calls.length === 1)
  await settled(world)
  const { id, deliveryMode } = told.json as Made
  const poll = async (tt: string, channel = deliveryMode.address) => {
    const { subscriberKey } = deliveryMode
    const target = `/v2/subscribe/${subscriberKey}/${channel}/0?tt=${tt}`
    const { status, text } = await world.ask({ target, token: null })
    return { status, page: JSON.parse(text) as Page }
  }
  return { ...world, grant, id, deliveryMode, poll }
}

test('a PubNub client at the gateway gets what was released, encrypted, and it is recorded before', async () => {
  await using world = await channelWorld()
  const { page: start } = await world.poll('0')
  const waiting = world.poll(start.t.t)
  world.socket.push(instantEvent, textOf(1))
  const { m } = (await waiting).page
  const key = Buffer.from(world.deliveryMode.encryptionKey, 'base64')
  const cipher = createDecipheriv('aes-128-ecb', key, null)
  const envelope = JSON.parse(
    cipher.update(m[0]?.d ?? '', 'base64', 'utf8') + cipher.final('utf8'),
  ) as { uuid: string; subscriptionId: string; body: { subject: string } }
  assert.deepEqual([envelope.subscriptionId, envelope.body.subject], [world.id, 'text 1'])
  const record = world.records.findLast(({ kind }) => kind === 'event')
  assert.ok(record?.kind === 'event')
  assert.deepEqual([record.uuid, record.transport], [envelope.uuid, 'PubNub'])
})

test('what no grant opens any more is withheld from a channel, and a channel that is none is refused', async () => {
  await using world = await channelWorld()
  const { page: start } = await world.poll('0')
  world.socket.push(instantEvent, textOf(1))
  await world.until(() => world.stores.notifications.list({}, 1).length === 1)
  await world.gateway.grants.removeGrant('test', world.grant.id)
  const waiting = world.poll(start.t.t)
  await world.until(() => world.stores.notifications.list({ state: 'failed' }, 1).length === 1)
  assert.equal(world.stores.notifications.list({}, 1)[0]?.reason, 'no_grant')
  assert.notEqual((await world.poll('0', 'another')).status, 200)
  await world.gateway.close()
  assert.deepEqual((await waiting).page.m, [])
})
