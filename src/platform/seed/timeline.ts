// When things happen in the demo account: business days and hours laid backwards from one moment, in
// the company's time zone, and a last day that is never empty, whatever the moment is.
import type { Random } from '#lib/random'
import { pacificOffsetMs } from './pacific-time.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

// What ends in the last day should also have begun in it: a conversation, a long call.
const marginMs = 40 * minuteMs

/** What is awake when: everybody at work, or those who still pick up a phone. */
const hours = { work: [8, 18], awake: [7, 21] } as const

/** The moments to lay things on. */
export interface Timeline {
  readonly now: number
  /** A moment in the working hours of a business day before the last 24 hours; later days are a little busier. */
  readonly workMoment: () => number
  /** A moment within the last 24 hours (not the last five minutes), by day when people are awake. */
  readonly recentMoment: () => number
}

/**
 * @param now epoch milliseconds of the end of the timeline
 * @param days how far back it reaches
 */
export function createTimeline(now: number, random: Random, days: number): Timeline {
  /** Local midnight of the day that a moment is in. */
  const midnightOf = (at: number) => {
    const offset = pacificOffsetMs(at)
    return Math.floor((at + offset) / dayMs) * dayMs - offset
  }
  const isWeekend = (at: number) => [0, 6].includes(new Date(at + pacificOffsetMs(at)).getUTCDay())

  /** The stretch of certain hours on the day that a moment is in. */
  function stretch(at: number, [from, to]: readonly [number, number]) {
    const midnight = midnightOf(at)
    return { from: midnight + from * 60 * minuteMs, to: midnight + to * 60 * minuteMs }
  }
  const clipped = (part: { from: number; to: number }, from: number, to: number) => ({
    from: Math.max(part.from, from),
    to: Math.min(part.to, to),
  })
  const isOpen = ({ from, to }: { from: number; to: number }) => to - from > 30 * minuteMs

  const flooredNow = Math.floor(now / minuteMs) * minuteMs
  const backwards = Array.from({ length: days + 1 }, (_, day) => flooredNow - day * dayMs)
  const work = backwards
    .filter((at) => !isWeekend(at))
    .map((at) => clipped(stretch(at, hours.work), flooredNow - days * dayMs, flooredNow - dayMs))
    .filter(isOpen)
    .toReversed()
  const recent = [flooredNow, flooredNow - dayMs]
    .map((at) =>
      clipped(stretch(at, hours.awake), flooredNow - dayMs + marginMs, flooredNow - 5 * minuteMs),
    )
    .filter(isOpen)

  const within = ({ from, to }: { from: number; to: number }) =>
    Math.floor(from + random.float() * (to - from - minuteMs))

  /** A stretch drawn by its length, so that an hour of one counts as an hour of the other. */
  function pickByLength(stretches: readonly { from: number; to: number }[]) {
    let rest = random.float() * stretches.reduce((sum, { from, to }) => sum + to - from, 0)
    for (const one of stretches) {
      rest -= one.to - one.from
      if (rest <= 0) return one
    }
    return random.pick(stretches)
  }

  return {
    now,
    // The square root leans towards the later days.
    workMoment: () =>
      within(work[Math.floor(Math.sqrt(random.float()) * work.length)] ?? random.pick(work)),
    recentMoment: () => within(pickByLength(recent)),
  }
}
