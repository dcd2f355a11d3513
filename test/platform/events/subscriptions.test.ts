// Subscriptions over time: filters that go bad and come back, reminders, the end, and what is unsound.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ExtensionStatus, Role } from '#storage/platform/accounts'
import { assertRefused } from '../demo-world.ts'
import { ids, leverToken, noon, numbers, own, startWorld, type World } from '../world.ts'
import { filterOf, listen, type Listener, listenerOf, pass } from './event-world.ts'

const root = '/restapi/v1.0/subscription'
const pubNub = { transportType: 'PubNub' } as const
const webHook = { transportType: 'WebHook', address: 'http://127.0.0.1:9/in' } as const
const text = (world: World) =>
  world.call('POST', 'http://127.0.0.1/_platform/inbound/sms', {
    token: leverToken,
    json: { from: numbers.outside, to: [numbers.ann], text: 'hi' },
  })
const busy = (world: World, userStatus: 'Busy' | 'Available') =>
  world.call('PUT', `${own}/presence`, { json: { userStatus } })

/** Makes an extension another one. */
function become(
  world: World,
  extensionId: number,
  changes: { role?: Role; status?: ExtensionStatus },
): void {
  const { accounts, db } = world.platform.parts
  const extension = accounts.extension(extensionId)
  assert.ok(extension)
  db.transaction(() => accounts.updateExtension({ ...extension, ...changes }))
}

/** A subscription made over HTTP by Ann, and what it hears. */
async function subscribe(
  world: World,
  eventFilters: readonly string[],
  more: object = {},
): Promise<Listener> {
  const json = { eventFilters, deliveryMode: pubNub, ...more }
  const { status, body } = await world.call('POST', root, { json })
  assert.equal(status, 200, JSON.stringify(body))
  return listenerOf(world, body.id)
}

const filtersOf = async (world: World, { id }: Listener) => {
  const { eventFilters, disabledFilters = [] } = (await world.get(`${root}/${id}`)).body
  return { eventFilters, disabledFilters }
}

describe('a filter', () => {
  it('is disabled by the first event after the app lost its permission, and back with a renewal', async () => {
    using world = startWorld()
    const { apps, db } = world.platform.parts
    const [store, presence] = [filterOf('message-store'), filterOf('presence')]
    const listener = await subscribe(world, [store, presence])
    const app = apps.find('app')
    assert.ok(app)
    const permissions = app.permissions.filter((one) => one !== 'ReadMessages')
    db.transaction(() => apps.update({ ...app, permissions }))
    assert.deepEqual((await filtersOf(world, listener)).disabledFilters, [])
    await text(world)
    await busy(world, 'Busy')
    assert.deepEqual(
      listener.heard().map(({ filter }) => filter),
      [presence],
    )
    const disabled = {
      filter: store,
      reason: 'SUB-412',
      message: 'The app needs the ReadMessages permission',
    }
    const without = { eventFilters: [presence], disabledFilters: [disabled] }
    assert.deepEqual(await filtersOf(world, listener), without)
    await world.call('POST', `${root}/${listener.id}/renew`)
    assert.deepEqual(await filtersOf(world, listener), without)
    db.transaction(() => apps.update(app))
    await text(world)
    assert.deepEqual(listener.heard(), [])
    const { body } = await world.call('POST', `${root}/${listener.id}/renew`)
    assert.deepEqual([body.eventFilters, body.disabledFilters], [[presence, store], undefined])
    await text(world)
    assert.equal(listener.heard().length, 1)
  })

  it('for a colleague is disabled once the user is no admin any more, with all of them at once', async () => {
    using world = startWorld()
    const bobs = filterOf('message-store', ids.bob)
    const all = filterOf('account-telephony-sessions')
    const listener = listen(world, [bobs, `${bobs}?type=SMS`, all, filterOf('presence', ids.bob)])
    become(world, ids.ann, { role: 'Standard' })
    const toBob = { from: numbers.outside, to: [numbers.bob], text: 'hi' }
    await world.call('POST', 'http://127.0.0.1/_platform/inbound/sms', {
      token: leverToken,
      json: toBob,
    })
    assert.deepEqual(listener.heard(), [])
    const reach = 'The user needs the ReadMessages permission for other extensions'
    assert.deepEqual(
      (await filtersOf(world, listener)).disabledFilters.map(
        (one: { message: string }) => one.message,
      ),
      [reach, reach],
    )
    become(world, ids.ann, { role: 'Super Admin' })
    const { body } = await world.call('PUT', `${root}/${listener.id}`, { json: {} })
    assert.equal(body.eventFilters.length, 4)
  })

  it('is disabled while the extension is not enabled', async () => {
    using world = startWorld()
    const listener = listen(world, [filterOf('extensions')], { extensionId: ids.bob })
    const change = (status: string) =>
      world.call('PUT', `/restapi/v1.0/account/~/extension/${ids.bob}`, { json: { status } })
    await change('Disabled')
    assert.deepEqual(listener.heard(), [])
    const { subscriptions } = world.platform.parts
    assert.deepEqual(subscriptions.byId(listener.id)?.disabledFilters, [
      { filter: filterOf('extensions'), lack: 'status', permission: '' },
    ])
    await change('Enabled')
    assert.deepEqual(listener.heard(), [])
    await world.call('POST', `${root}/${listener.id}/renew`, { token: world.token(ids.bob) })
    await busy(world, 'Busy')
    await world.call('PUT', own, { json: { contact: { firstName: 'Anna' } } })
    assert.equal(listener.heard().length, 1)
  })

  it('that was disabled in a change that is undone is not', async () => {
    using world = startWorld()
    const listener = listen(world, [filterOf('message-store')])
    const { db, subscriptions } = world.platform.parts
    const app = world.platform.parts.apps.find('app')
    assert.ok(app)
    const undone = db.commit(() => {
      world.platform.parts.apps.update({ ...app, permissions: [] })
      for (const _ of ['disables it', 'finds it disabled']) {
        world.platform.parts.publish({
          event: 'message-store',
          whose: { of: 'extension', extensionId: ids.ann },
          body: () => assert.fail('nobody may have it'),
        })
      }
      assert.equal(subscriptions.byId(listener.id)?.disabledFilters.length, 1)
      throw new Error('undone')
    })
    await assert.rejects(undone, /undone/)
    await text(world)
    assert.equal(listener.heard().length, 1)
  })

  it('is refused on renewal where the token may read none of them', async () => {
    using world = startWorld()
    const listener = await subscribe(world, [filterOf('presence')])
    const token = world.token(ids.ann, { scopes: ['ReadMessages'] })
    assertRefused(await world.call('POST', `${root}/${listener.id}/renew`, { token }), {
      status: 403,
      code: 'CMN-408',
    })
  })
})

describe('a subscription', () => {
  it('is reminded of its renewal from the threshold on, in its interval, until it is renewed', async () => {
    using world = startWorld()
    const reminder = `${root}/~?threshold=120&interval=50`
    const filters = [filterOf('presence'), reminder]
    const listener = await subscribe(world, filters, { expiresIn: 600 })
    await pass(world, 479)
    assert.deepEqual(listener.heard(), [])
    await pass(world, 1)
    const [first, ...none] = listener.heard()
    assert.deepEqual(none, [])
    assert.equal(first?.filter, reminder)
    assert.deepEqual(first?.body, {
      uri: `http://platform.test${root}/${listener.id}`,
      id: listener.id,
      creationTime: new Date(noon).toISOString(),
      status: 'Active',
      eventFilters: filters,
      expirationTime: new Date(noon + 600_000).toISOString(),
      expiresIn: 120,
    })
    await pass(world, 60)
    assert.deepEqual(
      listener.heard().map(({ body }) => body.expiresIn),
      [70],
    )
    await world.call('POST', `${root}/${listener.id}/renew`)
    await pass(world, 479)
    assert.deepEqual(listener.heard(), [])
    await pass(world, 120)
    assert.deepEqual(
      listener.heard().map(({ body }) => body.expiresIn),
      [120, 70, 20],
    )
    assert.deepEqual(world.errors, [])
  })

  it('is told nothing more once it has expired, and what it did not get is given up', async () => {
    using world = startWorld()
    const listener = await subscribe(world, [filterOf('presence')], { expiresIn: 60 })
    const { notifications } = world.platform.parts
    await busy(world, 'Busy')
    await pass(world, 60)
    await busy(world, 'Available')
    assert.deepEqual(listener.heard(), [])
    assert.deepEqual(
      notifications
        .list({ subscriptionId: listener.id }, 10)
        .map(({ state, reason }) => [state, reason]),
      [['failed', 'the subscription has ended']],
    )
  })

  it('that is renewed in time loses nothing, and one that is deleted gets nothing more', async () => {
    using world = startWorld()
    const listener = await subscribe(world, [filterOf('presence')], { expiresIn: 60 })
    await busy(world, 'Busy')
    await pass(world, 59)
    await world.call('PUT', `${root}/${listener.id}`, { json: { expiresIn: 60 } })
    await pass(world, 59)
    assert.equal(listener.heard().length, 1)
    const { notifications, due } = world.platform.parts
    await world.call('DELETE', `${root}/${listener.id}`)
    assert.equal(notifications.list({ state: 'pending' }, 10).length, 0)
    assert.equal(due.next(), undefined)
  })

  it('of an app that is deleted gets nothing more', async () => {
    using world = startWorld()
    world.addApp('other')
    const listener = listen(world, [filterOf('presence')], { clientId: 'other' })
    await busy(world, 'Busy')
    await world.call('DELETE', 'http://127.0.0.1/_platform/apps/other', { token: leverToken })
    await busy(world, 'Available')
    assert.deepEqual(listener.heard(), [])
    const { notifications, due } = world.platform.parts
    assert.deepEqual(
      notifications.list({}, 10).map(({ state }) => state),
      ['failed'],
    )
    assert.equal(due.next(), undefined)
  })

  it('is told in the order of what happened, every notification with an id of its own', async () => {
    using world = startWorld()
    const one = await subscribe(world, [filterOf('message-store'), filterOf('instant-message')])
    const two = await subscribe(world, [filterOf('instant-message')])
    await Promise.all([text(world), text(world), text(world)])
    const ids = one.heard().flatMap(({ body }) => (body.id ? [Number(body.id)] : []))
    assert.deepEqual(
      ids,
      ids.toSorted((a, b) => a - b),
    )
    assert.equal(ids.length, 3)
    assert.equal(two.heard().length, 3)
    const { notifications } = world.platform.parts
    const uuids = notifications.list({}, 100).map(({ uuid }) => uuid)
    assert.equal(new Set(uuids).size, 9)
  })

  it('by web hook has its notifications due at once, while listeners fetch theirs', async () => {
    using world = startWorld()
    const pushed = listen(world, [filterOf('presence')], { delivery: webHook })
    const fetched = listen(world, [filterOf('presence')])
    await world.platform.parts.db.commit(() => {
      world.platform.parts.publish({
        event: 'presence',
        whose: { of: 'extension', extensionId: ids.ann },
        body: () => ({ extensionId: '101', sequence: 1 }),
      })
      const due = [pushed, fetched].map(({ id }) =>
        world.platform.parts.notifications.list({ subscriptionId: id }, 1).map((one) => one.nextAt),
      )
      assert.deepEqual(due, [[noon], [null]])
    })
  })
})

describe('a body that does not fit its schema', () => {
  it('fails the call that caused it, which is undone, with the event’s name', async () => {
    using world = startWorld()
    const listener = listen(world, [filterOf('message-store')])
    const { messages } = world.platform.parts
    await text(world)
    listener.heard()
    Object.assign(messages, {
      deleteAll: () => [{ type: 'Smoke', direction: 'Inbound', count: 1 }],
    })
    const { status } = await world.call('DELETE', `${own}/message-store`)
    assert.equal(status, 500)
    assert.match(world.errors.join(), /the body of the event message-store does not fit its schema/)
    assert.deepEqual(listener.heard(), [])
  })
})
