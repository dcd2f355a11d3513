// Webhooks of the platform: an address proves itself before it is subscribed, notifications reach it,
// and what happens to those that do not.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { policies, type Policy } from '#delivery/policy'
import { frozenClock } from '#lib/clock'
import { type Answering, honest, lies, ofSize, startReceiver } from '../receiver.ts'
import { pull } from './levers/pull.ts'
import { ask, notifications, read, stored, subscribe, tell, tellNow } from './webhook-world.ts'
import { noon, own, startWorld } from './world.ts'

const root = '/restapi/v1.0/subscription'
const minute = 60_000

/** What hangs is given up sooner, so that tests need not wait. */
const impatient: Policy = { ...policies.ringcentral, timeoutMs: 100 }

test('an address that does not prove itself is refused with RingCentral’s code, and nothing is stored', async () => {
  using world = startWorld()
  await using receiver = await startReceiver()
  const wrong: readonly (readonly [Answering, string, string])[] = [
    [lies.wrongToken, 'SUB-520', 'Validation Token is not returned: its value is another one'],
    [lies.noToken, 'SUB-520', 'Validation Token is not returned: the header is missing'],
    [lies.hangsUp, 'SUB-521', 'WebHook is not reachable: Connection reset'],
    [lies.error, 'SUB-522', 'WebHook responds with incorrect HTTP status. HTTP status is 500'],
    [
      ofSize(1025),
      'SUB-525',
      'WebHook server response is invalid: Response is larger than 1024 bytes',
    ],
  ]
  for (const [answering, code, message] of wrong) {
    receiver.answering = answering
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { status, body } = await ask(world, `${receiver.url}/hook?key=1`)
    assert.deepEqual([status, body.errorCode, body.message], [400, code, message])
  }
  assert.equal(receiver.requests.length, wrong.length)
  assert.deepEqual((await world.get(root)).body.records, [])
  receiver.answering = honest
  await subscribe(world, `${receiver.url}/hook?key=1`)
  assert.equal(receiver.requests.at(-1)?.target, '/hook?key=1')
})

test('an address that hangs is refused when its time is up', async () => {
  using world = startWorld({ webhooks: impatient })
  await using receiver = await startReceiver(lies.hang)
  const { status, body } = await ask(world, receiver.url)
  assert.deepEqual([status, body.errorCode], [400, 'SUB-521'])
  assert.equal(body.message, 'WebHook is not reachable: Read timed out')
})

test('a certificate that nobody signed is refused, unless the platform is told to take any', async () => {
  await using receiver = await startReceiver(honest, { tls: true })
  {
    using world = startWorld()
    const { status, body } = await ask(world, receiver.url)
    assert.deepEqual([status, body.errorCode], [400, 'SUB-524'])
    assert.equal(body.message, 'WebHook certificate is invalid: Certificate is self-signed')
  }
  using world = startWorld({ webhookCertificates: 'any' })
  await subscribe(world, receiver.url)
  await tellNow(world)
  assert.equal(receiver.envelopes.length, 1)
})

test('nobody is asked who may not subscribe anyway', async () => {
  using world = startWorld()
  await using receiver = await startReceiver()
  const filters = { eventFilters: ['/restapi/v1.0/account/~/nothing'] }
  assert.equal((await ask(world, receiver.url, filters)).body.errorCode, 'SUB-508')
  for (let count = 0; count < 20; count += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await subscribe(world, receiver.url)
  }
  assert.equal((await ask(world, receiver.url)).body.errorCode, 'SUB-505')
  assert.equal(receiver.requests.length, 20)
})

test('what happens reaches the address once, in order, with the verification token', async () => {
  using world = startWorld()
  await using receiver = await startReceiver()
  const deliveryMode = {
    transportType: 'WebHook',
    address: receiver.url,
    verificationToken: 'verify',
  }
  const id = await subscribe(world, receiver.url, { deliveryMode })
  for (let count = 0; count < 3; count += 1) {
    // oxlint-disable-next-line no-await-in-loop -- in order
    await tellNow(world)
  }
  assert.equal(receiver.envelopes.length, 3)
  const [envelope] = receiver.envelopes
  assert.equal(envelope.subscriptionId, id)
  assert.equal(envelope.event, (await read(world, id)).eventFilters[0])
  assert.equal(receiver.requests.at(-1)?.headers['verification-token'], 'verify')
  const listed = await notifications(world)
  assert.deepEqual(
    listed.map(({ uuid }: { uuid: string }) => uuid),
    receiver.envelopes.map(({ uuid }) => uuid).toReversed(),
  )
  assert.ok(listed.every(({ state }: { state: string }) => state === 'delivered'))
})

test('an address that fails for ten minutes is blacklisted, shown so, and taken back when it is sound', async () => {
  using world = startWorld()
  await using receiver = await startReceiver()
  const id = await subscribe(world, receiver.url)
  receiver.answering = lies.error
  await tellNow(world)
  await world.clock.advance(16 * minute)
  const reason = 'Webhook responses with code: [500], reason: [Internal Server Error]'
  const blacklisted = await read(world, id)
  assert.equal(blacklisted.status, 'Blacklisted')
  assert.equal(blacklisted.blacklistedData.reason, reason)
  assert.ok(Date.parse(blacklisted.blacklistedData.blacklistedAt) >= noon + 10 * minute)
  const { records } = (await world.get(root)).body
  assert.deepEqual(records[0].blacklistedData, blacklisted.blacklistedData)

  // What happens meanwhile is not sent, and says why.
  const sent = receiver.requests.length
  await tellNow(world)
  assert.equal(receiver.requests.length, sent)
  const [withheld] = await notifications(world)
  assert.deepEqual([withheld.state, withheld.reason], ['failed', `blacklisted: ${reason}`])

  // Renewing is no cure.
  await world.call('POST', `${root}/${id}/renew`)
  const { body } = await world.call('PUT', `${root}/${id}`, { json: { expiresIn: 7200 } })
  assert.deepEqual([body.status, body.expiresIn], ['Blacklisted', 7200])

  // The look every fifteen minutes is a handshake; a receiver that is still not sound stays out.
  await world.clock.advance(15 * minute)
  assert.equal(receiver.requests.at(-1)?.body, '')
  assert.ok(receiver.requests.at(-1)?.headers['validation-token'])
  assert.equal((await read(world, id)).status, 'Blacklisted')
  receiver.answering = honest
  await world.clock.advance(15 * minute)
  const back = await read(world, id)
  assert.equal(back.status, 'Active')
  assert.equal('blacklistedData' in back, false)
  await tellNow(world)
  assert.equal((await notifications(world))[0].state, 'delivered')
})

test('what waits for a subscription that is cancelled ends with it, and the log still shows it', async () => {
  using world = startWorld()
  await using receiver = await startReceiver()
  const id = await subscribe(world, receiver.url)
  receiver.answering = lies.error
  await tellNow(world)
  await world.call('DELETE', `${root}/${id}`)
  const [one] = await notifications(world, `?subscriptionId=${id}`)
  assert.deepEqual(
    [one.state, one.reason, one.attempts, one.nextAt],
    ['failed', 'the subscription has ended', 1, null],
  )
  const { reply } = await pull(world, `GET /notifications/${one.id}`)
  assert.equal(reply.tries[0].status, 500)
  const sent = receiver.requests.length
  await world.clock.advance(60 * minute)
  assert.equal(receiver.requests.length, sent)
})

test('what waits for a subscription ends at the moment it expires, whoever delivers it', async () => {
  using world = startWorld({ webhooks: 'standard' })
  await using receiver = await startReceiver()
  await subscribe(world, receiver.url, { expiresIn: 600 })
  await world.call('POST', root, {
    json: {
      eventFilters: [`${own}/presence`],
      deliveryMode: { transportType: 'PubNub' },
      expiresIn: 300,
    },
  })
  receiver.answering = lies.error
  await tellNow(world)
  const statesAt = async (ms: number) => {
    await world.clock.advance(noon + ms - world.clock.now())
    const found = await notifications(world)
    return found.map((one: { state: string; reason: string | null; endedAt: string | null }) => [
      one.state,
      one.endedAt,
    ])
  }
  const at = (ms: number) => new Date(noon + ms).toISOString()
  assert.deepEqual(await statesAt(299_999), [
    ['pending', null],
    ['pending', null],
  ])
  assert.deepEqual(await statesAt(300_000), [
    ['failed', at(300_000)],
    ['pending', null],
  ])
  assert.deepEqual(await statesAt(600_000), [
    ['failed', at(300_000)],
    ['failed', at(600_000)],
  ])
  const [first] = await notifications(world)
  assert.equal(first.reason, 'the subscription has ended')
})

test('what waits for the subscriptions of an app ends with the app', async () => {
  using world = startWorld()
  await using receiver = await startReceiver()
  await subscribe(world, receiver.url)
  receiver.answering = lies.error
  await tellNow(world)
  await pull(world, 'DELETE /apps/app')
  const [one] = await notifications(world)
  assert.deepEqual([one.state, one.reason], ['failed', 'the subscription has ended'])
})

test('under standard, pushes are signed with a secret that a lever tells and rotates', async () => {
  const clock = frozenClock(Date.now()) // the official library judges by the machine's clock
  using world = startWorld({ webhooks: 'standard', clock })
  await using receiver = await startReceiver()
  const id = await subscribe(world, receiver.url)
  const secretsOf = async () =>
    (await pull(world, `GET /subscriptions/${id}`)).reply.signingSecrets as string[]
  const [first] = await secretsOf()
  const verified = (secret: string | undefined) => {
    const request = receiver.requests.at(-1)
    assert.ok(request && secret)
    return new Webhook(secret).verify(request.body, request.headers as Record<string, string>)
  }
  await tellNow(world)
  assert.deepEqual(verified(first), receiver.envelopes[0])
  assert.equal(receiver.requests.at(-1)?.headers['webhook-id'], receiver.envelopes[0].uuid)
  await pull(world, `POST /subscriptions/${id}/rotate-secret`)
  const [second, kept] = await secretsOf()
  assert.equal(kept, first)
  await tellNow(world)
  assert.deepEqual(
    [verified(first), verified(second)],
    [receiver.envelopes[1], receiver.envelopes[1]],
  )
  await pull(world, `POST /subscriptions/${id}/rotate-secret`)
  await tellNow(world)
  assert.throws(() => verified(first))
  assert.deepEqual(verified(second), receiver.envelopes[2])
})

test('under standard, 410 ends a subscription’s deliveries at once, until a lever has it looked at', async () => {
  using world = startWorld({ webhooks: 'standard' })
  await using receiver = await startReceiver()
  const id = await subscribe(world, receiver.url)
  receiver.answering = (_, response) => void response.writeHead(410).end()
  await tellNow(world)
  const sent = receiver.requests.length
  await world.clock.advance(6 * 24 * 60 * minute)
  assert.equal(receiver.requests.length, sent)
  const gone = await read(world, id)
  assert.deepEqual(gone.blacklistedData, {
    blacklistedAt: new Date(noon).toISOString(),
    reason: 'Webhook responses with code: [410], reason: [Gone]',
  })
  const recheck = () => pull(world, `POST /subscriptions/${id}/recheck`)
  assert.equal((await recheck()).reply.status, 'Blacklisted')
  receiver.answering = honest
  assert.equal((await recheck()).reply.status, 'Active')
  assert.equal((await recheck()).status, 409)
})

test('a platform that is started again over its file goes on with what was on its way', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringfence-webhooks-'))
  const path = join(folder, 'platform.db')
  const clock = frozenClock(noon)
  await using receiver = await startReceiver()
  {
    using world = startWorld({ path, clock })
    await subscribe(world, receiver.url)
    receiver.answering = lies.error
    await tellNow(world)
    await tell(world) // and this one was not tried yet
  }
  receiver.answering = honest
  using again = startWorld({ path, clock })
  await clock.advance(minute)
  const found = await notifications(again)
  assert.deepEqual(
    found.map((one: { state: string; attempts: number }) => [one.state, one.attempts]),
    [
      ['delivered', 1],
      ['delivered', 2],
    ],
  )
  assert.equal(new Set(receiver.envelopes.map(({ uuid }) => uuid)).size, 2)
  assert.equal(receiver.envelopes.length, 3)
  assert.deepEqual(again.errors, [])
  rmSync(folder, { recursive: true, force: true })
})

test('a platform that ends, or goes back to a snapshot, does not wait for receivers that hang', async () => {
  const patient: Policy = { ...policies.ringcentral, timeoutMs: 600_000 }
  const asked = Promise.withResolvers<void>()
  await using receiver = await startReceiver()
  using world = startWorld({ webhooks: patient })
  await subscribe(world, receiver.url)
  await world.platform.controls.snapshots.take('before')
  receiver.answering = () => asked.resolve()
  await tell(world)
  const moved = world.clock.advance(0)
  await asked.promise
  await world.platform.controls.snapshots.restore('before')
  await moved
  assert.deepEqual(await notifications(world), [])
  receiver.answering = honest
  await tellNow(world)
  assert.equal((await notifications(world))[0].state, 'delivered')
  assert.deepEqual(world.errors, [])
})

test('of a thousand endpoints, those that hang or fail hold up none that is well, and nothing is lost', async () => {
  const healthy = 980
  const held: Socket[] = []
  let well = 0
  await using receiver = await startReceiver(({ target }, response, socket) => {
    const number = Number(target.slice(1))
    const isOver = well >= 2 * healthy
    if (number % 100 === 0 && !isOver) return void held.push(socket)
    if (number % 100 > 1) well += 1
    response.writeHead(number % 100 === 1 ? 500 : 200).end()
    // Those that hang do so until every other one has both of its own.
    if (well === 2 * healthy) for (const one of held.splice(0)) one.destroy()
  })
  using world = startWorld({ webhooks: { ...impatient, timeoutMs: 60_000 } })
  const { db, subscriptions } = world.platform.parts
  const ids = Array.from({ length: 1000 }, (_, index) => `endpoint-${index}`)
  await db.commit(() => {
    for (const [index, id] of ids.entries()) {
      subscriptions.add(stored(world, id, `${receiver.url}/${index}`))
    }
  })
  await tell(world, 2)
  await world.clock.advance(0)
  const { notifications: store } = world.platform.parts
  for (const [index, id] of ids.entries()) {
    const found = store.list({ subscriptionId: id }, 10)
    assert.equal(found.length, 2, 'nothing is lost')
    const isWell = index % 100 > 1
    for (const { state, attempts, endedAt } of found) {
      if (isWell) assert.deepEqual([state, attempts, endedAt], ['delivered', 1, noon])
      else assert.deepEqual([state, attempts], ['pending', 1])
    }
  }
  await world.clock.advance(30 * minute)
  const uuids = new Map<string, Set<string>>()
  for (const envelope of receiver.envelopes) {
    const key = `${envelope.subscriptionId} ${envelope.body.sequence}`
    uuids.set(key, (uuids.get(key) ?? new Set()).add(envelope.uuid))
  }
  assert.equal(uuids.size, 2000)
  assert.ok(
    [...uuids.values()].every(({ size }) => size === 1),
    'a copy has the uuid of the first',
  )
  assert.equal(store.list({ state: 'pending' }, 1).length, 0)
})
