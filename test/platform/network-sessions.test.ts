import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { presenceMethods } from '#platform/methods/presence'
import { legsOf, type Move, type NotAllowed } from '#platform/network/calls/moves'
import {
  cancelCall,
  moveByHand,
  type NewCall,
  placeCall,
  startRingOut,
} from '#platform/network/calls'
import { changesOf, sessionOf } from '#platform/network/calls/sessions'
import { defaultPresence } from '#storage/platform/presence'
import type { Call } from '#storage/platform/calls'
import { callOf, callWorld, morning, numbers, type World } from './call-world.ts'

const second = 1000
const minute = 60 * second
const byHand = { isManual: true } as const
const dana = { phoneNumber: numbers.customer }

const place = ({ parts, account }: World, call: Omit<NewCall, 'account'>) =>
  parts.db.transaction(() => placeCall(parts, { account, ...call }))

function found({ parts }: World, { id }: Pick<Call, 'id'>): Call {
  const call = parts.calls.find(id)
  assert.ok(call)
  return call
}

/** Does it to the party at an index (0 the caller, 1 the callee, then members) and says why when it cannot be. */
function move(world: World, call: Call, index: number, what: Move): NotAllowed | undefined {
  const moved = world.parts.db.transaction(() =>
    moveByHand(world.parts, found(world, call), index, what),
  )
  return 'why' in moved ? moved : undefined
}

/** Every change of a call, as `party code reason`. */
const story = (world: World, call: Call) =>
  changesOf(world.parts, found(world, call)).map(({ party }) =>
    [party.id.split('-').at(-1), party.code, party.reason].filter(Boolean).join(' '),
  )

describe('a telephony session', () => {
  it('goes from Setup to Disconnected with a sequence that rises, and the time of each change', async () => {
    const world = callWorld()
    const { ann, clock } = world
    const plan = { calleeRingMs: 4 * second, talkMs: 30 * second }
    const call = place(world, { from: { extensionId: ann.id }, to: dana, plan })
    await clock.advance(minute)
    assert.deepEqual(story(world, call), [
      '1 Setup',
      '1 Proceeding',
      '2 Setup',
      '2 Proceeding',
      '1 Answered',
      '2 Answered',
      '1 Disconnected CallFinished',
      '2 Disconnected CallFinished',
    ])
    const changes = changesOf(world.parts, found(world, call))
    assert.deepEqual(
      changes.map(({ sequence }) => sequence),
      [1, 2, 3, 4, 5, 6, 7, 8],
    )
    assert.deepEqual(
      [changes[3]?.at, changes[4]?.at, changes[6]?.at].map((at) => (at ?? 0) - morning),
      [0, 4 * second, 34 * second],
    )
    assert.deepEqual(
      changesOf(world.parts, found(world, call), 6).map(({ sequence }) => sequence),
      [7, 8],
    )
    assert.deepEqual(
      { ...changes[0], party: undefined },
      {
        sequence: 1,
        at: morning,
        sessionId: String(call.id),
        telephonySessionId: call.telephonySessionId,
        accountId: 1,
        origin: 'Call',
        party: undefined,
      },
    )
  })

  it('tells of a RingOut who initiated it and who is its target', async () => {
    const world = callWorld()
    const { ann, bob, account, parts, clock } = world
    const call = parts.db.transaction(() =>
      startRingOut(parts, { account, owner: ann, from: numbers.ann, to: { extensionId: bob.id } }),
    )
    assert.deepEqual(
      sessionOf(call).parties.map(({ code, direction, ringOutRole, extensionId }) => [
        code,
        direction,
        ringOutRole,
        extensionId,
      ]),
      [
        ['Proceeding', 'Outbound', 'Initiator', ann.id],
        ['Setup', 'Inbound', 'Target', bob.id],
      ],
    )
    await clock.advance(3 * minute)
    assert.deepEqual(story(world, call), [
      '1 Setup',
      '1 Proceeding',
      '2 Setup',
      '1 Answered',
      '2 Proceeding',
      '2 Answered',
      '1 Disconnected CallFinished',
      '2 Disconnected CallFinished',
    ])
  })

  it('of a call queue goes on with the member, for whom the queue is Gone', async () => {
    const world = callWorld()
    const { bob, queue, clock } = world
    const plan = { answeredBy: bob.id, talkMs: 10 * second }
    const call = place(world, { from: dana, to: { extensionId: queue.id }, plan })
    await clock.advance(2 * minute)
    assert.deepEqual(story(world, call), [
      '1 Setup',
      '1 Proceeding',
      '2 Setup',
      '2 Proceeding',
      '3 Setup',
      '3 Proceeding',
      '3 Disconnected NoAnswer',
      '4 Setup',
      '4 Proceeding',
      '1 Answered',
      '2 Gone',
      '4 Answered',
      '1 Disconnected CallFinished',
      '4 Disconnected CallFinished',
    ])
    const gone = changesOf(world.parts, found(world, call)).find(
      ({ party }) => party.code === 'Gone',
    )
    assert.equal(gone?.party.peerPartyId, `${call.telephonySessionId.replace('s-', 'p-')}-4`)
  })

  it('says why each party was not connected', async () => {
    const ends = [
      ['busy', 'TargetBusy', 'TargetBusy'],
      ['noAnswer', 'NoAnswer', 'NoAnswer'],
      ['declined', 'Rejected', 'Rejected'],
    ] as const
    for (const [answer, ...reasons] of ends) {
      const world = callWorld()
      const from = { extensionId: world.ann.id }
      const call = place(world, { from, to: dana, plan: { answer } })
      // oxlint-disable-next-line no-await-in-loop -- one world after the other
      await world.clock.advance(minute)
      const { parties } = sessionOf(found(world, call))
      assert.deepEqual(
        parties.map(({ reason }) => reason),
        reasons,
      )
      assert.deepEqual(
        parties.map(({ missedCall }) => missedCall),
        [false, true],
      )
    }
    const world = callWorld()
    const call = place(world, { from: dana, to: { extensionId: world.bob.id } })
    world.parts.db.transaction(() => cancelCall(world.parts, call))
    assert.deepEqual(
      sessionOf(found(world, call)).parties.map(({ reason }) => reason),
      ['Cancelled', 'Cancelled'],
    )
  })

  it('is at VoiceMail while the caller speaks to the box', async () => {
    const world = callWorld()
    const plan = { answer: 'noAnswer', voicemailMs: 5 * second } as const
    const call = place(world, { from: dana, to: { extensionId: world.bob.id }, plan })
    await world.clock.advance(minute)
    assert.deepEqual(story(world, call).slice(4), [
      '1 Answered',
      '2 VoiceMail',
      '1 Disconnected CallFinished',
      '2 Disconnected CallFinished',
    ])
  })
})

describe('a call that is moved by hand', () => {
  it('waits for it, however long, and lasts until it is hung up', async () => {
    const world = callWorld()
    const { bob, clock } = world
    const call = place(world, { from: dana, to: { extensionId: bob.id }, plan: byHand })
    await clock.advance(10 * minute)
    assert.equal(found(world, call).callee.status, 'Ringing')
    assert.equal(move(world, call, 1, 'answer'), undefined)
    await clock.advance(30 * minute)
    assert.equal(found(world, call).callee.status, 'Success')
    assert.equal(move(world, call, 1, 'hang up'), undefined)
    const [record] = world.parts.callLog.list(
      { extensionId: bob.id },
      { states: ['Logged'] },
      { limit: 5, offset: 0 },
    )
    assert.deepEqual([record?.result, record?.durationMs], ['Accepted', 40 * minute])
  })

  it('is on hold for the one who put it there, and shows so on their presence', async () => {
    const world = callWorld()
    const { ann, bob, clock, parts } = world
    const call = place(world, { from: { extensionId: ann.id }, to: { extensionId: bob.id } })
    const shown = async () => {
      const query = { detailedTelephonyState: true }
      const replies = await Promise.all(
        [ann, bob].map(async (by) =>
          presenceMethods(parts).readUserPresenceStatus(callOf(world, 'presence', { by, query })),
        ),
      )
      return replies.map(({ telephonyStatus, activeCalls }) => [
        telephonyStatus,
        activeCalls?.[0]?.telephonyStatus,
      ])
    }
    assert.match(move(world, call, 0, 'hold')?.why ?? '', /conversation/)
    await clock.advance(6 * second)
    assert.equal(move(world, call, 1, 'hold'), undefined)
    assert.deepEqual(await shown(), [
      ['CallConnected', 'CallConnected'],
      ['OnHold', 'OnHold'],
    ])
    // Its minute is over by then, but who is on hold is not hung up on.
    await clock.advance(20 * minute)
    assert.deepEqual((await shown())[1], ['OnHold', 'OnHold'])
    assert.match(move(world, call, 1, 'hold')?.why ?? '', /already/)
    assert.equal(move(world, call, 1, 'unhold'), undefined)
    await clock.advance(0)
    await clock.advance(1)
    assert.deepEqual(await shown(), [
      ['NoCall', undefined],
      ['NoCall', undefined],
    ])
    assert.ok(story(world, call).includes('2 Hold'))
  })

  it('talks on for the rest of its time when it is taken up again early', async () => {
    const world = callWorld()
    const plan = { calleeRingMs: second, talkMs: 20 * second }
    const call = place(world, { from: dana, to: { extensionId: world.bob.id }, plan })
    await world.clock.advance(3 * second)
    move(world, call, 1, 'hold')
    await world.clock.advance(5 * second)
    move(world, call, 1, 'unhold')
    await world.clock.advance(20 * second)
    assert.equal(found(world, call).endedAt, morning + 21 * second)
  })

  it('goes to the next member of a queue when one rejects it', () => {
    const world = callWorld()
    const { ann, bob, queue } = world
    const call = place(world, { from: dana, to: { extensionId: queue.id }, plan: byHand })
    assert.match(move(world, call, 1, 'answer')?.remedy ?? '', /-3\.$/)
    assert.equal(move(world, call, 2, 'reject'), undefined)
    assert.deepEqual(
      legsOf(found(world, call)).map(({ extensionId, status }) => [extensionId, status]),
      [
        [null, 'Ringing'],
        [queue.id, 'Ringing'],
        [ann.id, 'Rejected'],
        [bob.id, 'Ringing'],
      ],
    )
    assert.equal(move(world, call, 3, 'answer'), undefined)
    assert.match(move(world, call, 2, 'answer')?.why ?? '', /left/)
    assert.match(move(world, call, 1, 'hang up')?.why ?? '', /passed/)
    assert.equal(move(world, call, 0, 'hang up'), undefined)
    assert.match(move(world, call, 3, 'hang up')?.why ?? '', /ended/)
  })

  it('is sent to voicemail, and the message is as long as the caller stays', async () => {
    const world = callWorld()
    const { bob, parts, clock } = world
    const call = place(world, { from: dana, to: { extensionId: bob.id }, plan: byHand })
    assert.equal(move(world, call, 1, 'voicemail'), undefined)
    await clock.advance(12 * second)
    assert.match(move(world, call, 1, 'answer')?.why ?? '', /voicemail/)
    assert.equal(move(world, call, 0, 'hang up'), undefined)
    const [message] = parts.messages.list(
      bob.id,
      { createdFrom: 0, createdTo: Number.MAX_SAFE_INTEGER, availability: ['Alive'] },
      { limit: 5, offset: 0 },
    )
    assert.equal(message?.attachments[0]?.vmDuration, 12)
  })

  it('is answered sooner than planned, and then goes on as planned', async () => {
    const world = callWorld()
    const plan = { calleeRingMs: 20 * second, talkMs: 10 * second }
    const call = place(world, { from: dana, to: { extensionId: world.bob.id }, plan })
    await world.clock.advance(second)
    assert.equal(move(world, call, 1, 'answer'), undefined)
    await world.clock.advance(minute)
    assert.equal(found(world, call).endedAt, morning + 11 * second)
  })

  it('refuses what its state does not allow, with what to do instead', () => {
    const world = callWorld()
    const { ann, bob, parts, account } = world
    const outgoing = place(world, { from: { extensionId: ann.id }, to: dana, plan: byHand })
    assert.match(move(world, outgoing, 0, 'answer')?.why ?? '', /placed/)
    assert.match(move(world, outgoing, 1, 'hang up')?.remedy ?? '', /Reject/)
    assert.match(move(world, outgoing, 1, 'voicemail')?.why ?? '', /no voicemail/)
    assert.match(move(world, outgoing, 1, 'unhold')?.why ?? '', /conversation/)
    assert.match(move(world, outgoing, 5, 'answer')?.why ?? '', /left/)
    move(world, outgoing, 1, 'answer')
    assert.match(move(world, outgoing, 1, 'answer')?.why ?? '', /already/)
    assert.match(move(world, outgoing, 1, 'unhold')?.why ?? '', /not put/)
    const ringOut = parts.db.transaction(() =>
      startRingOut(parts, { account, owner: bob, from: numbers.bob, to: dana }),
    )
    assert.match(move(world, ringOut, 1, 'answer')?.why ?? '', /not ring yet/)
    parts.accounts.updateExtension({ ...world.cleo, status: 'Disabled' })
    const toNobody = place(world, { from: dana, to: { extensionId: world.cleo.id } })
    assert.match(move(world, toNobody, 1, 'answer')?.why ?? '', /silent/)
    assert.equal(defaultPresence.dndStatus, 'TakeAllCalls')
  })

  it('answers, or not, the first leg of a RingOut', async () => {
    const world = callWorld()
    const { ann, parts, account, clock } = world
    const start = (from: string) =>
      parts.db.transaction(() =>
        startRingOut(parts, { account, owner: ann, from, to: { phoneNumber: numbers.abroad } }),
      )
    const answered = start(numbers.ann)
    assert.equal(move(world, answered, 0, 'answer'), undefined)
    assert.equal(found(world, answered).callee.status, 'Ringing')
    move(world, answered, 0, 'hang up')
    const rejected = start(numbers.ann)
    move(world, rejected, 0, 'reject')
    assert.equal(found(world, rejected).caller.status, 'Rejected')

    const busy = start('+12065550130')
    assert.deepEqual([busy.caller.status, busy.endedAt], ['Busy', morning])
    const silent = start('+12065550100')
    await clock.advance(minute)
    assert.equal(found(world, silent).caller.status, 'NoAnswer')
    const waiting = start('+12065550139')
    await clock.advance(minute)
    assert.equal(found(world, waiting).caller.status, 'Ringing')
    const results = parts.callLog
      .list({ extensionId: ann.id }, { states: ['Logged'] }, { limit: 9, offset: 0 })
      .map(({ result, details }) => [result, details.reason])
    assert.deepEqual(results, [
      ['No Answer', 'No Answer'],
      ['Busy', 'Line Busy'],
      ['Hang Up', 'Hang Up'],
      ['Hang Up', 'Hang Up'],
    ])
  })
})
