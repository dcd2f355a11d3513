// Schemas of messages: what is sent, and how a message of any kind is answered.
import { type Static, Type } from 'typebox'
import { DateTime, Navigation, Paging, pageQuery, Text } from './common.ts'

/** RingCentral's ceiling for the text of an SMS, in UTF-16 code units. */
export const maxTextLength = 1000

const PhoneNumber = Type.String({ minLength: 1, maxLength: 64, description: 'E.164 is best.' })
const Recipient = Type.Object({ phoneNumber: PhoneNumber })
const Country = Type.Object({
  id: Type.Optional(Type.String({ maxLength: 16 })),
  isoCode: Type.Optional(Type.String({ maxLength: 3 })),
})

/** Body of an SMS; with files beside it in a multipart body, of an MMS. */
export const CreateSMSMessage = Type.Object({
  from: Recipient,
  to: Type.Array(Recipient, { minItems: 1, maxItems: 50 }),
  text: Text(maxTextLength),
  country: Type.Optional(Country),
})

/** Envelope of an MMS; the files are the other parts. */
export const CreateMMSMessage = Type.Object({
  from: Recipient,
  to: Type.Array(Recipient, { minItems: 1, maxItems: 50 }),
  text: Type.Optional(Text(maxTextLength)),
  country: Type.Optional(Country),
})

/**
 * Envelope of a fax; the documents are the other parts. There is no sender: the extension's fax number is
 * used. As JSON alone it sends a fax again.
 */
export const CreateFaxMessage = Type.Object({
  to: Type.Optional(
    Type.Array(
      Type.Object({
        phoneNumber: Type.Optional(PhoneNumber),
        name: Type.Optional(Type.String({ maxLength: 256 })),
      }),
      {
        minItems: 1,
        maxItems: 200,
        description: 'Needed unless a fax is sent again to the same numbers.',
      },
    ),
  ),
  originalMessageId: Type.Optional(
    Type.Integer({ minimum: 1, description: 'A fax of the extension to send again.' }),
  ),
  faxResolution: Type.Optional(Type.Enum(['High', 'Low'])),
  sendTime: Type.Optional(DateTime),
  isoCode: Type.Optional(Type.String({ maxLength: 3 })),
  coverIndex: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 100, description: 'Cover page; 0 for none.' }),
  ),
  coverPageText: Type.Optional(Text(1024)),
})

const Colleague = Type.Object({
  extensionId: Type.Optional(Type.String({ pattern: '^[0-9]{1,19}$' })),
  extensionNumber: Type.Optional(Type.String({ pattern: '^[0-9]{1,8}$' })),
})

/** A note between colleagues. Who sends and who gets it are extensions, by id or by number. */
export const CreatePagerMessage = Type.Object({
  from: Type.Optional(Colleague),
  to: Type.Array(Colleague, { minItems: 1, maxItems: 100 }),
  text: Text(1024),
  replyOn: Type.Optional(
    Type.Integer({ description: 'The message of the mailbox that this one answers.' }),
  ),
})

/** The kinds of messages, as RingCentral names them. */
export const messageTypes = ['Fax', 'SMS', 'VoiceMail', 'Pager', 'Text'] as const
/** Which way a message goes. */
export const directions = ['Inbound', 'Outbound'] as const
const readStatuses = ['Read', 'Unread'] as const
const availabilities = ['Alive', 'Deleted', 'Purged'] as const
const statuses = [
  'Queued',
  'Sent',
  'Delivered',
  'DeliveryFailed',
  'SendingFailed',
  'Received',
] as const

const faxErrorCodes = [
  'AllLinesInUse',
  'Undefined',
  'NoFaxSendPermission',
  'NoInternationalPermission',
  'NoFaxMachine',
  'NoAnswer',
  'LineBusy',
  'CallerHungUp',
  'NotEnoughCredits',
  'SentPartially',
  'InternationalCallingDisabled',
  'DestinationCountryDisabled',
  'UnknownCountryCode',
  'NotAccepted',
  'InvalidNumber',
  'CallDeclined',
  'TooManyCallsPerLine',
  'CallFailed',
  'RenderingFailed',
  'TooManyPages',
  'ReturnToDBQueue',
  'NoCallTime',
  'WrongNumber',
  'ProhibitedNumber',
  'InternalError',
  'FaxSendingProhibited',
  'ThePhoneIsBlacklisted',
  'UserNotFound',
  'ConvertError',
  'DBGeneralError',
  'SkypeBillingFailed',
  'AccountSuspended',
  'ProhibitedDestination',
  'InternationalDisabled',
] as const

/** Filters of the mailbox. Dates default to the last 24 hours. */
export const ListMessagesQuery = Type.Object({
  availability: Type.Optional(Type.Array(Type.Enum([...availabilities]))),
  conversationId: Type.Optional(Type.String({ pattern: '^[0-9]{1,19}$' })),
  dateFrom: Type.Optional(DateTime),
  dateTo: Type.Optional(DateTime),
  direction: Type.Optional(Type.Array(Type.Enum([...directions]))),
  distinctConversations: Type.Optional(Type.Boolean()),
  messageType: Type.Optional(Type.Array(Type.Enum([...messageTypes]))),
  readStatus: Type.Optional(Type.Array(Type.Enum([...readStatuses]))),
  phoneNumber: Type.Optional(Type.String({ maxLength: 64 })),
  ...pageQuery,
})

/** How the content of an attachment is to be taken. */
export const ContentQuery = Type.Object({
  contentDisposition: Type.Optional(Type.Enum(['Inline', 'Attachment'])),
  contentDispositionFilename: Type.Optional(Type.String({ maxLength: 255 })),
})

/** Whether a deleted message is gone for good at once. */
export const DeleteMessageQuery = Type.Object({ purge: Type.Optional(Type.Boolean()) })

/** Read or unread. */
export const UpdateMessage = Type.Object({ readStatus: Type.Enum([...readStatuses]) })

/** What of a message can be changed; what is not sent stays. */
export const PatchMessage = Type.Object({
  readStatus: Type.Optional(Type.Enum([...readStatuses])),
  availability: Type.Optional(Type.Enum([...availabilities])),
})

/** Which messages to delete: those of conversations, or those up to a time and of a type. */
export const DeleteMessagesQuery = Type.Object({
  conversationId: Type.Optional(Type.Array(Type.String({ pattern: '^[0-9]{1,19}$' }))),
  dateTo: Type.Optional(DateTime),
  type: Type.Optional(Type.Enum([...messageTypes, 'All'])),
})

/** A file of a message. */
export const Attachment = Type.Object({
  id: Type.Integer(),
  uri: Type.String(),
  type: Type.Enum([
    'AudioRecording',
    'AudioTranscription',
    'Text',
    'SourceDocument',
    'RenderedDocument',
    'MmsAttachment',
  ]),
  contentType: Type.String(),
  vmDuration: Type.Optional(Type.Integer()),
  fileName: Type.Optional(Type.String()),
  size: Type.Optional(Type.Integer()),
  height: Type.Optional(Type.Integer()),
  width: Type.Optional(Type.Integer()),
})

const party = {
  extensionNumber: Type.Optional(Type.String()),
  extensionId: Type.Optional(Type.String()),
  location: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  phoneNumber: Type.Optional(Type.String()),
} as const

/** A message as it is answered: SMS, MMS, fax, voicemail or pager. */
export const Message = Type.Object({
  uri: Type.String(),
  id: Type.Integer(),
  extensionId: Type.Optional(Type.String()),
  to: Type.Array(
    Type.Object({
      ...party,
      target: Type.Optional(Type.Boolean()),
      messageStatus: Type.Optional(Type.Enum([...statuses])),
      faxErrorCode: Type.Optional(Type.Enum([...faxErrorCodes])),
      recipientId: Type.Optional(Type.String()),
    }),
  ),
  from: Type.Object(party),
  type: Type.Enum([...messageTypes]),
  creationTime: Type.String(),
  lastModifiedTime: Type.String(),
  readStatus: Type.Enum([...readStatuses]),
  priority: Type.Enum(['Normal', 'High']),
  attachments: Type.Array(Attachment),
  direction: Type.Enum([...directions]),
  availability: Type.Enum([...availabilities]),
  subject: Type.Optional(Type.String()),
  messageStatus: Type.Enum([...statuses]),
  conversationId: Type.Optional(Type.Integer()),
  conversation: Type.Optional(
    Type.Object({ id: Type.String(), uri: Type.Optional(Type.String()) }),
  ),
  smsSendingAttemptsCount: Type.Optional(Type.Integer()),
  smsDeliveryTime: Type.Optional(Type.String()),
  deliveryErrorCode: Type.Optional(Type.String()),
  faxPageCount: Type.Optional(Type.Integer()),
  faxResolution: Type.Optional(Type.Enum(['High', 'Low'])),
  coverIndex: Type.Optional(Type.Integer()),
  coverPageText: Type.Optional(Type.String()),
  vmTranscriptionStatus: Type.Optional(
    Type.Enum([
      'NotAvailable',
      'InProgress',
      'TimedOut',
      'Completed',
      'CompletedPartially',
      'Failed',
      'Unknown',
    ]),
  ),
  pgToDepartment: Type.Optional(Type.Boolean()),
})

/** A page of the mailbox, newest first. */
export const MessageList = Type.Object({
  uri: Type.String(),
  records: Type.Array(Message),
  navigation: Navigation,
  paging: Paging,
})

/** What to synchronise: all of a time (FSync), or what changed since a token (ISync). */
export const SyncMessagesQuery = Type.Object({
  syncType: Type.Optional(Type.Enum(['FSync', 'ISync'])),
  syncToken: Type.Optional(Type.String({ maxLength: 2048 })),
  conversationId: ListMessagesQuery.properties.conversationId,
  dateFrom: Type.Optional(DateTime),
  dateTo: Type.Optional(DateTime),
  direction: ListMessagesQuery.properties.direction,
  distinctConversations: Type.Optional(Type.Boolean()),
  messageType: ListMessagesQuery.properties.messageType,
  recordCount: Type.Optional(
    Type.Integer({ minimum: 1, description: 'At most 250; more is cut down to it.' }),
  ),
  voicemailOwner: Type.Optional(Type.Array(Type.String({ pattern: '^[0-9]{1,19}$' }))),
})

/** Messages, newest first, and the token to go on from. */
export const MessagesSync = Type.Object({
  uri: Type.String(),
  records: Type.Array(Message),
  syncInfo: Type.Object({
    syncType: Type.Enum(['FSync', 'ISync']),
    syncToken: Type.String(),
    syncTime: Type.String(),
    olderRecordsExist: Type.Optional(
      Type.Boolean({ description: 'Of an FSync: there are messages before those it answered.' }),
    ),
  }),
})

/** The static type of a message's reply. */
export type Message = Static<typeof Message>
