// Presence as it is answered and as events tell it: what a person has set, and what their phone does. Pure.
import type { Static } from 'typebox'
import type { PresenceInfo } from '#catalog/schemas/presence'
import { isoTime } from '#lib/time'
import type { Extension } from '#storage/platform/accounts'
import type { CallRecord, TelephonyStatus } from '#storage/platform/call-log'
import type { CallParty } from '#storage/platform/calls'
import type { PresenceSettings } from '#storage/platform/presence'
import { telephonyStatusOf } from './presence-update.ts'

type Reply = Static<typeof PresenceInfo>
type ActiveCall = NonNullable<Reply['activeCalls']>[number]

/** What of the calls a caller wants to see. */
export interface Detail {
  readonly detailedTelephonyState?: boolean
  readonly sipData?: boolean
}

/** The presence of an extension as it is answered. */
export function presenceReply(
  extension: Extension,
  settings: PresenceSettings,
  calls: readonly CallRecord[],
  origin: string,
  detail: Detail,
): Reply {
  const { id, accountId, number } = extension
  const uri = `${origin}/restapi/v1.0/account/${accountId}/extension/${id}`
  const whose = { uri: `${uri}/presence`, extension: { uri, id, extensionNumber: number } }
  if (extension.type !== 'User') return { ...whose, presenceStatus: 'Offline' }
  const { message } = settings
  return {
    ...whose,
    ...presenceOf(settings, calls),
    callerIdVisibility: settings.callerIdVisibility,
    ...(message === null ? {} : { message }),
    ...(detail.detailedTelephonyState ? { activeCalls: activeCallsOf(calls, detail) } : {}),
  }
}

/** What replies and events both show of a person's presence. */
export function presenceOf(settings: PresenceSettings, calls: readonly CallRecord[]) {
  const { message: _1, callerIdVisibility: _2, ...shown } = settings
  const telephonyStatus = telephonyStatusOf(calls)
  return { presenceStatus: presenceStatusOf(settings, telephonyStatus), telephonyStatus, ...shown }
}

/** The calls in progress, the newest first. A caller at the voicemail box is no call of the phone's. */
export const activeCallsOf = (calls: readonly CallRecord[], detail: Detail): ActiveCall[] =>
  calls
    .filter(({ details }) => details.telephonyStatus !== 'NoCall')
    .map((call) => activeCallReply(call, detail))

function presenceStatusOf(settings: PresenceSettings, telephonyStatus: TelephonyStatus) {
  const { userStatus, dndStatus, meetingStatus } = settings
  const isTaken =
    telephonyStatus !== 'NoCall' ||
    meetingStatus === 'Connected' ||
    dndStatus === 'DoNotAcceptAnyCalls'
  if (isTaken) return 'Busy'
  return userStatus
}

function activeCallReply(call: CallRecord, { sipData }: Detail): ActiveCall {
  const { from, to, details } = call
  return {
    id: call.sessionId,
    direction: call.direction,
    queueCall: details.isQueueCall,
    from: addressOf(from),
    ...(from.name ? { fromName: from.name } : {}),
    to: addressOf(to),
    ...(to.name ? { toName: to.name } : {}),
    startTime: isoTime(call.startedAt),
    telephonyStatus: details.telephonyStatus,
    sessionId: call.sessionId,
    telephonySessionId: call.telephonySessionId,
    partyId: call.partyId,
    terminationType: 'final',
    ...(sipData ? { sipData: sipDataOf(call) } : {}),
  }
}

const addressOf = ({ phoneNumber, extensionNumber }: CallParty): string =>
  phoneNumber ?? extensionNumber ?? ''

/** The names a softphone of the extension would find the call by. */
function sipDataOf(call: CallRecord) {
  const [local, remote] =
    call.direction === 'Outbound' ? [call.from, call.to] : [call.to, call.from]
  return {
    callId: call.partyId,
    fromTag: `${call.sessionId}-1`,
    toTag: `${call.sessionId}-2`,
    localUri: `sip:${addressOf(local)}@sip.invalid`,
    remoteUri: `sip:${addressOf(remote)}@sip.invalid`,
    rcSessionId: call.sessionId,
  }
}
