// Subscriptions over HTTP: what is created, who sees it, how long it lasts.
import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { honestAddress } from '../receiver.ts'
import {
  type Answer,
  assertRefused,
  type Caller,
  type DemoWorld,
  demoWorld,
  ids,
} from './demo-world.ts'

const path = '/restapi/v1.0/subscription'
const own = `/restapi/v1.0/account/${ids.account}/extension/${ids.devin}`
const tilde = '/restapi/v1.0/account/~/extension/~'
const weekSeconds = 604_800

const webHook = { transportType: 'WebHook', address: `${await honestAddress()}/in?key=1` }

const create = (caller: Caller, body: object = {}): Promise<Answer> =>
  caller.send('POST', path, {
    eventFilters: [`${tilde}/message-store/instant?type=SMS`],
    deliveryMode: webHook,
    ...body,
  })

const idsOf = ({ body }: Answer): string[] => body.records.map((one: { id: string }) => one.id)

describe('subscriptions', () => {
  let world: DemoWorld
  const open = (options?: Parameters<typeof demoWorld>[0]) => (world = demoWorld(options))
  afterEach(() => world.close())

  it('answers a web hook with its filters resolved, and never its verification token', async () => {
    const { as, clock } = open()
    const caller = as('102')
    const { status, body } = await create(caller, {
      eventFilters: [
        `${tilde}/message-store/instant?type=SMS`,
        `http://platform.test${tilde}/presence?detailedTelephonyState=true`,
        '/team-messaging/v1/posts',
        '/team-messaging/v1/posts',
      ],
      deliveryMode: { ...webHook, verificationToken: 'canary' },
    })
    assert.equal(status, 200)
    assert.deepEqual(body, {
      uri: `http://platform.test${path}/${body.id}`,
      id: body.id,
      creationTime: new Date(clock.now()).toISOString(),
      status: 'Active',
      eventFilters: [
        `${own}/message-store/instant?type=SMS`,
        `${own}/presence?detailedTelephonyState=true`,
        '/team-messaging/v1/posts',
      ],
      expirationTime: new Date(clock.now() + weekSeconds * 1000).toISOString(),
      expiresIn: weekSeconds,
      deliveryMode: { transportType: 'WebHook', encryption: false, address: webHook.address },
    })
    assert.match(body.id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    assert.deepEqual((await caller.get(`${path}/${body.id}`)).body, body)
    assert.equal(JSON.stringify((await caller.get(path)).body).includes('canary'), false)
    const kept = world.platform.parts.subscriptions.find(body.id, {
      extensionId: ids.devin,
      clientId: world.credentials.platformApp.clientId,
    })
    const { signingSecrets, ...delivery } = { signingSecrets: undefined, ...kept?.delivery }
    assert.deepEqual(delivery, { ...webHook, verificationToken: 'canary' })
    assert.match(String(signingSecrets), /^whsec_/)
  })

  it('gives PubNub a channel, keys and, where asked for, a 128-bit key, for 15 minutes at most', async () => {
    const caller = open().as('102')
    const deliveryMode = { transportType: 'PubNub', encryption: true }
    const { body } = await create(caller, { deliveryMode, expiresIn: 3600 })
    assert.equal(body.expiresIn, 900)
    assert.match(body.deliveryMode.address, /^\d{14}_[0-9a-f]{32}$/)
    assert.match(body.deliveryMode.subscriberKey, /^sub-c-/)
    assert.match(body.deliveryMode.secretKey, /^sec-c-/)
    assert.equal(body.deliveryMode.encryptionAlgorithm, 'AES')
    assert.equal(Buffer.from(body.deliveryMode.encryptionKey, 'base64').length, 16)
    const plain = await create(caller, { deliveryMode: { transportType: 'PubNub' } })
    assert.equal(plain.body.deliveryMode.encryption, false)
    assert.equal('encryptionKey' in plain.body.deliveryMode, false)
    assert.notEqual(plain.body.deliveryMode.address, body.deliveryMode.address)
  })

  it('counts down, is given its lifetime again when renewed, and is gone when that is over', async () => {
    const { as, clock } = open()
    const caller = as('102')
    const { id } = (await create(caller, { expiresIn: 100 })).body
    await clock.advance(60_000)
    assert.equal((await caller.get(`${path}/${id}`)).body.expiresIn, 40)
    const renewed = await caller.send('POST', `${path}/${id}/renew`)
    assert.equal(renewed.status, 200)
    assert.equal(renewed.body.expiresIn, 100)
    await clock.advance(99_999)
    assert.equal((await caller.get(`${path}/${id}`)).body.expiresIn, 1)
    await clock.advance(1)
    const expired = { status: 404, code: 'SUB-507', parameterName: 'subscriptionId' }
    assertRefused(await caller.get(`${path}/${id}`), expired)
    assertRefused(await caller.send('POST', `${path}/${id}/renew`), expired)
    assertRefused(await caller.send('DELETE', `${path}/${id}`), expired)
    assert.deepEqual(idsOf(await caller.get(path)), [])
  })

  it('is no more once it is cancelled', async () => {
    const caller = open().as('102')
    const { id } = (await create(caller)).body
    const { status, body } = await caller.send('DELETE', `${path}/${id}`)
    assert.deepEqual({ status, body }, { status: 204, body: undefined })
    const unknown = { status: 404, code: 'CMN-102', parameterName: 'subscriptionId' }
    assertRefused(await caller.get(`${path}/${id}`), unknown)
    assertRefused(await caller.send('DELETE', `${path}/${id}`), unknown)
    assertRefused(await caller.send('POST', `${path}/${id}/renew`), unknown)
  })

  it('is seen by the same user through the same app alone', async () => {
    const { as, credentials } = open()
    const { id } = (await create(as('102'))).body
    const unknown = { status: 404, code: 'CMN-102', parameterName: 'subscriptionId' }
    const otherApp = as('102', undefined, credentials.gatewayApp.clientId)
    for (const stranger of [as('101'), otherApp]) {
      // oxlint-disable-next-line no-await-in-loop
      assertRefused(await stranger.get(`${path}/${id}`), unknown)
      // oxlint-disable-next-line no-await-in-loop
      assertRefused(await stranger.send('DELETE', `${path}/${id}`), unknown)
      // oxlint-disable-next-line no-await-in-loop
      assert.equal(idsOf(await stranger.get(path)).includes(id), false)
    }
    assert.deepEqual(idsOf(await as('102').get(path)), [id])
  })

  it('allows 20 of a user and app at a time, expired ones not counted', async () => {
    const { as, clock, credentials } = open()
    const caller = as('102')
    for (let index = 0; index < 20; index += 1) {
      // oxlint-disable-next-line no-await-in-loop
      assert.equal((await create(caller, { expiresIn: index === 0 ? 60 : 600 })).status, 200)
    }
    assertRefused(await create(caller), { status: 403, code: 'SUB-505' })
    const otherApp = as('102', undefined, credentials.gatewayApp.clientId)
    assert.equal((await create(otherApp)).status, 200)
    await clock.advance(60_000)
    assert.equal((await create(caller)).status, 200)
    assertRefused(await create(caller), { status: 403, code: 'SUB-505' })
  })

  it('lists in pages in guide, and as records alone in live', async () => {
    const caller = open().as('102')
    const made = []
    for (let index = 0; index < 3; index += 1) {
      // oxlint-disable-next-line no-await-in-loop
      made.push((await create(caller)).body.id)
    }
    const { body } = await caller.get(`${path}?page=2&perPage=2`)
    assert.deepEqual(body.paging, {
      page: 2,
      perPage: 2,
      pageStart: 2,
      pageEnd: 2,
      totalPages: 2,
      totalElements: 3,
    })
    const first = await caller.get(body.navigation.previousPage.uri)
    assert.deepEqual(new Set([...idsOf(first), ...idsOf({ ...first, body })]), new Set(made))
    world.close()
    const live = open({ profile: 'live' }).as('102')
    await create(live)
    const inLive = await live.get(path)
    assert.deepEqual(Object.keys(inLive.body).toSorted(), ['records', 'uri'])
    assert.equal(inLive.body.records.length, 1)
  })

  it('refuses what it cannot deliver or does not know, and stores nothing of it', async () => {
    const caller = open().as('102')
    const address = 'deliveryMode.address'
    const transport = 'deliveryMode.transportType'
    const wrong: readonly (readonly [object, string, string])[] = [
      [{ deliveryMode: { transportType: 'WebHook' } }, 'CMN-101', address],
      [{ deliveryMode: { ...webHook, address: 'ftp://example.com' } }, 'CMN-101', address],
      [{ deliveryMode: { ...webHook, address: 'not a url' } }, 'CMN-101', address],
      [{ deliveryMode: { transportType: 'WebSocket' } }, 'CMN-101', transport],
      [{ deliveryMode: { transportType: 'Pigeon' } }, 'CMN-101', transport],
      [{ deliveryMode: undefined }, 'CMN-101', 'deliveryMode'],
      [{ eventFilters: [] }, 'CMN-101', 'eventFilters'],
      [{ eventFilters: undefined }, 'CMN-101', 'eventFilters'],
      [{ eventFilters: [`${tilde}/everything`] }, 'SUB-508', 'eventFilters'],
      [{ eventFilters: [`${path}/~?threshold=60&interval=15`] }, 'SUB-515', 'eventFilters'],
      [{ expiresIn: 0 }, 'CMN-101', 'expiresIn'],
    ]
    for (const [body, code, parameterName] of wrong) {
      // oxlint-disable-next-line no-await-in-loop
      assertRefused(await create(caller, body), { status: 400, code, parameterName })
    }
    assert.deepEqual(idsOf(await caller.get(path)), [])
  })

  it('hears colleagues’ presence, but their messages only as an admin, and no other account', async () => {
    const { as } = open()
    const of = (id: number, rest: string) => `/restapi/v1.0/account/~/extension/${id}/${rest}`
    const admin = as('101')
    const user = as('102')
    const refused = { status: 403, code: 'SUB-406', parameterName: 'eventFilters' }
    const withFilter = (caller: Caller, filter: string) =>
      create(caller, { eventFilters: [filter] })
    assert.equal((await withFilter(user, of(ids.admin, 'presence'))).status, 200)
    assertRefused(await withFilter(user, of(ids.admin, 'message-store/instant')), refused)
    assertRefused(await withFilter(user, of(ids.admin, 'telephony/sessions')), refused)
    assert.equal((await withFilter(admin, of(ids.devin, 'message-store/instant'))).status, 200)
    assertRefused(await withFilter(admin, of(5, 'presence')), refused)
    const foreign = `/restapi/v1.0/account/5/extension/~/presence`
    assertRefused(await withFilter(admin, foreign), refused)
  })

  it('switches off the filters whose events the app may not read, and refuses when none is left', async () => {
    const { as } = open()
    const caller = as('102', ['ReadPresence'])
    const { status, body } = await create(caller, {
      eventFilters: [`${tilde}/presence`, '/team-messaging/v1/posts'],
    })
    assert.equal(status, 200)
    assert.deepEqual(body.eventFilters, [`${own}/presence`])
    assert.equal(body.disabledFilters[0].filter, '/team-messaging/v1/posts')
    assert.equal(body.disabledFilters[0].reason, 'SUB-412')
    const none = await create(caller, {
      eventFilters: ['/team-messaging/v1/posts', `${path}/~?threshold=60&interval=15`],
    })
    assertRefused(none, { status: 403, code: 'CMN-408' })
    assert.equal(none.body.permissionName, 'TeamMessaging')
  })

  it('takes the inbound message filter without a type in guide, and with type=SMS alone in live', async () => {
    const bare = { eventFilters: [`${tilde}/message-store/instant`] }
    assert.equal((await create(open().as('102'), bare)).status, 200)
    world.close()
    const live = open({ profile: 'live' }).as('102')
    const parameterName = 'eventFilters'
    assertRefused(await create(live, bare), { status: 400, code: 'SUB-508', parameterName })
    assert.equal((await create(live)).status, 200)
  })

  it('shows the demo company’s admin one that lives, while the one before it has expired', async () => {
    const { body } = await open().as('101').get(path)
    assert.equal(body.records.length, 1)
    assert.equal(body.records[0].deliveryMode.transportType, 'PubNub')
    assert.equal(body.records[0].expiresIn, 660)
  })
})
