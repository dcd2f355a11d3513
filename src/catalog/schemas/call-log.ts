// Schemas of call records, simple and detailed.
import { Type } from 'typebox'
import {
  AccountPath,
  DateTime,
  ExtensionPath,
  Navigation,
  NumericId,
  Paging,
  pageQuery,
} from './common.ts'

const directions = Type.Enum(['Inbound', 'Outbound'])
const types = Type.Enum(['Voice', 'Fax'])
const transports = Type.Enum(['PSTN', 'VoIP'])
const view = Type.Enum(['Simple', 'Detailed'])

const shared = {
  extensionNumber: Type.Optional(Type.String({ maxLength: 32 })),
  phoneNumber: Type.Optional(Type.String({ maxLength: 64 })),
  direction: Type.Optional(Type.Array(directions)),
  sessionId: Type.Optional(Type.String({ maxLength: 64 })),
  type: Type.Optional(Type.Array(types)),
  view: Type.Optional(view),
  withRecording: Type.Optional(Type.Boolean()),
  recordingType: Type.Optional(Type.Enum(['Automatic', 'OnDemand', 'All'])),
  dateFrom: Type.Optional(DateTime),
  dateTo: Type.Optional(DateTime),
  telephonySessionId: Type.Optional(Type.String({ maxLength: 64 })),
  ...pageQuery,
} as const

/** Filters of the account's call log. Dates default to the last 24 hours. */
export const AccountCallLogQuery = Type.Object(shared)

/** Filters of an extension's call log. */
export const ExtensionCallLogQuery = Type.Object({
  ...shared,
  showBlocked: Type.Optional(Type.Boolean()),
  transport: Type.Optional(Type.Array(transports)),
  showDeleted: Type.Optional(Type.Boolean()),
})

/** Filters of the calls in progress. */
export const ActiveCallsQuery = Type.Object({
  direction: Type.Optional(Type.Array(directions)),
  view: Type.Optional(view),
  type: Type.Optional(Type.Array(types)),
  transport: Type.Optional(Type.Array(transports)),
  conferenceType: Type.Optional(Type.Array(Type.Enum(['AudioConferencing', 'Meetings']))),
  ...pageQuery,
})

/** How much of one record to show. */
export const CallRecordQuery = Type.Object({ view: Type.Optional(view) })

const CallRecordId = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$', description: 'The record.' })

/** The path of one record of an extension. */
export const ExtensionCallRecordPath = Type.Object({
  ...ExtensionPath.properties,
  callRecordId: CallRecordId,
})

/** The path of one record of the account. */
export const AccountCallRecordPath = Type.Object({
  ...AccountPath.properties,
  callRecordId: CallRecordId,
})

/** Which records to delete; without a time, all of them up to now. */
export const DeleteCallLogQuery = Type.Object({
  dateTo: Type.Optional(DateTime),
  phoneNumber: shared.phoneNumber,
  extensionNumber: shared.extensionNumber,
  type: shared.type,
  direction: shared.direction,
  dateFrom: shared.dateFrom,
})

/** What to synchronise: the newest records (FSync), or what changed since a token (ISync). */
export const SyncCallLogQuery = Type.Object({
  syncType: Type.Optional(Type.Enum(['FSync', 'ISync'])),
  syncToken: Type.Optional(Type.String({ maxLength: 2048 })),
  dateFrom: Type.Optional(DateTime),
  recordCount: Type.Optional(
    Type.Integer({
      minimum: 1,
      description:
        'FSync needs it: how many records. With ISync so many older ones come too. At most 250; more is cut down to it.',
    }),
  ),
  statusGroup: Type.Optional(Type.Array(Type.Enum(['Missed', 'All']))),
  view: Type.Optional(view),
  showDeleted: Type.Optional(Type.Boolean()),
  withRecording: shared.withRecording,
  recordingType: shared.recordingType,
})

/** The path of one recording. */
export const RecordingPath = Type.Object({
  ...AccountPath.properties,
  recordingId: NumericId('The recording.'),
})

/** A recorded call. */
export const RecordingInfo = Type.Object({
  id: Type.String(),
  contentUri: Type.String(),
  contentType: Type.Enum(['audio/mpeg', 'audio/wav']),
  duration: Type.Integer({ description: 'Seconds.' }),
})

const party = {
  phoneNumber: Type.Optional(Type.String()),
  extensionNumber: Type.Optional(Type.String()),
  extensionId: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  location: Type.Optional(Type.String()),
  device: Type.Optional(
    Type.Object({ id: Type.Optional(Type.String()), uri: Type.Optional(Type.String()) }),
  ),
} as const

const action = Type.Enum([
  'Accept Call',
  'Barge In Call',
  'Call Park',
  'Call Return',
  'CallOut-CallMe',
  'Calling Card',
  'Conference Call',
  'E911 Update',
  'Emergency',
  'External Application',
  'FindMe',
  'FollowMe',
  'FreeSPDL',
  'Hunting',
  'Incoming Fax',
  'Monitoring',
  'Move',
  'Outgoing Fax',
  'Paging',
  'Park Location',
  'Phone Call',
  'Phone Login',
  'Pickup',
  'RC Meetings',
  'Ring Directly',
  'RingMe',
  'RingOut Mobile',
  'RingOut PC',
  'RingOut Web',
  'Sip Forwarding',
  'Support',
  'Text Relay',
  'Transfer',
  'Unknown',
  'VoIP Call',
])

const result = Type.Enum([
  '911',
  '933',
  'Abandoned',
  'Accepted',
  'Answered Not Accepted',
  'Blocked',
  'Busy',
  'Call Failed',
  'Call Failure',
  'Call connected',
  'Carrier is not active',
  'Declined',
  'EDGE trunk misconfigured',
  'Fax Not Sent',
  'Fax Partially Sent',
  'Fax Poor Line',
  'Fax Receipt Error',
  'Fax on Demand',
  'Hang Up',
  'IP Phone Offline',
  'In Progress',
  'Internal Error',
  'International Disabled',
  'International Restricted',
  'Missed',
  'No Answer',
  'No Calling Credit',
  'Not Allowed',
  'Partial Receive',
  'Phone Login',
  'Receive Error',
  'Received',
  'Rejected',
  'Reply',
  'Restricted Number',
  'Send Error',
  'Sent',
  'Sent to Voicemail',
  'Stopped',
  'Suspended account',
  'Unknown',
  'Voicemail',
  'Wrong Number',
])

const reason = Type.Enum([
  'Accepted',
  'Bad Number',
  'Call Loop',
  'Calls Not Accepted',
  'Carrier is not active',
  'Connected',
  'Customer 611 Restricted',
  'EDGE trunk misconfigured',
  'Emergency Address not defined',
  'Failed Try Again',
  'Fax Not Received',
  'Fax Not Sent',
  'Fax Partially Sent',
  'Fax Poor Line',
  'Fax Prepare Error',
  'Fax Save Error',
  'Fax Send Error',
  'Hang Up',
  'Info 411 Restricted',
  'Internal Call Error',
  'Internal Error',
  'International Disabled',
  'International Restricted',
  'Line Busy',
  'Max Call Limit',
  'No Answer',
  'No Credit',
  'No Digital Line',
  'Not Answered',
  'Number Blocked',
  'Number Disabled',
  'Number Not Allowed',
  'Receive Error',
  'Resource Error',
  'Restricted Number',
  'Stopped',
  'Too Many Calls',
  'Unknown',
  'Wrong Number',
])

const facts = {
  telephonySessionId: Type.Optional(Type.String()),
  startTime: Type.String(),
  duration: Type.Optional(Type.Integer({ description: 'Seconds; absent while the call lasts.' })),
  durationMs: Type.Optional(Type.Integer()),
  type: types,
  direction: directions,
  action,
  result: Type.Optional(result),
  reason: Type.Optional(reason),
  reasonDescription: Type.Optional(Type.String()),
  from: Type.Optional(Type.Object({ ...party, dialerPhoneNumber: Type.Optional(Type.String()) })),
  to: Type.Optional(Type.Object({ ...party, dialedPhoneNumber: Type.Optional(Type.String()) })),
  extension: Type.Optional(Type.Object({ id: Type.Integer(), uri: Type.String() })),
  transport: Type.Optional(transports),
  internalType: Type.Optional(
    Type.Enum([
      'Local',
      'LongDistance',
      'International',
      'Sip',
      'RingMe',
      'RingOut',
      'Usual',
      'TollFreeNumber',
      'VerificationNumber',
      'Vma',
      'LocalNumber',
      'ImsOutgoing',
      'ImsIncoming',
    ]),
  ),
  partyId: Type.Optional(Type.String()),
} as const

const Leg = Type.Object({
  ...facts,
  legType: Type.Enum([
    'SipForwarding',
    'ServiceMinus2',
    'ServiceMinus3',
    'PstnToSip',
    'Accept',
    'FindMe',
    'FollowMe',
    'TestCall',
    'FaxSent',
    'CallBack',
    'CallingCard',
    'RingDirectly',
    'RingOutWebToSubscriber',
    'RingOutWebToCaller',
    'SipToPstnMetered',
    'RingOutClientToSubscriber',
    'RingOutClientToCaller',
    'RingMe',
    'TransferCall',
    'SipToPstnUnmetered',
    'RingOutDeviceToSubscriber',
    'RingOutDeviceToCaller',
    'RingOutOneLegToCaller',
    'ExtensionToExtension',
    'CallPark',
    'PagingServer',
    'Hunting',
    'OutgoingFreeSpDl',
    'ParkLocation',
    'ConferenceCall',
    'MobileApp',
    'MoveToConference',
    'Unknown',
    'MeetingsCall',
    'SilentMonitoring',
    'Monitoring',
    'Pickup',
    'ImsCall',
    'JoinCall',
    'TextRelay',
  ]),
  master: Type.Optional(Type.Boolean()),
})

/** One call as its extension saw it. `legs` and `billing` come with the detailed view. */
export const CallLogRecord = Type.Object({
  ...facts,
  id: Type.String(),
  uri: Type.String(),
  sessionId: Type.String(),
  deleted: Type.Optional(Type.Boolean()),
  lastModifiedTime: Type.Optional(Type.String()),
  message: Type.Optional(
    Type.Object({ id: Type.String(), type: Type.String(), uri: Type.String() }),
  ),
  recording: Type.Optional(
    Type.Object({
      id: Type.String(),
      uri: Type.String(),
      type: Type.Enum(['Automatic', 'OnDemand']),
      contentUri: Type.String(),
    }),
  ),
  legs: Type.Optional(Type.Array(Leg)),
  billing: Type.Optional(
    Type.Object({
      costIncluded: Type.Optional(Type.Number()),
      costPurchased: Type.Optional(Type.Number()),
    }),
  ),
})

/** A page of call records, newest first. */
export const CallLogList = Type.Object({
  uri: Type.String(),
  records: Type.Array(CallLogRecord),
  navigation: Navigation,
  paging: Paging,
})

/** Call records, newest first, and the token to go on from. */
export const CallLogSync = Type.Object({
  uri: Type.String(),
  records: Type.Array(CallLogRecord),
  syncInfo: Type.Object({
    syncType: Type.Enum(['FSync', 'ISync']),
    syncToken: Type.String(),
    syncTime: Type.String(),
  }),
})
