// An event as it came from upstream: understood, and under the keys by which it is known again. The
// upstream's own uuid is not enough for that: after a subscription was made anew, and when a gap was
// filled, the same event comes under another one.
import { hash } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { type EventFilter, parseEventFilter } from '#catalog/events/filters'
import type { EventFacts } from '#catalog/events/matching'
import { satisfies } from '#lib/schema'
import { parseTime } from '#lib/time'
import type { Identity } from '#storage/gateway/connections'

/** What an event is known by within a connection. */
export interface Keys {
  /** It was seen before when any of these was marked. */
  readonly known: readonly string[]
  /** What is marked once it was taken. */
  readonly marks: readonly string[]
}

/** Something that happened upstream. */
export interface Occurrence {
  /** What it is and whose, with the parameters under which the upstream told it. */
  readonly filter: EventFilter
  /** When, epoch milliseconds, on the upstream's clock. */
  readonly at: number
  readonly body: object
  readonly facts: EventFacts
  readonly keys: Keys
  /** Whether it was found by reading what was missed: who subscribed later than it happened does not get it. */
  readonly isFound: boolean
}

const Envelope = Type.Object({
  event: Type.String(),
  timestamp: Type.Optional(Type.String()),
  subscriptionId: Type.Optional(Type.String()),
  body: Type.Object({}),
})

/** The envelope of a notification, as far as the gateway reads it. */
export type UpstreamEnvelope = Static<typeof Envelope>

/** A notification's envelope; null when the value is none. */
export const envelopeOf = (value: unknown): UpstreamEnvelope | null =>
  satisfies(Envelope, value) ? value : null

/** What a notification tells; null when it is of no event of the catalogue, or of another's than it says. */
export function occurrenceOf(
  { event, timestamp = '', body }: UpstreamEnvelope,
  identity: Identity,
  now: number,
): Occurrence | null {
  const filter = parseEventFilter(event, identity)
  if (filter?.kind !== 'event' || !isOf(filter, body)) return null
  const at = parseTime(timestamp) ?? now
  const facts = factsOf(filter)
  return { filter, at, body, facts, keys: keysOf(filter, body, timestamp), isFound: false }
}

const Owned = Type.Object({
  accountId: Type.Optional(Type.Union([Type.String(), Type.Number()])),
  extensionId: Type.Optional(Type.Union([Type.String(), Type.Number()])),
})

/** Whether the body is of the account and extension that the filter names. */
function isOf({ accountId, extensionId }: EventFilter, body: object): boolean {
  if (!satisfies(Owned, body)) return false
  const differs = (named: string | null, told: string | number | undefined) =>
    named !== null && told !== undefined && String(told) !== named
  return !differs(accountId, body.accountId) && !differs(extensionId, body.extensionId)
}

function factsOf({ event, parameters }: EventFilter): EventFacts {
  const [direction] = parameters['direction'] ?? []
  const isTold = event === 'message-store' && (direction === 'Inbound' || direction === 'Outbound')
  return isTold ? { direction } : {}
}

/** Under what the keys of a filter's events stand: the event and whose it is. */
export const scopeOf = ({ event, accountId, extensionId }: EventFilter): string =>
  [event, extensionId ?? accountId ?? ''].join(' ')

const same = (...parts: readonly unknown[]): Keys => {
  const key = parts.map(String).join(' ')
  return { known: [key], marks: [key] }
}

/** The keys of an event that was pushed. */
export function keysOf(filter: EventFilter, body: object, timestamp: string): Keys {
  const scope = scopeOf(filter)
  const told = body as Readonly<Record<string, unknown>> // an object; its members are not trusted
  const { id, extensionId, sequence } = told
  switch (filter.event) {
    case 'instant-message':
    case 'voicemail':
      return same(scope, id, told['creationTime'])
    case 'fax':
      return same(scope, id, told['creationTime'], outgoing(told))
    case 'message-store':
      return mailboxKeys(scope, told)
    case 'telephony-sessions':
    case 'account-telephony-sessions':
      return callKeys(scope, told)
    case 'missed-calls':
      return same(scope, extensionId, told['sessionId'])
    case 'presence':
    case 'account-presence':
      return same(scope, extensionId, sequence, timestamp)
    case 'tm-post':
    case 'tm-chat':
      return same(scope, id, told['eventType'], told['lastModifiedTime'] ?? timestamp)
    default:
      return same(scope, timestamp, hash('sha256', JSON.stringify(body), 'base64url'))
  }
}

/** A fax that is sent is told of with each of its states. */
const outgoing = ({ direction, messageStatus }: Readonly<Record<string, unknown>>) =>
  direction === 'Outbound' ? messageStatus : ''

const Changes = Type.Object({
  lastUpdated: Type.String(),
  changes: Type.Array(
    Type.Object({
      newMessageIds: Type.Optional(Type.Array(Type.Union([Type.Number(), Type.String()]))),
    }),
  ),
})

/** By what a message that was told of as new, or as changed at a time, is known when a gap is filled. */
export const mailboxMarks = {
  added: (scope: string, id: string | number) => `${scope} new ${id}`,
  changed: (scope: string, at: string) => `${scope} at ${at}`,
}

function mailboxKeys(scope: string, told: object): Keys {
  const own = same(scope, hash('sha256', JSON.stringify(told), 'base64url'))
  if (!satisfies(Changes, told)) return own
  const ids = told.changes.flatMap(({ newMessageIds = [] }) => newMessageIds)
  return {
    known: own.known,
    marks: [
      ...own.marks,
      mailboxMarks.changed(scope, told.lastUpdated),
      ...ids.map((id) => mailboxMarks.added(scope, id)),
    ],
  }
}

const Call = Type.Object({
  telephonySessionId: Type.String(),
  sequence: Type.Optional(Type.Unknown()),
  eventTime: Type.Optional(Type.Unknown()),
  parties: Type.Array(
    Type.Object({
      id: Type.Optional(Type.String()),
      status: Type.Optional(Type.Object({ code: Type.Optional(Type.String()) })),
    }),
  ),
})

/** By what the end of a call is known: told by the upstream, or found in the call log. */
export const callMarks = {
  ended: (scope: string, sessionId: string) => `${scope} ${sessionId} ended`,
  found: (scope: string, sessionId: string) => `${scope} ${sessionId} found`,
}

const ends: ReadonlySet<string> = new Set(['Disconnected', 'Gone', 'VoiceMail'])

function callKeys(scope: string, told: Readonly<Record<string, unknown>>): Keys {
  if (!satisfies(Call, told)) return same(scope, hash('sha256', JSON.stringify(told), 'base64url'))
  const { telephonySessionId, parties, sequence, eventTime } = told
  const ids = parties.map(({ id = '' }) => id).join(',')
  const own = same(scope, telephonySessionId, ids, sequence, eventTime)
  if (!parties.some(({ status }) => ends.has(status?.code ?? ''))) return own
  return {
    known: [...own.known, callMarks.found(scope, telephonySessionId)],
    marks: [...own.marks, callMarks.ended(scope, telephonySessionId)],
  }
}
