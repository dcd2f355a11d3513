// Schemas of presence.
import { Type } from 'typebox'
import { Navigation, Paging, pageQuery } from './common.ts'

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

const telephonyStatus = Type.Enum(['NoCall', 'CallConnected', 'Ringing', 'OnHold', 'ParkedCall'])
const availability = Type.Enum(['Offline', 'Busy', 'Available'])

const ActiveCall = Type.Object({
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

/** A page of the presence of every extension. */
export const AccountPresenceList = Type.Object({
  uri: Type.String(),
  records: Type.Array(PresenceInfo),
  navigation: Navigation,
  paging: Paging,
})
