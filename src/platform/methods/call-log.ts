// Call records: an extension's, the account's, and those of the calls in progress.
import type { callLog } from '#catalog/call-log'
import { fail } from '#catalog/errors'
import { pagingRules } from '#catalog/limits'
import { livePaging } from '#catalog/live'
import { isoTime, parseTime } from '#lib/time'
import type { CallFilter, CallScope } from '#storage/platform/call-log'
import type { Call, Handlers } from '../handler.ts'
import { type EffectiveQuery, paged, pageOf, withoutTotals } from '../paging.ts'
import type { Parts } from '../parts.ts'
import { callRecordReply, type CallLogView } from './call-record-reply.ts'

/** How far back a list looks when the caller does not say. */
const defaultSpanMs = 24 * 60 * 60 * 1000

/** Records on a page at most; a detailed one weighs more. */
const maxPerPage = {
  Simple: pagingRules.maxPerPage,
  Detailed: pagingRules.maxPerPageDetailed,
} as const

type ExtensionCall = Call<(typeof callLog)['readUserCallLog']>
type AccountCall = Call<(typeof callLog)['readCompanyCallLog']>

/** @param parts the platform's stores and clock */
export function callLogMethods(parts: Parts): Handlers<typeof callLog> {
  const { callLog: log, clock, profile } = parts
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
    listExtensionActiveCalls(call) {
      const { query, extension } = call
      const filter = {
        states: ['Active'] as const,
        ...(query.direction ? { directions: query.direction } : {}),
        ...(query.type ? { types: query.type } : {}),
        ...(query.transport ? { transports: query.transport } : {}),
        ...(query.conferenceType ? { isNone: true } : {}),
      }
      return list(call, { extensionId: extension.id }, filter, withoutPage(query))
    },
  }
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
    ...(query.withRecording || query.recordingType ? { isNone: true } : {}),
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

function timeOf(text: string | undefined, parameterName: string): number | undefined {
  if (text === undefined) return undefined
  const at = parseTime(text)
  if (at === null) throw fail('CMN-101', { parameterName })
  return at
}

const digitsOf = (number: string): string => number.replaceAll(/\D/g, '')
