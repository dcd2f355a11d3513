import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Lookup } from '#delivery/webhook/guard'
import { startReceiver } from '#test/receiver'
import { filters, instantEvent, startEventWorld, textOf } from './world.ts'

const target = '/restapi/v1.0/subscription'
const asking = (address: string) => ({
  eventFilters: [filters.instant],
  deliveryMode: { transportType: 'WebHook', address },
})

/** A lookup that answers what a test says, one answer after the other. */
const answering =
  (...answers: string[]): Lookup =>
  (_, __, done) =>
    done(null, [{ address: (answers.length > 1 ? answers.shift() : answers[0]) ?? '', family: 4 }])

test('addresses on private, loopback, link-local and metadata networks are refused, however they are written', async () => {
  await using receiver = await startReceiver()
  const { port } = new URL(receiver.url)
  await using world = await startEventWorld({
    webhooks: { allowPrivate: false, lookup: answering('127.0.0.1') },
  })
  await world.grant('message', 'read')
  const hosts = [
    '127.0.0.1',
    'localhost',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.0.1',
    '100.64.0.1',
    '169.254.169.254',
    '[fd00:ec2::254]',
    '[fe80::1]',
    'metadata.google.internal',
    'innocent.example',
  ]
  for (const host of hosts) {
    const told = await world.ask({
      verb: 'POST',
      target,
      body: asking(`http://${host}:${port}/`),
    })
    assert.equal(told.status, 400, host)
    const { errorCode, ringfence } = told.json as {
      errorCode: string
      ringfence: { reason: string }
    }
    assert.deepEqual([errorCode, ringfence.reason], ['SUB-521', 'address_refused'], host)
  }
  assert.equal(receiver.requests.length, 0)
  const refused = world.callRecords().filter((one) => one.kind === 'call')
  assert.equal(refused.length, hosts.length)
  assert.ok(refused.every(({ reason, status }) => reason === 'address_refused' && status === 400))
  assert.deepEqual((await world.ask({ target })).json, {
    ...((await world.ask({ target })).json as object),
    records: [],
  })
})

test('a name that leads elsewhere once it was proved is refused when the connection is made', async () => {
  await using receiver = await startReceiver()
  const { port } = new URL(receiver.url)
  // Loopback stands for a public address here: what is allowed first, and then is not.
  await using world = await startEventWorld({
    webhooks: { allowPrivate: ['127.0.0.1/32'], lookup: answering('127.0.0.1', '127.0.0.2') },
  })
  await world.grant('message', 'read')
  const told = await world.ask({
    verb: 'POST',
    target,
    body: asking(`http://innocent.example:${port}/`),
  })
  assert.equal(told.status, 200)
  // The connection of the handshake is not used again.
  await receiver.close()
  await using _ = await startReceiver(receiver.answering, { port: Number(port) })
  await world.until(() => world.stores.upstreamEvents.find(world.connection.id)?.id)
  world.socket.push(instantEvent, textOf(1))
  const newest = () => world.stores.notifications.list({}, 1)[0]
  await world.until(() => newest()?.failures === 1)
  assert.match(newest()?.reason ?? '', /Address is not allowed: 127.0.0.2 is loopback/)
})

test('an address that does not prove itself is refused with RingCentral’s code, and nothing is stored', async () => {
  await using world = await startEventWorld()
  await world.grant('message', 'read')
  const refusedBy = async (answer: typeof world.receiver.answering) => {
    world.receiver.answering = answer
    const told = await world.ask({ verb: 'POST', target, body: asking(world.receiver.url) })
    return [told.status, (told.json as { errorCode: string }).errorCode]
  }
  assert.deepEqual(await refusedBy((_, response) => void response.writeHead(200).end()), [
    400,
    'SUB-520',
  ])
  assert.deepEqual(await refusedBy((_, response) => void response.writeHead(500).end()), [
    400,
    'SUB-522',
  ])
  assert.equal(world.stores.subscriptions.all(world.clock.now()).length, 0)
})
