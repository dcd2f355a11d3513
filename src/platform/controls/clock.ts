// The platform's clock: it runs with the machine's until a lever stops it, moves it or lets it run again.
// How it stands is in the database, so a restart finds it so. Time never goes backwards but by a reset
// or the restoring of a snapshot: what is stored has happened.
import type { Clock } from '#lib/clock'
import { type ClockSetting, type MovableClock, movableClock, untouched } from '#lib/movable-clock'
import type { Queue } from '#lib/queue'
import { isoTime } from '#lib/time'
import type { Database } from '#storage/database'
import type { State } from '#storage/platform/state'

/** How the clock stands. */
export interface ClockState {
  /** Epoch milliseconds. */
  readonly now: number
  readonly isFrozen: boolean
  /** How far it is ahead of the machine's clock (behind it when negative), in milliseconds. */
  readonly aheadMs: number
}

/** A moment that is past on the platform's clock. */
export class PastError extends Error {
  override readonly name = 'PastError'
}

/** Moves the clock. What is called at once is done in the order of the calls. */
export interface ClockControl {
  state(): ClockState
  /** Stops it: where it is, or moved on to `at` (epoch ms). Throws PastError for a moment that is past. */
  freeze(at?: number): Promise<ClockState>
  /** Moves it on by `ms`; everything due until then happens, in order, before it resolves. */
  advance(ms: number): Promise<ClockState>
  /** The same up to a moment. Throws PastError when it is past. */
  set(at: number): Promise<ClockState>
  /** Lets it run again from where it stands. */
  run(): Promise<ClockState>
  /** Takes over what the database says, after another one was put in its place. */
  load(): void
}

/** The clock of a platform, and who moves it. */
export interface PlatformClock {
  readonly clock: MovableClock
  readonly control: ClockControl
}

/**
 * The clock over `base` as the database has it.
 * @param queue what must not happen while the clock is moved goes through it too
 */
export function createPlatformClock({
  base,
  db,
  state,
  queue,
}: {
  base: Clock
  db: Database
  state: State
  queue: Queue
}): PlatformClock {
  const stored = () => (state.read('clock') as ClockSetting | undefined) ?? untouched // written below
  const clock = movableClock(base, stored())

  const report = (): ClockState => ({
    now: clock.now(),
    isFrozen: clock.setting.frozenAt !== null,
    aheadMs: clock.now() - base.now(),
  })
  const keep = (setting: ClockSetting) => db.commit(() => state.write('clock', setting))

  async function put(setting: ClockSetting): Promise<void> {
    await keep(setting)
    clock.put(setting)
  }

  function requireAhead(at: number): void {
    const now = clock.now()
    if (at >= now) return
    throw new PastError(
      `The platform's clock stands at ${isoTime(now)}, and what is stored has happened by then. To go back, reset the platform or restore a snapshot.`,
    )
  }

  async function moveTo(at: number): Promise<ClockState> {
    requireAhead(at)
    const { setting } = clock
    const isFrozen = setting.frozenAt !== null
    // First where it goes to: after a crash on the way the clock is not behind what has happened.
    await keep(isFrozen ? { ...setting, frozenAt: at } : { ...setting, offsetMs: at - base.now() })
    await clock.moveTo(at)
    if (!isFrozen) await keep(clock.setting)
    return report()
  }

  const control: ClockControl = {
    state: report,
    freeze: (at) =>
      queue(async () => {
        if (at !== undefined) requireAhead(at)
        await put({ ...clock.setting, frozenAt: clock.now() })
        return at === undefined ? report() : moveTo(at)
      }),
    advance: (ms) => queue(() => moveTo(clock.now() + ms)),
    set: (at) => queue(() => moveTo(at)),
    run: () =>
      queue(async () => {
        const { frozenAt } = clock.setting
        if (frozenAt !== null) await put({ offsetMs: frozenAt - base.now(), frozenAt: null })
        return report()
      }),
    load: () => clock.put(stored()),
  }
  return { clock, control }
}
