// What is known of one rate group of one connection, and whether the upstream would take another
// call now. No I/O and no clock of its own: facts and `now` in, a verdict out. admit.ts keeps the lanes.
//
// The upstream counts a call in a sliding window from its arrival, which lies between our sending it
// and its reply. So a call in flight always counts here, and one that was answered counts until a
// window after its answer: never shorter than the upstream counts it.

/** The rate headers of one reply. */
export interface RateFacts {
  readonly limit: number
  /** Calls left after this one. */
  readonly remaining: number
  readonly windowMs: number
}

/** Whether a call may go; if not, when. */
export type Verdict =
  | { readonly admitted: true }
  | {
      readonly admitted: false
      readonly waitMs: number
      /** What the refusal's rate headers say; null while the upstream never told its limit. */
      readonly limit: number | null
      readonly windowMs: number
    }

/** One rate group's state. Times are epoch milliseconds and never run backwards. */
export interface Lane {
  /** Whether the upstream would take a call now. Changes nothing. */
  verdict(now: number): Verdict
  /** A call is on its way. */
  begin(): void
  /** The call that was begun at `begunAt` was answered, with these rate headers (null when it had none). */
  answered(begunAt: number, now: number, facts: RateFacts | null): void
  /** The call was begun, but no answer came: it may have been counted. */
  lost(now: number): void
  /** The call that was begun never left. */
  withdraw(): void
  /** The upstream refuses every call until then. */
  block(until: number): void
}

/** Calls answered in the same millisecond. */
interface Answered {
  readonly at: number
  count: number
}

/** The window until the upstream says otherwise: RingCentral's. */
const usualWindowMs = 60_000

/** A lane of which nothing is known yet: every call may go. */
export function createLane(): Lane {
  let limit: number | null = null
  let windowMs = usualWindowMs
  let inFlight = 0
  let blockedUntil = 0
  // Calls that the upstream counts and that are not ours; they leave the window by `othersUntil`.
  let others = 0
  let othersUntil = 0
  let newestBegunAt = 0
  // Ours that were answered, oldest first. Those before `first` have left the window.
  let answered: Answered[] = []
  let first = 0
  let inWindow = 0

  function slide(now: number): void {
    for (let next = answered[first]; next && next.at <= now - windowMs; next = answered[first]) {
      inWindow -= next.count
      first += 1
    }
    if (first > 1024 && first * 2 > answered.length) {
      answered = answered.slice(first - 512)
      first = 512
    }
  }

  function count(now: number): void {
    const last = answered.at(-1)
    if (last?.at === now && answered.length > first) last.count += 1
    else answered.push({ at: now, count: 1 })
    inWindow += 1
  }

  /** Ours that were answered by `time`, among those in the window. */
  function answeredBy(time: number): number {
    let later = 0
    for (let index = answered.length - 1; index >= first; index -= 1) {
      const entry = answered[index]
      if (!entry || entry.at <= time) break
      later += entry.count
    }
    return inWindow - later
  }

  /** Ours that have left the window by now, but had not yet at `time`. */
  function leftSince(time: number): number {
    let left = 0
    for (let index = first - 1; index >= 0; index -= 1) {
      const entry = answered[index]
      if (!entry || entry.at <= time - windowMs) break
      left += entry.count
    }
    return left
  }

  function forgetOldest(surplus: number): void {
    let rest = surplus
    for (let next = answered[first]; next && rest > 0; next = answered[first]) {
      const gone = Math.min(rest, next.count)
      next.count -= gone
      inWindow -= gone
      rest -= gone
      if (next.count === 0) first += 1
    }
  }

  function learn(begunAt: number, now: number, facts: RateFacts): void {
    limit = facts.limit
    windowMs = facts.windowMs
    slide(now)
    const used = facts.limit - facts.remaining // this call included
    // Whatever was answered before this call was begun came before it: if the upstream counts fewer
    // than these, it has already let the oldest go (or was reset).
    const before = answeredBy(begunAt)
    if (before > used - 1) forgetOldest(before - Math.max(used - 1, 0))
    if (begunAt < newestBegunAt) return
    newestBegunAt = begunAt
    others = Math.max(0, used - (inWindow + leftSince(begunAt) + inFlight + 1))
    othersUntil = now + windowMs
  }

  function verdict(now: number): Verdict {
    const refuse = (until: number): Verdict => ({
      admitted: false,
      waitMs: Math.max(until - now, 1),
      limit,
      windowMs,
    })
    if (now < blockedUntil) return refuse(blockedUntil)
    if (limit === null) return { admitted: true }
    slide(now)
    const foreign = now < othersUntil ? others : 0
    let surplus = inWindow + inFlight + foreign - limit + 1
    if (surplus <= 0) return { admitted: true }
    let othersGone = foreign === 0
    for (let index = first; index < answered.length; index += 1) {
      const entry = answered[index]
      if (!entry) break
      if (!othersGone && othersUntil <= entry.at + windowMs) {
        othersGone = true
        surplus -= foreign
        if (surplus <= 0) return refuse(othersUntil)
      }
      surplus -= entry.count
      if (surplus <= 0) return refuse(entry.at + windowMs)
    }
    // What is in flight is counted by now at the latest, and so leaves a window from now at the latest.
    return refuse(surplus - (othersGone ? 0 : foreign) <= 0 ? othersUntil : now + windowMs)
  }

  return {
    verdict,
    begin: () => void (inFlight += 1),
    answered(begunAt, now, facts) {
      inFlight -= 1
      slide(now)
      if (!facts) return
      learn(begunAt, now, facts)
      count(now)
    },
    lost(now) {
      inFlight -= 1
      slide(now)
      count(now)
    },
    withdraw: () => void (inFlight -= 1),
    block: (until) => void (blockedUntil = Math.max(blockedUntil, until)),
  }
}
