// Schemas of call records, simple and detailed.
import { Type } from 'typebox'
import { DateTime, Navigation, Paging, pageQuery } from './common.ts'

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
  'Phone Call',
  'VoIP Call',
  'RingOut Web',
  'FindMe',
  'Incoming Fax',
  'Outgoing Fax',
])

const result = Type.Enum([
  'Accepted',
  'Call connected',
  'Missed',
  'Voicemail',
  'Busy',
  'No Answer',
  'Hang Up',
  'In Progress',
  'Blocked',
  'Rejected',
  'Declined',
  'Stopped',
  'Sent',
  'Received',
  'Send Error',
  'Receive Error',
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
  reason: Type.Optional(Type.Enum(['Hang Up', 'Line Busy', 'No Answer', 'Number Blocked'])),
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
    'Accept',
    'PstnToSip',
    'SipToPstnMetered',
    'SipToPstnUnmetered',
    'ExtensionToExtension',
    'RingOutWebToSubscriber',
    'RingOutWebToCaller',
    'FaxSent',
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
