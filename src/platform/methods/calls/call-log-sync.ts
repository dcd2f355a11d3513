// Synchronising a call log, an extension's or the account's. FSync reads the newest records; ISync what
// changed since its token among the records that were read, and what came. A token says how far back
// was read; with a recordCount, ISync goes further back.
import { Type } from 'typebox'
import type { callLog } from '#catalog/call-log'
import { fail } from '#catalog/errors'
import { isoTime } from '#lib/time'
import type { CallFilter, PlacedRecord, RecordPlace } from '#storage/platform/call-log'
import type { Call, Reply } from '../../handler.ts'
import { uriOf } from '../../stages/paging.ts'
import type { Parts } from '../../parts.ts'
import { callRecordReply } from './call-record-reply.ts'
import { maxSynced, readToken, writeToken } from '../common/sync-tokens.ts'
import { timeOf } from '../common/time-span.ts'

type Method = (typeof callLog)['syncAccountCallLog']

/** Whose call log. */
interface Scope {
  readonly accountId: number
  readonly extensionId?: number
}

const Place = Type.Object({ at: Type.Integer(), position: Type.Integer() })

const Token = Type.Object({
  list: Type.Literal('calls'),
  accountId: Type.Integer(),
  extensionId: Type.Optional(Type.Integer()),
  /** Up to which change it was read. */
  changed: Place,
  /** The oldest record that was read; absent when all were. */
  started: Type.Optional(Place),
  /** Where the caller said that it begins. */
  from: Type.Optional(Type.Integer()),
  isMissed: Type.Optional(Type.Boolean()),
  recordingType: Type.Optional(Type.Enum(['Automatic', 'OnDemand', 'All'])),
})

/**
 * Answers a synchronisation. Throws CMN-101 for a count or token that is missing, CLG-101 for a token that
 * is none of this call log, CLG-104 for one of a call log that was reset since.
 */
export function syncCallLog(
  { callLog: log, clock }: Parts,
  call: Pick<Call<Method>, 'query' | 'origin' | 'path'>,
  scope: Scope,
): Reply<Method> {
  const { query, origin, path } = call
  const owner = scope.extensionId === undefined ? scope : { extensionId: scope.extensionId }
  const latest = log.revision(scope.accountId)
  const limit = Math.min(query.recordCount ?? maxSynced, maxSynced)
  const syncType = query.syncType ?? (query.syncToken === undefined ? 'FSync' : 'ISync')
  const view = query.view ?? 'Simple'

  function answer(found: readonly PlacedRecord[], token: object): Reply<Method> {
    const { syncToken: _token, ...filters } = query
    const place = { origin, path: path.replace(/-sync$/, ''), view }
    return {
      uri: uriOf(origin, path, filters),
      records: found.map((record) => callRecordReply(record, place)),
      syncInfo: { syncType, syncToken: writeToken(token), syncTime: isoTime(clock.now()) },
    }
  }

  function tokenOf(written: string | undefined) {
    const parameterName = 'syncToken'
    if (written === undefined) {
      throw fail('CMN-101', { parameterName, reason: 'ISync needs the last one' })
    }
    const token = readToken(Token, written)
    const isOurs = token?.accountId === scope.accountId && token.extensionId === scope.extensionId
    if (!token || !isOurs) throw fail('CLG-101', { parameterName })
    if (token.changed.at > latest) throw fail('CLG-104', { parameterName })
    return token
  }

  function changesSince(written: string | undefined) {
    const token = tokenOf(written)
    const filter = filterOf(token)
    const states = query.showDeleted ? (['Logged', 'Deleted'] as const) : filter.states
    const changed = log.changes(scope, { ...filter, states }, token.changed, maxSynced)
    const read = token.started
    const within = read ? changed.filter(({ started }) => !isBefore(started, read)) : changed
    const isDeeper = query.recordCount !== undefined && read !== undefined
    const older = isDeeper ? log.before(owner, filter, read, limit) : []
    const deepest = older.length < limit ? undefined : older.at(-1)?.started
    const { started: _started, ...rest } = token
    const started = isDeeper ? deepest : read
    return answer([...within.toSorted(newestFirst), ...older], {
      ...rest,
      changed: changed.at(-1)?.changed ?? token.changed,
      ...(started ? { started } : {}),
    })
  }

  if (syncType === 'ISync') return changesSince(query.syncToken)
  if (query.recordCount === undefined) {
    throw fail('CMN-101', { parameterName: 'recordCount', reason: 'FSync needs it' })
  }
  const from = timeOf(query.dateFrom, 'dateFrom')
  const { recordingType = query.withRecording ? ('All' as const) : undefined } = query
  const chosen = {
    ...(from === undefined ? {} : { from }),
    ...(query.statusGroup?.includes('Missed') && !query.statusGroup.includes('All')
      ? { isMissed: true }
      : {}),
    ...(recordingType === undefined ? {} : { recordingType }),
  }
  const found = log.before(owner, filterOf(chosen), null, limit)
  const oldest = found.length < limit ? undefined : found.at(-1)?.started
  return answer(found, {
    list: 'calls',
    ...scope,
    ...chosen,
    changed: { at: latest, position: Number.MAX_SAFE_INTEGER },
    ...(oldest ? { started: oldest } : {}),
  })
}

const filterOf = ({
  from,
  isMissed,
  recordingType,
}: {
  readonly from?: number
  readonly isMissed?: boolean
  readonly recordingType?: 'Automatic' | 'OnDemand' | 'All'
}): CallFilter => ({
  states: ['Logged'],
  ...(from === undefined ? {} : { startedFrom: from }),
  ...(isMissed ? { results: ['Missed'] } : {}),
  ...(recordingType === undefined ? {} : { recordingType }),
})

const isBefore = (one: RecordPlace, other: RecordPlace): boolean =>
  one.at < other.at || (one.at === other.at && one.position < other.position)

const newestFirst = (one: PlacedRecord, other: PlacedRecord): number =>
  isBefore(one.started, other.started) ? 1 : -1
