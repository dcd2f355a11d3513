// RingCentral's rate limits: calls of each usage group counted per user and app in a sliding window.
// Going over starts a penalty of one window; each call made during it starts it again.
import { rateGroups, rateHeaders, rateWindowSeconds, type RateGroup } from '#catalog/rate-groups'
import type { App } from '#storage/platform/oauth/apps'

const windowMs = rateWindowSeconds * 1000

/** What a call may expect: whether it goes through, and the headers its reply carries (how long to wait among them). */
export interface Verdict {
  readonly limited: boolean
  readonly headers: Readonly<Record<string, string>>
}

/** Who makes a call of which group. */
export interface Take {
  /** The user, as an extension or account id; null when nobody is known: nothing is counted then. */
  readonly user: string | null
  readonly app: Pick<App, 'clientId' | 'limits'> | null
  readonly group: RateGroup
  readonly now: number
}

/** Counts calls. */
export interface Throttle {
  take(call: Take): Verdict
  /** Forgets every count and penalty. */
  reset(): void
}

/** A throttle that lets everything through and sends no headers: `--limits off`. */
export const noThrottle: Throttle = {
  take: () => ({ limited: false, headers: {} }),
  reset() {},
}

/** A throttle in memory. A limit that was changed ends the penalty; calls already made still count. */
export function createThrottle(): Throttle {
  const windows = new Map<string, Window>()

  function windowOf(key: string, limit: number): Window {
    let window = windows.get(key)
    if (!window) windows.set(key, (window = { limit, penaltyUntil: 0, calls: createCount() }))
    if (window.limit !== limit) Object.assign(window, { limit, penaltyUntil: 0 })
    return window
  }

  return {
    take({ user, app, group, now }) {
      const limit = app?.limits[group] ?? rateGroups[group].limit
      const headers = (remaining: number) => ({
        [rateHeaders.group]: group.toLowerCase(),
        [rateHeaders.limit]: String(limit),
        [rateHeaders.remaining]: String(remaining),
        [rateHeaders.window]: String(rateWindowSeconds),
      })
      if (user === null) return { limited: false, headers: headers(limit) }

      const window = windowOf(`${app?.clientId} ${user} ${group}`, limit)
      const made = window.calls.since(now - windowMs)
      if (now < window.penaltyUntil || made >= limit) {
        window.penaltyUntil = now + windowMs
        return {
          limited: true,
          headers: { ...headers(0), [rateHeaders.retryAfter]: String(rateWindowSeconds) },
        }
      }
      window.calls.add(now)
      return { limited: false, headers: headers(limit - made - 1) }
    },
    reset: () => windows.clear(),
  }
}

/** One user's calls of one group through one app. */
interface Window {
  limit: number
  penaltyUntil: number
  readonly calls: Count
}

/** Counts what happened since a moment that only moves forward. */
interface Count {
  add(now: number): void
  /** How often `add` was called after `at`; forgets what came before. */
  since(at: number): number
}

/**
 * A count that takes room for what it counts, whatever the limit is, and never for more than one entry
 * a millisecond of the window. Both functions take constant time, averaged over the calls.
 */
function createCount(): Count {
  // Moments and how many calls each saw, oldest first; those before `first` are forgotten.
  let moments: { readonly at: number; calls: number }[] = []
  let first = 0
  let total = 0
  return {
    add(now) {
      const last = moments.at(-1)
      // A clock that was set back counts as standing still.
      if (last && last.at >= now) last.calls += 1
      else moments.push({ at: now, calls: 1 })
      total += 1
    },
    since(at) {
      for (let oldest = moments[first]; oldest && oldest.at <= at; oldest = moments[first]) {
        total -= oldest.calls
        first += 1
      }
      if (first > moments.length / 2) {
        moments = moments.slice(first)
        first = 0
      }
      return total
    },
  }
}
