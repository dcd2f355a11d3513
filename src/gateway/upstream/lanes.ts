// The rate groups of one connection. A call asks for a pass before it goes; what comes of it is told
// on the pass, so that the next verdict knows. Which group a method counts in is the catalogue's word
// until the upstream names another.
import type { RateGroup } from '#catalog/rate-groups'
import type { Clock } from '#lib/clock'
import { createLane, type Lane, type RateFacts } from './lane.ts'
import type { WireHeaders } from './transport.ts'
import { Trouble, type RateTold } from './trouble.ts'

/** Leave to make one call. Exactly one of the three is called once. */
export interface Pass {
  /** The upstream answered. */
  answered(status: number, headers: WireHeaders): void
  /** The call went, but no answer came. */
  lost(): void
  /** The call never went. */
  withdraw(): void
}

/** A pass, or what the caller is told instead. */
export type Admission =
  | { readonly admitted: true; readonly pass: Pass }
  | { readonly admitted: false; readonly waitMs: number; readonly rate: RateTold }

/** The rate groups of one connection. */
export interface Lanes {
  /** @param name what is called: a method's id, or `token` */
  admit(name: string, group: RateGroup): Admission
}

/** Rate groups of which nothing is known yet. */
export function createLanes(clock: Clock): Lanes {
  const lanes = new Map<string, Lane>()
  const groups = new Map<string, string>()

  function laneOf(group: string): Lane {
    const lane = lanes.get(group) ?? createLane()
    lanes.set(group, lane)
    return lane
  }

  return {
    admit(name, usualGroup) {
      const group = groups.get(name) ?? usualGroup.toLowerCase()
      const lane = laneOf(group)
      const begunAt = clock.now()
      const verdict = lane.verdict(begunAt)
      if (!verdict.admitted) {
        const { waitMs, limit, windowMs } = verdict
        return { admitted: false, waitMs, rate: { group, limit, windowSeconds: windowMs / 1000 } }
      }
      lane.begin()
      return {
        admitted: true,
        pass: {
          answered(status, headers) {
            const now = clock.now()
            const told = textOf(headers['x-rate-limit-group'])?.toLowerCase() ?? group
            const actual = laneOf(told)
            if (actual !== lane) {
              groups.set(name, told)
              lane.withdraw()
              actual.begin()
            }
            actual.answered(begunAt, now, factsOf(headers))
            const waitMs = status === 429 ? retryAfterMs(headers, now) : null
            if (waitMs !== null) actual.block(now + waitMs)
          },
          lost: () => lane.lost(clock.now()),
          withdraw: () => lane.withdraw(),
        },
      }
    },
  }
}

/** The pass, where one was given. @throws Trouble rate_limited where none was */
export function passOf(admission: Admission): Pass {
  if (admission.admitted) return admission.pass
  const { waitMs, rate } = admission
  throw new Trouble('rate_limited', { waitMs, rate })
}

const textOf = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.[0]

const countOf = (value: string | string[] | undefined): number | null => {
  const text = textOf(value)?.trim()
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null
}

/** The rate headers of a reply; null unless all are there and make sense. */
export function factsOf(headers: WireHeaders): RateFacts | null {
  const limit = countOf(headers['x-rate-limit-limit'])
  const remaining = countOf(headers['x-rate-limit-remaining'])
  const window = countOf(headers['x-rate-limit-window'])
  if (limit === null || remaining === null || !window || remaining > limit) return null
  return { limit, remaining, windowMs: window * 1000 }
}

/** RFC 9110 10.2.3: seconds, or a date; null when there is none. */
function retryAfterMs(headers: WireHeaders, now: number): number | null {
  const seconds = countOf(headers['retry-after'])
  if (seconds !== null) return seconds * 1000
  const at = Date.parse(textOf(headers['retry-after']) ?? '')
  return Number.isNaN(at) ? null : Math.max(at - now, 0)
}
