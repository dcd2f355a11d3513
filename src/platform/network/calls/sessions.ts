// A call as RingCentral's telephony sessions show it: parties with status codes, and a sequence number
// that rises with every change of one. Each step of a call goes through `observe`, which finds what could
// be seen to change and keeps it with its sequence and time, so that no change is lost between two looks.
import type { Call, CallChange, CallParty, Leg } from '#storage/platform/calls'
import { partyChanged } from '../../events/calls.ts'
import type { Parts } from '../../parts.ts'
import { legsOf, partyIdOf } from './moves.ts'

/** Where a party stands, in RingCentral's words. `Gone` has passed the call on to another party. */
export type PartyCode =
  | 'Setup'
  | 'Proceeding'
  | 'Answered'
  | 'Hold'
  | 'VoiceMail'
  | 'Disconnected'
  | 'Gone'

/** Why a party was disconnected, in RingCentral's words. */
export type PartyReason =
  | 'CallFinished'
  | 'Cancelled'
  | 'NoAnswer'
  | 'Rejected'
  | 'TargetBusy'
  | 'DestinationBlocked'

/** One party of a session. */
export interface SessionParty {
  readonly id: string
  /** The extension that it is; null in the outside world. */
  readonly extensionId: number | null
  readonly direction: 'Inbound' | 'Outbound'
  readonly from: CallParty
  readonly to: CallParty
  readonly code: PartyCode
  /** With Disconnected alone. */
  readonly reason?: PartyReason
  /** With Gone alone: the party that has the call now. */
  readonly peerPartyId?: string
  readonly queueCall: boolean
  /** It rang, and nobody came. */
  readonly missedCall: boolean
  /** In a RingOut: who is rung first, and who then. */
  readonly ringOutRole?: 'Initiator' | 'Target'
}

/** A telephony session. */
export interface Session {
  readonly sequence: number
  readonly sessionId: string
  readonly telephonySessionId: string
  readonly accountId: number
  readonly origin: Call['origin']
  readonly startedAt: number
  readonly parties: readonly SessionParty[]
}

/** A change of a session: the party that changed, as it was then. Times are epoch milliseconds. */
export interface SessionChange {
  readonly sequence: number
  readonly at: number
  readonly sessionId: string
  readonly telephonySessionId: string
  readonly accountId: number
  readonly origin: Call['origin']
  readonly party: SessionParty
}

/** The session of a call as it stands. */
export const sessionOf = (call: Call): Session => ({
  ...headOf(call),
  sequence: call.sequence,
  startedAt: call.startedAt,
  parties: legsOf(call).map((_, index) => partyOf(call, index)),
})

/** Every change of a call after a sequence number, in order; a call that is forgotten has none. */
export const changesOf = (
  { calls }: Pick<Parts, 'calls'>,
  call: Call,
  after = 0,
): SessionChange[] =>
  calls
    .changes<SessionParty>(call.id, after)
    .map(({ state: party, ...when }) => ({ ...when, ...headOf(call), party }))

/**
 * Keeps what can be seen to differ between a call and its next state, party by party, tells of it, and
 * returns the next state with its sequence. A party that comes in is set up first.
 * @param before null for a call that was just placed
 */
export function observe(
  parts: Pick<Parts, 'calls' | 'publish'>,
  before: Call | null,
  after: Call,
  at: number,
): Call {
  const changes: CallChange<SessionParty>[] = []
  const first = (before ?? after).sequence
  const add = (state: SessionParty) =>
    changes.push({ sequence: first + changes.length + 1, at, state })
  for (const [index] of legsOf(after).entries()) {
    const is = partyOf(after, index)
    const was = before && index < legsOf(before).length ? partyOf(before, index) : null
    if (!was && is.code !== 'Setup') add(setUp(after, index))
    if (is.code !== was?.code || is.reason !== was.reason) add(is)
  }
  for (const change of changes) {
    parts.calls.addChange(after.id, change)
    const { state: party, ...when } = change
    partyChanged(parts, { ...when, ...headOf(after), party })
  }
  return { ...after, sequence: first + changes.length }
}

const headOf = ({ id, telephonySessionId, accountId, origin }: Call) => ({
  sessionId: String(id),
  telephonySessionId,
  accountId,
  origin,
})

/** A party as it comes in. */
function setUp(call: Call, index: number): SessionParty {
  const { extensionId, queueId } = legsOf(call)[index] ?? call.caller
  return {
    id: partyIdOf(call, index),
    extensionId,
    direction: index === 0 ? 'Outbound' : 'Inbound',
    from: call.shown,
    to: call.callee.party,
    code: 'Setup',
    queueCall: queueId !== null,
    missedCall: false,
    ...(call.origin === 'RingOut' && index < 2
      ? { ringOutRole: index === 0 ? 'Initiator' : 'Target' }
      : {}),
  }
}

function partyOf(call: Call, index: number): SessionParty {
  const leg = legsOf(call)[index] ?? call.caller
  const code = codeOf(call, leg, index)
  const reason = code === 'Disconnected' ? reasonOf(call, leg, index) : undefined
  const taker = call.members.findIndex(isConnected)
  return {
    ...setUp(call, index),
    code,
    ...(reason ? { reason } : {}),
    ...(code === 'Gone' && taker !== -1 ? { peerPartyId: partyIdOf(call, taker + 2) } : {}),
    missedCall: index > 0 && code === 'Disconnected' && leg.answeredAt === null,
  }
}

const isConnected = ({ status }: Leg) => status === 'Success' || status === 'Finished'

function codeOf(call: Call, leg: Leg, index: number): PartyCode {
  // A queue is out of the call as soon as a member has it.
  if (index === 1 && leg.kind === 'queue' && isConnected(leg)) return 'Gone'
  if (leg.endedAt !== null || call.endedAt !== null) return 'Disconnected'
  switch (leg.status) {
    case 'Waiting':
      return 'Setup'
    case 'Ringing':
      return 'Proceeding'
    case 'VoiceMail':
      return 'VoiceMail'
    case 'Success':
      return leg.heldAt === null ? 'Answered' : 'Hold'
    case 'Finished':
    case 'Busy':
    case 'NoAnswer':
    case 'Rejected':
    case 'Blocked':
    case 'Cancelled':
      return 'Disconnected'
  }
}

/** Why a party is out: its own way of not being reached, or the one of whom it called. */
function reasonOf(call: Call, leg: Leg, index: number): PartyReason {
  const { caller, callee, endedBy } = call
  const isCallee = index === 0 && callee.answeredAt === null && !isUnreached(caller)
  const { status } = isCallee ? callee : leg
  switch (status) {
    case 'Busy':
      return 'TargetBusy'
    case 'NoAnswer':
      return 'NoAnswer'
    case 'Blocked':
      return 'DestinationBlocked'
    case 'Cancelled':
      return 'Cancelled'
    case 'Rejected':
      return index < 2 && endedBy === 'caller' ? 'Cancelled' : 'Rejected'
    case 'Waiting':
    case 'Ringing':
      return endedBy === 'caller' ? 'Cancelled' : 'Rejected'
    case 'Success':
    case 'Finished':
    case 'VoiceMail':
      return 'CallFinished'
  }
}

const isUnreached = ({ status }: Leg) => status === 'Busy' || status === 'NoAnswer'
