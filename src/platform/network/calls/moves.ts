// What can be done to a call by hand, party by party: answered, rejected, sent to voicemail, put on hold
// and taken up again, hung up. Pure, as the steps beside it (progress.ts); the levers call it.
import type { Call, Leg } from '#storage/platform/calls'
import {
  answerAtCallee,
  answerAtCaller,
  fall,
  fallAtCaller,
  hangUp,
  type Lines,
  passOn,
  type Step,
  toVoicemail,
} from './progress.ts'

/** What can be done to a party. */
export type Move = 'answer' | 'reject' | 'voicemail' | 'hold' | 'unhold' | 'hang up'

/** Why a call does not allow a move, and what to do instead: two sentences. */
export interface NotAllowed {
  readonly why: string
  readonly remedy: string
}

/** The parties of a call, in the order of their ids: caller, callee, members of the queue. */
export const legsOf = ({ caller, callee, members }: Call): readonly Leg[] => [
  caller,
  callee,
  ...members,
]

/** The id of a party, by its place in {@link legsOf}. */
export const partyIdOf = (
  { telephonySessionId }: Pick<Call, 'telephonySessionId'>,
  index: number,
) => `${telephonySessionId.replace('s-', 'p-')}-${index + 1}`

/** The state after a move of the party at `index`, or why it cannot be. */
export function moveParty(
  call: Call,
  index: number,
  move: Move,
  { now, lines }: { readonly now: number; readonly lines: Lines },
): Step | NotAllowed {
  const leg = legsOf(call)[index]
  if (!leg || call.endedAt !== null || leg.endedAt !== null) {
    return no(
      call.endedAt === null ? 'The party has left the call.' : 'The call has ended.',
      'Place another call, or list the calls in progress.',
    )
  }
  switch (move) {
    case 'answer':
    case 'reject':
    case 'voicemail':
      return takeRinging(call, index, leg, move, { now, lines })
    case 'hold':
    case 'unhold':
      return hold(call, index, leg, move, now)
    case 'hang up':
      return leave(call, index, leg, now)
  }
}

/** What becomes of a phone that rings. */
function takeRinging(
  call: Call,
  index: number,
  leg: Leg,
  move: 'answer' | 'reject' | 'voicemail',
  { now, lines }: { readonly now: number; readonly lines: Lines },
): Step | NotAllowed {
  const obstacle = notRinging(call, index, leg)
  if (obstacle) return obstacle
  if (move === 'voicemail') {
    const isBoxed = call.origin === 'Call' && index > 0 && lines.hasMailbox(call.callee)
    return isBoxed
      ? toVoicemail(call, now)
      : no('The call reaches no voicemail box.', 'Answer or reject it, or hang up the caller.')
  }
  if (index === 0) {
    return move === 'answer'
      ? answerAtCaller(call, now, lines)
      : fallAtCaller(call, now, 'Rejected')
  }
  if (move === 'answer') return answerAtCallee(call, now)
  return index === 1 ? fall(call, now, 'Rejected') : passOn(call, now, lines, 'Rejected')
}

function notRinging(call: Call, index: number, leg: Leg): NotAllowed | undefined {
  if (index === 0 && call.origin !== 'RingOut') {
    return no('The party has placed the call.', 'Name the party that it rings.')
  }
  if (leg.status === 'Success') {
    return no('The party has answered already.', 'Hold it, or hang it up.')
  }
  if (leg.status === 'VoiceMail') {
    return no('The caller is at the voicemail box.', 'Hang up the caller to end the message.')
  }
  if (leg.status === 'Waiting') {
    return no('The party does not ring yet.', 'Answer the caller of the RingOut first.')
  }
  if (leg.isQuiet) {
    return no(
      'The phone is silent: its extension takes no calls now.',
      'Change its do-not-disturb or its status before the call, or hang up the caller.',
    )
  }
  const ringing = call.members.findIndex(({ status }) => status === 'Ringing')
  if (leg.kind !== 'queue' && (index !== 1 || ringing === -1)) return undefined
  if (ringing === -1) {
    return no('Nobody of the call queue can be rung.', 'Hang up the caller, or advance the clock.')
  }
  const why =
    leg.kind === 'queue' ? 'A call queue has no phone.' : 'Another phone of theirs rings now.'
  return no(why, `Name the one that rings, ${partyIdOf(call, ringing + 2)}.`)
}

function hold(
  call: Call,
  index: number,
  leg: Leg,
  move: 'hold' | 'unhold',
  now: number,
): Step | NotAllowed {
  if (leg.status !== 'Success' || call.callee.status !== 'Success' || leg.kind === 'queue') {
    return no('The party is not in a conversation.', 'Have the call answered first.')
  }
  if ((leg.heldAt !== null) === (move === 'hold')) {
    return move === 'hold'
      ? no('The party has put the call on hold already.', 'Take it up again with unhold.')
      : no('The party has not put the call on hold.', 'Put it on hold first.')
  }
  const heldAt = move === 'hold' ? now : null
  const moved = withLeg(call, index, { ...leg, heldAt })
  const { answeredAt } = call.callee
  const isOpen = legsOf(moved).some((one) => one.heldAt !== null) || call.plan.isManual
  const endsAt = (answeredAt ?? now) + call.plan.talkMs
  return { call: moved, nextInMs: isOpen ? null : Math.max(endsAt - now, 0) }
}

function leave(call: Call, index: number, leg: Leg, now: number): Step | NotAllowed {
  if (index > 0 && leg.kind === 'queue' && leg.status === 'Success') {
    return no('The call queue has passed the call on.', 'Hang up the member or the caller.')
  }
  if (index > 0 && leg.status !== 'Success' && leg.status !== 'VoiceMail') {
    return no('The party has not answered.', 'Reject it, or hang up the caller.')
  }
  return { call: hangUp(call, now, index === 0 ? 'caller' : 'callee'), nextInMs: null }
}

function withLeg(call: Call, index: number, leg: Leg): Call {
  if (index === 0) return { ...call, caller: leg }
  if (index === 1) return { ...call, callee: leg }
  return { ...call, members: call.members.with(index - 2, leg) }
}

const no = (why: string, remedy: string): NotAllowed => ({ why, remedy })
