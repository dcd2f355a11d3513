// Bodies of the events of presence.
import { Type } from 'typebox'
import { ActiveCall, availability, PresenceInfo, telephonyStatus } from '../presence.ts'

const dndStatus = PresenceInfo.properties.dndStatus

/** An extension’s presence. The calls are there for a filter that asks for them, at most the latest seven. */
export const PresenceEvent = Type.Object({
  extensionId: Type.String(),
  telephonyStatus: Type.Optional(telephonyStatus),
  activeCalls: Type.Optional(
    Type.Array(ActiveCall, {
      maxItems: 7,
      description: 'With detailedTelephonyState=true; sipData in them with sipData=true as well.',
    }),
  ),
  totalActiveCalls: Type.Optional(
    Type.Integer({ description: 'With detailedTelephonyState=true.' }),
  ),
  sequence: Type.Integer({ description: 'Grows with every event of the extension.' }),
  presenceStatus: Type.Optional(availability),
  userStatus: Type.Optional(availability),
  meetingStatus: PresenceInfo.properties.meetingStatus,
  dndStatus,
  allowSeeMyPresence: Type.Optional(Type.Boolean()),
  ringOnMonitoredCall: Type.Optional(Type.Boolean()),
  pickUpCallsOnHold: Type.Optional(Type.Boolean()),
  ownerId: Type.Optional(Type.String()),
})

/** Whether an extension takes calls. */
export const DndStatusEvent = Type.Object({ extensionId: Type.String(), dndStatus })
