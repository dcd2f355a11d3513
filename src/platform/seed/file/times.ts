// Times in a seed: relative to the moment it is planted, or fixed.
import { parseDuration } from '#lib/duration'
import { parseTime } from '#lib/time'
import { type Path, type Problems, shown } from './problems.ts'

/** Reads the times of one seed. All are epoch milliseconds. */
export interface Times {
  readonly now: number
  /** A moment that is past; `fallback` when nothing was said. */
  past(text: string | undefined, path: Path, fallback: number): number
  /** A moment to come: a length of time from now, or fixed; null when nothing was said. */
  future(text: string | undefined, path: Path): number | null
  /** A length of time in milliseconds. */
  length(text: string | undefined, path: Path, fallback: number): number
}

export function createTimes(now: number, problems: Problems): Times {
  const wrong = (text: string, path: Path, takes: string): number => {
    problems.add(path, `is ${shown(text)}. It takes ${takes}.`)
    return now
  }
  return {
    now,
    past(text, path, fallback) {
      if (text === undefined) return fallback
      const ago = text.startsWith('-') ? parseDuration(text.slice(1).replaceAll(' ', '')) : null
      const at = ago === null ? parseTime(text) : now - ago
      if (at === null) {
        return wrong(text, path, 'how long ago ("-2h", "-1d12h") or an ISO 8601 time')
      }
      return at > now ? wrong(text, path, 'a time that is past: a seed has no future') : at
    },
    future(text, path) {
      if (text === undefined) return null
      const wait = parseDuration(text)
      const at = wait === null ? parseTime(text) : now + wait
      return at ?? wrong(text, path, 'a length of time from now ("30d") or an ISO 8601 time')
    },
    length(text, path, fallback) {
      if (text === undefined) return fallback
      return parseDuration(text) ?? wrong(text, path, 'a length of time, as in "90s" or "1m30s"')
    },
  }
}
