import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import {
  cancelCall,
  type NewCall,
  type NewRingOut,
  placeCall,
  startRingOut,
} from '#platform/network/calls'
import { logCall } from '#platform/network/past-calls'
import { defaultPresence } from '#storage/platform/presence'
import { callWorld, morning, numbers, type World } from './call-world.ts'

const second = 1000
const minute = 60 * second

const place = ({ parts, account }: World, call: Omit<NewCall, 'account'>) =>
  parts.db.transaction(() => placeCall(parts, { account, ...call }))

const ringOut = ({ parts, account, ann }: World, to: NewRingOut['to'], from = numbers.ann) =>
  parts.db.transaction(() => startRingOut(parts, { account, owner: ann, from, to }))

const phoneOf = ({ parts }: World, extensionId: number) =>
  parts.callLog.active({ extensionId }).map(({ details }) => details.telephonyStatus)

const logged = ({ parts }: World, extensionId: number) =>
  parts.callLog.list({ extensionId }, { states: ['Logged'] }, { limit: 50, offset: 0 })

/** Moves the clock second by second until a call is over, and says how its legs went. */
async function watch({ parts, clock }: World, id: number) {
  const seen: string[] = []
  for (let seconds = 0; seconds < 300; seconds++) {
    const call = parts.calls.find(id)
    if (!call) break
    const state = `${call.caller.status}/${call.callee.status}`
    if (seen.at(-1) !== state) seen.push(state)
    if (call.endedAt !== null) break
    // The steps of a life, one after the other.
    // oxlint-disable-next-line no-await-in-loop
    await clock.advance(second)
  }
  return seen
}

describe('calls on the simulated network', () => {
  it('take a RingOut to an outside number from ringing to finished', async () => {
    const world = callWorld()
    const call = ringOut(world, { phoneNumber: numbers.customer })
    assert.deepEqual(await watch(world, call.id), [
      'Ringing/Waiting',
      'Success/Ringing',
      'Success/Success',
      'Finished/Finished',
    ])
    const [record, ...others] = logged(world, world.ann.id)
    assert.ok(record)
    assert.deepEqual(others, [])
    assert.equal(record.action, 'RingOut Web')
    assert.equal(record.result, 'Call connected')
    assert.equal(record.direction, 'Outbound')
    assert.equal(record.to.phoneNumber, numbers.customer)
    assert.equal(record.to.location, 'San Francisco, CA')
    assert.deepEqual(
      record.details.legs.map(({ legType }) => legType),
      ['RingOutWebToSubscriber', 'RingOutWebToCaller'],
    )
    const { plan } = call
    assert.equal(record.durationMs, plan.callerRingMs + plan.calleeRingMs + plan.talkMs)
  })

  it('show on the phones of both when one extension calls another', async () => {
    const world = callWorld()
    const { ann, bob, clock } = world
    place(world, { from: { extensionId: ann.id }, to: { extensionId: bob.id } })
    assert.deepEqual([phoneOf(world, ann.id), phoneOf(world, bob.id)], [['Ringing'], ['Ringing']])
    await clock.advance(5 * second)
    assert.deepEqual(
      [phoneOf(world, ann.id), phoneOf(world, bob.id)],
      [['CallConnected'], ['CallConnected']],
    )
    await clock.advance(2 * minute)
    assert.deepEqual([phoneOf(world, ann.id), phoneOf(world, bob.id)], [[], []])
    const [out] = logged(world, ann.id)
    const [into] = logged(world, bob.id)
    assert.deepEqual([out?.action, out?.result], ['VoIP Call', 'Call connected'])
    assert.deepEqual([into?.action, into?.result], ['Phone Call', 'Accepted'])
    assert.equal(out?.sessionId, into?.sessionId)
    assert.notEqual(out?.id, into?.id)
    assert.equal(into?.from.extensionNumber, '101')
    assert.equal(into?.from.phoneNumber, undefined)
  })

  it('reach the operator when an outside number calls the company', async () => {
    const world = callWorld()
    const from = { phoneNumber: numbers.customer, name: 'Dana Customer' }
    place(world, { from, to: { phoneNumber: numbers.main } })
    await world.clock.advance(2 * minute)
    const [record] = logged(world, world.ann.id)
    assert.deepEqual(
      [record?.direction, record?.result, record?.from.name, record?.to.name],
      ['Inbound', 'Accepted', 'Dana Customer', 'Ann Lee'],
    )
    assert.deepEqual(
      record?.details.legs.map(({ legType }) => legType),
      ['Accept', 'PstnToSip'],
    )
  })

  it('find the line of an extension busy while it is in another call', async () => {
    const world = callWorld()
    place(world, { from: { phoneNumber: numbers.customer }, to: { extensionId: world.bob.id } })
    const call = ringOut(world, { extensionId: world.bob.id })
    assert.deepEqual(await watch(world, call.id), ['Ringing/Waiting', 'Success/Busy'])
    const [mine] = logged(world, world.ann.id)
    assert.deepEqual([mine?.result, mine?.details.reason], ['Busy', 'Line Busy'])
    const [missed] = logged(world, world.bob.id)
    assert.deepEqual([missed?.result, missed?.durationMs], ['Missed', 0])
  })

  it('do not ring the phone of an extension that takes no calls, which finds a missed call after', async () => {
    const world = callWorld()
    const { bob, parts, clock } = world
    parts.presence.set(bob.id, { ...defaultPresence, dndStatus: 'DoNotAcceptAnyCalls' })
    const call = ringOut(world, { extensionId: bob.id })
    await clock.advance(10 * second)
    assert.equal(parts.calls.find(call.id)?.callee.status, 'Ringing')
    assert.deepEqual(phoneOf(world, bob.id), [])
    assert.deepEqual(await watch(world, call.id), ['Success/Ringing', 'Success/NoAnswer'])
    assert.deepEqual(
      logged(world, bob.id).map(({ result }) => result),
      ['Missed'],
    )
  })

  it('pass from a call queue to its first member who is free', async () => {
    const world = callWorld()
    const { ann, bob, queue, clock } = world
    place(world, { from: { phoneNumber: numbers.abroad }, to: { extensionId: ann.id } })
    place(world, { from: { phoneNumber: numbers.customer }, to: { extensionId: queue.id } })
    const [ringing] = world.parts.callLog.active({ extensionId: bob.id })
    assert.equal(ringing?.details.isQueueCall, true)
    assert.equal(ringing?.to.name, 'Sales')
    await clock.advance(2 * minute)
    assert.deepEqual(
      logged(world, bob.id).map(({ result }) => result),
      ['Accepted'],
    )
  })

  it('follow the plan of a call that says how it is answered', async () => {
    const world = callWorld()
    const to = { phoneNumber: numbers.customer }
    const from = { extensionId: world.ann.id }
    const results: (string | undefined)[] = []
    for (const answer of ['busy', 'noAnswer', 'declined', 'answered'] as const) {
      const call = place(world, { from, to, plan: { answer, talkMs: 7 * second } })
      // One call after the other.
      // oxlint-disable-next-line no-await-in-loop
      await watch(world, call.id)
      results.push(logged(world, world.ann.id)[0]?.result)
    }
    assert.deepEqual(results, ['Busy', 'No Answer', 'Rejected', 'Call connected'])
  })

  it('end at once when they are cancelled, and go no further', async () => {
    const world = callWorld()
    const { parts, clock } = world
    const call = ringOut(world, { extensionId: world.bob.id })
    await clock.advance(5 * second)
    const ringing = parts.calls.find(call.id)
    assert.ok(ringing)
    parts.db.transaction(() => cancelCall(parts, ringing))
    await clock.advance(5 * minute)
    const ended = parts.calls.find(call.id)
    assert.deepEqual([ended?.caller.status, ended?.callee.status], ['Finished', 'Rejected'])
    assert.equal(ended?.endedAt, morning + 5 * second)
    assert.deepEqual(
      [...logged(world, world.ann.id), ...logged(world, world.bob.id)].map(({ result }) => result),
      ['Hang Up', 'Missed'],
    )
  })

  it('are forgotten an hour after their end, their records are not', async () => {
    const world = callWorld()
    const call = ringOut(world, { phoneNumber: numbers.customer })
    await watch(world, call.id)
    await world.clock.advance(59 * minute)
    assert.ok(world.parts.calls.find(call.id))
    await world.clock.advance(1 * minute + 1)
    assert.equal(world.parts.calls.find(call.id), undefined)
    assert.equal(logged(world, world.ann.id).length, 1)
    assert.equal(world.parts.due.next(), undefined)
  })

  it('take the same times from the same seed', async () => {
    const lives = await Promise.all(
      [callWorld(), callWorld()].map(async (world) => {
        for (const to of [{ phoneNumber: numbers.customer }, { extensionId: world.bob.id }]) {
          const call = ringOut(world, to)
          // oxlint-disable-next-line no-await-in-loop -- one call after the other
          await watch(world, call.id)
        }
        return [...logged(world, world.ann.id), ...logged(world, world.bob.id)]
      }),
    )
    assert.deepEqual(lives[0], lives[1])
  })

  it('go on where they were when the platform starts again in the middle', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringfence-calls-'))
    try {
      const path = join(folder, 'platform.db')
      const before = callWorld({ path })
      const call = ringOut(before, { extensionId: before.bob.id })
      await before.clock.advance(call.plan.callerRingMs)
      before.close()

      const after = callWorld({ path, clock: before.clock })
      assert.deepEqual(phoneOf(after, after.bob.id), ['Ringing'])
      await after.clock.advance(call.plan.calleeRingMs)
      assert.deepEqual(phoneOf(after, after.bob.id), ['CallConnected'])
      await after.clock.advance(call.plan.talkMs)
      const [record] = logged(after, after.ann.id)
      assert.equal(record?.result, 'Call connected')
      assert.equal(
        record?.durationMs,
        call.plan.callerRingMs + call.plan.calleeRingMs + call.plan.talkMs,
      )
      after.close()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('can be logged as past, of every kind', () => {
    const world = callWorld()
    const { parts, account, ann } = world
    const kinds = [
      { ending: 'answered', results: ['Call connected', 'Accepted'] },
      { ending: 'busy', results: ['Busy', 'Missed'] },
      { ending: 'noAnswer', results: ['No Answer', 'Missed'] },
      { ending: 'declined', results: ['Rejected', 'Declined'] },
      { ending: 'hangUp', results: ['Hang Up', 'Missed'] },
      { ending: 'voiceMail', results: ['Call connected', 'Voicemail'] },
      { ending: 'blocked', results: ['Rejected', 'Blocked'] },
    ] as const
    const common = { account, startedAt: morning - minute, ringMs: 4000, talkMs: 21_000 }
    const ends = [{ phoneNumber: numbers.customer }, { extensionId: ann.id }] as const
    for (const { ending, results } of kinds) {
      const [from, to] = ends
      const out = parts.db.transaction(() =>
        logCall(parts, { ...common, ending, from: to, to: from }),
      )
      const into = parts.db.transaction(() => logCall(parts, { ...common, ending, from, to }))
      assert.deepEqual([out[0]?.result, into[0]?.result], results)
      const isLong = ending === 'answered' || ending === 'voiceMail'
      assert.equal(out[0]?.durationMs, isLong ? 25_000 : 4000)
    }
    const [from, to] = ends
    const message = { id: 12, type: 'Fax' } as const
    const [fax] = parts.db.transaction(() =>
      logCall(parts, { ...common, type: 'Fax', ending: 'answered', from, to, message }),
    )
    assert.deepEqual(
      [fax?.action, fax?.result, fax?.details.message?.id],
      ['Incoming Fax', 'Received', 12],
    )
    assert.equal(logged(world, ann.id).length, 2 * kinds.length + 1)
    assert.equal(parts.due.next(), undefined)
    assert.equal(parts.calls.find(Number(fax?.sessionId)), undefined)
  })
})
