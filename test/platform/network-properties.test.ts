// Random lives of calls: plans, moves by hand, presence and restarts in any order. What must hold at
// every step, and at the end.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { telephonyStatusOf } from '#platform/network/calls/progress'
import { cancelCall, moveByHand, placeCall, startRingOut } from '#platform/network/calls'
import { legsOf, type Move, partyIdOf } from '#platform/network/calls/moves'
import { changesOf, sessionOf } from '#platform/network/calls/sessions'
import type { Call, CallPlan } from '#storage/platform/calls'
import type { CallRecord } from '#storage/platform/call-log'
import { defaultPresence, type PresenceSettings } from '#storage/platform/presence'
import { callWorld, numbers, type World } from './call-world.ts'

type Deed =
  | {
      readonly do: 'call' | 'ringOut'
      readonly from: number
      readonly to: number
      readonly plan: Partial<CallPlan>
    }
  | { readonly do: 'move'; readonly call: number; readonly party: number; readonly move: Move }
  | { readonly do: 'wait'; readonly ms: number }
  | {
      readonly do: 'presence'
      readonly who: number
      readonly dndStatus: PresenceSettings['dndStatus']
    }

const plan = fc.record<Partial<CallPlan>>(
  {
    answer: fc.constantFrom('answered', 'busy', 'noAnswer', 'declined'),
    calleeRingMs: fc.integer({ min: 0, max: 20_000 }),
    talkMs: fc.integer({ min: 0, max: 90_000 }),
    voicemailMs: fc.constantFrom(0, 400, 3_000, 9_000),
    answeredBy: fc.constantFrom(null, 101, 102),
    findMe: fc.uniqueArray(
      fc.record({
        number: fc.constantFrom('+12125550187', '+12125550188', '+12125550189'),
        answer: fc.constantFrom('answered', 'busy', 'noAnswer', 'declined'),
        ringMs: fc.integer({ min: 0, max: 9_000 }),
      }),
      { selector: ({ number }) => number, maxLength: 3 },
    ),
    isManual: fc.boolean(),
  },
  { requiredKeys: [] },
)

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    arbitrary: fc.record({
      do: fc.constant('call' as const),
      from: fc.nat(8),
      to: fc.nat(8),
      plan,
    }),
    weight: 4,
  },
  {
    arbitrary: fc.record({
      do: fc.constant('ringOut' as const),
      from: fc.nat(2),
      to: fc.nat(8),
      plan,
    }),
    weight: 1,
  },
  {
    arbitrary: fc.record({
      do: fc.constant('move' as const),
      call: fc.nat(5),
      party: fc.nat(4),
      move: fc.constantFrom<Move>('answer', 'reject', 'voicemail', 'hold', 'unhold', 'hang up'),
    }),
    weight: 6,
  },
  {
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.integer({ min: 1, max: 40_000 }),
    }),
    weight: 5,
  },
  {
    arbitrary: fc.record({
      do: fc.constant('presence' as const),
      who: fc.nat(2),
      dndStatus: fc.constantFrom('TakeAllCalls', 'DoNotAcceptAnyCalls', 'TakeDepartmentCallsOnly'),
    }),
    weight: 1,
  },
)

const ends = [
  { extensionId: 101 },
  { extensionId: 102 },
  { extensionId: 103 },
  { extensionId: 201 },
  { extensionId: 301 },
  { phoneNumber: numbers.customer },
  { phoneNumber: numbers.main },
  { phoneNumber: '+12065550139' },
  { phoneNumber: '+12065550133' },
] as const

async function perform(world: World, made: Call[], one: Deed): Promise<void> {
  const { parts, account, clock } = world
  await parts.db.commit(() => {
    switch (one.do) {
      case 'call': {
        const [from, to] = [ends[one.from], ends[one.to]]
        if (from && to) made.push(placeCall(parts, { account, from, to, plan: one.plan }))
        break
      }
      case 'ringOut': {
        const owner = parts.accounts.extension(101 + one.from)
        const to = ends[one.to]
        if (owner && to) made.push(startRingOut(parts, { account, owner, from: numbers.ann, to }))
        break
      }
      case 'move': {
        const call = parts.calls.find(made[one.call % Math.max(made.length, 1)]?.id ?? 0)
        if (call) moveByHand(parts, call, one.party, one.move)
        break
      }
      case 'presence':
        parts.presence.set(101 + one.who, { ...defaultPresence, dndStatus: one.dndStatus })
        break
      case 'wait':
        break
    }
  })
  if (one.do === 'wait') await clock.advance(one.ms)
}

/** What holds at every moment. */
function judge({ parts, account }: World, made: readonly Call[]): void {
  const active = parts.callLog.active({ accountId: account.id })
  const shown = new Map(active.map((record) => [record.partyId, record.details.telephonyStatus]))
  const expected = new Map<string, string>()
  for (const { id } of made) {
    const call = parts.calls.find(id)
    if (!call) continue
    const changes = changesOf(parts, call)
    assert.deepEqual(
      changes.map(({ sequence }) => sequence),
      Array.from({ length: call.sequence }, (_, index) => index + 1),
    )
    const last = new Map<string, string>()
    let at = 0
    for (const { party, at: when } of changes) {
      const was = last.get(party.id)
      assert.ok(was !== 'Disconnected' && was !== 'Gone', `${party.id} moved after it was out`)
      assert.ok(was !== undefined || party.code === 'Setup', 'a party is set up first')
      assert.ok(when >= at)
      last.set(party.id, party.code)
      at = when
    }
    for (const party of sessionOf(call).parties) assert.equal(last.get(party.id), party.code)
    if (call.endedAt !== null) continue
    for (const [index, leg] of legsOf(call).entries()) {
      const isSeen = leg.rangAt !== null && leg.endedAt === null && !(index === 1 && leg.isQuiet)
      if (leg.extensionId !== null && isSeen) {
        expected.set(partyIdOf(call, index), telephonyStatusOf(leg))
      }
    }
  }
  assert.deepEqual(shown, expected)
}

/** What holds once all is over: one record for each phone that was in a call, as long as it was. */
function judgeRecords({ parts, account }: World, made: readonly Call[]): void {
  assert.deepEqual(parts.callLog.active({ accountId: account.id }), [])
  const logged = parts.callLog.list(
    { accountId: account.id },
    { states: ['Logged'] },
    { limit: 999, offset: 0 },
  )
  const byParty = Map.groupBy(logged, ({ partyId }) => partyId)
  let count = 0
  for (const { id } of made) {
    const call = parts.calls.find(id)
    assert.ok(call)
    assert.notEqual(call.endedAt, null)
    const changes = changesOf(parts, call)
    for (const [index, leg] of legsOf(call).entries()) {
      const records: CallRecord[] = byParty.get(partyIdOf(call, index)) ?? []
      const isLogged = leg.extensionId !== null && leg.rangAt !== null
      assert.equal(records.length, isLogged ? 1 : 0)
      count += records.length
      const [record] = records
      if (!record) continue
      const own = changes.filter(({ party }) => party.id === record.partyId)
      const timeOf = (code: string) => own.find(({ party }) => party.code === code)?.at
      const [first] = index === 0 ? own : own.filter(({ party }) => party.code !== 'Setup')
      const began = first?.at
      const ended: number | null | undefined = timeOf('Disconnected') ?? call.endedAt
      assert.equal(record.durationMs, (ended ?? 0) - (began ?? 0))
      const talked = timeOf('Answered') ?? timeOf('Gone')
      if (index > 0) assert.equal(record.result === 'Accepted', talked !== undefined)
      if (talked !== undefined) {
        assert.equal(record.durationMs, talked - (began ?? 0) + (ended ?? 0) - talked)
      }
      assert.equal(record.result === 'Voicemail', timeOf('VoiceMail') !== undefined && index === 1)
    }
  }
  assert.equal(logged.length, count)
}

describe('calls, whatever is done to them,', () => {
  it('keep sequence, presence, active calls and call log in step, and end in one record a phone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 25 }), async (deeds) => {
        const world = callWorld()
        const made: Call[] = []
        for (const one of deeds) {
          // oxlint-disable-next-line no-await-in-loop -- a life, step by step
          await perform(world, made, one)
          judge(world, made)
        }
        for (const { id } of made) {
          const call = world.parts.calls.find(id)
          if (call) world.parts.db.transaction(() => cancelCall(world.parts, call))
        }
        judge(world, made)
        judgeRecords(world, made)
        world.close()
      }),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 60), seed: 3 },
    )
  })

  it('go the same way when the platform starts again between any two steps', async () => {
    const everything: Required<CallPlan> = {
      callerRingMs: 3000,
      callerAnswer: 'answered',
      promptMs: 0,
      calleeRingMs: 4000,
      talkMs: 40_000,
      voicemailMs: 3000,
      answer: 'answered',
      findMe: [],
      answeredBy: null,
      isManual: false,
    }
    // What is not planned is drawn, and a start draws anew.
    const planned = (deeds: readonly Deed[]) =>
      deeds.flatMap((one) =>
        one.do === 'ringOut'
          ? []
          : [one.do === 'call' ? { ...one, plan: { ...everything, ...one.plan } } : one],
      )
    const recordsOf = ({ parts, account }: World) =>
      parts.callLog.list(
        { accountId: account.id },
        { states: ['Active', 'Logged'] },
        { limit: 999, offset: 0 },
      )
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 14 }), async (drawn) => {
        const folder = mkdtempSync(join(tmpdir(), 'ringfence-calls-'))
        const path = join(folder, 'platform.db')
        const steady = callWorld()
        let restarted = callWorld({ path })
        const [made, madeAgain]: [Call[], Call[]] = [[], []]
        for (const one of planned(drawn)) {
          // oxlint-disable-next-line no-await-in-loop -- a life, step by step
          await perform(steady, made, one)
          await perform(restarted, madeAgain, one) // oxlint-disable-line no-await-in-loop -- ditto
          restarted.close()
          restarted = callWorld({ path, clock: restarted.clock })
        }
        assert.deepEqual(recordsOf(restarted), recordsOf(steady))
        steady.close()
        restarted.close()
        rmSync(folder, { recursive: true })
      }),
      { numRuns: 12, seed: 4 },
    )
  })
})
