// A call that is not carried out, or whose end is not known: why, and what the agent is answered.
// Stages throw a Refusal; the pipeline records it and answers it, in RingCentral's error shape with
// the member `ringfence` beside it.
import { ApiError, errorReply, fail, type ErrorCode, type ErrorDetails } from '#catalog/errors'
import { rateGroups, rateHeaders } from '#catalog/rate-groups'
import type { Rejection } from './agents/directory.ts'
import type { DenyReason } from './decide.ts'
import type { Cell } from './grants/grid.ts'
import { jsonReply, type Reply } from './reply.ts'
import type { RateTold, Trouble, TroubleReason } from './upstream/trouble.ts'

/** Why; a closed list. */
export type Reason =
  | Rejection
  | DenyReason
  | TroubleReason
  /** A parameter, the path or the body is not what the method takes. */
  | 'invalid_request'
  /** The catalogue has no method with this verb and path. */
  | 'unknown_method'
  /** An id in the path names nothing that this agent has. */
  | 'unknown_id'
  /** The agent has as many subscriptions as it may. */
  | 'subscription_limit'
  /** The address for webhooks does not answer as it should, or is none that may be sent to. */
  | 'address_refused'
  /** The audit log cannot be written; nothing was done. */
  | 'audit_unavailable'
  /** The call was carried out, but the audit log could not be written, so its result is withheld. */
  | 'outcome_unrecorded'
  /** The gateway is stopping. */
  | 'closing'
  /** The gateway itself failed. */
  | 'internal_error'

/** What a refusal may say beside its reason. */
export interface RefusalOptions {
  /** The cell that a grant would have to fill. */
  readonly missing?: Cell
  /** What the error says, where the catalogue's own text would mislead. */
  readonly message?: string
  /** What would help, in one sentence. */
  readonly how?: string
  readonly waitMs?: number
  readonly rate?: RateTold
  /** The upstream's status, where it answered. */
  readonly upstreamStatus?: number
  readonly cause?: unknown
}

/** A call that is refused. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly error: ApiError
  readonly reason: Reason
  readonly options: RefusalOptions

  constructor(error: ApiError, reason: Reason, options: RefusalOptions = {}) {
    super(`${reason}: ${error.message}`, { cause: options.cause })
    this.error = error
    this.reason = reason
    this.options = options
  }
}

/** The refusal for `reason` with a code of the catalogue. */
export const refuse = (
  code: ErrorCode,
  details: ErrorDetails,
  reason: Reason,
  options: RefusalOptions = {},
): Refusal => new Refusal(fail(code, details), reason, options)

/** The status that a refusal is answered with. */
export const statusOf = ({ error }: Refusal): number => errorReply(error, 'guide').status

/** What went wrong on the way to the upstream, as a refusal. */
export function refusalOfTrouble(trouble: Trouble): Refusal {
  const { reason, waitMs, rate } = trouble
  if (reason === 'rate_limited') {
    const told = rate ? { rate } : {}
    return refuse('CMN-301', {}, reason, { waitMs: waitMs ?? 60_000, ...told, cause: trouble })
  }
  return refuse('CMN-201', { reason: troubleText[reason] }, reason, { cause: trouble })
}

const troubleText: Readonly<Record<Exclude<TroubleReason, 'rate_limited'>, string>> = {
  upstream_unavailable: 'the upstream cannot be reached; nothing was sent',
  upstream_failed: 'the upstream broke off without a reply',
  upstream_timeout: 'the upstream did not reply in time',
  outcome_unknown: 'the upstream got the request but its reply did not come: it may have been done',
  upstream_unauthorized: 'the upstream does not accept the credentials of the connection',
  upstream_invalid: 'the upstream answered with what cannot be passed on',
}

/**
 * What the agent is answered.
 * @param decision `allow` for a call that was admitted and then failed
 * @param record number of the audit record; null when there is none
 */
export function refusalReply(
  refusal: Refusal,
  decision: 'allow' | 'deny',
  record: number | null,
): Reply {
  const { error, reason, options } = refusal
  const { status, body } = errorReply(error, 'guide')
  const message = options.message ?? body.message
  const errors = body.errors.map((item) => ({ ...item, message }))
  const ringfence = {
    decision,
    reason,
    ...(options.missing ? { missing: options.missing } : {}),
    record,
    how: options.how ?? remedyOf(refusal),
  }
  return jsonReply(status, { ...body, message, errors, ringfence }, headersOf(refusal, status))
}

function headersOf({ options: { waitMs, rate } }: Refusal, status: number): Record<string, string> {
  const headers: Record<string, string> = {}
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="Ringfence"'
  if (waitMs !== undefined) headers[rateHeaders.retryAfter] = String(Math.ceil(waitMs / 1000))
  if (rate) {
    headers[rateHeaders.group] = rate.group
    headers[rateHeaders.window] = String(rate.windowSeconds)
    headers[rateHeaders.remaining] = '0'
    headers[rateHeaders.limit] = String(rate.limit ?? usualLimit(rate.group))
  }
  return headers
}

/** The guide's limit of a group, for as long as the upstream has not told its own. */
const usualLimit = (group: string): number =>
  Object.entries(rateGroups).find(([name]) => name.toLowerCase() === group)?.[1].limit ??
  rateGroups.Medium.limit

function remedyOf({ reason, error, options }: Refusal): string {
  switch (reason) {
    case 'rate_limited':
      return `Wait ${Math.ceil((options.waitMs ?? 0) / 1000)} seconds: RingCentral would refuse the call before.`
    case 'outcome_unknown':
      return 'Find out whether it was done before sending it again: it may have been.'
    case 'outcome_unrecorded':
      return 'It was carried out; its result is withheld since it could not be recorded. Do not send it again before checking.'
    case 'audit_unavailable':
      return 'Nothing was done. A person must see to the audit log: ringfence doctor.'
    case 'upstream_unauthorized':
      return 'A person must renew the credentials of the connection.'
    case 'unknown_method':
      return 'Compare verb and path with: ringfence reference.'
    case 'subscription_limit':
      return 'Cancel a subscription that is no longer needed.'
    default:
      return error.code === 'CMN-201'
        ? 'Retry after a short delay.'
        : 'Correct what is named and send it again.'
  }
}
