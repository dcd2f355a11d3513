// What a change makes of a person's presence, and the same presence told in the words of
// unified-presence. Pure.
import type { Static } from 'typebox'
import type {
  UnifiedPresence,
  UpdatePresence,
  UpdateUnifiedPresence,
} from '#catalog/schemas/presence'
import type { CallRecord, TelephonyStatus } from '#storage/platform/call-log'
import type { PresenceSettings } from '#storage/platform/presence'

type Unified = Static<typeof UnifiedPresence>

/** Presence after a change; fields that are not sent stay. */
export function changedPresence(
  had: PresenceSettings,
  { message, dndStatus, ...sent }: Static<typeof UpdatePresence>,
): PresenceSettings {
  const { userStatus, allowSeeMyPresence, ringOnMonitoredCall } = sent
  return {
    ...had,
    userStatus: userStatus ?? had.userStatus,
    dndStatus: dndStatus === undefined || dndStatus === 'Unknown' ? had.dndStatus : dndStatus,
    message: message === undefined ? had.message : message || null,
    allowSeeMyPresence: allowSeeMyPresence ?? had.allowSeeMyPresence,
    ringOnMonitoredCall: ringOnMonitoredCall ?? had.ringOnMonitoredCall,
    pickUpCallsOnHold: sent.pickUpCallsOnHold ?? had.pickUpCallsOnHold,
    callerIdVisibility: sent.callerIdVisibility ?? had.callerIdVisibility,
  }
}

// Who is invisible in team messaging is offline; who wants no messages there is busy.
const dndOf = {
  TakeAllCalls: 'TakeAllCalls',
  DoNotAcceptAnyCalls: 'DoNotAcceptAnyCalls',
  DoNotAcceptQueueCalls: 'DoNotAcceptDepartmentCalls',
} as const
const availabilityOf = {
  TakeAllCalls: 'TakeAllCalls',
  TakeDepartmentCallsOnly: 'TakeAllCalls',
  DoNotAcceptAnyCalls: 'DoNotAcceptAnyCalls',
  DoNotAcceptDepartmentCalls: 'DoNotAcceptQueueCalls',
} as const

/** Presence after a change in the words of unified-presence. */
export function changedUnified(
  had: PresenceSettings,
  { glip, telephony }: Static<typeof UpdateUnifiedPresence>,
): PresenceSettings {
  const visibility = glip?.visibility ?? (had.userStatus === 'Offline' ? 'Invisible' : 'Visible')
  const availability = glip?.availability ?? (had.userStatus === 'Busy' ? 'DND' : 'Available')
  const reachable = availability === 'DND' ? 'Busy' : 'Available'
  return {
    ...had,
    userStatus: visibility === 'Invisible' ? 'Offline' : reachable,
    dndStatus: telephony?.availability ? dndOf[telephony.availability] : had.dndStatus,
  }
}

/** Presence in the words of unified-presence. What is no person is offline. */
export function unifiedReply(
  settings: PresenceSettings,
  calls: readonly CallRecord[],
  isPerson: boolean,
): Unified {
  const { userStatus, dndStatus, meetingStatus, allowSeeMyPresence } = settings
  const status = telephonyStatusOf(calls)
  const isMeeting = meetingStatus === 'Connected'
  const isOnline = isPerson && userStatus !== 'Offline'
  const wantsNone = userStatus === 'Busy' || dndStatus === 'DoNotAcceptAnyCalls'
  const sum = wantsNone ? 'DND' : status !== 'NoCall' || isMeeting ? 'Busy' : 'Available'
  return {
    status: isOnline ? sum : 'Offline',
    glip: {
      status: isOnline ? 'Online' : 'Offline',
      visibility: userStatus === 'Offline' ? 'Invisible' : 'Visible',
      availability: userStatus === 'Busy' ? 'DND' : 'Available',
    },
    telephony: {
      status,
      visibility: allowSeeMyPresence ? 'Visible' : 'Invisible',
      availability: availabilityOf[dndStatus],
    },
    meeting: { status: isMeeting ? 'InMeeting' : 'NoMeeting' },
  }
}

/** What a phone with several calls shows: being on one counts for more than another one ringing. */
export function telephonyStatusOf(calls: readonly CallRecord[]): TelephonyStatus {
  const statuses = calls.map(({ details }) => details.telephonyStatus)
  if (statuses.includes('CallConnected')) return 'CallConnected'
  if (statuses.includes('OnHold')) return 'OnHold'
  return statuses.includes('Ringing') ? 'Ringing' : 'NoCall'
}
