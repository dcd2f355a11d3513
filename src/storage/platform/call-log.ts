// Call records: one row for each extension that was in a call, made when its phone first rings, active
// while the call lasts and logged after. Both lists, active calls and call log, come from here.
import sql, { join, type Sql } from 'sql-template-tag'
import { type Database, limitedTo } from '../database.ts'
import type { CallParty } from './calls.ts'

/** What was done, in RingCentral's words. */
type CallAction =
  | 'Phone Call'
  | 'VoIP Call'
  | 'RingOut Web'
  | 'Hunting'
  | 'Incoming Fax'
  | 'Outgoing Fax'

/** How it ended, in RingCentral's words. */
export type CallResult =
  | 'Accepted'
  | 'Blocked'
  | 'Busy'
  | 'Call connected'
  | 'Declined'
  | 'Hang Up'
  | 'In Progress'
  | 'Missed'
  | 'No Answer'
  | 'Receive Error'
  | 'Received'
  | 'Rejected'
  | 'Send Error'
  | 'Sent'
  | 'Voicemail'

/** Why it was not connected, in RingCentral's words. */
export type CallReason = 'Hang Up' | 'Line Busy' | 'No Answer' | 'Number Blocked'

/** Kinds of leg. */
export type LegType =
  | 'Accept'
  | 'ExtensionToExtension'
  | 'FaxSent'
  | 'Hunting'
  | 'PstnToSip'
  | 'RingOutWebToCaller'
  | 'RingOutWebToSubscriber'
  | 'SipToPstnUnmetered'

/** What a record and each of its legs say. Times are epoch ms; `durationMs` is null while it lasts. */
export interface CallFacts {
  readonly direction: 'Inbound' | 'Outbound'
  readonly transport: 'PSTN' | 'VoIP'
  readonly action: CallAction
  readonly result: CallResult
  readonly startedAt: number
  readonly durationMs: number | null
  readonly from: CallParty
  readonly to: CallParty
}

/** One leg of a record. */
export interface CallRecordLeg extends CallFacts {
  readonly legType: LegType
  /** The one leg that carries the call. */
  readonly isMaster: boolean
  /** Where it is another than the record's. */
  readonly reason?: CallReason
  readonly partyId: string
}

/** Whether the call is in progress, or over; a record of one that is over can be deleted. */
type RecordState = 'Active' | 'Logged' | 'Deleted'

/** One extension's record of one call. */
export interface CallRecord extends CallFacts {
  readonly id: string
  readonly accountId: number
  readonly extensionId: number
  readonly sessionId: string
  readonly telephonySessionId: string
  readonly partyId: string
  readonly type: 'Voice' | 'Fax'
  readonly modifiedAt: number
  readonly state: RecordState
  readonly details: CallRecordDetails
}

/** What of a record is neither filtered nor sorted on. */
export interface CallRecordDetails {
  /** What the extension's phone does; `NoCall` once the call is over. */
  readonly telephonyStatus: TelephonyStatus
  readonly isQueueCall: boolean
  readonly internalType: 'Local' | 'International' | 'Sip' | 'RingOut'
  readonly reason?: CallReason
  /** The fax or voicemail that the call left. */
  readonly message?: { readonly id: number; readonly type: 'Fax' | 'VoiceMail' }
  readonly legs: readonly CallRecordLeg[]
}

/** What an extension's phone does. */
export type TelephonyStatus = 'NoCall' | 'Ringing' | 'CallConnected' | 'OnHold'

/** Whose records: one extension's, or those of a whole account. */
export type CallScope = { readonly extensionId: number } | { readonly accountId: number }

/** Which records a list wants. Times are epoch ms, both included; what is absent means any. */
export interface CallFilter {
  readonly states: readonly [RecordState, ...RecordState[]]
  readonly startedFrom?: number
  readonly startedTo?: number
  readonly directions?: readonly string[]
  readonly types?: readonly string[]
  readonly transports?: readonly string[]
  /** Digits of an E.164 number of either party. */
  readonly number?: string
  /** Extension number of either party. */
  readonly extensionNumber?: string
  readonly sessionId?: string
  readonly telephonySessionId?: string
  /** Recorded calls, conferences: what the network does not have. */
  readonly isNone?: boolean
  readonly hidesBlocked?: boolean
}

interface RecordRow {
  id: string
  account_id: number
  extension_id: number
  state: RecordState
  type: CallRecord['type']
  direction: CallRecord['direction']
  transport: CallRecord['transport']
  action: CallAction
  result: CallResult
  started_at: number
  modified_at: number
  duration_ms: number | null
  session_id: string
  telephony_session_id: string
  party_id: string
  parties: string
  details: string
}

const columns = sql`id, account_id, extension_id, state, type, direction, transport,
  action, result, started_at, modified_at, duration_ms, session_id, telephony_session_id, party_id,
  parties, details`

const toRecord = (row: RecordRow): CallRecord => {
  const [from, to] = JSON.parse(row.parties) as [CallParty, CallParty] // written by this store alone
  return {
    id: row.id,
    accountId: row.account_id,
    extensionId: row.extension_id,
    state: row.state,
    type: row.type,
    direction: row.direction,
    transport: row.transport,
    action: row.action,
    result: row.result,
    startedAt: row.started_at,
    modifiedAt: row.modified_at,
    durationMs: row.duration_ms,
    sessionId: row.session_id,
    telephonySessionId: row.telephony_session_id,
    partyId: row.party_id,
    from,
    to,
    details: JSON.parse(row.details) as CallRecordDetails, // ditto
  }
}

// Digits of every number and `x` before every extension number, with space around each, so that one is
// found whole by a search for ' 14155550101 ' or ' x101 '.
const searchable = ({ from, to, details }: CallRecord) => {
  const parties = [from, to, ...details.legs.flatMap((leg) => [leg.from, leg.to])]
  const words = parties.flatMap(({ phoneNumber, extensionNumber }) => [
    ...(phoneNumber ? [phoneNumber.replace('+', '')] : []),
    ...(extensionNumber ? [`x${extensionNumber}`] : []),
  ])
  return ` ${[...new Set(words)].join(' ')} `
}

function wanted(scope: CallScope, filter: CallFilter): Sql {
  const isBySession = filter.sessionId !== undefined || filter.telephonySessionId !== undefined
  const owner =
    'extensionId' in scope
      ? sql`extension_id = ${scope.extensionId}`
      : sql`account_id = ${scope.accountId}`
  const [only, ...more] = filter.states
  const state = more.length > 0 ? sql`state in (${join(filter.states)})` : sql`state = ${only}`
  const conditions = [
    // The plus keeps SQLite from the index by time where the one by session finds the few rows at once.
    isBySession ? sql`+${owner}` : owner,
    isBySession ? sql`+${state}` : state,
    filter.startedFrom === undefined ? null : sql`started_at >= ${filter.startedFrom}`,
    filter.startedTo === undefined ? null : sql`started_at <= ${filter.startedTo}`,
    filter.directions?.length ? sql`direction in (${join(filter.directions)})` : null,
    filter.types?.length ? sql`type in (${join(filter.types)})` : null,
    filter.transports?.length ? sql`transport in (${join(filter.transports)})` : null,
    filter.number ? sql`instr(numbers, ${` ${filter.number} `}) > 0` : null,
    filter.extensionNumber ? sql`instr(numbers, ${` x${filter.extensionNumber} `}) > 0` : null,
    filter.sessionId === undefined ? null : sql`session_id = ${filter.sessionId}`,
    filter.telephonySessionId === undefined
      ? null
      : sql`telephony_session_id = ${filter.telephonySessionId}`,
    filter.isNone ? sql`0` : null,
    filter.hidesBlocked ? sql`result <> 'Blocked'` : null,
  ]
  return join(
    conditions.filter((condition) => condition !== null),
    ' and ',
  )
}

/** The store of call records. Synchronous; writes belong into the open transaction. */
export type CallLog = ReturnType<typeof createCallLog>

/** @param db the platform's database */
export function createCallLog(db: Database) {
  return {
    /** Stores a record, or what has become of it. */
    put(record: CallRecord): void {
      db.run(
        sql`insert into call_record (${columns}, numbers) values (${join([
          record.id,
          record.accountId,
          record.extensionId,
          record.state,
          record.type,
          record.direction,
          record.transport,
          record.action,
          record.result,
          record.startedAt,
          record.modifiedAt,
          record.durationMs,
          record.sessionId,
          record.telephonySessionId,
          record.partyId,
          JSON.stringify([record.from, record.to]),
          JSON.stringify(record.details),
          searchable(record),
        ])}) on conflict (id) do update set
          state = excluded.state, result = excluded.result, modified_at = excluded.modified_at,
          duration_ms = excluded.duration_ms,
          details = excluded.details, numbers = excluded.numbers`,
      )
    },
    /** Newest first. */
    list(
      scope: CallScope,
      filter: CallFilter,
      page: { limit: number; offset: number },
    ): CallRecord[] {
      return db
        .all<RecordRow>(
          sql`select ${columns} from call_record where ${wanted(scope, filter)}
            order by started_at desc, position desc ${limitedTo(page)}`,
        )
        .map(toRecord)
    },
    count(scope: CallScope, filter: CallFilter): number {
      return (
        db.get<{ count: number }>(
          sql`select count(*) as count from call_record where ${wanted(scope, filter)}`,
        )?.count ?? 0
      )
    },
    /** The calls in progress of an extension or an account, newest first. */
    active(scope: CallScope): CallRecord[] {
      return db
        .all<RecordRow>(
          sql`select ${columns} from call_record where ${wanted(scope, { states: ['Active'] })}
            order by started_at desc, position desc`,
        )
        .map(toRecord)
    },
  }
}
