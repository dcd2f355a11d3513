import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { default as AccountPresenceInfo } from '@rc-ex/core/definitions/AccountPresenceInfo'
import { presence } from '#catalog/presence'
import { presenceMethods } from '#platform/methods/presence'
import { placeCall } from '#platform/network/calls'
import { satisfies } from '#lib/schema'
import type { Extension } from '#storage/platform/accounts'
import { defaultPresence, type PresenceSettings } from '#storage/platform/presence'
import { callOf, callWorld, numbers, type World } from './call-world.ts'

type Query = Readonly<Record<string, unknown>>

async function read(world: World, by: Extension, query: Query = {}) {
  const call = callOf(world, 'presence', { by, query })
  const reply = await presenceMethods(world.parts).readUserPresenceStatus(call)
  assert.ok(satisfies(presence.readUserPresenceStatus.returns, reply))
  return reply
}

async function readAll(world: World, query: Query = {}): Promise<AccountPresenceInfo> {
  const call = callOf(world, 'account/presence', { query })
  const reply = await presenceMethods(world.parts).readAccountPresence(call)
  assert.ok(satisfies(presence.readAccountPresence.returns, reply))
  return reply
}

const call = ({ parts, account }: World, from: string, to: Extension) =>
  parts.db.transaction(() =>
    placeCall(parts, { account, from: { phoneNumber: from }, to: { extensionId: to.id } }),
  )

describe('presence', () => {
  it('is available, with every flag, for an extension that never set anything', async () => {
    const world = callWorld()
    const uri = `http://platform.test/restapi/v1.0/account/1/extension/${world.bob.id}`
    assert.deepEqual(await read(world, world.bob), {
      uri: `${uri}/presence`,
      extension: { uri, id: world.bob.id, extensionNumber: '102' },
      presenceStatus: 'Available',
      telephonyStatus: 'NoCall',
      userStatus: 'Available',
      dndStatus: 'TakeAllCalls',
      meetingStatus: 'Disconnected',
      allowSeeMyPresence: true,
      ringOnMonitoredCall: false,
      pickUpCallsOnHold: false,
      callerIdVisibility: 'All',
    })
  })

  it('adds up what the user set, the meeting and the phone', async () => {
    const world = callWorld()
    const { bob, parts } = world
    const cases: [Partial<PresenceSettings>, string][] = [
      [{ userStatus: 'Busy' }, 'Busy'],
      [{ userStatus: 'Offline' }, 'Offline'],
      [{ dndStatus: 'DoNotAcceptAnyCalls' }, 'Busy'],
      [{ dndStatus: 'DoNotAcceptDepartmentCalls' }, 'Available'],
      [{ meetingStatus: 'Connected' }, 'Busy'],
      [{ userStatus: 'Offline', meetingStatus: 'Connected' }, 'Busy'],
    ]
    for (const [set, expected] of cases) {
      parts.presence.set(bob.id, { ...defaultPresence, ...set })
      // oxlint-disable-next-line no-await-in-loop -- one case after the other
      assert.equal((await read(world, bob)).presenceStatus, expected, JSON.stringify(set))
    }
    parts.presence.set(bob.id, { ...defaultPresence, userStatus: 'Offline', message: 'Back at 7' })
    call(world, numbers.customer, bob)
    const shown = await read(world, bob)
    assert.deepEqual(
      [shown.presenceStatus, shown.telephonyStatus, shown.message],
      ['Busy', 'Ringing', 'Back at 7'],
    )
  })

  it('tells of the calls in progress only when asked, of their SIP names only when asked too', async () => {
    const world = callWorld()
    const { ann, clock } = world
    call(world, numbers.customer, ann)
    assert.equal((await read(world, ann)).activeCalls, undefined)
    await clock.advance(10_000)
    const [active, ...others] =
      (await read(world, ann, { detailedTelephonyState: true })).activeCalls ?? []
    assert.deepEqual(others, [])
    assert.deepEqual(active, {
      id: active?.sessionId,
      direction: 'Inbound',
      queueCall: false,
      from: numbers.customer,
      to: '101',
      toName: 'Ann Lee',
      startTime: '2026-03-02T17:00:00.000Z',
      telephonyStatus: 'CallConnected',
      sessionId: active?.sessionId,
      telephonySessionId: active?.telephonySessionId,
      partyId: active?.partyId,
      terminationType: 'final',
    })
    const query = { detailedTelephonyState: true, sipData: true }
    const [withSip] = (await read(world, ann, query)).activeCalls ?? []
    assert.equal(withSip?.sipData?.rcSessionId, active?.sessionId)
    assert.match(withSip?.sipData?.remoteUri ?? '', /^sip:\+14155550142@/)
  })

  it('of queues and menus says only that they are offline', async () => {
    const world = callWorld()
    for (const extension of [world.queue, world.menu]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const shown = await read(world, extension)
      assert.deepEqual(Object.keys(shown).toSorted(), ['extension', 'presenceStatus', 'uri'])
      assert.equal(shown.presenceStatus, 'Offline')
    }
  })

  it('of the account is that of every extension, in pages', async () => {
    const world = callWorld()
    const { ann, bob } = world
    call(world, numbers.customer, bob)
    const all = await readAll(world, { detailedTelephonyState: true })
    assert.deepEqual(
      all.records?.map(({ extension, presenceStatus }) => [
        extension?.extensionNumber,
        presenceStatus,
      ]),
      [
        ['101', 'Available'],
        ['102', 'Busy'],
        ['103', 'Available'],
        ['201', 'Offline'],
        ['301', 'Offline'],
      ],
    )
    for (const [index, extension] of [ann, bob].entries()) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const own = await read(world, extension, { detailedTelephonyState: true })
      assert.deepEqual(all.records?.[index], own)
    }
    const second = await readAll(world, { page: 2, perPage: 2 })
    assert.deepEqual(
      second.records?.map(({ extension }) => extension?.id),
      [103, 201],
    )
    assert.deepEqual(second.paging, {
      page: 2,
      perPage: 2,
      pageStart: 2,
      pageEnd: 3,
      totalPages: 3,
      totalElements: 5,
    })
  })
})
