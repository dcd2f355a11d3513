// Events RingCentral pushes: what each signals, the filter that asks for it, what it delivers. A filter
// is a path with a query; parsing one tells which event it asks for and whose.
import type { Resource } from './method.ts'
import type { Permission } from './permissions.ts'

/** One event of the catalogue. */
export interface EventEntry {
  readonly name: string
  /** When it fires, in one sentence. */
  readonly signals: string
  /** The filter, with `{accountId}` and `{extensionId}` where it names them. */
  readonly filter: `/${string}`
  /** Query parameters the filter may carry. */
  readonly parameters: readonly string[]
  /** The method whose doing or reading it tells of; null for what happens in an app alone. */
  readonly triggeredBy: string | null
  /** What a subscriber gets to read. */
  readonly delivers: Resource
  /** The app permission that opens it in `guide`; null when any token may have it. */
  readonly permission: Permission | null
  /** Whether the guide lists it, or only real clients use it. */
  readonly listed: 'table' | 'beyond'
}

const extension = '/restapi/v1.0/account/{accountId}/extension/{extensionId}'

/** The events, by the id that methods name them with. */
export const events = {
  'instant-message': {
    name: 'Instant Message Event',
    signals: 'A new message arrived in an extension’s mailbox, such as a text or a fax.',
    filter: `${extension}/message-store/instant`,
    parameters: ['type'],
    triggeredBy: 'listMessages',
    delivers: 'message',
    permission: 'ReadMessages',
    listed: 'table',
  },
  presence: {
    name: 'Extension Presence Event',
    signals: 'An extension’s presence changed, such as from available to on a call.',
    filter: `${extension}/presence`,
    parameters: ['detailedTelephonyState', 'sipData'],
    triggeredBy: 'readUserPresenceStatus',
    delivers: 'presence',
    permission: 'ReadPresence',
    listed: 'table',
  },
  'telephony-sessions': {
    name: 'Extension Telephony Sessions Event',
    signals: 'Something happened to a call of an extension: it started, rang, was answered, ended.',
    filter: `${extension}/telephony/sessions`,
    parameters: [
      'direction',
      'missedCall',
      'phoneNumber',
      'sipData',
      'statusCode',
      'withRecordings',
    ],
    triggeredBy: null,
    delivers: 'call record',
    permission: 'ReadCallLog',
    listed: 'table',
  },
  'tm-post': {
    name: 'Team Messaging Post Event',
    signals: 'A post was created or changed in team messaging.',
    filter: '/team-messaging/v1/posts',
    parameters: [],
    triggeredBy: 'readGlipPostsNew',
    delivers: 'post',
    permission: 'TeamMessaging',
    listed: 'table',
  },
} as const satisfies Readonly<Record<string, EventEntry>>

/** The id of an event. */
export type EventName = keyof typeof events

/** Whose ids `~` stands for in a filter. */
export interface FilterOwner {
  readonly accountId: string
  readonly extensionId: string
}

/** A filter, understood. */
export type ParsedFilter =
  | {
      readonly kind: 'event'
      readonly event: EventName
      /** The filter as RingCentral answers it: no origin, `~` resolved, query kept. */
      readonly resolved: string
      /** The account and extension it names; null where the event belongs to the user. */
      readonly accountId: string | null
      readonly extensionId: string | null
    }
  | {
      /** The reminder to renew, `/restapi/v1.0/subscription/~?threshold=…&interval=…` (seconds). */
      readonly kind: 'reminder'
      readonly resolved: string
      readonly thresholdSeconds: number
      readonly intervalSeconds: number
    }

const matchers = (Object.keys(events) as EventName[]).map((event) => ({
  event,
  parameters: events[event].parameters as readonly string[],
  pattern: new RegExp(
    `^${events[event].filter
      .replace('{accountId}', '(?<accountId>~|[0-9]{1,19})')
      .replace('{extensionId}', '(?<extensionId>~|[0-9]{1,19})')}$`,
  ),
}))

/**
 * Understands a filter, or returns null when no event has it. An absolute URL is read as its path.
 * @param owner whose account and extension `~` stands for
 */
export function parseEventFilter(filter: string, owner: FilterOwner): ParsedFilter | null {
  if (filter.length > 1000 || !/^[!-~]*$/.test(filter)) return null // visible ASCII, as URLs are
  const [path = '', query = '', ...rest] = filter.replace(/^https?:\/\/[^/]+/, '').split('?')
  if (rest.length > 0) return null
  const parameters = new URLSearchParams(query)
  if (path === '/restapi/v1.0/subscription/~') return reminder(parameters, filter)
  for (const { event, pattern, parameters: known } of matchers) {
    const match = pattern.exec(path)
    if (!match) continue
    if ([...parameters.keys()].some((name) => !known.includes(name))) return null
    const id = (name: keyof FilterOwner) => {
      const named = match.groups?.[name]
      return named === '~' ? owner[name] : (named ?? null)
    }
    const [accountId, extensionId] = [id('accountId'), id('extensionId')]
    const resolvedPath = events[event].filter
      .replace('{accountId}', accountId ?? '')
      .replace('{extensionId}', extensionId ?? '')
    const resolved = query === '' ? resolvedPath : `${resolvedPath}?${query}`
    return { kind: 'event', event, resolved, accountId, extensionId }
  }
  return null
}

function reminder(parameters: URLSearchParams, filter: string): ParsedFilter | null {
  const known = ['threshold', 'interval']
  if ([...parameters.keys()].some((name) => !known.includes(name))) return null
  const seconds = (name: string) => {
    const text = parameters.get(name) ?? ''
    return /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN
  }
  return {
    kind: 'reminder',
    resolved: filter.replace(/^https?:\/\/[^/]+/, ''),
    thresholdSeconds: seconds('threshold'),
    intervalSeconds: seconds('interval'),
  }
}
