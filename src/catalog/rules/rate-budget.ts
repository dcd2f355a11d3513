// What a mix of calls comes to against the limits: who is throttled, when, and by which group. Pure: the
// calculator of the reference, and whoever plans agents, ask it.
import { type RateGroup, rateGroups, rateWindowSeconds } from '../rate-groups.ts'

/** Calls a minute that one agent makes, by group. */
export type Mix = Readonly<Partial<Record<RateGroup, number>>>

/** How one group stands. */
export interface GroupLoad {
  readonly group: RateGroup
  /** Calls a minute that count together against one limit. */
  readonly asked: number
  readonly limit: number
  /** Asked by limit; 1 is full. */
  readonly share: number
  /** Seconds until the first 429, with calls spread evenly; null when it never comes. */
  readonly throttledAfter: number | null
  /** Agents with this mix that fit; null when they make no such calls. */
  readonly fits: number | null
}

/** What a plan comes to. */
export interface Budget {
  readonly groups: readonly GroupLoad[]
  /** The group that is throttled first; null when none is. */
  readonly first: RateGroup | null
  /** The group nearest to its limit; null without calls. */
  readonly tightest: RateGroup | null
  /** Agents with this mix that fit together; null without calls. */
  readonly fits: number | null
}

/**
 * Adds up a plan.
 * @param agents how many agents make the mix
 * @param apart whether each has a user of its own, so that nobody shares a limit
 */
export function rateBudget(agents: number, mix: Mix, apart: boolean): Budget {
  const together = apart ? Math.min(agents, 1) : agents
  const groups = (Object.keys(rateGroups) as RateGroup[]).map((group): GroupLoad => {
    const each = mix[group] ?? 0
    const { limit } = rateGroups[group]
    const asked = each * together
    return {
      group,
      asked,
      limit,
      share: asked / limit,
      // The window is full with call number `limit`; the one after it is refused.
      throttledAfter: asked > limit ? (limit * rateWindowSeconds) / asked : null,
      fits: each > 0 ? Math.floor(limit / each) : null,
    }
  })
  const busy = groups.filter(({ asked }) => asked > 0)
  const tightest = busy.toSorted((one, other) => other.share - one.share)[0] ?? null
  return {
    groups,
    first: tightest && tightest.throttledAfter !== null ? tightest.group : null,
    tightest: tightest?.group ?? null,
    fits: apart
      ? null
      : busy.reduce<number | null>((least, { fits }) => smaller(least, fits), null),
  }
}

const smaller = (one: number | null, other: number | null): number | null => {
  if (one === null) return other
  return other === null ? one : Math.min(one, other)
}
