// The request log: the newest requests to the platform, in memory and bounded. No body, no token and no
// value of a parameter is ever in it. It is evidence of what clients did, so neither a reset nor a
// restored snapshot empties it.
import type { RateGroup } from '#catalog/rate-groups'
import type { Verb } from '#catalog/method'
import type { Operation } from './operations.ts'
import type { Unread } from './unread.ts'

/** One request. */
export interface LoggedRequest {
  /** Counts from 1 for the life of the process. */
  readonly number: number
  /** The RCRequestId of the reply. */
  readonly requestId: string
  /** When it came, on the platform's clock (epoch ms). */
  readonly at: number
  /** What it was for; null when nothing is at its path. */
  readonly method: Operation | null
  readonly verb: Verb | (string & {})
  /** Without the query. */
  readonly path: string
  readonly clientId: string | null
  readonly extensionId: number | null
  /** Null when the connection was dropped. */
  readonly status: number | null
  readonly errorCode: string | null
  /** Milliseconds it took on the machine's clock. */
  readonly ms: number
  readonly rateGroup: RateGroup | null
  /** The id of the fault that it met. */
  readonly fault: string | null
  readonly unread: readonly Unread[]
}

/** Which requests to list. */
export interface RequestFilter {
  readonly method?: string
  readonly clientId?: string
  /** A status, or the first digit of some: 4 for 400 to 499. */
  readonly status?: number
  /** Those that something was left unread of. */
  readonly hasUnread?: boolean
  /** At most so many, 100 by default. */
  readonly limit?: number
}

/** The request log of one platform. */
export interface RequestLog {
  add(request: Omit<LoggedRequest, 'number'>): void
  /** The newest first. */
  list(filter?: RequestFilter): LoggedRequest[]
  clear(): void
}

const maxPathLength = 300

/** A log that keeps the newest `capacity` requests. */
export function createRequestLog(capacity: number): RequestLog {
  let kept: LoggedRequest[] = [] // a ring: the place of one follows from its number
  let added = 0
  let cleared = 0

  return {
    add(request) {
      if (capacity === 0) return
      const number = (added += 1)
      kept[(number - 1 - cleared) % capacity] = {
        number,
        ...request,
        path: request.path.slice(0, maxPathLength),
        verb: request.verb.slice(0, 16),
      }
    },
    list({ limit = 100, ...filter } = {}) {
      const newest = kept.toSorted((one, other) => other.number - one.number)
      return newest.filter((request) => fits(request, filter)).slice(0, limit)
    },
    clear() {
      kept = []
      cleared = added
    },
  }
}

function fits(request: LoggedRequest, filter: RequestFilter): boolean {
  const { method, clientId, status, hasUnread } = filter
  if (method !== undefined && request.method !== method) return false
  if (clientId !== undefined && request.clientId !== clientId) return false
  if (hasUnread !== undefined && request.unread.length > 0 !== hasUnread) return false
  if (status === undefined) return true
  const first = Math.floor((request.status ?? 0) / 100)
  return request.status === status || first === status
}
