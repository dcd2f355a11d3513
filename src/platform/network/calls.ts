// Calls on the simulated network: placed, moved on by the task `call` or by hand, cancelled. Outside, a
// phone rings a few seconds, somebody answers and talks for about a minute; within the company it is
// the presence of the one who is called that decides. Call everything here inside a commit.
import type { Account, Extension } from '#storage/platform/accounts'
import type { Call, CallPlan } from '#storage/platform/calls'
import { tellingPresence } from '../events/presence.ts'
import type { Parts } from '../parts.ts'
import { legsOf, type Move, moveParty, type NotAllowed } from './calls/moves.ts'
import { advance, begin, hangUp, type Step } from './calls/progress.ts'
import { recordsOf } from './calls/records.ts'
import {
  callerIdOf,
  type End,
  endsOf,
  forwarded,
  legOf,
  linesOf,
  partyOfExtension,
} from './ends.ts'
import { behaviourOf } from './numbers.ts'
import { observe } from './calls/sessions.ts'
import { leaveMessage } from './voicemail.ts'

/** How long a call can still be read after it has ended. */
const forgetAfterMs = 60 * 60 * 1000
const promptMs = 3_000

/** A call to place now. What of the plan is not said is made up, or as the number's row has it. */
export interface NewCall {
  readonly account: Account
  readonly from: End
  readonly to: End
  readonly plan?: Partial<CallPlan>
}

/** A RingOut to start. */
export interface NewRingOut {
  readonly account: Account
  readonly owner: Extension
  /** The number that is rung first, in E.164. */
  readonly from: string
  readonly to: End
  /** The number of the company that the called party sees; the owner's, or the main one, by default. */
  readonly callerId?: string
  readonly playPrompt?: boolean
}

/** Starts a RingOut: its caller's phone rings. */
export function startRingOut(parts: Parts, ringOut: NewRingOut): Call {
  const { account, owner, from, to } = ringOut
  const caller = {
    ...legOf(parts, account, { extensionId: owner.id }),
    party: partyOfExtension(owner, from),
  }
  return start(parts, {
    account,
    origin: 'RingOut',
    owner,
    caller,
    callee: legOf(parts, account, to),
    shown: partyOfExtension(owner, ringOut.callerId ?? callerIdOf(parts, account, owner)),
    plan: planOf(parts, {
      ...callerManner(from),
      ...manner(to),
      promptMs: ringOut.playPrompt ? promptMs : 0,
    }),
  })
}

/** Places a call: inbound, outbound or internal, by what its ends are. */
export function placeCall(parts: Parts, { account, from, to, plan }: NewCall): Call {
  return start(parts, {
    account,
    origin: 'Call',
    owner: null,
    ...forwarded(parts, account, to, endsOf(parts, account, from, to)),
    plan: planOf(parts, { ...manner(to), ...plan }),
  })
}

/** Ends a call in progress, as the caller's doing; one that is over stays as it is. */
export function cancelCall(parts: Parts, call: Call): void {
  if (call.endedAt !== null) return
  interrupt(parts, call, { call: hangUp(call, parts.clock.now(), 'caller'), nextInMs: null })
}

/** Does something to a party by hand, and returns the call as it then is, or why it cannot be done. */
export function moveByHand(parts: Parts, call: Call, index: number, move: Move): Call | NotAllowed {
  const moved = moveParty(call, index, move, { now: parts.clock.now(), lines: linesOf(parts) })
  return 'why' in moved ? moved : interrupt(parts, call, moved)
}

/** Takes a call one step further, and forgets it when its time is over; the task `call`. */
export function moveCall(parts: Parts, callId: string): void {
  const { calls, clock } = parts
  const call = calls.find(Number(callId))
  if (!call) return
  if (call.endedAt !== null) calls.remove(call.id)
  else keep(parts, call, advance(call, clock.now(), linesOf(parts)))
}

function start(
  parts: Parts,
  made: Pick<Call, 'origin' | 'caller' | 'callee' | 'shown' | 'plan'> & {
    readonly account: Account
    readonly owner: Extension | null
  },
): Call {
  const { account, owner, ...rest } = made
  const startedAt = parts.clock.now()
  const call = parts.calls.add({
    ...rest,
    accountId: account.id,
    ownerId: owner?.id ?? null,
    type: 'Voice',
    startedAt,
    endedAt: null,
    endedBy: null,
    sequence: 0,
    members: [],
  })
  return keep(parts, null, begin(call, startedAt, linesOf(parts)))
}

/** Keeps a step that comes in the place of the one that was due. */
function interrupt(parts: Parts, before: Call, step: Step): Call {
  parts.due.removeOf('call', String(before.id))
  return keep(parts, before, step)
}

/** Stores a step: the call, what could be seen to change, the records of who is in it, and when it goes on. */
function keep(parts: Parts, before: Call | null, step: Step): Call {
  const people = legsOf(step.call).flatMap(({ extensionId }) => extensionId ?? [])
  return tellingPresence(parts, people, () => store(parts, before, step))
}

function store(parts: Parts, before: Call | null, { call: next, nextInMs }: Step): Call {
  const { calls, callLog, clock, schedule } = parts
  const now = clock.now()
  const call = observe(parts, before, next, now)
  calls.update(call)
  const isOver = call.endedAt !== null
  const message =
    isOver && call.callee.status === 'VoiceMail' ? leaveMessage(parts, call) : undefined
  for (const record of recordsOf(call, now, message)) callLog.put(record)
  const inMs = isOver ? forgetAfterMs : nextInMs
  if (inMs !== null) schedule(inMs, 'call', String(call.id))
  return call
}

/** What the number that is called has of a plan, when it is a magic one. */
function manner(to: End): Partial<CallPlan> {
  const { call } = behaviourOf('phoneNumber' in to ? to.phoneNumber : '')
  switch (call.is) {
    case 'answers':
      return {
        ...(call.afterSeconds === undefined ? {} : { calleeRingMs: call.afterSeconds * 1000 }),
        ...(call.talksSeconds === undefined ? {} : { talkMs: call.talksSeconds * 1000 }),
      }
    case 'busy':
      return { answer: 'busy' }
    case 'rejects':
      return { answer: 'declined', calleeRingMs: call.afterSeconds * 1000 }
    case 'never answers':
      return { answer: 'noAnswer' }
    case 'waits for a lever':
      return { isManual: true }
  }
}

/** Where an extension is found when its own phone is not answered: its forwarding numbers outside, in turn. */
export function findMe(parts: Parts, extensionId: number): CallPlan['findMe'] {
  const { accounts, forwardingNumbers, random } = parts
  return forwardingNumbers
    .of(extensionId)
    .filter(({ number }) => !accounts.number(number))
    .map(({ number }) => {
      const { answer = 'answered', calleeRingMs } = manner({ phoneNumber: number })
      return { number, answer, ringMs: calleeRingMs ?? random.integer(3_000, 5_000) }
    })
}

/** What the number that a RingOut rings first has of a plan. */
function callerManner(from: string): Partial<CallPlan> {
  const { answer, calleeRingMs, isManual } = manner({ phoneNumber: from })
  return {
    ...(calleeRingMs === undefined ? {} : { callerRingMs: calleeRingMs }),
    ...(isManual ? { callerAnswer: 'byHand' } : answer ? { callerAnswer: answer } : {}),
  }
}

function planOf({ random }: Parts, said: Partial<CallPlan>): CallPlan {
  return {
    callerRingMs: random.integer(2_500, 4_500),
    callerAnswer: 'answered',
    promptMs: 0,
    calleeRingMs: random.integer(3_000, 5_000),
    talkMs: random.integer(45_000, 75_000),
    voicemailMs: random.integer(6, 20) * 1000,
    answer: 'answered',
    findMe: [],
    answeredBy: null,
    isManual: false,
    ...said,
  }
}
