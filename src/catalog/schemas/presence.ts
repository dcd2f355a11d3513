// Schemas of presence.
import { Type } from 'typebox'
import { Navigation, Paging, pageQuery, Text } from './common.ts'

/** How much of the calls in progress to show. */
export const PresenceQuery = Type.Object({
  detailedTelephonyState: Type.Optional(Type.Boolean()),
  sipData: Type.Optional(Type.Boolean()),
})

/** The same for every extension, in pages. */
export const AccountPresenceQuery = Type.Object({
  detailedTelephonyState: Type.Optional(Type.Boolean()),
  sipData: Type.Optional(Type.Boolean()),
  ...pageQuery,
})

/** What an extension’s phone is doing. */
export const telephonyStatus = Type.Enum([
  'NoCall',
  'CallConnected',
  'Ringing',
  'OnHold',
  'ParkedCall',
])
/** How available somebody is. */
export const availability = Type.Enum(['Offline', 'Busy', 'Available'])

/** A call in progress, as presence shows it. */
export const ActiveCall = Type.Object({
  id: Type.Optional(Type.String()),
  direction: Type.Optional(Type.Enum(['Inbound', 'Outbound'])),
  queueCall: Type.Optional(Type.Boolean()),
  from: Type.Optional(Type.String()),
  fromName: Type.Optional(Type.String()),
  to: Type.Optional(Type.String()),
  toName: Type.Optional(Type.String()),
  startTime: Type.Optional(Type.String()),
  telephonyStatus: Type.Optional(telephonyStatus),
  sipData: Type.Optional(
    Type.Object({
      callId: Type.Optional(Type.String()),
      toTag: Type.Optional(Type.String()),
      fromTag: Type.Optional(Type.String()),
      remoteUri: Type.Optional(Type.String()),
      localUri: Type.Optional(Type.String()),
      rcSessionId: Type.Optional(Type.String()),
    }),
  ),
  sessionId: Type.Optional(Type.String()),
  telephonySessionId: Type.Optional(Type.String()),
  partyId: Type.Optional(Type.String()),
  terminationType: Type.Optional(Type.String()),
})

/** One extension's presence. What is no person has only a presenceStatus, Offline. */
export const PresenceInfo = Type.Object({
  uri: Type.String(),
  extension: Type.Object({
    id: Type.Integer(),
    uri: Type.String(),
    extensionNumber: Type.Optional(Type.String()),
  }),
  presenceStatus: availability,
  userStatus: Type.Optional(availability),
  telephonyStatus: Type.Optional(telephonyStatus),
  dndStatus: Type.Optional(
    Type.Enum([
      'TakeAllCalls',
      'DoNotAcceptAnyCalls',
      'DoNotAcceptDepartmentCalls',
      'TakeDepartmentCallsOnly',
    ]),
  ),
  meetingStatus: Type.Optional(Type.Enum(['Connected', 'Disconnected'])),
  callerIdVisibility: Type.Optional(Type.Enum(['All', 'None', 'PermittedUsers'])),
  message: Type.Optional(Type.String()),
  allowSeeMyPresence: Type.Optional(Type.Boolean()),
  ringOnMonitoredCall: Type.Optional(Type.Boolean()),
  pickUpCallsOnHold: Type.Optional(Type.Boolean()),
  activeCalls: Type.Optional(Type.Array(ActiveCall)),
})

/** What a person can set; what is not sent stays. `Unknown` leaves the state as it is. */
export const UpdatePresence = Type.Object({
  userStatus: Type.Optional(availability),
  dndStatus: Type.Optional(
    Type.Enum([
      'TakeAllCalls',
      'DoNotAcceptAnyCalls',
      'DoNotAcceptDepartmentCalls',
      'TakeDepartmentCallsOnly',
      'Unknown',
    ]),
  ),
  message: Type.Optional(Text(75)),
  allowSeeMyPresence: Type.Optional(Type.Boolean()),
  ringOnMonitoredCall: Type.Optional(Type.Boolean()),
  pickUpCallsOnHold: Type.Optional(Type.Boolean()),
  callerIdVisibility: Type.Optional(Type.Enum(['All', 'None', 'PermittedUsers'])),
})

const visibility = Type.Enum(['Visible', 'Invisible'])
const glipAvailability = Type.Enum(['Available', 'DND'])
const callAvailability = Type.Enum(['TakeAllCalls', 'DoNotAcceptAnyCalls', 'DoNotAcceptQueueCalls'])

/** Presence in team messaging, on the phone and in meetings, side by side. */
export const UnifiedPresence = Type.Object({
  status: Type.Enum(['Available', 'Offline', 'DND', 'Busy']),
  glip: Type.Object({
    status: Type.Enum(['Offline', 'Online']),
    visibility,
    availability: glipAvailability,
  }),
  telephony: Type.Object({
    status: telephonyStatus,
    visibility,
    availability: callAvailability,
  }),
  meeting: Type.Object({ status: Type.Enum(['NoMeeting', 'InMeeting']) }),
})

/** What of it a person can set. */
export const UpdateUnifiedPresence = Type.Object({
  glip: Type.Optional(
    Type.Object({
      visibility: Type.Optional(visibility),
      availability: Type.Optional(glipAvailability),
    }),
  ),
  telephony: Type.Optional(Type.Object({ availability: Type.Optional(callAvailability) })),
})

/** A page of the presence of every extension. */
export const AccountPresenceList = Type.Object({
  uri: Type.String(),
  records: Type.Array(PresenceInfo),
  navigation: Navigation,
  paging: Paging,
})
