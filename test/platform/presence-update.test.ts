// Setting presence, and reading it in the words of unified-presence.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assertRefused } from './demo-world.ts'
import { ids, own, startWorld } from './world.ts'

const path = `${own}/presence`
const unified = `${own}/unified-presence`

/** One of a batch. */
interface Entry {
  readonly resourceId: string
  readonly status: number
  readonly body: { readonly status?: string; readonly errorCode?: string }
}

describe('presence', () => {
  it('is what a person sets, field by field, and shows to others', async () => {
    using world = startWorld()
    const json = { userStatus: 'Offline', message: 'Back at 7', ringOnMonitoredCall: true }
    const set = await world.call('PUT', path, { json })
    assert.equal(set.status, 200)
    assert.deepEqual(
      [set.body.presenceStatus, set.body.message, set.body.ringOnMonitoredCall],
      ['Offline', 'Back at 7', true],
    )
    const more = await world.call('PUT', path, {
      json: { dndStatus: 'DoNotAcceptAnyCalls', message: '' },
    })
    assert.equal(more.body.userStatus, 'Offline')
    assert.equal(more.body.presenceStatus, 'Busy')
    assert.equal(more.body.message, undefined)
    const unknown = await world.call('PUT', path, { json: { dndStatus: 'Unknown' } })
    assert.equal(unknown.body.dndStatus, 'DoNotAcceptAnyCalls')
    const seen = await world.get(`/restapi/v1.0/account/~/extension/${ids.ann}/presence`, {
      token: world.token(ids.bob),
    })
    assert.deepEqual(seen.body, unknown.body)
  })

  it('takes no other value, no long message, and is no queue’s', async () => {
    using world = startWorld()
    const cases: [object, string][] = [
      [{ userStatus: 'Away' }, 'userStatus'],
      [{ dndStatus: 'Never' }, 'dndStatus'],
      [{ message: 'x'.repeat(76) }, 'message'],
      [{ allowSeeMyPresence: 'yes' }, 'allowSeeMyPresence'],
    ]
    for (const [json, parameterName] of cases) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const refused = await world.call('PUT', path, { json })
      assertRefused(refused, { status: 400, code: 'CMN-101', parameterName })
    }
    const queue = `/restapi/v1.0/account/~/extension/${ids.care}/presence`
    const refused = await world.call('PUT', queue, { json: { userStatus: 'Busy' } })
    assertRefused(refused, { status: 403, code: 'CMN-408' })
  })

  it('is set for a colleague by an admin alone', async () => {
    using world = startWorld()
    const bobs = `/restapi/v1.0/account/~/extension/${ids.bob}/presence`
    const json = { message: 'On the road' }
    assert.equal((await world.call('PUT', bobs, { json })).body.message, 'On the road')
    const refused = await world.call('PUT', `${own.replace(/~$/, String(ids.ann))}/presence`, {
      json,
      token: world.token(ids.bob),
    })
    assertRefused(refused, { status: 403, code: 'CMN-408' })
  })

  it('is one thing in both sets of words', async () => {
    using world = startWorld()
    assert.deepEqual((await world.get(unified)).body, {
      status: 'Available',
      glip: { status: 'Online', visibility: 'Visible', availability: 'Available' },
      telephony: { status: 'NoCall', visibility: 'Visible', availability: 'TakeAllCalls' },
      meeting: { status: 'NoMeeting' },
    })
    const patch = (json: object) => world.call('PATCH', unified, { json })
    const busy = await patch({ glip: { availability: 'DND' } })
    assert.deepEqual([busy.body.status, busy.body.glip.availability], ['DND', 'DND'])
    assert.equal((await world.get(path)).body.userStatus, 'Busy')
    const calls = await patch({ telephony: { availability: 'DoNotAcceptQueueCalls' } })
    assert.equal(calls.body.glip.availability, 'DND')
    assert.equal((await world.get(path)).body.dndStatus, 'DoNotAcceptDepartmentCalls')
    const hidden = await patch({ glip: { visibility: 'Invisible' } })
    assert.deepEqual([hidden.body.status, hidden.body.glip.status], ['Offline', 'Offline'])
    const queue = await world.get(`/restapi/v1.0/account/~/extension/${ids.care}/unified-presence`)
    assert.equal(queue.body.status, 'Offline')
    assertRefused(await patch({ glip: { visibility: 'Shy' } }), {
      status: 400,
      code: 'CMN-101',
      parameterName: 'glip.visibility',
    })
  })

  it('is read for up to thirty at once, as one array of application/json whatever is accepted', async () => {
    using world = startWorld()
    const of = (list: string) => `/restapi/v1.0/account/~/extension/${list}/unified-presence`
    await world.call('PUT', path, { json: { userStatus: 'Offline' } })
    for (const accept of ['application/json', 'application/vnd.ringcentral.multipart+json']) {
      /* oxlint-disable no-await-in-loop -- one after the other */
      const reply = await world.get(of(`${ids.ann},${ids.bob},999`), { headers: { accept } })
      assert.equal(reply.status, 207)
      assert.equal(reply.headers.get('content-type'), 'application/json;charset=UTF-8')
      assert.deepEqual(
        reply.body.map(({ resourceId, status, body }: Entry) => [
          resourceId,
          status,
          body.status ?? body.errorCode,
        ]),
        [
          [String(ids.ann), 200, 'Offline'],
          [String(ids.bob), 200, 'Available'],
          ['999', 404, 'CMN-102'],
        ],
      )
      /* oxlint-enable no-await-in-loop */
    }
    const many = Array.from({ length: 31 }, (_, index) => index + 1).join(',')
    assertRefused(await world.get(of(many)), {
      status: 400,
      code: 'CMN-101',
      parameterName: 'extensionId',
    })
  })
})
