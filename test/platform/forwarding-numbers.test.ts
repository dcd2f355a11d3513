// Forwarding numbers: an extension's phone lines and what it adds, over HTTP.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assertRefused } from './demo-world.ts'
import { type Answer, ids, numbers, origin, own, startWorld, type World } from './world.ts'

const list = `${own}/forwarding-number`
const home = { type: 'Home', phoneNumber: numbers.outside }

const add = (world: World, json: object) => world.call('POST', list, { json })
const labels = ({ body }: Answer) => body.records.map((one: { label: string }) => one.label)
const other = (index: number) => ({ label: `Site ${index}`, phoneNumber: `+1415555010${index}` })

describe('forwarding numbers', () => {
  it('are the phone lines of the extension, then what it adds, in pages', async () => {
    using world = startWorld()
    const added = await add(world, { ...home, label: 'ignored' })
    assert.equal(added.status, 200)
    const { id } = added.body
    assert.deepEqual(added.body, {
      uri: `${origin}/restapi/v1.0/account/1/extension/${ids.ann}/forwarding-number/${id}`,
      id,
      phoneNumber: numbers.outside,
      label: 'Home',
      type: 'Home',
      features: ['CallFlip', 'CallForwarding'],
      flipNumber: '1',
    })
    const { body } = await world.get(list)
    assert.deepEqual(
      body.records.map((one: { type: string; phoneNumber: string }) => [one.type, one.phoneNumber]),
      [
        ['PhoneLine', numbers.annVoice],
        ['PhoneLine', numbers.ann],
        ['PhoneLine', numbers.annText],
        ['Home', numbers.outside],
      ],
    )
    const second = await world.get(`${list}?page=2&perPage=3`)
    assert.deepEqual(labels(second), ['Home'])
    assert.equal(second.body.paging.totalElements, 4)
    assert.deepEqual((await world.get(`${list}/${id}`)).body, added.body)
    assert.deepEqual((await world.get(`${list}/${body.records[0].id}`)).body, body.records[0])
  })

  it('are refused without what their type needs, and with what it does not take', async () => {
    using world = startWorld()
    const cases: readonly (readonly [object, number, string, string])[] = [
      [{ type: 'Home' }, 400, 'FPN-110', 'phoneNumber'],
      [{ phoneNumber: numbers.outside }, 400, 'FPN-116', 'label'],
      [{ phoneNumber: numbers.outside, label: ' ' }, 400, 'FPN-116', 'label'],
      [{ type: 'PhoneLine' }, 400, 'FPN-109', 'phoneNumber'],
      [{ type: 'PhoneLine', phoneNumber: numbers.outside }, 404, 'FPN-120', 'phoneNumber'],
      [{ type: 'PhoneLine', device: { id: '1' } }, 404, 'FPN-113', 'device.id'],
      [{ ...home, device: { id: '1' } }, 400, 'FPN-112', 'device'],
      [{ type: 'Home', device: { id: '1' } }, 400, 'FPN-111', 'device'],
      [{ type: 'Home', phoneNumber: numbers.bob }, 400, 'FPN-105', 'phoneNumber'],
      [{ type: 'Home', phoneNumber: '12' }, 400, 'CMN-101', 'phoneNumber'],
      [{ ...home, flipNumber: 9 }, 400, 'CMN-101', 'flipNumber'],
      [{ ...home, type: 'Boat' }, 400, 'CMN-101', 'type'],
    ]
    using live = startWorld({ profile: 'live' })
    for (const [body, status, code, parameterName] of cases) {
      const guide = status === 404 ? 'CMN-102' : 'CMN-101'
      /* oxlint-disable no-await-in-loop -- one after the other, to name the one that fails */
      assertRefused(await add(world, body), { status, code: guide, parameterName })
      assertRefused(await add(live, body), { status, code, parameterName })
      /* oxlint-enable no-await-in-loop */
    }
    assert.equal((await world.get(list)).body.records.length, 3)
  })

  it('are one each of Home, Mobile and Work, at most seven others, and ten in all', async () => {
    using world = startWorld({ profile: 'live' })
    const refusedWith = async (json: object) => (await add(world, json)).body.errorCode
    for (const index of [1, 2, 3, 4, 5, 6, 7]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      assert.equal((await add(world, other(index))).status, 200)
    }
    assert.equal(await refusedWith(other(8)), 'FPN-104')
    assert.equal((await add(world, home)).body.flipNumber, '8')
    assert.equal(await refusedWith({ ...home, phoneNumber: '+14155550190' }), 'FPN-119')
    const mobile = await add(world, { type: 'Mobile', phoneNumber: '+14155550191' })
    assert.equal('flipNumber' in mobile.body, false)
    const { status } = await add(world, { type: 'Work', phoneNumber: '+14155550192' })
    assert.equal(status, 200)
    assert.equal(await refusedWith(other(9)), 'FPN-103')
  })

  it('change their number, label and shortcut, never their type', async () => {
    using world = startWorld({ profile: 'live' })
    const { id } = (await add(world, other(1))).body
    await add(world, home)
    const put = (json: object, at = id) => world.call('PUT', `${list}/${at}`, { json })
    const changed = await put({ label: 'Boat', phoneNumber: '(415) 555-0188', flipNumber: '5' })
    assert.deepEqual(
      [changed.body.label, changed.body.phoneNumber, changed.body.flipNumber, changed.body.type],
      ['Boat', '+14155550188', '5', 'Other'],
    )
    assert.deepEqual((await world.get(`${list}/${id}`)).body, changed.body)
    assert.deepEqual((await put({})).body, changed.body)
    const code = async (json: object, at = id) => (await put(json, at)).body.errorCode
    assert.equal(await code({ type: 'Work' }), 'FPN-125')
    assert.equal(await code({ flipNumber: '2' }), 'FPN-106')
    assert.equal(await code({ label: 'Home' }), 'FPN-102')
    assert.equal(await code({ phoneNumber: numbers.outside }), 'CMN-406')
    const [line, , , , homeId] = (await world.get(list)).body.records.map(
      (one: { id: string }) => one.id,
    )
    assert.equal(await code({ label: 'Cabin' }, homeId), 'FPN-122')
    assert.equal(await code({ flipNumber: '1' }, line), 'CMN-109')
    assert.equal(await code({}, '99'), 'CMN-102')
  })

  it('are deleted one by one or together, all or none; phone lines stay', async () => {
    using world = startWorld({ profile: 'live' })
    const first = (await add(world, other(1))).body.id
    const second = (await add(world, other(2))).body.id
    const third = (await add(world, other(3))).body.id
    const [line] = (await world.get(list)).body.records
    assert.equal((await world.call('DELETE', `${list}/${first}`)).status, 204)
    assert.equal((await world.call('DELETE', `${list}/${first}`)).status, 404)
    assert.equal((await world.call('DELETE', `${list}/${line.id}`)).body.errorCode, 'FPN-107')
    const remove = (...some: string[]) =>
      world.call('DELETE', list, {
        json: { records: some.map((forwardingNumberId) => ({ forwardingNumberId })) },
      })
    assert.equal((await remove(second, line.id)).body.errorCode, 'FPN-107')
    assert.equal((await remove(second, 'x')).status, 400)
    assert.deepEqual(labels(await world.get(list)).slice(3), ['Site 2', 'Site 3'])
    assert.equal((await remove(second, third, second)).status, 204)
    assert.deepEqual(labels(await world.get(list)).slice(3), [])
  })

  it('are where a RingOut can start, by their id', async () => {
    using world = startWorld()
    const { id } = (await add(world, home)).body
    const ringOut = (forwardingNumberId: string) =>
      world.call('POST', `${own}/ring-out`, {
        json: { from: { forwardingNumberId }, to: { phoneNumber: numbers.bob } },
      })
    assert.equal((await ringOut(id)).status, 200)
    assertRefused(await ringOut('99'), {
      status: 400,
      code: 'CMN-101',
      parameterName: 'from.forwardingNumberId',
    })
  })

  it('are nobody else’s, and a queue has none', async () => {
    using world = startWorld()
    const { id } = (await add(world, home)).body
    const bob = { token: world.token(ids.bob) }
    assert.equal((await world.get(`${list}/${id}`, bob)).status, 404)
    const anns = `/restapi/v1.0/account/~/extension/${ids.ann}/forwarding-number`
    assertRefused(await world.get(anns, bob), { status: 403, code: 'CMN-408' })
    const queue = `/restapi/v1.0/account/~/extension/${ids.care}/forwarding-number`
    assertRefused(await world.get(queue), { status: 403, code: 'CMN-408' })
  })
})
