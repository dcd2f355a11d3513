// Messages that were read after a gap, as the events that would have told of them. Pure but for the
// question what was seen.
import { type Static, Type } from 'typebox'
import type { EventFilter } from '#catalog/events/filters'
import { parseTime } from '#lib/time'
import type { Source } from '../relay.ts'
import { keysOf, mailboxMarks, type Occurrence, scopeOf } from './occurrence.ts'

const Id = Type.Union([Type.Number(), Type.String()])

/** A message, as far as its events need it. */
export const FoundMessage = Type.Object({
  id: Id,
  type: Type.String(),
  direction: Type.String(),
  creationTime: Type.String(),
  lastModifiedTime: Type.String(),
  messageStatus: Type.Optional(Type.String()),
  availability: Type.Optional(Type.String()),
})

/** A message that was found. */
export type FoundMessage = Static<typeof FoundMessage>

/** What was read, from when on, and what of it is known. */
export interface Found {
  readonly source: Source
  /** Epoch milliseconds. */
  readonly from: number
  readonly hasSeen: (key: string) => boolean
}

/** The events of a filter that tell of these messages. */
export function messageOccurrences(
  filter: EventFilter,
  messages: readonly FoundMessage[],
  found: Found,
): Occurrence[] {
  const fresh = messages.filter((one) => timeOf(one.creationTime) >= found.from && isAlive(one))
  switch (filter.event) {
    case 'instant-message':
      return fresh
        .filter(({ direction }) => direction === 'Inbound')
        .map((one) => occurrence(filter, one, { ...bodyOf(one), id: String(one.id) }))
    case 'voicemail':
      return fresh
        .filter(({ type }) => type === 'VoiceMail')
        .map((one) =>
          occurrence(filter, one, { ...bodyOf(one), id: Number(one.id), type: 'Voicemail' }),
        )
    case 'fax':
      return fresh
        .filter(({ type }) => type === 'Fax')
        .map((one) => occurrence(filter, one, { ...bodyOf(one), id: String(one.id) }))
    case 'message-store':
      return changes(filter, messages, found)
    default:
      return []
  }
}

const timeOf = (text: string): number => parseTime(text) ?? 0
const isAlive = ({ availability = 'Alive' }: FoundMessage) => availability === 'Alive'

/** A message as events tell it: without what only the message store says of it. */
function bodyOf(message: FoundMessage): object {
  const {
    uri: _,
    extensionId: _extension,
    ...body
  } = message as FoundMessage & {
    readonly uri?: unknown
    readonly extensionId?: unknown
  } // members that the schema leaves open
  return body
}

function occurrence(filter: EventFilter, message: FoundMessage, body: object): Occurrence {
  return {
    filter,
    at: timeOf(message.creationTime),
    body,
    facts: {},
    keys: keysOf(filter, body, message.creationTime),
    isFound: true,
  }
}

/** The one event that tells of everything that changed and was not told of. */
function changes(
  filter: EventFilter,
  messages: readonly FoundMessage[],
  { source, from, hasSeen }: Found,
): Occurrence[] {
  const scope = scopeOf(filter)
  const isNew = (one: FoundMessage) =>
    timeOf(one.creationTime) >= from && isAlive(one) && !hasSeen(mailboxMarks.added(scope, one.id))
  const isUpdated = ({ creationTime, lastModifiedTime: at }: FoundMessage) =>
    at !== creationTime && timeOf(at) >= from && !hasSeen(mailboxMarks.changed(scope, at))
  const missed = messages.filter((one) => isNew(one) || isUpdated(one))
  if (missed.length === 0) return []
  const lastUpdated =
    missed
      .map(({ lastModifiedTime }) => lastModifiedTime)
      .sort()
      .at(-1) ?? ''
  const types = [...new Set(missed.map(({ type }) => type))]
  const body = {
    accountId: source.identity.accountId,
    extensionId: filter.extensionId,
    lastUpdated,
    changes: types.map((type) => {
      const ofType = missed.filter((one) => one.type === type)
      const added = ofType.filter(isNew)
      return {
        type,
        newCount: added.length,
        updatedCount: ofType.length - added.length,
        ...(added.length > 0 ? { newMessageIds: added.map(({ id }) => Number(id)) } : {}),
      }
    }),
  }
  const keys = keysOf(filter, body, lastUpdated)
  const marks = missed.map((one) => mailboxMarks.changed(scope, one.lastModifiedTime))
  return [
    {
      filter,
      at: timeOf(lastUpdated),
      body,
      facts: {},
      keys: { known: keys.known, marks: [...new Set([...keys.marks, ...marks])] },
      isFound: true,
    },
  ]
}
