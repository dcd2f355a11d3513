// The records a call leaves: one for each extension in it, from its own side. Pure; made again at each
// step of the call, so that the same rows are the active calls first and the call log after.
import { hash } from 'node:crypto'
import type { Call, Leg } from '#storage/platform/calls'
import type {
  CallFacts,
  CallReason,
  CallRecord,
  CallRecordDetails,
  CallRecordLeg,
  CallResult,
  LegType,
} from '#storage/platform/call-log'
import { partyIdOf } from './moves.ts'
import { telephonyStatusOf } from './progress.ts'

/** The fax or voicemail a call left, on the record of the extension it is for. */
export type CallMessage = NonNullable<CallRecordDetails['message']>

/** The records of a call as it stands at `now`. A silent phone has none until the call is over. */
export function recordsOf(call: Call, now: number, message?: CallMessage): CallRecord[] {
  const { caller, callee, members } = call
  const isHeard = callee.rangAt !== null && (!callee.isQuiet || call.endedAt !== null)
  const sides = [
    { side: 'caller', leg: caller } as const,
    ...(isHeard ? [{ side: 'callee', leg: callee } as const] : []),
    // What a member's phone did before is written already.
    ...members
      .map((leg, index) => ({ side: `member ${index + 1}`, leg }) as const)
      .filter(({ leg }) => leg.endedAt === null || leg.endedAt === now),
  ]
  return sides.flatMap(({ side, leg }) =>
    leg.extensionId === null
      ? []
      : [recordOf(call, { ...leg, side }, leg.extensionId, now, message)],
  )
}

/** A leg with the place it has in the call. */
type Sided = Leg & { readonly side: 'caller' | 'callee' | `member ${number}` }

function recordOf(
  call: Call,
  leg: Sided,
  extensionId: number,
  now: number,
  message: CallMessage | undefined,
): CallRecord {
  const facts = factsOf(call, leg)
  const isOver = endOf(call, leg) !== null
  const reason = isOver ? reasonOf(call, leg) : undefined
  return {
    ...facts,
    id: recordId(`${call.telephonySessionId} ${leg.side}`),
    accountId: call.accountId,
    extensionId,
    sessionId: String(call.id),
    telephonySessionId: call.telephonySessionId,
    partyId: partyId(call, leg.side),
    type: call.type,
    modifiedAt: now,
    state: isOver ? 'Logged' : 'Active',
    details: {
      telephonyStatus: isOver ? 'NoCall' : telephonyStatusOf(leg),
      isQueueCall: leg.queueId !== null,
      internalType: internalTypeOf(call),
      ...(reason ? { reason } : {}),
      // The message lies in the mailbox of whom the call was for.
      ...(message && !isMember(leg) ? { message } : {}),
      legs: recordLegsOf(call, leg, facts),
    },
  }
}

/** When a leg was over, which for a queue’s member may be long before the call is; null while it lasts. */
const endOf = (call: Call, leg: Sided): number | null =>
  isMember(leg) ? (leg.endedAt ?? call.endedAt) : call.endedAt

const isMember = ({ side }: Sided) => side !== 'caller' && side !== 'callee'

function factsOf(call: Call, leg: Sided): CallFacts {
  const startedAt = leg.side === 'caller' ? call.startedAt : (leg.rangAt ?? call.startedAt)
  const endedAt = endOf(call, leg)
  return {
    direction: leg.side === 'caller' ? 'Outbound' : 'Inbound',
    transport: isPhone(call) ? 'PSTN' : 'VoIP',
    action: actionOf(call, leg),
    result: endedAt === null ? 'In Progress' : resultOf(call, leg),
    startedAt,
    durationMs: endedAt === null ? null : endedAt - startedAt,
    from: call.shown,
    to: call.callee.party,
  }
}

/** Whether the call came from the telephone network rather than from one of the account's phones. */
const isPhone = ({ origin, caller, type }: Call) =>
  origin === 'RingOut' || caller.extensionId === null || type === 'Fax'

function actionOf({ origin, type }: Call, { side }: Sided): CallFacts['action'] {
  if (type === 'Fax') return side === 'caller' ? 'Outgoing Fax' : 'Incoming Fax'
  if (side !== 'caller') return 'Phone Call'
  return origin === 'RingOut' ? 'RingOut Web' : 'VoIP Call'
}

function resultOf(call: Call, leg: Sided): CallResult {
  const { caller, callee, endedBy, type } = call
  if (type === 'Fax') return faxResultOf(call, leg)
  const isOutbound = leg.side === 'caller'
  if (isOutbound && isUnreached(caller)) return callerResultOf(caller)
  switch (isMember(leg) ? leg.status : callee.status) {
    case 'Success':
    case 'Finished':
      return isOutbound ? 'Call connected' : 'Accepted'
    case 'Busy':
      return isOutbound ? 'Busy' : 'Missed'
    case 'NoAnswer':
      return isOutbound ? 'No Answer' : 'Missed'
    case 'VoiceMail':
      return isOutbound ? 'Call connected' : 'Voicemail'
    case 'Blocked':
      return isOutbound ? 'Rejected' : 'Blocked'
    case 'Cancelled':
      return 'Missed'
    case 'Waiting':
    case 'Ringing':
    case 'Rejected':
      if (isMember(leg)) return 'Declined'
      if (endedBy === 'caller') return isOutbound ? 'Hang Up' : 'Missed'
      return isOutbound ? 'Rejected' : 'Declined'
  }
}

function faxResultOf({ callee }: Call, { side }: Sided): CallResult {
  const isThrough = callee.status === 'Finished'
  if (side === 'caller') return isThrough ? 'Sent' : 'Send Error'
  return isThrough ? 'Received' : 'Receive Error'
}

/** Whether the caller of a RingOut did not come to its own phone. */
const isUnreached = ({ status }: Leg) => status === 'Busy' || status === 'NoAnswer'

function reasonOf({ caller, callee, endedBy }: Call, leg: Sided): CallReason | undefined {
  const { status } = isMember(leg) ? leg : isUnreached(caller) ? caller : callee
  if (status === 'Busy') return 'Line Busy'
  if (status === 'NoAnswer') return 'No Answer'
  if (status === 'Blocked') return 'Number Blocked'
  const isGivenUp = status === 'Rejected' && !isMember(leg) && endedBy === 'caller'
  return isGivenUp || status === 'Cancelled' ? 'Hang Up' : undefined
}

function internalTypeOf({ origin, caller, callee }: Call): CallRecordDetails['internalType'] {
  if (origin === 'RingOut') return 'RingOut'
  const outside = [caller, callee].find(({ extensionId }) => extensionId === null)
  if (!outside) return 'Sip'
  return outside.party.phoneNumber?.startsWith('+1') ? 'Local' : 'International'
}

function recordLegsOf(call: Call, leg: Sided, facts: CallFacts): CallRecordLeg[] {
  const own = (legType: LegType, isMaster: boolean): CallRecordLeg => ({
    ...facts,
    legType,
    isMaster,
    partyId: partyId(call, leg.side),
  })
  if (isMember(leg)) return [own(kindOf(leg), true)]
  return [...endLegs(call, leg, facts, own), ...huntingLegs(call)]
}

/** The legs between the caller and the called end. */
function endLegs(
  call: Call,
  { side }: Sided,
  facts: CallFacts,
  own: (legType: LegType, isMaster: boolean) => CallRecordLeg,
): CallRecordLeg[] {
  if (call.type === 'Fax') return [own(side === 'caller' ? 'FaxSent' : 'Accept', true)]
  if (call.origin === 'RingOut') {
    return side === 'caller' ? ringOutLegs(call, facts) : [own('RingOutWebToCaller', true)]
  }
  if (call.caller.extensionId === null) return [own('Accept', true), own('PstnToSip', false)]
  return [
    own(call.callee.extensionId === null ? 'SipToPstnUnmetered' : 'ExtensionToExtension', true),
  ]
}

/** RingCentral names the legs of a RingOut by whom they ring: the subscriber first, then the other. */
function ringOutLegs(call: Call, facts: CallFacts): CallRecordLeg[] {
  const { caller, callee } = call
  const first: CallRecordLeg = {
    ...facts,
    to: caller.party,
    ...(call.endedAt === null ? {} : { result: callerResultOf(caller) }),
    legType: 'RingOutWebToSubscriber',
    isMaster: true,
    partyId: partyId(call, 'caller'),
  }
  if (callee.rangAt === null) return [first]
  const second: CallRecordLeg = {
    ...facts,
    startedAt: callee.rangAt,
    durationMs: call.endedAt === null ? null : call.endedAt - callee.rangAt,
    legType: 'RingOutWebToCaller',
    isMaster: false,
    partyId: partyId(call, 'callee'),
  }
  return [first, second]
}

/** The phones that the call was passed on to, in turn. */
const huntingLegs = (call: Call): CallRecordLeg[] =>
  call.members.map((member, index) => {
    const leg: Sided = { ...member, side: `member ${index + 1}` }
    const kind = kindOf(member)
    const reason = endOf(call, leg) === null ? undefined : reasonOf(call, leg)
    return {
      ...factsOf(call, leg),
      ...(reason ? { reason } : {}),
      action: kind,
      to: member.party,
      legType: kind,
      isMaster: false,
      partyId: partyId(call, leg.side),
    }
  })

/** A queue hunts for a member; an extension is found at another phone. */
const kindOf = ({ queueId }: Leg) => (queueId === null ? 'FindMe' : 'Hunting')

/** How the caller of a RingOut took its own leg. */
function callerResultOf({ answeredAt, status }: Leg): CallResult {
  if (answeredAt !== null) return 'Call connected'
  if (status === 'Busy') return 'Busy'
  return status === 'NoAnswer' ? 'No Answer' : 'Hang Up'
}

function partyId(call: Call, side: Sided['side']): string {
  const member = /\d+$/.exec(side)?.[0]
  return partyIdOf(call, side === 'caller' ? 0 : 1 + Number(member ?? 0))
}

// RingCentral's ids look like `IWvNToLkbo-7zUA`. 84 bits of a digest: unique without a look-up.
function recordId(key: string): string {
  const text = hash('sha256', key, 'base64url').replaceAll(/[-_]/g, 'A')
  return `${text.slice(0, 10)}-${text.slice(10, 14)}`
}
