// How a call goes from step to step: pure, facts in and the next state out. When a step is taken and
// where the state is kept is ../calls.ts; what can be done to a call by hand is moves.ts.
import type { Answer, Call, CallPlan, Leg, LegStatus } from '#storage/platform/calls'
import type { TelephonyStatus } from '#storage/platform/call-log'

/**
 * What dialling finds: a phone that will ring, an engaged one, one whose owner wants no calls now, or
 * one that is switched off (the caller hears it ring, and nobody comes).
 */
export type Line = 'free' | 'engaged' | 'silent' | 'off'

/** What a call needs to know of the network. */
export interface Lines {
  /** What dialling a leg finds. */
  readonly lineOf: (leg: Leg) => Line
  /**
   * The next phone the call is passed on to, which was not rung yet: a member of the called queue who can
   * be rung, or the next where the extension is found. Undefined when there is none left.
   */
  readonly nextMember: (call: Call) => Leg | undefined
  /** Whether somebody who is not reached has a voicemail box. */
  readonly hasMailbox: (leg: Leg) => boolean
}

/** The next state, and when the step after it is due; null when it waits for a lever, or is over. */
export interface Step {
  readonly call: Call
  readonly nextInMs: number | null
}

/** How long a phone rings before the network gives up, and before a queue tries the next one. */
const noAnswerAfterMs = 25_000
const nextMemberAfterMs = 15_000

/** The first step of a call that was just placed: a RingOut rings its caller, any other call dials. */
export function begin(call: Call, now: number, lines: Lines): Step {
  const rings = { ...call, caller: ring(call.caller, now) }
  if (call.origin !== 'RingOut') return dial(rings, now, lines)
  const { callerAnswer, callerRingMs } = call.plan
  if (callerAnswer === 'busy') return fallAtCaller(rings, now, 'Busy')
  if (callerAnswer === 'byHand') return { call: rings, nextInMs: null }
  return { call: rings, nextInMs: callerAnswer === 'noAnswer' ? noAnswerAfterMs : callerRingMs }
}

/** What happens next to a call that is due. */
export function advance(call: Call, now: number, lines: Lines): Step {
  const { caller, callee, plan } = call
  if (callee.status === 'Waiting') {
    if (caller.status !== 'Ringing') return dial(call, now, lines)
    if (plan.callerAnswer === 'noAnswer') return fallAtCaller(call, now, 'NoAnswer')
    if (plan.callerAnswer === 'declined') return fallAtCaller(call, now, 'Rejected')
    return answerAtCaller(call, now, lines)
  }
  if (ringingMember(call)) return settleMember(call, now, lines)
  if (callee.status === 'Ringing') return settle(call, now, lines)
  if (callee.status === 'VoiceMail') return over(hangUp(call, now, 'caller'))
  // On hold it lasts until somebody takes it up again.
  if (isHeld(call)) return { call, nextInMs: null }
  return over(hangUp(call, now, 'callee'))
}

/** The caller of a RingOut picks up: the other end is dialled, after the prompt when there is one. */
export function answerAtCaller(call: Call, now: number, lines: Lines): Step {
  const answered = { ...call, caller: connect(call.caller, now) }
  const { promptMs } = call.plan
  return promptMs > 0 ? { call: answered, nextInMs: promptMs } : dial(answered, now, lines)
}

/** A ringing phone of the called end is picked up: the callee’s own, or that of a queue’s member. */
export function answerAtCallee(call: Call, now: number): Step {
  const { caller, plan } = call
  return {
    call: {
      ...call,
      caller: caller.status === 'Success' ? caller : connect(caller, now),
      callee: connect(call.callee, now),
      members: call.members.map((leg) => (leg.status === 'Ringing' ? connect(leg, now) : leg)),
    },
    nextInMs: plan.isManual ? null : plan.talkMs,
  }
}

/** A phone that the call was passed on to does not take it: the next one rings, or none is left. */
export function passOn(call: Call, now: number, lines: Lines, status: Unanswered): Step {
  const members = call.members.map((leg) =>
    leg.status === 'Ringing' ? { ...leg, status, endedAt: now } : leg,
  )
  return notReached({ ...call, members }, now, lines, status)
}

/** The caller comes to the voicemail box of whom they did not reach. */
export function toVoicemail(call: Call, now: number): Step {
  const { caller, plan } = call
  return {
    call: {
      ...call,
      caller: caller.status === 'Success' ? caller : connect(caller, now),
      callee: { ...call.callee, status: 'VoiceMail', answeredAt: now, isQuiet: false },
      members: call.members.map((leg) =>
        leg.status === 'Ringing' ? { ...leg, status: 'NoAnswer', endedAt: now } : leg,
      ),
    },
    nextInMs: plan.isManual ? null : plan.voicemailMs,
  }
}

/**
 * Ends a call wherever it stands. A leg that was connected is Finished; one that was not is Rejected,
 * as RingCentral says of a RingOut that was cancelled.
 */
export function hangUp(call: Call, now: number, endedBy: 'caller' | 'callee'): Call {
  const close = (leg: Leg): Leg => {
    if (leg.endedAt !== null) return leg
    const ended = { ...leg, heldAt: null, endedAt: now }
    if (leg.status === 'Success') return { ...ended, status: 'Finished' }
    if (leg.status === 'Ringing' || leg.status === 'Waiting')
      return { ...ended, status: 'Rejected' }
    return ended
  }
  return {
    ...call,
    caller: close(call.caller),
    callee: close(call.callee),
    members: call.members.map((leg) =>
      leg.status === 'Ringing' ? { ...leg, status: 'Cancelled', endedAt: now } : close(leg),
    ),
    endedAt: now,
    endedBy,
  }
}

/** Ends a call whose callee was not reached; the caller's leg stays as far as it came. */
export function fall(call: Call, now: number, status: LegStatus): Step {
  const callee = { ...call.callee, status, endedAt: now }
  const caller = { ...call.caller, heldAt: null, endedAt: now }
  return over({ ...call, caller, callee, endedAt: now, endedBy: 'callee' })
}

/** What a leg makes an extension's phone do. */
export function telephonyStatusOf({ status, heldAt, kind }: Leg): TelephonyStatus {
  // A queue has no phone: those of its members ring.
  if (kind === 'queue') return 'NoCall'
  if (status === 'Success') return heldAt === null ? 'CallConnected' : 'OnHold'
  return status === 'Ringing' ? 'Ringing' : 'NoCall'
}

/** Whether somebody has put the call on hold. */
export const isHeld = ({ caller, callee, members }: Call): boolean =>
  [caller, callee, ...members].some(({ heldAt }) => heldAt !== null)

/** The member of a queue whose phone rings. */
export const ringingMember = ({ members }: Call): Leg | undefined =>
  members.find(({ status }) => status === 'Ringing')

function dial(call: Call, now: number, lines: Lines): Step {
  const { plan } = call
  const rings = { ...call, callee: ring(call.callee, now) }
  const { callee } = rings
  const line = lines.lineOf(callee)
  if (plan.answer === 'busy') return fall(rings, now, 'Busy')
  const isBoxed = call.origin === 'Call' && hasVoicemail(rings, lines)
  if (callee.kind === 'mailbox') {
    return plan.voicemailMs > 0 || plan.isManual
      ? toVoicemail(rings, now)
      : fall(rings, now, 'NoAnswer')
  }
  if (line === 'engaged') return isBoxed ? toVoicemail(rings, now) : fall(rings, now, 'Busy')
  if (line === 'silent' && isBoxed) return toVoicemail(rings, now)
  if (line !== 'free') {
    const quiet = { ...rings, callee: { ...callee, isQuiet: true } }
    return { call: quiet, nextInMs: waitFor(plan, 'noAnswer') }
  }
  if (callee.kind === 'queue') {
    const member = lines.nextMember(rings)
    // Whoever calls a queue hears it ring while everybody is busy.
    if (!member) return { call: rings, nextInMs: waitFor(plan, 'noAnswer') }
    return ringMember(rings, member, now)
  }
  return { call: rings, nextInMs: waitFor(plan, plan.answer) }
}

function ringMember(call: Call, member: Leg, now: number): Step {
  const { plan } = call
  const members = [...call.members, ring(member, now)]
  const answer = answerOf(call, member)
  const { ringMs } = foundOf(call, member) ?? { ringMs: plan.calleeRingMs }
  const inMs = answer === 'noAnswer' ? nextMemberAfterMs : answer === 'busy' ? 0 : ringMs
  return { call: { ...call, members }, nextInMs: plan.isManual ? null : inMs }
}

/** What comes of a callee's ringing phone. */
function settle(call: Call, now: number, lines: Lines): Step {
  const { callee, plan } = call
  if (callee.isQuiet || callee.kind === 'queue' || plan.answer === 'noAnswer') {
    return notReached(call, now, lines, 'NoAnswer')
  }
  return plan.answer === 'declined' ? fall(call, now, 'Rejected') : answerAtCallee(call, now)
}

/** What comes of the ringing phone of a queue's member. */
function settleMember(call: Call, now: number, lines: Lines): Step {
  const member = ringingMember(call)
  const answer = member ? answerOf(call, member) : 'noAnswer'
  if (answer === 'answered') return answerAtCallee(call, now)
  return passOn(call, now, lines, unanswered[answer])
}

/** How a phone that the call is passed on to takes it: a queue's member as planned, or not at all. */
function answerOf(call: Call, member: Leg): Answer {
  const found = foundOf(call, member)
  if (found) return found.answer
  const { answer, answeredBy } = call.plan
  return answeredBy === null || answeredBy === member.extensionId ? answer : 'noAnswer'
}

/** The plan of a phone where an extension is found; undefined for a member of a queue. */
const foundOf = ({ plan }: Call, { queueId, party }: Leg) =>
  queueId === null ? plan.findMe.find(({ number }) => number === party.phoneNumber) : undefined

const unanswered = {
  noAnswer: 'NoAnswer',
  declined: 'Rejected',
  busy: 'Busy',
} as const satisfies Partial<Record<Answer, LegStatus>>

/** How a leg ends that nobody answered. */
type Unanswered = (typeof unanswered)[keyof typeof unanswered]

function notReached(call: Call, now: number, lines: Lines, status: Unanswered): Step {
  const next = lines.nextMember(call)
  if (next) return ringMember(call, next, now)
  const isBoxed = call.origin === 'Call' && hasVoicemail(call, lines)
  return isBoxed ? toVoicemail(call, now) : fall(call, now, status)
}

/** Whether the caller will leave a message: the callee has a box, and the caller something to say. */
const hasVoicemail = ({ callee, plan }: Call, lines: Lines): boolean =>
  (plan.voicemailMs > 0 || plan.isManual) && lines.hasMailbox(callee)

/** Ends a RingOut whose caller was not reached. */
export function fallAtCaller(call: Call, now: number, status: LegStatus): Step {
  const ended = hangUp(call, now, 'caller')
  return over({ ...ended, caller: { ...ended.caller, status } })
}

/** How long the called phone rings when it is taken so; null when a lever will say. */
function waitFor({ isManual, calleeRingMs }: CallPlan, answer: Answer): number | null {
  if (isManual) return null
  return answer === 'noAnswer' ? noAnswerAfterMs : calleeRingMs
}

const over = (call: Call): Step => ({ call, nextInMs: null })
const ring = (leg: Leg, rangAt: number): Leg => ({ ...leg, status: 'Ringing', rangAt })
const connect = (leg: Leg, answeredAt: number): Leg => ({ ...leg, status: 'Success', answeredAt })
