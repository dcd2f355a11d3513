// What calls tell, party by party and in order, and what they do to presence.
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { frozenClock } from '#lib/clock'
import { ids, leverToken, noon, numbers, own, startWorld, type World } from '../world.ts'
import { filterOf, listen, listenerOf, pass, type Told } from './event-world.ts'

const lever = (world: World, path: string, json: object = {}) =>
  world.call('POST', `http://127.0.0.1/_platform/${path}`, { token: leverToken, json })
const bodies = (heard: readonly Told[]) => heard.map(({ body }) => body)
const call = (world: World, more: object = {}) =>
  lever(world, 'calls', { from: '101', to: '102', ringSeconds: 4, talkSeconds: 30, ...more })
const story = (heard: readonly Told[]) =>
  bodies(heard).map(({ sequence, parties: [{ direction, status }] }) => [
    sequence,
    direction,
    [status.code, status.reason].filter(Boolean).join(' '),
  ])

describe('a call', () => {
  it('is told to each extension as its own party, from Setup to Disconnected, in order', async () => {
    using world = startWorld()
    const anns = listen(world, [filterOf('telephony-sessions')])
    const bobs = listen(world, [filterOf('telephony-sessions', ids.bob)], { extensionId: ids.bob })
    await call(world)
    await pass(world, 60)
    const heard = anns.heard()
    assert.deepEqual(story(heard), [
      [1, 'Outbound', 'Setup'],
      [2, 'Outbound', 'Proceeding'],
      [5, 'Outbound', 'Answered'],
      [7, 'Outbound', 'Disconnected CallFinished'],
    ])
    assert.deepEqual(
      bodies(heard).map(({ eventTime }) => Date.parse(eventTime) - noon),
      [0, 0, 4_000, 34_000],
    )
    assert.deepEqual(story(bobs.heard()), [
      [3, 'Inbound', 'Setup'],
      [4, 'Inbound', 'Proceeding'],
      [6, 'Inbound', 'Answered'],
      [8, 'Inbound', 'Disconnected CallFinished'],
    ])
    const { sessionId, telephonySessionId, parties } = heard[0]?.body ?? {}
    assert.deepEqual(heard[0]?.body, {
      sequence: 1,
      sessionId,
      telephonySessionId,
      eventTime: new Date(noon).toISOString(),
      accountId: '1',
      extensionId: String(ids.ann),
      origin: { type: 'Call' },
      parties: [
        {
          accountId: '1',
          extensionId: String(ids.ann),
          id: parties[0].id,
          direction: 'Outbound',
          to: { phoneNumber: '102', name: 'Bob', extensionId: String(ids.bob) },
          from: { phoneNumber: '101', name: 'Ann', extensionId: String(ids.ann) },
          status: { code: 'Setup', rcc: false },
          queueCall: false,
          missedCall: false,
          standAlone: false,
          muted: false,
        },
      ],
    })
  })

  it('is told to the account for every party of the company, and for none outside', async () => {
    using world = startWorld()
    const all = listen(world, [filterOf('account-telephony-sessions')])
    await call(world)
    await pass(world, 60)
    assert.equal(all.heard().length, 8)
    await lever(world, 'inbound/call', { from: numbers.outside, to: '102', manual: true })
    assert.deepEqual(
      bodies(all.heard()).map(({ extensionId }) => extensionId),
      [String(ids.bob), String(ids.bob)],
    )
  })

  it('passes a filter by status, direction, number, and whether it was missed', async () => {
    using world = startWorld()
    const base = filterOf('account-telephony-sessions')
    const by = (query: string) => listen(world, [`${base}?${query}`])
    const wanted = {
      answered: by('statusCode=Answered'),
      inbound: by('direction=Inbound'),
      number: by(`phoneNumber=${numbers.outside}`),
      missed: by('missedCall=true'),
      recorded: by('withRecordings=true'),
      sip: by('sipData=true'),
    }
    await lever(world, 'inbound/call', {
      from: numbers.outside,
      to: '102',
      answer: 'declined',
      ringSeconds: 5,
    })
    await pass(world, 60)
    await lever(world, 'calls', { from: '101', to: '102', manual: true })
    const heard = Object.entries(wanted).map(
      ([name, listener]) => [name, listener.heard()] as const,
    )
    assert.deepEqual(
      heard.map(([name, told]) => [name, told.length]),
      [
        ['answered', 0],
        ['inbound', 5],
        ['number', 3],
        ['missed', 1],
        ['recorded', 0],
        ['sip', 7],
      ],
    )
    const byName = new Map(heard)
    assert.deepEqual(story(byName.get('missed') ?? []), [[6, 'Inbound', 'Disconnected Rejected']])
    assert.match(byName.get('sip')?.[0]?.body.parties[0].sipData.callId, /^p-/)
  })

  it('that nobody took is a missed call of whom it rang', async () => {
    using world = startWorld()
    const bobs = listen(world, [filterOf('missed-calls', ids.bob)], { extensionId: ids.bob })
    const anns = listen(world, [filterOf('missed-calls')])
    await lever(world, 'inbound/call', {
      from: numbers.outside,
      name: 'Dana',
      to: '102',
      answer: 'declined',
      ringSeconds: 5,
    })
    assert.deepEqual(bobs.heard(), [])
    await pass(world, 10)
    const [{ sessionId, ...body }] = bodies(bobs.heard()) as [Record<string, unknown>]
    assert.deepEqual(body, {
      extensionId: String(ids.bob),
      action: 'StopRinging',
      from: numbers.outside,
      fromName: 'Dana',
      to: '102',
      toName: 'Bob',
    })
    assert.match(String(sessionId), /^\d+$/)
    assert.deepEqual(anns.heard(), [])
  })
})

describe('presence', () => {
  it('follows the phone, with the calls for who asks for them, and each state once', async () => {
    using world = startWorld()
    const filter = filterOf('presence')
    const plain = listen(world, [filter])
    const detailed = listen(world, [filter, `${filter}?detailedTelephonyState=true&sipData=true`])
    await call(world)
    await lever(world, 'inbound/call', { from: numbers.outside, to: '101', manual: true })
    await pass(world, 60)
    const states = (heard: readonly Told[]) =>
      bodies(heard).map(({ telephonyStatus, presenceStatus, totalActiveCalls }) =>
        [telephonyStatus, presenceStatus, totalActiveCalls].filter((one) => one !== undefined),
      )
    // A second call to a phone that is in use goes to the box: it is none of the phone's.
    assert.deepEqual(states(plain.heard()), [
      ['Ringing', 'Busy'],
      ['CallConnected', 'Busy'],
      ['NoCall', 'Available'],
    ])
    const heard = detailed.heard()
    assert.deepEqual(states(heard), [
      ['Ringing', 'Busy', 1],
      ['CallConnected', 'Busy', 1],
      ['NoCall', 'Available', 0],
    ])
    assert.ok(heard.every(({ filter: passed }) => passed.includes('detailedTelephonyState')))
    assert.ok(heard[0])
    const [{ direction, to, sipData }] = heard[0].body.activeCalls
    assert.deepEqual([direction, to, sipData.localUri], ['Outbound', '102', 'sip:101@sip.invalid'])
  })

  it('shows the latest seven calls, and how many there are', async () => {
    using world = startWorld()
    const filter = `${filterOf('presence')}?detailedTelephonyState=true`
    const listener = listen(world, [filter])
    for (let index = 0; index < 9; index += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await lever(world, 'calls', { from: '101', to: `+1415555020${index}`, manual: true })
    }
    const { activeCalls, totalActiveCalls } = listener.heard().at(-1)?.body ?? {}
    assert.deepEqual([activeCalls.length, totalActiveCalls], [7, 9])
    assert.equal(activeCalls[0].to, '+14155550208')
  })

  it('tells of a change that shows alone, and of dnd by an event of its own', async () => {
    using world = startWorld()
    const listener = listen(world, [filterOf('presence'), filterOf('presence-dnd')])
    const put = (json: object) => world.call('PUT', `${own}/presence`, { json })
    await put({ userStatus: 'Busy' })
    await put({ userStatus: 'Busy' })
    await put({ message: 'back at five' })
    await put({ dndStatus: 'DoNotAcceptAnyCalls' })
    const [busy, dnd, status, ...more] = listener.heard()
    assert.deepEqual(busy?.body, {
      extensionId: String(ids.ann),
      sequence: 1,
      presenceStatus: 'Busy',
      telephonyStatus: 'NoCall',
      userStatus: 'Busy',
      dndStatus: 'TakeAllCalls',
      meetingStatus: 'Disconnected',
      allowSeeMyPresence: true,
      ringOnMonitoredCall: false,
      pickUpCallsOnHold: false,
    })
    assert.deepEqual([dnd?.body.sequence, dnd?.body.dndStatus], [2, 'DoNotAcceptAnyCalls'])
    assert.deepEqual(status?.body, {
      extensionId: String(ids.ann),
      dndStatus: 'DoNotAcceptAnyCalls',
    })
    assert.deepEqual(more, [])
  })

  it('is numbered for each extension, also after a restart, the same in both of its events', async () => {
    const path = join(tmpdir(), `ringfence-presence-${process.pid}.db`)
    const put = (world: World, userStatus: string, extensionId: number = ids.ann) =>
      world.call('PUT', `${own}/presence`, {
        json: { userStatus },
        token: world.token(extensionId),
      })
    const sequences = (heard: readonly Told[]) =>
      bodies(heard).map(({ extensionId, sequence }) => [Number(extensionId), sequence])
    try {
      let id = ''
      {
        using world = startWorld({ path })
        const listener = listen(world, [filterOf('presence'), filterOf('account-presence')])
        id = listener.id
        await put(world, 'Busy')
        await put(world, 'Busy', ids.bob)
        await put(world, 'Available')
        assert.deepEqual(sequences(listener.heard()), [
          [ids.ann, 1],
          [ids.ann, 1],
          [ids.bob, 1],
          [ids.ann, 2],
          [ids.ann, 2],
        ])
      }
      using again = startWorld({ path, clock: frozenClock(noon + 60_000) })
      const listener = listenerOf(again, id)
      await put(again, 'Busy')
      assert.deepEqual(sequences(listener.heard()), [
        [ids.ann, 3],
        [ids.ann, 3],
      ])
    } finally {
      for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true })
      rmSync(join(tmpdir(), 'snapshots'), { force: true, recursive: true })
    }
  })
})
