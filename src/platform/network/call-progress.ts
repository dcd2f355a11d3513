// How a call goes from step to step: pure, facts in and the next state out. When a step is taken and
// where the state is kept is calls.ts.
import type { Call, Leg, LegStatus } from '#storage/platform/calls'
import type { TelephonyStatus } from '#storage/platform/call-log'

/**
 * What dialling finds: a phone that will ring, an engaged one, or one whose owner takes no calls
 * (the caller hears it ring, the phone is silent).
 */
export type Line = 'free' | 'engaged' | 'silent'

/** Finds who takes a call and how their line is; a call queue passes it on to a member. */
export type Route = (callee: Leg) => { readonly callee: Leg; readonly line: Line }

/** The next state, and when the step after it is due; null when the call is over. */
export interface Step {
  readonly call: Call
  readonly nextInMs: number | null
}

/** How long a phone rings before the network gives up. */
const noAnswerAfterMs = 25_000

/** The first step of a call that was just placed: a RingOut rings its caller, any other call dials. */
export function begin(call: Call, now: number, route: Route): Step {
  const rings = { ...call, caller: ring(call.caller, now) }
  if (call.origin === 'RingOut') return { call: rings, nextInMs: call.plan.callerRingMs }
  return dial(rings, now, route)
}

/** What happens next to a call that is due. */
export function advance(call: Call, now: number, route: Route): Step {
  const { caller, callee, plan } = call
  if (callee.status === 'Ringing') return settle(call, now)
  if (callee.status !== 'Waiting') return { call: hangUp(call, now, 'callee'), nextInMs: null }
  if (caller.status !== 'Ringing') return dial(call, now, route)
  const answered = { ...call, caller: connect(caller, now) }
  if (plan.promptMs > 0) return { call: answered, nextInMs: plan.promptMs }
  return dial(answered, now, route)
}

/**
 * Ends a call wherever it stands. A leg that was connected is Finished; one that was not is Rejected,
 * as RingCentral says of a RingOut that was cancelled.
 */
export function hangUp(call: Call, now: number, endedBy: 'caller' | 'callee'): Call {
  const close = (leg: Leg): Leg => {
    if (leg.status === 'Success') return { ...leg, status: 'Finished' }
    return leg.status === 'Ringing' || leg.status === 'Waiting'
      ? { ...leg, status: 'Rejected' }
      : leg
  }
  return {
    ...call,
    caller: close(call.caller),
    callee: close(call.callee),
    endedAt: now,
    endedBy,
  }
}

/** What a leg makes an extension's phone do. */
export function telephonyStatusOf({ status }: Leg): TelephonyStatus {
  if (status === 'Success') return 'CallConnected'
  return status === 'Ringing' ? 'Ringing' : 'NoCall'
}

function dial(call: Call, now: number, route: Route): Step {
  const { callee, line } = route(call.callee)
  const { plan } = call
  if (line === 'engaged' || plan.answer === 'busy') {
    return fall({ ...call, callee: ring(callee, now) }, now, 'Busy')
  }
  const willAnswer = line === 'free' && plan.answer !== 'noAnswer'
  return {
    call: { ...call, callee: { ...ring(callee, now), isQuiet: line === 'silent' } },
    nextInMs: willAnswer ? plan.calleeRingMs : noAnswerAfterMs,
  }
}

/** What comes of a callee's ringing phone. */
function settle(call: Call, now: number): Step {
  const { caller, callee, plan } = call
  if (callee.isQuiet || plan.answer === 'noAnswer') return fall(call, now, 'NoAnswer')
  if (plan.answer === 'declined') return fall(call, now, 'Rejected')
  const connected = {
    ...call,
    caller: caller.status === 'Success' ? caller : connect(caller, now),
    callee: connect(callee, now),
  }
  return { call: connected, nextInMs: plan.talkMs }
}

/** Ends a call whose callee was not reached; the caller's leg stays as far as it came. */
function fall(call: Call, now: number, status: LegStatus): Step {
  const callee = { ...call.callee, status }
  return { call: { ...call, callee, endedAt: now, endedBy: 'callee' }, nextInMs: null }
}

const ring = (leg: Leg, rangAt: number): Leg => ({ ...leg, status: 'Ringing', rangAt })
const connect = (leg: Leg, answeredAt: number): Leg => ({ ...leg, status: 'Success', answeredAt })
