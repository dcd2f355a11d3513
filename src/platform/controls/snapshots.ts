// Named snapshots of everything the platform stores, and the way back to one: without a restart, and in
// a few milliseconds for a small company. The seed is a snapshot too, taken right after it was stored.
// What is evidence of clients (request log, counts of calls) stays as it is; faults and rate windows go.
import type { Queue } from '#lib/queue'
import type { SeededRandom } from '#lib/random'
import type { Clock } from '#lib/clock'
import {
  createSnapshotStore,
  type LentSnapshot,
  type SnapshotEntry,
} from '#storage/platform/snapshots'
import { moveAttachments } from '#storage/platform/moved-attachments'
import type { Gate } from './gate.ts'
import type { Stores } from '../parts.ts'

/** The name of the snapshot that a reset goes back to. */
export const seedName = 'seed'

/** There is no snapshot of that name. */
export class NoSnapshotError extends Error {
  override readonly name = 'NoSnapshotError'
}

/** The snapshots of one platform. */
export interface Snapshots {
  /** The newest first. */
  list(): SnapshotEntry[]
  /** Takes one, in the place of one of the same name. */
  take(name: string): Promise<SnapshotEntry>
  /**
   * Goes back to one. Calls that are being handled come to an end first, calls that come meanwhile wait.
   * Throws NoSnapshotError, or BusyError when calls do not come to an end.
   */
  restore(name: string): Promise<void>
  /** Forgets one; false when there is none. */
  remove(name: string): Promise<boolean>
  /** Takes the snapshot that {@link Snapshots.reset} goes back to: call it once the seed is stored. */
  keepSeed(): Promise<void>
  /** Goes back to the seed: its data, credentials and clock. Throws as restore does. */
  reset(): Promise<void>
  /** The seed, for another platform in memory. Throws RangeError when none was kept. */
  lendSeed(): LentSnapshot
  /** Takes over a seed that another platform has lent: the same as making it, in a tenth of the time. */
  adoptSeed(lent: LentSnapshot): Promise<void>
}

/**
 * @param deps the stores, and what else there is to bring back
 * @param deps.folder where snapshots are; null for those of a database in memory
 * @param deps.stop stops what runs by itself, `start` lets it go on with what is stored then
 * @param deps.forget forgets what is in memory of the state that is gone
 */
export function createSnapshots(deps: {
  readonly stores: Stores
  readonly random: SeededRandom
  readonly gate: Gate
  readonly queue: Queue
  readonly clock: Clock
  readonly folder: string | null
  readonly stop: () => Promise<void>
  readonly start: () => void
  readonly forget: () => void
}): Snapshots {
  const { stores, random, gate, queue, clock } = deps
  const { db, state, files } = stores
  const kept = createSnapshotStore(db, files, deps.folder)

  const take = (name: string) =>
    queue(() => {
      db.flush()
      // After the flush: what is drawn from here on is drawn again after the way back.
      state.write('random', random.position())
      return kept.put(name, clock.now())
    })

  async function exchange(name: string): Promise<void> {
    await deps.stop()
    try {
      kept.restore(name)
      moveAttachments(db, files)
      const position = state.read('random')
      if (typeof position === 'number') random.rewind(position)
      deps.forget()
    } finally {
      deps.start()
    }
  }

  const restore = (name: string) =>
    queue(async () => {
      if (!kept.has(name)) throw new NoSnapshotError(`There is no snapshot ${name}.`)
      await gate.shut(() => exchange(name))
    })

  return {
    list: () => kept.list(),
    take,
    restore,
    remove: (name) => queue(() => kept.remove(name)),
    async keepSeed() {
      await take(seedName)
    },
    reset: () => restore(seedName),
    lendSeed: () => kept.lend(seedName),
    async adoptSeed(lent) {
      kept.adopt(lent)
      await restore(seedName)
    },
  }
}
