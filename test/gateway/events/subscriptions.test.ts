import assert from 'node:assert/strict'
import { test } from 'node:test'
import { honestAddress } from '#test/receiver'
import { startOfTime, startWorld, ownPath, type World } from '../world.ts'

const target = '/restapi/v1.0/subscription'
const mailbox = '/restapi/v1.0/account/~/extension/~/message-store/instant?type=SMS'
const webHook = { transportType: 'WebHook', address: `${await honestAddress()}/hook?a=b` }

interface Info {
  id: string
  uri: string
  expiresIn: number
  eventFilters: string[]
  deliveryMode: Record<string, unknown>
}
interface Refused {
  errorCode: string
  errors: { errorCode: string }[]
  ringfence: { reason: string; missing?: unknown }
}

async function subscribingWorld(): Promise<World> {
  const world = await startWorld()
  await world.grant('subscription', 'read')
  await world.grant('subscription', 'write')
  await world.grant('message', 'read')
  return world
}
const create = (world: World, changed: Record<string, unknown> = {}, token = world.key) =>
  world.ask({
    verb: 'POST',
    target,
    token,
    body: { eventFilters: [mailbox], deliveryMode: webHook, ...changed },
  })
const list = async (world: World, token = world.key) =>
  ((await world.ask({ target, token })).json as { records: Info[] }).records

test('a subscription is kept here, answered in RingCentral’s shape, and never told to the upstream', async () => {
  await using world = await subscribingWorld()
  const told = await create(world, { deliveryMode: { ...webHook, verificationToken: 'canary' } })
  assert.equal(told.status, 200)
  const { ringfence, ...info } = told.json as Info & { ringfence: { signingSecret: string } }
  assert.match(ringfence.signingSecret, /^whsec_[A-Za-z0-9+/]{58}==$/)
  assert.deepEqual(info, {
    uri: `http://gateway.test${target}/${info.id}`,
    id: info.id,
    creationTime: new Date(startOfTime).toISOString(),
    status: 'Active',
    eventFilters: [`${ownPath}/message-store/instant?type=SMS`],
    expirationTime: new Date(startOfTime + 604_800_000).toISOString(),
    expiresIn: 604_800,
    deliveryMode: { transportType: 'WebHook', encryption: false, address: webHook.address },
  })
  assert.match(info.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.deepEqual((await world.ask({ target: `${target}/${info.id}` })).json, info)
  assert.equal(world.upstream.calls.length, 0)
  const [intent, call] = world.callRecords()
  assert.ok(intent?.kind === 'intent' && call?.kind === 'call')
  assert.equal(call.upstreamStatus, null)
  assert.ok(!JSON.stringify(world.records).includes('canary'))
})

test('an agent subscribes only to what it may read, within its reach', async () => {
  await using world = await subscribingWorld()
  const outside = [
    [[mailbox, '/restapi/v1.0/account/~/extension/~/presence'], 'no_grant', 'presence'],
    [['/team-messaging/v1/posts'], 'no_grant', 'post'],
    [['/restapi/v1.0/account/~/extension/~/telephony/sessions'], 'no_grant', 'call record'],
    [['/restapi/v1.0/account/~/extension/77/message-store/instant'], 'outside_reach', 'message'],
    [['/restapi/v1.0/account/77/extension/~/message-store/instant'], 'other_account', 'message'],
  ] as const
  for (const [eventFilters, reason, resource] of outside) {
    const told = await create(world, { eventFilters })
    assert.equal(told.status, 403)
    const { errorCode, ringfence } = told.json as Refused
    assert.equal(errorCode, 'CMN-408')
    assert.equal(ringfence.reason, reason)
    assert.deepEqual(ringfence.missing, { resource, access: 'read' })
  }
  assert.deepEqual(await list(world), [])
  await world.grant('post', 'read')
  assert.equal((await create(world, { eventFilters: ['/team-messaging/v1/posts'] })).status, 200)
})

test('the grants on subscriptions themselves are needed too', async () => {
  await using world = await startWorld()
  await world.grant('message', 'read')
  assert.equal((await create(world)).status, 403)
  await world.grant('subscription', 'write')
  assert.equal((await create(world)).status, 200)
  assert.equal((await world.ask({ target })).status, 403)
})

test('unknown filters and unusable deliveries are refused by name', async () => {
  await using world = await subscribingWorld()
  const refused = async (changed: Record<string, unknown>) => {
    const told = await create(world, changed)
    assert.equal(told.status, 400)
    return (told.json as Refused).errors[0]?.errorCode
  }
  assert.equal(await refused({ eventFilters: ['/restapi/v1.0/nonsense'] }), 'SUB-508')
  assert.equal(await refused({ eventFilters: [] }), 'CMN-101')
  const reminder = '/restapi/v1.0/subscription/~?threshold=60&interval=15'
  assert.equal(await refused({ eventFilters: [reminder] }), 'SUB-515')
  assert.equal(await refused({ deliveryMode: { transportType: 'WebHook' } }), 'CMN-101')
  for (const address of ['ftp://a', 'javascript:1', 'https://u:p@a', '/hook']) {
    assert.equal(await refused({ deliveryMode: { transportType: 'WebHook', address } }), 'CMN-101')
  }
  assert.equal(await refused({ deliveryMode: { transportType: 'WebSocket' } }), 'CMN-101')
})

test('PubNub subscriptions get a channel and keys of their own', async () => {
  await using world = await subscribingWorld()
  const told = await create(world, {
    deliveryMode: { transportType: 'PubNub', encryption: true },
    expiresIn: 5000,
  })
  const { deliveryMode, expiresIn } = told.json as Info
  assert.equal(expiresIn, 900)
  assert.equal(deliveryMode['encryption'], true)
  assert.equal(Buffer.from(String(deliveryMode['encryptionKey']), 'base64').length, 16)
  assert.match(String(deliveryMode['subscriberKey']), /^sub-c-/)
})

test('an agent lists, reads, renews and cancels its own subscriptions and no other’s', async () => {
  await using world = await subscribingWorld()
  const other = await world.gateway.agents.createAgent('test', { name: 'other' })
  for (const access of ['read', 'write']) {
    const grant = { agent: 'other', resource: 'subscription', access, reach: 'account' }
    await world.gateway.grants.addGrant('test', grant)
  }
  const { id } = (await create(world)).json as Info
  assert.deepEqual(await list(world, other.secret), [])
  for (const [verb, path] of [
    ['GET', ''],
    ['POST', '/renew'],
    ['DELETE', ''],
  ] as const) {
    const told = await world.ask({ verb, target: `${target}/${id}${path}`, token: other.secret })
    assert.equal(told.status, 404)
    assert.equal((told.json as Refused).errorCode, 'CMN-102')
  }
  assert.deepEqual(
    (await list(world)).map((one) => one.id),
    [id],
  )
  assert.equal((await world.ask({ verb: 'DELETE', target: `${target}/${id}` })).status, 204)
  assert.deepEqual(await list(world), [])
  assert.equal((await world.ask({ target: `${target}/${id}` })).status, 404)
})

test('a subscription expires by the clock, unless it is renewed; after that it lives as long again', async () => {
  await using world = await subscribingWorld()
  const { id } = (await create(world, { expiresIn: 100 })).json as Info
  await world.clock.advance(60_000)
  const renewed = await world.ask({ verb: 'POST', target: `${target}/${id}/renew` })
  assert.equal((renewed.json as Info).expiresIn, 100)
  await world.clock.advance(99_001)
  assert.equal(((await world.ask({ target: `${target}/${id}` })).json as Info).expiresIn, 1)
  await world.clock.advance(999)
  assert.equal((await world.ask({ target: `${target}/${id}` })).status, 404)
  assert.equal((await world.ask({ verb: 'POST', target: `${target}/${id}/renew` })).status, 404)
  assert.deepEqual(await list(world), [])
})

test('who may no longer read what a subscription delivers cannot renew it', async () => {
  await using world = await startWorld()
  await world.grant('subscription', 'write')
  const grant = await world.grant('message', 'read')
  const { id } = (await create(world)).json as Info
  await world.gateway.grants.removeGrant('test', grant.id)
  const told = await world.ask({ verb: 'POST', target: `${target}/${id}/renew` })
  assert.equal(told.status, 403)
})

test('an agent has at most 20 subscriptions, also when it asks for many at once', async () => {
  await using world = await subscribingWorld()
  const all = await Promise.all(Array.from({ length: 25 }, () => create(world, { expiresIn: 60 })))
  assert.deepEqual(
    all.map(({ status }) => status).sort((one, other) => one - other),
    [...Array.from({ length: 20 }, () => 200), ...Array.from({ length: 5 }, () => 403)],
  )
  const told = await create(world)
  assert.equal((told.json as Refused).errorCode, 'SUB-505')
  assert.equal((told.json as Refused).ringfence.reason, 'subscription_limit')
  await world.clock.advance(60_000)
  assert.equal((await create(world)).status, 200)
})

test('the list has the guide’s paging', async () => {
  await using world = await subscribingWorld()
  for (let count = 0; count < 3; count += 1) await create(world)
  const told = await world.ask({ target: `${target}?perPage=2&page=2` })
  const { records, paging, navigation } = told.json as {
    records: Info[]
    paging: unknown
    navigation: unknown
  }
  assert.equal(records.length, 1)
  assert.deepEqual(paging, {
    page: 2,
    perPage: 2,
    pageStart: 2,
    pageEnd: 2,
    totalPages: 2,
    totalElements: 3,
  })
  const link = (page: number) => ({ uri: `http://gateway.test${target}?page=${page}&perPage=2` })
  assert.deepEqual(navigation, { firstPage: link(1), previousPage: link(1), lastPage: link(2) })
})

test('subscriptions are there again after a restart, and their secrets are sealed', async () => {
  await using world = await subscribingWorld()
  const { id } = (
    await create(world, { deliveryMode: { ...webHook, verificationToken: 'canary-token' } })
  ).json as Info
  const again = await world.restart()
  const told = await again.askAs({ target: `${target}/${id}`, token: world.key })
  assert.equal(told.status, 200)
  assert.ok(!told.text.includes('canary'))
  await again.gateway.close()
})

test('a subscription takes new filters only for what the agent may read, and lives on from then', async () => {
  await using world = await subscribingWorld()
  const { id } = (await create(world)).json as Info
  const put = (body: object, token = world.key) =>
    world.ask({ verb: 'PUT', target: `${target}/${id}`, token, body })
  const changed = await put({ eventFilters: [mailbox], expiresIn: 600 })
  assert.equal(changed.status, 200)
  assert.equal((changed.json as Info).expiresIn, 600)
  assert.equal((changed.json as Info).deliveryMode['address'], webHook.address)
  const renewed = await put({})
  assert.equal((renewed.json as Info).expiresIn, 600)
  const bare = await world.ask({ verb: 'PUT', target: `${target}/${id}`, token: world.key })
  assert.deepEqual([bare.status, bare.json], [200, renewed.json])
  assert.deepEqual((await list(world))[0], renewed.json)
  const refused = await put({ eventFilters: ['/restapi/v1.0/account/~/extension/~/presence'] })
  assert.equal(refused.status, 403)
  assert.equal((refused.json as Refused).ringfence.reason, 'no_grant')
  assert.deepEqual((await list(world))[0], renewed.json)
  assert.equal(world.upstream.calls.length, 0)
})
