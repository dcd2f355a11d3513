// RingCentral's rate limits: calls of each usage group counted per user and app in a sliding window.
// Going over starts a penalty of one window; each call made during it starts it again.
import { rateGroups, rateHeaders, rateWindowSeconds, type RateGroup } from '#catalog/rate-groups'
import type { App } from '#storage/platform/apps'

const windowMs = rateWindowSeconds * 1000

/** What a call may expect: whether it goes through, and the headers its reply carries. */
export interface Verdict {
  readonly limited: boolean
  /** Whole seconds to wait; only with `limited`. */
  readonly retryAfterSeconds?: number
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

/** One user's calls of one group through one app: the times of the last `limit` calls, oldest overwritten first. */
interface Window {
  readonly times: Float64Array
  next: number
  penaltyUntil: number
}

/** A throttle that lets everything through and sends no headers: `--limits off`. */
export const noThrottle: Throttle = {
  take: () => ({ limited: false, headers: {} }),
  reset() {},
}

/** A throttle in memory. A window that a limit was raised for starts afresh. */
export function createThrottle(): Throttle {
  const windows = new Map<string, Window>()

  function windowOf(key: string, limit: number): Window {
    let window = windows.get(key)
    if (!window || window.times.length !== limit) {
      window = { times: new Float64Array(limit).fill(-Infinity), next: 0, penaltyUntil: 0 }
      windows.set(key, window)
    }
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
      const isFull = (window.times[window.next] ?? -Infinity) > now - windowMs
      if (now < window.penaltyUntil || isFull) {
        window.penaltyUntil = now + windowMs
        return {
          limited: true,
          retryAfterSeconds: rateWindowSeconds,
          headers: { ...headers(0), [rateHeaders.retryAfter]: String(rateWindowSeconds) },
        }
      }
      window.times[window.next] = now
      window.next = (window.next + 1) % limit
      return { limited: false, headers: headers(remainingOf(window, now)) }
    },
    reset: () => windows.clear(),
  }
}

function remainingOf(window: Window, now: number): number {
  let remaining = 0
  for (const time of window.times) if (time <= now - windowMs) remaining += 1
  return remaining
}
