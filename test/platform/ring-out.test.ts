import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ApiError } from '#catalog/errors'
import { ringOut } from '#catalog/ring-out'
import { callLogMethods } from '#platform/methods/call-log'
import { presenceMethods } from '#platform/methods/presence'
import { ringOutMethods } from '#platform/methods/ring-out'
import { placeCall } from '#platform/network/calls'
import { satisfies } from '#lib/schema'
import type { Extension } from '#storage/platform/accounts'
import { callOf, callWorld, numbers, type World } from './call-world.ts'

const second = 1000

/** The methods as Ann (or somebody else) uses them. */
function client(world: World, by: Extension = world.ann) {
  const ringOuts = ringOutMethods(world.parts)
  const log = callLogMethods(world.parts)
  const presence = presenceMethods(world.parts)
  return {
    start: async (body: unknown) =>
      ringOuts.createRingOutCall(callOf(world, 'ring-out', { by, body })),
    read: async (id = '') =>
      ringOuts.readRingOutCallStatus(
        callOf(world, `ring-out/${id}`, { by, params: { ringoutId: id } }),
      ),
    cancel: async (id = '') =>
      ringOuts.deleteRingOutCall(
        callOf(world, `ring-out/${id}`, { by, params: { ringoutId: id } }),
      ),
    activeCalls: async () => log.listExtensionActiveCalls(callOf(world, 'active-calls', { by })),
    callLog: async () => log.readUserCallLog(callOf(world, 'call-log', { by })),
    presence: async () =>
      presence.readUserPresenceStatus(
        callOf(world, 'presence', { by, query: { detailedTelephonyState: true } }),
      ),
  }
}

type Client = ReturnType<typeof client>

/** Call, caller and callee status, as one line. */
async function statusOf(user: Client, id: string | undefined) {
  const reply = await user.read(id)
  assert.ok(satisfies(ringOut.readRingOutCallStatus.returns, reply))
  const { status } = reply
  return `${status.callStatus} ${status.callerStatus} ${status.calleeStatus}`
}

/** What presence, active calls and call log show of somebody. */
async function shownBy(user: Client) {
  const [presence, active, log] = [
    await user.presence(),
    await user.activeCalls(),
    await user.callLog(),
  ]
  return {
    presence: `${presence.presenceStatus} ${presence.telephonyStatus}`,
    calls: presence.activeCalls?.length,
    active: active.records.map(({ result, duration }) => `${result} ${duration}`),
    logged: log.records.map(({ action, result }) => `${action}/${result}`),
  }
}

const idle = { presence: 'Available NoCall', calls: 0, active: [], logged: [] }
const ringing = {
  presence: 'Busy Ringing',
  calls: 1,
  active: ['In Progress undefined'],
  logged: [],
}
const talking = { ...ringing, presence: 'Busy CallConnected' }

const refusal = (code: string, parameterName?: string) => (error: unknown) => {
  assert.ok(error instanceof ApiError)
  assert.equal(error.code, code)
  assert.equal(error.details.parameterName, parameterName)
  return true
}

const toCustomer = {
  from: { phoneNumber: numbers.ann },
  to: { phoneNumber: numbers.customer },
}

describe('RingOut', () => {
  it('shows on presence, active calls and call log of both extensions at each step of its life', async () => {
    const world = callWorld()
    const { clock, bob, parts, account, ann } = world
    const [mine, theirs] = [client(world), client(world, bob)]
    const both = async () => [await shownBy(mine), await shownBy(theirs)]

    const made = await mine.start({
      from: { phoneNumber: numbers.ann },
      to: { phoneNumber: numbers.bob },
    })
    const place = `http://platform.test/restapi/v1.0/account/${account.id}/extension/${ann.id}`
    assert.equal(made.uri, `${place}/ring-out/${made.id}`)
    const plan = parts.calls.find(4409853001)?.plan
    assert.ok(plan)
    assert.equal(await statusOf(mine, made.id), 'InProgress InProgress InProgress')
    assert.deepEqual(await both(), [ringing, idle])

    await clock.advance(plan.callerRingMs)
    assert.equal(await statusOf(mine, made.id), 'InProgress Success InProgress')
    assert.deepEqual(await both(), [talking, ringing])

    await clock.advance(plan.calleeRingMs)
    assert.equal(await statusOf(mine, made.id), 'Success Success Success')
    assert.deepEqual(await both(), [talking, talking])

    await clock.advance(plan.talkMs)
    assert.equal(await statusOf(mine, made.id), 'Success Finished Finished')
    assert.deepEqual(await both(), [
      { ...idle, logged: ['RingOut Web/Call connected'] },
      { ...idle, logged: ['Phone Call/Accepted'] },
    ])
    const { records } = await mine.callLog()
    const durationMs = plan.callerRingMs + plan.calleeRingMs + plan.talkMs
    assert.equal(records[0]?.durationMs, durationMs)
    assert.equal(records[0]?.duration, Math.round(durationMs / 1000))

    await clock.advance(60 * 60 * second)
    await assert.rejects(mine.read(made.id), refusal('CMN-102', 'ringoutId'))
  })

  it('is cancelled while its caller rings', async () => {
    const world = callWorld()
    const user = client(world)
    const { id } = await user.start(toCustomer)
    await user.cancel(id)
    assert.equal(await statusOf(user, id), 'CannotReach Rejected Rejected')
    assert.deepEqual(await shownBy(user), { ...idle, logged: ['RingOut Web/Hang Up'] })
  })

  it('is cancelled while it is connected, as the guide says', async () => {
    const world = callWorld()
    const user = client(world)
    const { id } = await user.start(toCustomer)
    await world.clock.advance(15 * second)
    assert.equal(await statusOf(user, id), 'Success Success Success')
    await user.cancel(id)
    assert.equal(await statusOf(user, id), 'Success Finished Finished')
    assert.deepEqual(await shownBy(user), { ...idle, logged: ['RingOut Web/Call connected'] })
    const { records } = await user.callLog()
    assert.equal(records[0]?.duration, 15)
  })

  it('is in live only cancelled until its first leg answers; later a cancellation changes nothing', async () => {
    const world = callWorld({ profile: 'live' })
    const user = client(world)
    const early = await user.start(toCustomer)
    await user.cancel(early.id)
    assert.equal(await statusOf(user, early.id), 'CannotReach Rejected Rejected')

    const late = await user.start(toCustomer)
    await world.clock.advance(5 * second)
    assert.equal(await statusOf(user, late.id), 'InProgress Success InProgress')
    await user.cancel(late.id)
    assert.equal(await statusOf(user, late.id), 'InProgress Success InProgress')
    await world.clock.advance(10 * second)
    await user.cancel(late.id)
    assert.equal(await statusOf(user, late.id), 'Success Success Success')
  })

  it('can be cancelled again after its end, to no effect', async () => {
    const world = callWorld()
    const user = client(world)
    const { id } = await user.start(toCustomer)
    await world.clock.advance(180 * second)
    const { records } = await user.callLog()
    await user.cancel(id)
    assert.equal(await statusOf(user, id), 'Success Finished Finished')
    assert.deepEqual((await user.callLog()).records, records)
  })

  it('does not reach an extension that is in another call', async () => {
    const world = callWorld()
    const { parts, account, bob } = world
    const user = client(world)
    parts.db.transaction(() =>
      placeCall(parts, {
        account,
        from: { phoneNumber: numbers.customer },
        to: { extensionId: bob.id },
      }),
    )
    const { id } = await user.start({ ...toCustomer, to: { phoneNumber: '102' } })
    await world.clock.advance(5 * second)
    assert.equal(await statusOf(user, id), 'CannotReach Success Busy')
    assert.deepEqual(await shownBy(user), { ...idle, logged: ['RingOut Web/Busy'] })
  })

  it('dials after its prompt when the caller wants one', async () => {
    const world = callWorld()
    const user = client(world)
    const { id } = await user.start({ ...toCustomer, playPrompt: true })
    const plan = world.parts.calls.find(4409853001)?.plan
    assert.ok(plan && plan.promptMs > 0)
    await world.clock.advance(plan.callerRingMs + plan.calleeRingMs)
    assert.equal(await statusOf(user, id), 'InProgress Success InProgress')
    await world.clock.advance(plan.promptMs)
    assert.equal(await statusOf(user, id), 'Success Success Success')
  })

  it('takes numbers as people write them, and extension numbers', async () => {
    const world = callWorld()
    const user = client(world)
    const ends: (string | undefined)[] = []
    for (const phoneNumber of ['(415) 555-0142', '14155550142', '102', `${numbers.main}*102`]) {
      // One RingOut after the other.
      // oxlint-disable-next-line no-await-in-loop
      await user.start({ ...toCustomer, to: { phoneNumber } })
      // oxlint-disable-next-line no-await-in-loop -- ditto
      await world.clock.advance(180 * second)
      // oxlint-disable-next-line no-await-in-loop -- ditto
      const [record] = (await user.callLog()).records
      ends.push(record?.to?.phoneNumber ?? record?.to?.extensionNumber)
    }
    assert.deepEqual(ends, [numbers.customer, numbers.customer, '102', '102'])
  })

  it('rings any outside number first, but shows a number of the company', async () => {
    const world = callWorld()
    const user = client(world)
    await user.start({ ...toCustomer, from: { phoneNumber: '+12125550187' } })
    await user.start({ ...toCustomer, callerId: { phoneNumber: numbers.main } })
    await user.start({ ...toCustomer, from: { forwardingNumberId: '12' } })
    const { records } = await user.activeCalls()
    assert.deepEqual(
      records.map(({ from }) => from?.phoneNumber),
      [numbers.ann, numbers.main, numbers.ann],
    )
  })

  it('refuses numbers that are none, or not the caller’s to use', async () => {
    const world = callWorld()
    const user = client(world)
    const { from, to } = toCustomer
    const refused: [body: unknown, code: string, parameterName: string][] = [
      [{ from: {}, to }, 'TEL-108', 'from.phoneNumber'],
      [{ from: { phoneNumber: 'home' }, to }, 'TEL-108', 'from.phoneNumber'],
      [{ from: { phoneNumber: numbers.bob }, to }, 'TEL-108', 'from.phoneNumber'],
      [{ from: { forwardingNumberId: '13' }, to }, 'CMN-102-BODY', 'from.forwardingNumberId'],
      [{ from, to: { phoneNumber: ' ' } }, 'TEL-109', 'to.phoneNumber'],
      [{ from, to: { phoneNumber: '911' } }, 'TEL-109', 'to.phoneNumber'],
      [{ from, to: { phoneNumber: '0142' }, country: { id: '44' } }, 'TEL-109', 'to.phoneNumber'],
      [
        { from, to, callerId: { phoneNumber: numbers.customer } },
        'RNG-102',
        'callerId.phoneNumber',
      ],
      [
        { from, to, callerId: { phoneNumber: numbers.bobShown } },
        'TEL-107',
        'callerId.phoneNumber',
      ],
      [
        { from, to, callerId: { phoneNumber: numbers.annHidden } },
        'TEL-107',
        'callerId.phoneNumber',
      ],
    ]
    for (const [body, code, parameterName] of refused) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await assert.rejects(user.start(body), refusal(code, parameterName))
    }
    assert.deepEqual(await shownBy(user), idle)
  })

  it('is placed, read and cancelled by its own extension alone', async () => {
    const world = callWorld()
    const { ann, bob, parts } = world
    const methods = ringOutMethods(parts)
    const foreign = { by: ann, extension: bob, body: toCustomer, params: { ringoutId: 'x' } }
    const call = callOf(world, 'ring-out', foreign)
    await assert.rejects(async () => methods.createRingOutCall(call), refusal('CMN-404'))
    await assert.rejects(async () => methods.readRingOutCallStatus(call), refusal('CMN-404'))
    await assert.rejects(async () => methods.deleteRingOutCall(call), refusal('CMN-404'))

    const { id } = await client(world).start(toCustomer)
    const other = client(world, bob)
    await assert.rejects(other.read(id), refusal('CMN-102', 'ringoutId'))
    await assert.rejects(other.cancel(id), refusal('CMN-102', 'ringoutId'))
    await assert.rejects(other.read('nonsense'), refusal('CMN-102', 'ringoutId'))
  })
})
