// A clock over another one that can be stopped, moved forward and let run again: the clock of a platform
// that tests drive. It knows nothing of what hangs off it; who moves it waits until that is done.
import type { Cancel, Clock } from './clock.ts'

/** How a movable clock stands to its base: it runs that much ahead of it, or it stands still. */
export interface ClockSetting {
  /** Milliseconds ahead of the base while it runs; negative behind it. */
  readonly offsetMs: number
  /** The moment (epoch ms) it stands at; null while it runs. */
  readonly frozenAt: number | null
}

/** The setting of a clock that was never touched. */
export const untouched: ClockSetting = { offsetMs: 0, frozenAt: null }

/** A clock that can be moved. One move at a time: the caller sees to that. */
export interface MovableClock extends Clock {
  /** How it stands to its base; during a move, how it did before. */
  readonly setting: ClockSetting
  /** Sets it at once, forward or back. What is scheduled stays and nothing is run on the way. */
  put(setting: ClockSetting): void
  /**
   * Moves to `at` (now or later): everything scheduled until then runs in order of its time, one after
   * the other, with the clock standing at that time. Resolves when all of it is done. A clock that ran
   * runs on from there.
   * @throws RangeError for a moment that is past; whatever a run throws, with the clock where it was then
   */
  moveTo(at: number): Promise<void>
  /**
   * For what runs during a move and has more to do further on: steps to `at` and answers true when the
   * move goes that far and nothing else is scheduled by then; else nothing happens.
   */
  step(at: number): boolean
}

interface Entry {
  readonly at: number
  readonly run: () => void | Promise<void>
  disarm: Cancel
}

const noop = () => {}

/** A movable clock over `base`. */
export function movableClock(base: Clock, initial: ClockSetting = untouched): MovableClock {
  let setting = initial
  let move: { at: number; readonly until: number } | null = null
  /** In order of time; of the same time, in the order they were scheduled. */
  const entries: Entry[] = []
  const underway = new Set<Promise<void>>()

  const now = () => move?.at ?? setting.frozenAt ?? base.now() + setting.offsetMs

  function arm(entry: Entry) {
    if (move) return
    const fire = () => {
      take(entry)
      return perform(entry)
    }
    if (setting.frozenAt === null) {
      entry.disarm = base.schedule(entry.at - setting.offsetMs, fire)
    } else if (entry.at <= setting.frozenAt) {
      const soon = setImmediate(() => void fire())
      entry.disarm = () => clearImmediate(soon)
    }
  }

  function disarmAll() {
    for (const entry of entries) {
      entry.disarm()
      entry.disarm = noop
    }
  }

  function take(entry: Entry) {
    const position = entries.indexOf(entry)
    if (position !== -1) entries.splice(position, 1)
  }

  async function perform({ run }: Entry): Promise<void> {
    const running = Promise.resolve(run())
    underway.add(running)
    try {
      await running
    } finally {
      underway.delete(running)
    }
  }

  function put(next: ClockSetting) {
    disarmAll()
    setting = next
    for (const entry of entries) arm(entry)
  }

  return {
    now,
    get setting() {
      return setting
    },
    schedule(at, run) {
      const entry: Entry = { at, run, disarm: noop }
      const index = entries.findIndex((other) => other.at > at)
      entries.splice(index === -1 ? entries.length : index, 0, entry)
      arm(entry)
      return () => {
        entry.disarm()
        take(entry)
      }
    },
    put,
    async moveTo(until) {
      if (until < now()) throw new RangeError('a clock is not moved back')
      disarmAll()
      const here = { at: now(), until }
      move = here
      try {
        // What began before the move belongs to the time before it.
        await Promise.all(underway)
        for (let next = entries[0]; next && next.at <= until; next = entries[0]) {
          entries.shift()
          here.at = Math.max(here.at, next.at)
          // oxlint-disable-next-line no-await-in-loop -- what is due later may depend on it
          await perform(next)
        }
        here.at = until
      } finally {
        move = null
        put(
          setting.frozenAt === null
            ? { ...setting, offsetMs: here.at - base.now() }
            : { ...setting, frozenAt: here.at },
        )
      }
    },
    step(at) {
      const [next] = entries
      if (!move || at > move.until || (next && next.at <= at)) return false
      move.at = Math.max(move.at, at)
      return true
    },
  }
}
