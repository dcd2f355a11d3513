// Changing a subscription.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { honestAddress } from '../receiver.ts'
import { assertRefused } from './demo-world.ts'
import { ids, own, startWorld, type World } from './world.ts'

const root = '/restapi/v1.0/subscription'
const presence = `${own}/presence`
const posts = '/team-messaging/v1/posts'

async function created(world: World) {
  const { body } = await world.call('POST', root, {
    json: {
      eventFilters: [presence],
      deliveryMode: { transportType: 'WebHook', address: await honestAddress() },
      expiresIn: 3600,
    },
  })
  return body
}

describe('a subscription', () => {
  it('takes new filters and another lifetime, and keeps where it delivers to', async () => {
    using world = startWorld()
    const had = await created(world)
    await world.clock.advance(60_000)
    const path = `${root}/${had.id}`
    const deliveryMode = { transportType: 'WebHook', address: 'https://other.example/' }
    const put = await world.call('PUT', path, {
      json: { eventFilters: [posts], expiresIn: 600, deliveryMode },
    })
    assert.equal(put.status, 200)
    assert.deepEqual(put.body, {
      ...had,
      eventFilters: [posts],
      expiresIn: 600,
      expirationTime: '2026-11-23T12:11:00.000Z',
    })
    assert.deepEqual((await world.get(path)).body, put.body)
  })

  it('is renewed for the time it was made for when nothing is said', async () => {
    using world = startWorld()
    const had = await created(world)
    await world.clock.advance(1_800_000)
    const put = await world.call('PUT', `${root}/${had.id}`, { json: {} })
    assert.deepEqual(put.body, { ...had, expirationTime: '2026-11-23T13:30:00.000Z' })
  })

  it('judges the new filters as it did the first ones', async () => {
    using world = startWorld()
    const had = await created(world)
    const put = (eventFilters: string[], token?: string) =>
      world.call('PUT', `${root}/${had.id}`, {
        json: { eventFilters },
        ...(token ? { token } : {}),
      })
    const parameterName = 'eventFilters'
    assertRefused(await put(['/nothing']), { status: 400, code: 'SUB-508', parameterName })
    assertRefused(await put([]), { status: 400, code: 'CMN-101', parameterName })
    const foreign = own.replace('account/~', 'account/2')
    assertRefused(await put([`${foreign}/presence`]), {
      status: 403,
      code: 'SUB-406',
      parameterName,
    })
    assert.deepEqual((await world.get(`${root}/${had.id}`)).body, had)
    const partly = await put([presence, posts], world.token(ids.ann, { scopes: ['ReadPresence'] }))
    assert.deepEqual(partly.body.disabledFilters, [
      { filter: posts, reason: 'SUB-412', message: 'The app needs the TeamMessaging permission' },
    ])
  })

  it('is renewed by an empty body', async () => {
    using world = startWorld()
    const had = await created(world)
    await world.clock.advance(60_000)
    const empty = { raw: { type: 'application/json', body: '' } }
    for (const sent of [{}, empty, { headers: { 'content-length': '0' } }]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { status, body } = await world.call('PUT', `${root}/${had.id}`, sent)
      assert.equal(status, 200)
      assert.deepEqual([body.eventFilters, body.expiresIn], [had.eventFilters, 3600])
    }
  })

  it('is changed by its own user and app alone, while it lives', async () => {
    using world = startWorld()
    const { id } = await created(world)
    const json = { expiresIn: 60 }
    const others = await world.call('PUT', `${root}/${id}`, { json, token: world.token(ids.bob) })
    assertRefused(others, { status: 404, code: 'CMN-102', parameterName: 'subscriptionId' })
    await world.clock.advance(3_600_000)
    const late = await world.call('PUT', `${root}/${id}`, { json })
    assertRefused(late, { status: 404, code: 'SUB-507', parameterName: 'subscriptionId' })
  })
})
