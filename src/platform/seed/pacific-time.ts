// The local time of the demo company, by the rule the US has had since 2007. Written out rather than
// asked of Intl, whose first formatter costs 12 ms of a start.

const hourMs = 60 * 60 * 1000
const dayMs = 24 * hourMs

/** Milliseconds to add to a time (epoch ms) for the wall clock in Oakland, as if that were UTC. */
export function pacificOffsetMs(at: number): number {
  const year = new Date(at).getUTCFullYear()
  // Daylight saving time: the second Sunday of March to the first of November.
  const isDaylight = at >= sunday(year, 2, 2) + 10 * hourMs && at < sunday(year, 10, 1) + 9 * hourMs
  return (isDaylight ? -7 : -8) * hourMs
}

/** Midnight (UTC) of the nth Sunday of a month. */
function sunday(year: number, month: number, nth: number): number {
  const first = Date.UTC(year, month, 1)
  const daysToSunday = (7 - new Date(first).getUTCDay()) % 7
  return first + (daysToSunday + (nth - 1) * 7) * dayMs
}
