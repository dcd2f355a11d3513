// Bodies of the events of calls.
import { Type } from 'typebox'
import { directions } from '../messages.ts'

/** Where a party of a call can stand. */
export const callStatusCodes = [
  'Setup',
  'Proceeding',
  'Answered',
  'Disconnected',
  'Gone',
  'Parked',
  'Hold',
  'VoiceMail',
  'FaxReceive',
  'Tds',
  'VoiceMailScreening',
] as const

const reasons = [
  'Pickup',
  'Supervising',
  'TakeOver',
  'Timeout',
  'BlindTransfer',
  'RccTransfer',
  'AttendedTransfer',
  'CallerInputRedirect',
  'CallFlip',
  'ParkLocation',
  'DtmfTransfer',
  'AgentAnswered',
  'AgentDropped',
  'Rejected',
  'Cancelled',
  'InternalError',
  'NoAnswer',
  'TargetBusy',
  'InvalidNumber',
  'InternationalDisabled',
  'DestinationBlocked',
  'NotEnoughFunds',
  'NoSuchUser',
  'CallPark',
  'CallRedirected',
  'CallReplied',
  'CallSwitch',
  'CallFinished',
  'CallDropped',
  'Voicemail',
] as const

const Person = Type.Object({
  phoneNumber: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  extensionId: Type.Optional(Type.String()),
})

const Status = Type.Object({
  code: Type.Enum([...callStatusCodes]),
  reason: Type.Optional(Type.Enum([...reasons])),
  description: Type.Optional(Type.String()),
  parkData: Type.Optional(Type.String()),
  peerId: Type.Optional(
    Type.Object({
      sessionId: Type.Optional(Type.String()),
      telephonySessionId: Type.Optional(Type.String()),
      partyId: Type.Optional(Type.String()),
    }),
  ),
  mobilePickupData: Type.Optional(
    Type.Object({
      ccMailboxes: Type.Optional(Type.Array(Type.String())),
      to: Type.Optional(Type.String()),
      sid: Type.Optional(Type.String()),
      srvlvl: Type.Optional(Type.String()),
      srvLvlExt: Type.Optional(Type.String()),
    }),
  ),
  rcc: Type.Optional(Type.Boolean()),
})

const Party = Type.Object({
  accountId: Type.Optional(Type.String()),
  extensionId: Type.Optional(Type.String()),
  id: Type.String(),
  direction: Type.Enum([...directions]),
  to: Type.Optional(Person),
  from: Type.Optional(Person),
  status: Status,
  queueCall: Type.Optional(Type.Boolean()),
  missedCall: Type.Optional(Type.Boolean()),
  standAlone: Type.Optional(Type.Boolean()),
  muted: Type.Optional(Type.Boolean()),
  conferenceRole: Type.Optional(Type.Enum(['Host', 'Participant'])),
  park: Type.Optional(Type.Object({ id: Type.Optional(Type.String()) })),
  recordings: Type.Optional(
    Type.Array(
      Type.Object({ id: Type.Optional(Type.String()), active: Type.Optional(Type.Boolean()) }),
    ),
  ),
  sipData: Type.Optional(
    Type.Object(
      {
        toTag: Type.Optional(Type.String()),
        fromTag: Type.Optional(Type.String()),
        callId: Type.Optional(Type.String()),
      },
      { description: 'With sipData=true.' },
    ),
  ),
})

/** A step of a call: where it stands, mostly with the one party that it concerns. */
export const TelephonySessionsEvent = Type.Object({
  sequence: Type.Integer({ description: 'Orders the events of a call.' }),
  sessionId: Type.String(),
  telephonySessionId: Type.String(),
  serverId: Type.Optional(Type.String()),
  eventTime: Type.String(),
  accountId: Type.Optional(Type.String()),
  extensionId: Type.Optional(Type.String()),
  origin: Type.Optional(
    Type.Object({
      type: Type.Enum([
        'Call',
        'RingOut',
        'RingMe',
        'Conference',
        'GreetingsRecording',
        'VerificationCall',
        'Zoom',
        'CallOut',
      ]),
    }),
  ),
  parties: Type.Array(Party),
})

/** A call that nobody took. */
export const MissedCallEvent = Type.Object({
  extensionId: Type.String(),
  action: Type.Optional(Type.String()),
  sessionId: Type.String(),
  serverId: Type.Optional(Type.String()),
  from: Type.Optional(Type.String()),
  fromName: Type.Optional(Type.String()),
  to: Type.Optional(Type.String()),
  toName: Type.Optional(Type.String()),
  sid: Type.Optional(Type.String()),
  toUrl: Type.Optional(Type.String()),
  srvLvl: Type.Optional(Type.String()),
  srvLvlExt: Type.Optional(Type.String()),
  recUrl: Type.Optional(Type.String()),
})
