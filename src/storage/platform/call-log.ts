// Call records: one row for each extension that was in a call, made when its phone first rings, active
// while the call lasts and logged after. Both lists, active calls and call log, come from here.
import sql, { empty, join, type Sql } from 'sql-template-tag'
import { type Database, limitedTo } from '../database.ts'
import type { CallParty } from './calls.ts'
import type { StoredFile } from './files.ts'

/** What was done, in RingCentral's words. */
type CallAction =
  | 'Phone Call'
  | 'VoIP Call'
  | 'RingOut Web'
  | 'FindMe'
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
  | 'FindMe'
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
  /** Added once the call is over. */
  readonly recording?: { readonly id: number; readonly type: Recording['type'] }
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

/** A call that was recorded. */
export interface Recording {
  readonly id: number
  readonly accountId: number
  readonly type: 'Automatic' | 'OnDemand'
  readonly contentType: string
  readonly seconds: number
  readonly file: StoredFile
}

/** A place in a call log: by change, or by time. */
export interface RecordPlace {
  /** The number of the change, or the epoch ms a call began. */
  readonly at: number
  readonly position: number
}

/** A record with its places. */
export interface PlacedRecord extends CallRecord {
  readonly changed: RecordPlace
  readonly started: RecordPlace
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
  readonly results?: readonly string[]
  /** Recorded in this way. */
  readonly recordingType?: Recording['type'] | 'All'
  /** Conferences: what the network does not have. */
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
  recording_id: number | null
  recording_type: Recording['type'] | null
}

interface PlacedRow extends RecordRow {
  position: number
  revision: number
}

const columns = sql`id, account_id, extension_id, state, type, direction, transport,
  action, result, started_at, modified_at, duration_ms, session_id, telephony_session_id, party_id,
  parties, details`

const read = sql`${columns}, recording_id,
  (select recording.type from recording where recording.id = recording_id) as recording_type`

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
    ...(row.recording_id !== null && row.recording_type !== null
      ? { recording: { id: row.recording_id, type: row.recording_type } }
      : {}),
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

const recorded = (type: Recording['type'] | 'All'): Sql =>
  type === 'All'
    ? sql`recording_id is not null`
    : sql`recording_id in (select recording.id from recording where recording.type = ${type})`

/** The number of the change that is being made to an account's call log. */
const nextRevision = (accountId: Sql): Sql =>
  sql`(select coalesce(max(revision), 0) + 1 from call_record as had
    where had.account_id = ${accountId})`

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
    filter.results?.length ? sql`result in (${join(filter.results)})` : null,
    filter.recordingType === undefined ? null : recorded(filter.recordingType),
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
        sql`insert into call_record (${columns}, numbers, revision) values (${join([
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
        ])}, ${nextRevision(sql`${record.accountId}`)}) on conflict (id) do update set
          revision = excluded.revision,
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
          sql`select ${read} from call_record where ${wanted(scope, filter)}
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
          sql`select ${read} from call_record where ${wanted(scope, { states: ['Active'] })}
            order by started_at desc, position desc`,
        )
        .map(toRecord)
    },
    /** A record of the scope that is not deleted. */
    find(scope: CallScope, id: string): CallRecord | undefined {
      const row = db.get<RecordRow>(
        sql`select ${read} from call_record
          where id = ${id} and ${wanted(scope, { states: ['Active', 'Logged'] })}`,
      )
      return row && toRecord(row)
    },
    /** Deletes records; what is left of each tells that there was one. */
    remove(scope: CallScope, filter: CallFilter, modifiedAt: number): void {
      db.run(sql`update call_record set state = 'Deleted', modified_at = ${modifiedAt},
        revision = ${nextRevision(sql`call_record.account_id`)} where ${wanted(scope, filter)}`)
    },
    /** The change a call log is at; 0 for one that has seen none. */
    revision: (accountId: number): number =>
      db.get<{ revision: number }>(
        sql`select coalesce(max(revision), 0) as revision from call_record
          where account_id = ${accountId}`,
      )?.revision ?? 0,
    /** Records that began before a place, the newest first; without a place, the newest of all. */
    before(
      scope: CallScope,
      filter: CallFilter,
      place: RecordPlace | null,
      limit: number,
    ): PlacedRecord[] {
      const bound = place
        ? sql`and (started_at, position) < (${place.at}, ${place.position})
            and started_at <= ${place.at}`
        : empty
      return db
        .all<PlacedRow>(
          sql`select ${read}, position, revision from call_record
            where ${wanted(scope, filter)} ${bound}
            order by started_at desc, position desc limit ${limit}`,
        )
        .map(toPlaced)
    },
    /** What of an account's log changed after a change, in the order of the changes. */
    changes(
      scope: { readonly accountId: number; readonly extensionId?: number },
      filter: CallFilter,
      after: RecordPlace,
      limit: number,
    ): PlacedRecord[] {
      const { accountId, extensionId } = scope
      // The index is named, or SQLite would read all calls by time where few have changed.
      return db
        .all<PlacedRow>(
          sql`select ${read}, position, revision from call_record indexed by call_record_by_revision
            where account_id = ${accountId} and revision >= ${after.at}
            and (revision, position) > (${after.at}, ${after.position})
            and ${wanted(extensionId === undefined ? { accountId } : { extensionId }, filter)}
            order by revision, position limit ${limit}`,
        )
        .map(toPlaced)
    },
    /** Keeps the recording of a call that is over, on these records of it. Call it in a commit. */
    addRecording(recording: Omit<Recording, 'id'>, recordIds: readonly string[]): number {
      const { accountId, type, contentType, seconds, file } = recording
      const { lastInsertRowid: id } = db.run(
        sql`insert into recording (account_id, type, content_type, seconds, file_key, size)
          values (${join([accountId, type, contentType, seconds, file.key, file.size])})`,
      )
      db.run(sql`update call_record set recording_id = ${id} where id in (${join(recordIds)})`)
      return id
    },
    recording(accountId: number, id: number): Recording | undefined {
      const row = db.get<RecordingRow>(
        sql`select id, account_id, type, content_type, seconds, file_key, size from recording
          where id = ${id} and account_id = ${accountId}`,
      )
      return (
        row && {
          id: row.id,
          accountId: row.account_id,
          type: row.type,
          contentType: row.content_type,
          seconds: row.seconds,
          file: { key: row.file_key, size: row.size },
        }
      )
    },
    /** Whether an extension was in the call of a recording. */
    wasInRecorded: (extensionId: number, recordingId: number): boolean =>
      db.get(sql`select 1 from call_record
        where recording_id = ${recordingId} and extension_id = ${extensionId} limit 1`) !==
      undefined,
  }
}

interface RecordingRow {
  id: number
  account_id: number
  type: Recording['type']
  content_type: string
  seconds: number
  file_key: string
  size: number
}

const toPlaced = (row: PlacedRow): PlacedRecord => ({
  ...toRecord(row),
  changed: { at: row.revision, position: row.position },
  started: { at: row.started_at, position: row.position },
})
