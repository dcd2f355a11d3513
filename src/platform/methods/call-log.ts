// Call records: an extension's, the account's, and those of the calls in progress.
import type { callLog } from '#catalog/call-log'
import { fail } from '#catalog/errors'
import { pagingRules } from '#catalog/rules/limits'
import { livePaging } from '#catalog/live'
import { isoTime } from '#lib/time'
import type { CallFilter, CallScope } from '#storage/platform/call-log'
import type { Call, Handlers } from '../handler.ts'
import { type EffectiveQuery, paged, pageOf, withoutTotals } from '../stages/paging.ts'
import type { Parts } from '../parts.ts'
import { syncCallLog } from './calls/call-log-sync.ts'
import { callRecordReply, type CallLogView } from './calls/call-record-reply.ts'
import { recordingMethods } from './calls/recordings.ts'
import { defaultSpanMs, timeOf } from './common/time-span.ts'

/** Records on a page at most; a detailed one weighs more. */
const maxPerPage = {
  Simple: pagingRules.maxPerPage,
  Detailed: pagingRules.maxPerPageDetailed,
} as const

type ExtensionCall = Call<(typeof callLog)['readUserCallLog']>
type AccountCall = Call<(typeof callLog)['readCompanyCallLog']>

/** @param parts the platform's stores and clock */
export function callLogMethods(parts: Parts): Handlers<typeof callLog> {
  const { callLog: log, clock, db, profile } = parts
  // Both call logs and the active calls have one style.
  const hasTotals = profile === 'guide' || livePaging.readUserCallLog !== 'without totals'

  /** A list of the records of a scope, as every method here answers it. */
  function list(
    call: Pick<ExtensionCall, 'origin' | 'path'> & {
      readonly query: {
        readonly view?: CallLogView
        readonly page?: number
        readonly perPage?: number
      }
    },
    scope: CallScope,
    filter: CallFilter,
    effective: EffectiveQuery,
  ) {
    const { origin, path, query } = call
    const view = query.view ?? 'Simple'
    const page = pageOf(query, maxPerPage[view])
    const place = { origin, path: path.replace(/active-calls$/, 'call-log'), view }
    const records = log.list(scope, filter, page)
    const pages = paged(call, { view, ...effective }, page, log.count(scope, filter))
    return {
      ...(hasTotals ? pages : withoutTotals(pages)),
      records: records.map((record) => callRecordReply(record, place)),
    }
  }

  function active(
    call: Pick<Call<(typeof callLog)['listCompanyActiveCalls']>, 'origin' | 'path' | 'query'>,
    scope: CallScope,
  ) {
    const { query } = call
    const filter = {
      states: ['Active'] as const,
      ...(query.direction ? { directions: query.direction } : {}),
      ...(query.type ? { types: query.type } : {}),
      ...(query.transport ? { transports: query.transport } : {}),
      ...(query.conferenceType ? { isNone: true } : {}),
    }
    return list(call, scope, filter, withoutPage(query))
  }

  /** The record of a path, of this scope. */
  function one(
    {
      params,
      query,
      origin,
      path,
    }: Pick<Call<(typeof callLog)['readCompanyCallRecord']>, 'origin' | 'path' | 'query'> & {
      readonly params: { readonly callRecordId: string }
    },
    scope: CallScope,
  ) {
    const record = log.find(scope, params.callRecordId)
    if (!record) throw fail('CMN-102', { parameterName: 'callRecordId' })
    const above = path.slice(0, path.lastIndexOf('/'))
    return callRecordReply(record, { origin, path: above, view: query.view ?? 'Simple' })
  }

  /** The time a call log spans; a session is looked up in all of it unless the caller says otherwise. */
  function spanOf(query: ExtensionCall['query'] | AccountCall['query']) {
    const to = timeOf(query.dateTo, 'dateTo')
    const from = timeOf(query.dateFrom, 'dateFrom')
    const isBySession = query.sessionId !== undefined || query.telephonySessionId !== undefined
    const startedTo = to ?? clock.now()
    const startedFrom = from ?? (isBySession ? undefined : startedTo - defaultSpanMs)
    return { startedTo, ...(startedFrom === undefined ? {} : { startedFrom }) }
  }

  return {
    readUserCallLog(call) {
      const { query, extension } = call
      requireAlone(query, [
        'phoneNumber',
        'extensionNumber',
        'showBlocked',
        'direction',
        'type',
        'transport',
      ])
      const span = spanOf(query)
      const filter = {
        ...filterOf(query),
        ...span,
        ...(query.transport ? { transports: query.transport } : {}),
        ...(query.showBlocked === false ? { hidesBlocked: true } : {}),
        ...(query.showDeleted ? { states: ['Logged', 'Deleted'] as const } : {}),
      }
      const effective = { showBlocked: true, ...effectiveOf(query, span) }
      return list(call, { extensionId: extension.id }, filter, effective)
    },
    readCompanyCallLog(call) {
      const { query, account } = call
      requireAlone(query, ['phoneNumber', 'extensionNumber', 'direction', 'type'])
      const span = spanOf(query)
      const filter = { ...filterOf(query), ...span }
      return list(call, { accountId: account.id }, filter, effectiveOf(query, span))
    },
    listExtensionActiveCalls: (call) => active(call, { extensionId: call.extension.id }),
    listCompanyActiveCalls: (call) => active(call, { accountId: call.account.id }),
    readUserCallRecord: (call) => one(call, { extensionId: call.extension.id }),
    readCompanyCallRecord: (call) => one(call, { accountId: call.account.id }),
    async deleteUserCallLog({ query, extension }) {
      const startedFrom = timeOf(query.dateFrom, 'dateFrom')
      const filter = {
        ...filterOf(query),
        startedTo: timeOf(query.dateTo, 'dateTo') ?? clock.now(),
        ...(startedFrom === undefined ? {} : { startedFrom }),
      }
      await db.commit(() => log.remove({ extensionId: extension.id }, filter, clock.now()))
    },
    syncUserCallLog(call) {
      const { account, extension } = call
      return syncCallLog(parts, call, { accountId: account.id, extensionId: extension.id })
    },
    syncAccountCallLog: (call) => syncCallLog(parts, call, { accountId: call.account.id }),
    ...recordingMethods(parts),
  }
}

/** Whether only recorded calls are asked for, and of which kind. */
const recordedOf = (query: {
  readonly withRecording?: boolean
  readonly recordingType?: 'Automatic' | 'OnDemand' | 'All'
}): Pick<CallFilter, 'recordingType'> => {
  const { recordingType = query.withRecording ? ('All' as const) : undefined } = query
  return recordingType === undefined ? {} : { recordingType }
}

/** The filters that both call logs take. */
function filterOf(query: AccountCall['query']): CallFilter {
  const { direction, type, extensionNumber, sessionId, telephonySessionId } = query
  if (query.phoneNumber && extensionNumber) {
    throw fail('CMN-101', {
      parameterName: 'phoneNumber',
      reason: 'cannot be combined with extensionNumber',
    })
  }
  return {
    states: ['Logged'],
    ...(direction ? { directions: direction } : {}),
    ...(type ? { types: type } : {}),
    ...(query.phoneNumber ? { number: digitsOf(query.phoneNumber) } : {}),
    ...(extensionNumber ? { extensionNumber } : {}),
    ...(sessionId ? { sessionId } : {}),
    ...(telephonySessionId ? { telephonySessionId } : {}),
    ...recordedOf(query),
  }
}

/** RingCentral takes a session id without the filters that choose among calls. */
function requireAlone(query: Readonly<Record<string, unknown>>, others: readonly string[]): void {
  if (query.sessionId === undefined) return
  const other = others.find((name) => query[name] !== undefined)
  if (other) throw fail('CLG-110', { parameterName: other })
}

const withoutPage = ({
  page: _page,
  perPage: _perPage,
  ...filters
}: EffectiveQuery): EffectiveQuery => filters

const effectiveOf = (
  query: EffectiveQuery,
  span: { readonly startedFrom?: number },
): EffectiveQuery => ({
  ...withoutPage(query),
  ...(span.startedFrom === undefined ? {} : { dateFrom: isoTime(span.startedFrom) }),
})

const digitsOf = (number: string): string => number.replaceAll(/\D/g, '')
