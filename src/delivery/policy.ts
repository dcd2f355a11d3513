// How pushes are tried: two profiles as data, and the pure rules over them. RingCentral publishes no
// schedule; `ringcentral` follows its documented limits (3 s, 1,024 bytes) and what its staff said of
// failing endpoints (blacklisted after ten minutes, looked at again every fifteen: developers forum,
// 2018). `standard` follows Standard Webhooks 1.0.0.
import type { Random } from '#lib/random'
import type { Endpoint } from '#storage/notifications'

/** How deliveries of one kind are tried. Durations are in milliseconds. */
export interface Policy {
  /** From the start of the connection to the end of the answer, on the machine's clock. */
  readonly timeoutMs: number
  /** Most bytes of an answer, headers and body together. */
  readonly maxAnswerBytes: number
  /** Whether any 2xx will do, or 200 alone. */
  readonly accepts: 'any 2xx' | '200'
  /** How long to wait after each failure; after the last one the notification is given up. */
  readonly waitsMs: readonly number[]
  /** Each wait is longer or shorter by up to this share of it. */
  readonly jitter: number
  /** Whether the endpoint may ask for a longer wait (RFC 9110 10.2.3), up to twice the usual one. */
  readonly heedsRetryAfter: boolean
  /** Statuses that end the subscription's deliveries at once. */
  readonly endedBy: readonly number[]
  /** An endpoint that has failed for so long is blacklisted. */
  readonly blacklistAfterMs: number
  /** How often a blacklisted endpoint is looked at, to take it back; null for never. */
  readonly recheckEveryMs: number | null
  /** Whether requests carry the headers of Standard Webhooks. */
  readonly signs: boolean
}

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** The profiles by name. */
export const policies = {
  ringcentral: {
    timeoutMs: 3 * second,
    maxAnswerBytes: 1_024,
    accepts: '200',
    waitsMs: [5 * second, 15 * second, 40 * second, 2 * minute, 4 * minute, 8 * minute],
    jitter: 0.2,
    heedsRetryAfter: false,
    endedBy: [],
    blacklistAfterMs: 10 * minute,
    recheckEveryMs: 15 * minute,
    signs: false,
  },
  standard: {
    timeoutMs: 15 * second,
    maxAnswerBytes: 64 * 1_024,
    accepts: 'any 2xx',
    // 75 hours together.
    waitsMs: [
      5 * second,
      5 * minute,
      30 * minute,
      2 * hour,
      5 * hour,
      10 * hour,
      14 * hour,
      20 * hour,
      24 * hour,
    ],
    jitter: 0.2,
    heedsRetryAfter: true,
    endedBy: [410],
    blacklistAfterMs: 5 * 24 * hour,
    recheckEveryMs: null,
    signs: true,
  },
} as const satisfies Readonly<Record<string, Policy>>

/** The name of a profile. */
export type PolicyName = keyof typeof policies

/**
 * How long to wait after a failure; null when the notification is given up.
 * @param failures how many there were before this one
 * @param retryAfterMs what the endpoint asked for
 */
export function waitAfter(
  policy: Policy,
  failures: number,
  random: Pick<Random, 'float'>,
  retryAfterMs: number | null = null,
): number | null {
  const usual = policy.waitsMs[failures]
  if (usual === undefined) return null
  const wait = usual * (1 + policy.jitter * (2 * random.float() - 1))
  if (!policy.heedsRetryAfter || retryAfterMs === null) return Math.round(wait)
  return Math.round(Math.min(Math.max(wait, retryAfterMs), 2 * usual))
}

/**
 * What an endpoint is after an attempt that failed.
 * @param endsAtOnce whether what it answered ends its deliveries
 */
export function failed(
  policy: Policy,
  before: Endpoint,
  now: number,
  reason: string,
  endsAtOnce = false,
): Endpoint {
  const failingSince = before.failingSince ?? now
  if (before.blacklistedAt !== null) {
    return { ...before, recheckAt: recheckAfter(policy, now, endsAtOnce) }
  }
  if (!endsAtOnce && now - failingSince < policy.blacklistAfterMs) {
    return { failingSince, blacklistedAt: null, reason, recheckAt: null }
  }
  return {
    failingSince,
    blacklistedAt: now,
    reason,
    recheckAt: recheckAfter(policy, now, endsAtOnce),
  }
}

/** An endpoint that said it is gone is not asked again. */
const recheckAfter = (policy: Policy, now: number, endsAtOnce: boolean) =>
  policy.recheckEveryMs === null || endsAtOnce ? null : now + policy.recheckEveryMs
