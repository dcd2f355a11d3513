// Events RingCentral pushes: what each signals, the filter that asks for it, what it delivers. Plain
// data; events/filters.ts understands a filter, events/matching.ts tells which events pass it.
import type { TSchema } from 'typebox'
import {
  faxParameters,
  instantParameters,
  mailboxParameters,
  type ParameterRule,
  presenceParameters,
  telephonyParameters,
} from './events/parameters.ts'
import type { Resource } from './method.ts'
import type { Permission } from './permissions.ts'
import { ExtensionEvent, ExtensionsEvent } from './schemas/events/account.ts'
import {
  FaxEvent,
  InstantMessageEvent,
  MessageStoreEvent,
  VoicemailEvent,
} from './schemas/events/messages.ts'
import { RenewalReminder } from './schemas/events/notification.ts'
import { DndStatusEvent, PresenceEvent } from './schemas/events/presence.ts'
import { ChatEvent, PostEvent } from './schemas/events/team-messaging.ts'
import { MissedCallEvent, TelephonySessionsEvent } from './schemas/events/telephony.ts'

/** One event of the catalogue. */
export interface EventEntry {
  readonly name: string
  /** When it fires, in one sentence. */
  readonly signals: string
  /** The filter, with `{accountId}` and `{extensionId}` where it names them. */
  readonly filter: `/${string}`
  /** Older paths of the filter that clients still send; they are answered as they were sent. */
  readonly olderFilters?: readonly `/${string}`[]
  /** Query parameters the filter may carry, each with what it may be. */
  readonly parameters: Readonly<Record<string, ParameterRule>>
  /** The method whose doing or reading it tells of; null for what happens in an app alone. */
  readonly triggeredBy: string | null
  /** What a subscriber gets to read. */
  readonly delivers: Resource
  /**
   * Members of the body that are data of another resource, to be left out for who may not read that:
   * dotted paths, through lists as well (`parties.recordings`: of every party).
   */
  readonly alsoDelivers: Readonly<Record<string, Resource>>
  /** Members of the body that are there only for a filter with this parameter true: dotted paths. */
  readonly onRequest: Readonly<Record<string, string>>
  /** The app permission that opens it in `guide`; null when any token may have it. */
  readonly permission: Permission | null
  /** The permission the user needs in the account's roles (RingCentral's name); null when none. */
  readonly userPermission: string | null
  /** The schema of a notification's body. */
  readonly body: TSchema
  /** Whether the guide lists it, or only real clients use it. */
  readonly listed: 'table' | 'beyond'
}

const account = '/restapi/v1.0/account/{accountId}'
const extension = '/restapi/v1.0/account/{accountId}/extension/{extensionId}'

const presenceRow = {
  parameters: presenceParameters,
  delivers: 'presence',
  alsoDelivers: { activeCalls: 'call record', totalActiveCalls: 'call record' },
  onRequest: {
    activeCalls: 'detailedTelephonyState',
    totalActiveCalls: 'detailedTelephonyState',
    'activeCalls.sipData': 'sipData',
  },
  permission: 'ReadPresence',
  userPermission: 'ReadPresenceStatus',
  body: PresenceEvent,
} as const

const telephonyRow = {
  parameters: telephonyParameters,
  triggeredBy: null,
  delivers: 'call record',
  alsoDelivers: { 'parties.recordings': 'attachment' },
  onRequest: { 'parties.sipData': 'sipData' },
  permission: 'ReadCallLog',
  body: TelephonySessionsEvent,
} as const

const messageRow = {
  triggeredBy: 'listMessages',
  delivers: 'message',
  onRequest: {},
  permission: 'ReadMessages',
  userPermission: 'ReadMessages',
} as const

/** The events, by the id that methods name them with: the guide's four, then those beyond it. */
export const events = {
  'instant-message': {
    name: 'Instant Message Event',
    signals: 'A new message arrived in an extension’s mailbox, such as a text or a fax.',
    filter: `${extension}/message-store/instant`,
    parameters: instantParameters,
    ...messageRow,
    alsoDelivers: { attachments: 'attachment' },
    body: InstantMessageEvent,
    listed: 'table',
  },
  presence: {
    name: 'Extension Presence Event',
    signals: 'An extension’s presence changed, such as from available to on a call.',
    filter: `${extension}/presence`,
    triggeredBy: 'readUserPresenceStatus',
    ...presenceRow,
    listed: 'table',
  },
  'telephony-sessions': {
    name: 'Extension Telephony Sessions Event',
    signals: 'Something happened to a call of an extension: it started, rang, was answered, ended.',
    filter: `${extension}/telephony/sessions`,
    ...telephonyRow,
    userPermission: 'ReadCallLog',
    listed: 'table',
  },
  'tm-post': {
    name: 'Team Messaging Post Event',
    signals: 'A post was created or changed in team messaging.',
    filter: '/team-messaging/v1/posts',
    olderFilters: ['/restapi/v1.0/glip/posts'],
    parameters: {},
    triggeredBy: 'readGlipPostsNew',
    delivers: 'post',
    alsoDelivers: { attachments: 'attachment' },
    onRequest: {},
    permission: 'TeamMessaging',
    userPermission: null,
    body: PostEvent,
    listed: 'table',
  },
  'message-store': {
    name: 'Message Event',
    signals: 'Messages of a mailbox were added, changed or deleted, sent ones included.',
    filter: `${extension}/message-store`,
    parameters: mailboxParameters,
    ...messageRow,
    alsoDelivers: {},
    body: MessageStoreEvent,
    listed: 'beyond',
  },
  fax: {
    name: 'Fax Message Event',
    signals: 'A fax arrived or was sent.',
    filter: `${extension}/fax`,
    parameters: faxParameters,
    ...messageRow,
    alsoDelivers: { attachments: 'attachment' },
    body: FaxEvent,
    listed: 'beyond',
  },
  voicemail: {
    name: 'Voicemail Message Event',
    signals: 'A voicemail was left for an extension.',
    filter: `${extension}/voicemail`,
    parameters: {},
    ...messageRow,
    alsoDelivers: { attachments: 'attachment' },
    body: VoicemailEvent,
    listed: 'beyond',
  },
  'missed-calls': {
    name: 'Missed Call Event',
    signals: 'Nobody took a call to an extension.',
    filter: `${extension}/missed-calls`,
    parameters: {},
    triggeredBy: 'readUserCallLog',
    delivers: 'call record',
    alsoDelivers: { recUrl: 'attachment' },
    onRequest: {},
    permission: 'ReadCallLog',
    userPermission: 'ReadCallLog',
    body: MissedCallEvent,
    listed: 'beyond',
  },
  'presence-dnd': {
    name: 'Extension DND Status Event',
    signals: 'An extension began or ceased to take calls.',
    filter: `${extension}/presence/dnd`,
    ...presenceRow,
    parameters: {},
    triggeredBy: 'readUserPresenceStatus',
    alsoDelivers: {},
    onRequest: {},
    body: DndStatusEvent,
    listed: 'beyond',
  },
  'account-presence': {
    name: 'Account Presence Event',
    signals: 'The presence of any extension of the account changed.',
    filter: `${account}/presence`,
    triggeredBy: 'readAccountPresence',
    ...presenceRow,
    listed: 'beyond',
  },
  'account-telephony-sessions': {
    name: 'Account Telephony Sessions Event',
    signals: 'Something happened to a call of any extension of the account.',
    filter: `${account}/telephony/sessions`,
    ...telephonyRow,
    userPermission: 'FullCompanyCallLog',
    listed: 'beyond',
  },
  extension: {
    name: 'Extension Info Event',
    signals: 'An extension was changed or deleted.',
    filter: extension,
    parameters: {},
    triggeredBy: 'readExtension',
    delivers: 'extension',
    alsoDelivers: {},
    onRequest: {},
    permission: 'ReadAccounts',
    userPermission: 'ReadExtensions',
    body: ExtensionEvent,
    listed: 'beyond',
  },
  extensions: {
    name: 'Extension List Event',
    signals: 'Any extension of the account was created, changed or deleted.',
    filter: `${account}/extension`,
    parameters: {},
    triggeredBy: 'listExtensions',
    delivers: 'extension',
    alsoDelivers: {},
    onRequest: {},
    permission: 'ReadAccounts',
    userPermission: 'ReadExtensions',
    body: ExtensionsEvent,
    listed: 'beyond',
  },
  'tm-chat': {
    name: 'Team Messaging Chats Event',
    signals: 'A chat was joined, left, changed or renamed.',
    filter: '/team-messaging/v1/chats',
    olderFilters: [
      '/team-messaging/v1/groups',
      '/restapi/v1.0/glip/groups',
      '/restapi/v1.0/glip/chats',
    ],
    parameters: {},
    triggeredBy: 'listGlipChatsNew',
    delivers: 'chat',
    alsoDelivers: {},
    onRequest: {},
    permission: 'TeamMessaging',
    userPermission: null,
    body: ChatEvent,
    listed: 'beyond',
  },
} as const satisfies Readonly<Record<string, EventEntry>>

/** The id of an event. */
export type EventName = keyof typeof events

/** The reminder to renew: a filter beside those of events, of the subscription itself. */
export const renewalReminder = {
  name: 'Subscription Renewal Event',
  signals:
    'The subscription has less than `threshold` seconds left; repeated every `interval` seconds.',
  filter: '/restapi/v1.0/subscription/~',
  parameters: ['threshold', 'interval'],
  body: RenewalReminder,
} as const
