// Time, as everything here reads it. Nothing else calls Date.now() or setTimeout for domain time:
// tokens, rate windows, subscriptions, the simulated network and delivery all hang off one Clock,
// so that a test can freeze and move it.

/** Stops a scheduled run; calling it again, or after the run, does nothing. */
export type Cancel = () => void

/** A source of time and of wake-ups. Times are epoch milliseconds. */
export interface Clock {
  /** The current time in epoch milliseconds. */
  now(): number
  /** Runs `run` once, when the clock reaches `at` (at once, in a later turn, if that is past). */
  schedule(at: number, run: () => void | Promise<void>): Cancel
}

// setTimeout takes a signed 32-bit delay; a longer wait is made of several.
const longestTimeoutMs = 2 ** 31 - 1

/** The machine's clock. Its timers do not keep the process alive. */
export function systemClock(): Clock {
  const now = () => Date.now()
  return {
    now,
    schedule(at, run) {
      let timer: NodeJS.Timeout
      const arm = () => {
        const wait = Math.min(Math.max(at - now(), 0), longestTimeoutMs)
        timer = setTimeout(() => (now() >= at ? void run() : arm()), wait)
        timer.unref()
      }
      arm()
      return () => clearTimeout(timer)
    },
  }
}

/** A clock that stands still until it is told to move. */
export interface FrozenClock extends Clock {
  /** Moves to `now() + ms`, running everything due on the way in order of time; resolves when all of it is done. */
  advance(ms: number): Promise<void>
}

/** A clock frozen at `start` (epoch ms), for tests and reproducible runs. */
export function frozenClock(start: number): FrozenClock {
  let time = start
  const due: { at: number; run: () => void | Promise<void> }[] = []
  return {
    now: () => time,
    schedule(at, run) {
      const entry = { at, run }
      const index = due.findIndex((other) => other.at > at)
      due.splice(index === -1 ? due.length : index, 0, entry)
      return () => {
        const position = due.indexOf(entry)
        if (position !== -1) due.splice(position, 1)
      }
    },
    async advance(ms) {
      const target = time + ms
      for (let next = due[0]; next && next.at <= target; next = due[0]) {
        due.shift()
        time = Math.max(time, next.at)
        // One after the other: what is due later may depend on what was due first.
        // oxlint-disable-next-line no-await-in-loop
        await next.run()
      }
      time = target
    },
  }
}
