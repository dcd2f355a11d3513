// Why a call could not be made or its end is not known, as the stages between decide and reply say it.
// ../refusal.ts turns it into what the agent is answered.

/** The reasons; a closed list. */
export type TroubleReason =
  /** No connection could be opened; nothing was sent. */
  | 'upstream_unavailable'
  /** A read was sent, but no reply came. */
  | 'upstream_failed'
  /** A read was sent, but no reply came in time. */
  | 'upstream_timeout'
  /** A write was sent, but no reply came: it may have been done. */
  | 'outcome_unknown'
  /** The upstream does not take the connection's credentials. */
  | 'upstream_unauthorized'
  /** The upstream answered with what no method answers with: a redirect, an encoding, no JSON. */
  | 'upstream_invalid'
  /** The upstream has no room for a call of this kind now. */
  | 'rate_limited'

/** What a refused call is told of its rate group. */
export interface RateTold {
  /** As the upstream spells it, in lower case. */
  readonly group: string
  /** Calls in a window; null while the upstream never told. */
  readonly limit: number | null
  readonly windowSeconds: number
}

/** The upstream was not reached, or not understood. */
export class Trouble extends Error {
  override readonly name = 'Trouble'
  readonly reason: TroubleReason
  /** When to try again, where that is known. */
  readonly waitMs: number | null
  /** The rate group that has no room; null for any other reason. */
  readonly rate: RateTold | null

  constructor(
    reason: TroubleReason,
    options: { cause?: unknown; waitMs?: number; rate?: RateTold } = {},
  ) {
    super(reason, { cause: options.cause })
    this.reason = reason
    this.waitMs = options.waitMs ?? null
    this.rate = options.rate ?? null
  }
}
