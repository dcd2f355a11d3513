// A call record as RingCentral answers it, in the simple and the detailed view.
import type { Static } from 'typebox'
import type { CallLogRecord } from '#catalog/schemas/call-log'
import { isoTime } from '#lib/time'
import type { CallFacts, CallReason, CallRecord } from '#storage/platform/call-log'

/** How much of a record a list shows. */
export type CallLogView = 'Simple' | 'Detailed'

/** Where a record is found: the server, and the list it is in. */
export interface RecordPlace {
  readonly origin: string
  /** The path of the call log above the record. */
  readonly path: string
  readonly view: CallLogView
}

type Reply = Static<typeof CallLogRecord>

/** The wire form of a record. */
export function callRecordReply(record: CallRecord, { origin, path, view }: RecordPlace): Reply {
  const { details } = record
  return {
    ...sharedReply(record, record, origin),
    id: record.id,
    uri: `${origin}${path}/${record.id}?view=${view}`,
    sessionId: record.sessionId,
    partyId: record.partyId,
    ...(details.message ? { message: messageReply(record, details.message, origin) } : {}),
    ...(record.recording
      ? { recording: recordingReply(record.accountId, record.recording, origin) }
      : {}),
    ...(record.state === 'Deleted' ? { deleted: true } : {}),
    lastModifiedTime: isoTime(record.modifiedAt),
    ...(view === 'Simple' ? {} : detailedReply(record, origin)),
  }
}

/** What a record and each of its legs say alike. */
function sharedReply(
  record: CallRecord,
  facts: CallFacts & { readonly reason?: CallReason },
  origin: string,
) {
  const { accountId, extensionId, telephonySessionId, type, details } = record
  const { direction, transport, action, result, startedAt, durationMs, from, to } = facts
  const reason = facts.reason ?? details.reason
  return {
    telephonySessionId,
    startTime: isoTime(startedAt),
    ...(durationMs === null ? {} : { duration: Math.round(durationMs / 1000), durationMs }),
    type,
    direction,
    action,
    result,
    ...(reason ? { reason, reasonDescription: reasons[reason] } : {}),
    from,
    to,
    extension: {
      id: extensionId,
      uri: `${origin}/restapi/v1.0/account/${accountId}/extension/${extensionId}`,
    },
    transport,
    internalType: details.internalType,
  }
}

const reasons = {
  'Hang Up': 'The caller hung up before the call was answered.',
  'Line Busy': 'The called line was busy.',
  'No Answer': 'Nobody answered the call.',
  'Number Blocked': 'The number is blocked.',
} as const

function detailedReply(record: CallRecord, origin: string) {
  return {
    billing: { costIncluded: 0, costPurchased: 0 },
    legs: record.details.legs.map((leg) => ({
      ...sharedReply(record, leg, origin),
      partyId: leg.partyId,
      legType: leg.legType,
      ...(leg.isMaster ? { master: true } : {}),
    })),
  }
}

function messageReply(
  { accountId, extensionId }: CallRecord,
  { id, type }: NonNullable<CallRecord['details']['message']>,
  origin: string,
) {
  const path = `/restapi/v1.0/account/${accountId}/extension/${extensionId}/message-store/${id}`
  return { id: String(id), type, uri: `${origin}${path}` }
}

function recordingReply(
  accountId: number,
  { id, type }: NonNullable<CallRecord['recording']>,
  origin: string,
) {
  const uri = `${origin}/restapi/v1.0/account/${accountId}/recording/${id}`
  return { id: String(id), uri, type, contentUri: `${uri}/content` }
}
