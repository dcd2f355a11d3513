// Where RingCentral's public specification of 2024-05-29 differs from the guide: data, not ifs.
import { type EventEntry, type EventName, events } from './events.ts'
import type { Method } from './method.ts'
import { type MethodId, methods } from './methods.ts'
import type { Profile } from './profile.ts'

/** What of a method's row differs in `live`. */
export type LiveRow = Partial<Pick<Method, 'rateGroup' | 'userPermission'>>

/** Rows that differ. */
export const liveRows: { readonly [Id in MethodId]?: LiveRow } = {
  createFaxMessage: { rateGroup: 'Heavy' },
  listMessages: { rateGroup: 'Light' },
  readMessage: { rateGroup: 'Light' },
  readMessageContent: { rateGroup: 'Medium' },
  readCompanyCallLog: { userPermission: 'FullCompanyCallLog' },
  readRingOutCallStatus: { rateGroup: 'Light' },
  readUserPresenceStatus: { rateGroup: 'Light' },
  readExtension: { rateGroup: 'Light' },
  renewSubscription: { rateGroup: 'Light' },
}

/** The methods as a profile has them. */
export function methodsIn(profile: Profile): Readonly<Record<MethodId, Method>> {
  if (profile === 'guide') return methods
  const rows = Object.entries(methods).map(([id, method]) => [
    id,
    { ...method, ...liveRows[id as MethodId] }, // the keys of `methods`
  ])
  return Object.fromEntries(rows) as Record<MethodId, Method> // ditto
}

/** What of an event's row differs in `live`. */
export type LiveEvent = Partial<Pick<EventEntry, 'permission' | 'userPermission'>>

/** Events that differ. */
export const liveEvents: { readonly [Name in EventName]?: LiveEvent } = {
  'telephony-sessions': { permission: 'CallControl' },
  'account-telephony-sessions': { permission: 'CallControl' },
}

/** The events as a profile has them. */
export function eventsIn(profile: Profile): Readonly<Record<EventName, EventEntry>> {
  if (profile === 'guide') return events
  const rows = Object.entries(events).map(([name, event]) => [
    name,
    { ...event, ...liveEvents[name as EventName] }, // the keys of `events`
  ])
  return Object.fromEntries(rows) as Record<EventName, EventEntry> // ditto
}

/** How long a RingOut can be cancelled; a cancellation that comes later is taken and changes nothing. */
export const ringOutCancelledUntil = {
  guide: 'its end',
  live: 'its first leg answers',
} as const satisfies Readonly<Record<Profile, string>>

/** One point on which the guide and the public specification differ. */
export interface Difference {
  readonly about: string
  readonly guide: string
  readonly live: string
  /** What makes it so: rows of methods, of events, of errors, or a rule named here. */
  readonly by: 'method' | 'event' | 'error' | 'paging' | 'rule'
}

/** How each list is paged in `live`; in `guide` every list has pages, links and totals. */
export const livePaging: { readonly [Id in MethodId]?: 'token' | 'none' | 'without totals' } = {
  listGlipChatsNew: 'token',
  readGlipPostsNew: 'token',
  listGlipTeamsNew: 'token',
  listGlipConversationsNew: 'token',
  listSubscriptions: 'none',
  readUserCallLog: 'without totals',
  readCompanyCallLog: 'without totals',
  listExtensionActiveCalls: 'without totals',
  listCompanyActiveCalls: 'without totals',
}

/** Whether the account's reply has the business name and address. */
export const accountHasBusinessAddress = {
  guide: true,
  live: false,
} as const satisfies Readonly<Record<Profile, boolean>>

/** What the inbound message filter takes: in `live` it needs `?type=SMS`, and a fax does not fire it. */
export const instantFilterNeedsType = {
  guide: false,
  live: true,
} as const satisfies Readonly<Record<Profile, boolean>>

/** Whose apps may get a token for themselves: in `live` it is a grant of partners. */
export const clientCredentialsFor = {
  guide: 'every app',
  live: 'partners',
} as const satisfies Readonly<Record<Profile, string>>

/** Every difference, for the reference. */
export const differences: readonly Difference[] = [
  ...(Object.keys(liveRows) as MethodId[]).flatMap((id) => rowDifferences(id)),
  ...(Object.keys(liveEvents) as EventName[]).map((name) => eventDifference(name)),
  {
    about: 'A duplicate or concurrent request',
    guide: '503 CMN-304',
    live: '429 CMN-304; 503 is CMN-201',
    by: 'error',
  },
  {
    about: 'A missing permission or feature',
    guide: '403 CMN-408',
    live: '403 CMN-401 (app), CMN-408 (user), CMN-419 (another extension), or the feature’s own code',
    by: 'error',
  },
  {
    about: 'A missing, broken or expired token',
    guide: '401 OAU-128',
    live: '401 AGW-401, AGW-402, OAU-151, OAU-213 or OAU-128; CMN-405 for a token without an extension',
    by: 'error',
  },
  {
    about: 'The outer errorCode',
    guide: 'the same code as inside errors',
    live: 'for some codes an older name: InsufficientPermissions, TokenExpired, TokenInvalid',
    by: 'error',
  },
  {
    about: 'A wrong parameter of a message or call',
    guide: '400 CMN-101',
    live: '400 with the finer code: MSG-…, TEL-…, RNG-…, CLG-…',
    by: 'error',
  },
  {
    about: 'Something missing that the body names',
    guide: '400 CMN-101',
    live: '400 CMN-102',
    by: 'error',
  },
  {
    about: 'An unknown entry of the directory',
    guide: '404 CMN-102',
    live: '404 ADG-122',
    by: 'error',
  },
  {
    about: 'Paging of team messaging',
    guide: 'page and perPage beside recordCount and pageToken',
    live: 'recordCount and pageToken alone; no paging member',
    by: 'paging',
  },
  {
    about: 'Paging of the list of subscriptions',
    guide: 'page and perPage',
    live: 'none: uri and records',
    by: 'paging',
  },
  {
    about: 'Totals of call logs and active calls',
    guide: 'totalPages, totalElements and lastPage',
    live: 'absent',
    by: 'paging',
  },
  {
    about: 'Cancelling a RingOut',
    guide: 'ends it before or during the connection',
    live: 'has an effect until the first leg answers',
    by: 'rule',
  },
  {
    about: 'Reading the account',
    guide: 'with the business name and address',
    live: 'without: they have a path of their own',
    by: 'rule',
  },
  {
    about: 'The event filter …/message-store/instant',
    guide: 'stands alone and fires for every new inbound message',
    live: 'needs ?type=SMS; a fax does not fire it',
    by: 'rule',
  },
  {
    about: 'A token for the app itself (client_credentials)',
    guide: `for ${clientCredentialsFor.guide}`,
    live: `for ${clientCredentialsFor.live} alone; others get OAU-270`,
    by: 'rule',
  },
]

function rowDifferences(id: MethodId): Difference[] {
  const row: Method = methods[id]
  const live = liveRows[id] ?? {}
  const about = `${id} (${row.route})`
  return [
    ...(live.rateGroup
      ? [
          {
            about: `Rate group of ${about}`,
            guide: row.rateGroup,
            live: live.rateGroup,
            by: 'method' as const,
          },
        ]
      : []),
    ...(live.userPermission
      ? [
          {
            about: `User permission of ${about}`,
            guide: row.userPermission ?? 'none',
            live: live.userPermission,
            by: 'method' as const,
          },
        ]
      : []),
  ]
}

function eventDifference(name: EventName): Difference {
  const permissionIn = (profile: Profile) => eventsIn(profile)[name].permission ?? 'none'
  return {
    about: `Permission of the event ${name} (${events[name].filter})`,
    guide: permissionIn('guide'),
    live: permissionIn('live'),
    by: 'event',
  }
}
