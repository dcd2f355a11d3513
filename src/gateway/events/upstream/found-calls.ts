// Calls that were read after a gap, as the events that would have told of their end. What happened on the
// way (ringing, answered) is over and not told. Pure but for the question what was seen.
import { type Static, Type } from 'typebox'
import type { EventFilter } from '#catalog/events/filters'
import { isoTime, parseTime } from '#lib/time'
import type { Found } from './found-messages.ts'
import { callMarks, keysOf, type Occurrence, scopeOf } from './occurrence.ts'

const Person = Type.Object({
  phoneNumber: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  extensionId: Type.Optional(Type.String()),
})

/** A record of the call log, as far as its events need it. */
export const CallRecord = Type.Object({
  sessionId: Type.String(),
  telephonySessionId: Type.Optional(Type.String()),
  partyId: Type.Optional(Type.String()),
  startTime: Type.String(),
  duration: Type.Optional(Type.Number()),
  direction: Type.String(),
  result: Type.Optional(Type.String()),
  from: Type.Optional(Person),
  to: Type.Optional(Person),
  extension: Type.Optional(Type.Object({ id: Type.Union([Type.Number(), Type.String()]) })),
  deleted: Type.Optional(Type.Boolean()),
})

/** A call that was found. */
export type CallRecord = Static<typeof CallRecord>

/** The events of a filter that tell of the end of these calls. */
export function callOccurrences(
  filter: EventFilter,
  records: readonly CallRecord[],
  found: Found,
): Occurrence[] {
  const ended = records.filter(
    (one) => endOf(one) >= found.from && one.result !== 'In Progress' && one.deleted !== true,
  )
  if (filter.event === 'missed-calls') {
    return ended.filter(isMissed).map((one) => missed(filter, one))
  }
  return ended.flatMap((one) => {
    const { telephonySessionId } = one
    if (telephonySessionId === undefined) return []
    if (found.hasSeen(callMarks.ended(scopeOf(filter), telephonySessionId))) return []
    return [disconnected(filter, one, telephonySessionId, found)]
  })
}

const endOf = ({ startTime, duration = 0 }: CallRecord): number =>
  (parseTime(startTime) ?? 0) + duration * 1000

const isMissed = ({ direction, result = '' }: CallRecord): boolean =>
  direction === 'Inbound' && /^(Missed|Voicemail|No Answer|Hang Up)/i.test(result)

/** One party, of the extension whose record it is, that was disconnected. */
function disconnected(
  filter: EventFilter,
  record: CallRecord,
  telephonySessionId: string,
  { source }: Found,
): Occurrence {
  const { sessionId, direction, from, to, extension, partyId } = record
  const scope = scopeOf(filter)
  const eventTime = isoTime(endOf(record))
  const { accountId } = source.identity
  const extensionId = String(extension?.id ?? filter.extensionId ?? '')
  const body = {
    // After all that the upstream could have told of the call.
    sequence: Number.MAX_SAFE_INTEGER,
    sessionId,
    telephonySessionId,
    eventTime,
    accountId,
    ...(extensionId === '' ? {} : { extensionId }),
    parties: [
      {
        accountId,
        ...(extensionId === '' ? {} : { extensionId }),
        id: partyId ?? `${telephonySessionId}-1`,
        direction,
        ...(from ? { from } : {}),
        ...(to ? { to } : {}),
        status: { code: 'Disconnected' },
        ...(isMissed(record) ? { missedCall: true } : {}),
      },
    ],
  }
  const found = callMarks.found(scope, telephonySessionId)
  return {
    filter,
    at: endOf(record),
    body,
    facts: {},
    keys: { known: [callMarks.ended(scope, telephonySessionId), found], marks: [found] },
    isFound: true,
  }
}

function missed(filter: EventFilter, record: CallRecord): Occurrence {
  const { sessionId, from, to, startTime } = record
  const body = {
    extensionId: filter.extensionId,
    action: 'StartRing',
    sessionId,
    ...(from?.phoneNumber ? { from: from.phoneNumber } : {}),
    ...(from?.name ? { fromName: from.name } : {}),
    ...(to?.phoneNumber ? { to: to.phoneNumber } : {}),
    ...(to?.name ? { toName: to.name } : {}),
  }
  return {
    filter,
    at: endOf(record),
    body,
    facts: {},
    keys: keysOf(filter, body, startTime),
    isFound: true,
  }
}
