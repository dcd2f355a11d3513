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
import { telephonyStatusOf } from './call-progress.ts'

/** The fax or voicemail a call left, on the record of the extension it is for. */
export type CallMessage = NonNullable<CallRecordDetails['message']>

/** The records of a call as it stands at `now`. A silent phone has none until the call is over. */
export function recordsOf(call: Call, now: number, message?: CallMessage): CallRecord[] {
  const { caller, callee } = call
  const isHeard = callee.rangAt !== null && (!callee.isQuiet || call.endedAt !== null)
  return [
    ...(caller.extensionId === null
      ? []
      : [recordOf(call, 'caller', caller.extensionId, now, message)]),
    ...(callee.extensionId === null || !isHeard
      ? []
      : [recordOf(call, 'callee', callee.extensionId, now, message)]),
  ]
}

type Side = 'caller' | 'callee'

function recordOf(
  call: Call,
  side: Side,
  extensionId: number,
  now: number,
  message: CallMessage | undefined,
): CallRecord {
  const leg = call[side]
  const facts = factsOf(call, side)
  const reason = reasonOf(call)
  return {
    ...facts,
    id: recordId(`${call.telephonySessionId} ${side}`),
    accountId: call.accountId,
    extensionId,
    sessionId: String(call.id),
    telephonySessionId: call.telephonySessionId,
    partyId: partyId(call, side),
    type: call.type,
    modifiedAt: now,
    state: call.endedAt === null ? 'Active' : 'Logged',
    details: {
      telephonyStatus: call.endedAt === null ? telephonyStatusOf(leg) : 'NoCall',
      isQueueCall: leg.queueId !== null,
      internalType: internalTypeOf(call),
      ...(reason ? { reason } : {}),
      ...(message ? { message } : {}),
      legs: legsOf(call, side, facts),
    },
  }
}

function factsOf(call: Call, side: Side): CallFacts {
  const startedAt = side === 'caller' ? call.startedAt : (call.callee.rangAt ?? call.startedAt)
  return {
    direction: side === 'caller' ? 'Outbound' : 'Inbound',
    transport: isPhone(call) ? 'PSTN' : 'VoIP',
    action: actionOf(call, side),
    result: call.endedAt === null ? 'In Progress' : resultOf(call, side),
    startedAt,
    durationMs: call.endedAt === null ? null : call.endedAt - startedAt,
    from: call.shown,
    to: call.callee.party,
  }
}

/** Whether the call came from the telephone network rather than from one of the account's phones. */
const isPhone = ({ origin, caller, type }: Call) =>
  origin === 'RingOut' || caller.extensionId === null || type === 'Fax'

function actionOf({ origin, type }: Call, side: Side): CallFacts['action'] {
  if (type === 'Fax') return side === 'caller' ? 'Outgoing Fax' : 'Incoming Fax'
  if (side === 'callee') return 'Phone Call'
  return origin === 'RingOut' ? 'RingOut Web' : 'VoIP Call'
}

function resultOf(call: Call, side: Side): CallResult {
  if (call.type === 'Fax') return faxResultOf(call, side)
  const { callee, endedBy } = call
  const isOutbound = side === 'caller'
  switch (callee.status) {
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
    case 'Waiting':
    case 'Ringing':
    case 'Rejected':
      if (endedBy === 'caller') return isOutbound ? 'Hang Up' : 'Missed'
      return isOutbound ? 'Rejected' : 'Declined'
  }
}

function faxResultOf({ callee }: Call, side: Side): CallResult {
  const isThrough = callee.status === 'Finished'
  if (side === 'caller') return isThrough ? 'Sent' : 'Send Error'
  return isThrough ? 'Received' : 'Receive Error'
}

function reasonOf({ callee, endedAt, endedBy }: Call): CallReason | undefined {
  if (endedAt === null) return undefined
  if (callee.status === 'Busy') return 'Line Busy'
  if (callee.status === 'NoAnswer') return 'No Answer'
  if (callee.status === 'Blocked') return 'Number Blocked'
  return callee.status === 'Rejected' && endedBy === 'caller' ? 'Hang Up' : undefined
}

function internalTypeOf({ origin, caller, callee }: Call): CallRecordDetails['internalType'] {
  if (origin === 'RingOut') return 'RingOut'
  const outside = [caller, callee].find(({ extensionId }) => extensionId === null)
  if (!outside) return 'Sip'
  return outside.party.phoneNumber?.startsWith('+1') ? 'Local' : 'International'
}

function legsOf(call: Call, side: Side, facts: CallFacts): CallRecordLeg[] {
  const own = (legType: LegType, isMaster: boolean): CallRecordLeg => ({
    ...facts,
    legType,
    isMaster,
    partyId: partyId(call, side),
  })
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

const callerResultOf = ({ answeredAt }: Leg): CallResult =>
  answeredAt === null ? 'Hang Up' : 'Call connected'

const partyId = ({ telephonySessionId }: Call, side: Side) =>
  `${telephonySessionId.replace('s-', 'p-')}-${side === 'caller' ? 1 : 2}`

// RingCentral's ids look like `IWvNToLkbo-7zUA`. 84 bits of a digest: unique without a look-up.
function recordId(key: string): string {
  const text = hash('sha256', key, 'base64url').replaceAll(/[-_]/g, 'A')
  return `${text.slice(0, 10)}-${text.slice(10, 14)}`
}
