// What is due later on the simulated network, run in order of its time on the platform's clock.
// Tasks are rows, so a restart goes on where the process stopped.
import type { Cancel, Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { MovableClock } from '#lib/movable-clock'
import { type Database, isBusy } from '#storage/database'
import type { Due, DueTasks } from '#storage/platform/due'
import type { Task } from '../parts.ts'

/**
 * Does a task on its subject, inside the transaction that also removes the task; its writes are undone
 * when it throws. One that returns a promise goes on outside of that transaction and commits by itself:
 * it is waited for before the next task, and run again after a crash.
 */
export type RunTask = (subject: string) => void | Promise<void>

/** The schedule of one platform. */
export interface Schedule {
  /** Adds a task in the open transaction, `inMs` from now. */
  add(inMs: number, task: Task, subject: string): void
  /** Starts running what is due, also after a stop; `tasks` says how. */
  start(tasks: Tasks): void
  /** Stops waking up; what is due stays stored. Resolves when nothing is run any more. */
  stop(): Promise<void>
}

/** Tasks run together: they share a commit, and calls get their turn between two such batches. */
const batchSize = 50

/** How long to wait when the storage is held by somebody else. */
const pauseMs = 1_000

type Tasks = Readonly<Partial<Record<Task, RunTask>>>

/** What a batch leaves: a task that is not finished, or nothing more to do for now. */
interface Batch {
  readonly unfinished?: { readonly due: Due; readonly done: Promise<void> }
  readonly isLast: boolean
}

/** A schedule over the `due` rows of a database. */
export function createSchedule(deps: {
  readonly db: Database
  readonly due: DueTasks
  /** With `step`, a move of it takes many tasks along in one commit. */
  readonly clock: Clock & Partial<Pick<MovableClock, 'step'>>
  readonly log: Log
}): Schedule {
  const { db, due, clock, log } = deps
  let tasks: Tasks | null = null
  let cancel: Cancel = () => {}
  let wakesAt = Number.POSITIVE_INFINITY
  let running: Promise<void> | null = null

  function arm(at: number) {
    // A run that is under way looks for itself what comes next.
    if (tasks === null || running || at >= wakesAt) return
    cancel()
    wakesAt = at
    cancel = clock.schedule(at, wake)
  }

  /** Never rejects: whatever fails is logged, or tried again later. */
  function wake(): Promise<void> {
    wakesAt = Number.POSITIVE_INFINITY
    running = runAndArm()
    return running
  }

  async function runAndArm() {
    let pause = 0
    try {
      await runDue()
    } catch (error) {
      pause = pauseMs
      if (!isBusy(error) && tasks) log.error('the schedule failed', { error: String(error) })
    }
    running = null
    const next = tasks && due.next()
    if (next) arm(Math.max(next.at, clock.now() + pause))
  }

  /** Runs everything due by now, in order, until nothing is or the schedule is stopped. */
  async function runDue() {
    for (let run = tasks; run; run = tasks) {
      const how = run
      // oxlint-disable-next-line no-await-in-loop -- a batch may add to the next
      const { unfinished, isLast } = await db.commit(() => runBatch(how))
      if (isLast) return
      if (!unfinished) continue
      // oxlint-disable-next-line no-await-in-loop -- in order
      await unfinished.done
      // oxlint-disable-next-line no-await-in-loop -- ditto
      await db.commit(() => due.remove(unfinished.due.id))
    }
  }

  /** Runs tasks in the open transaction. During a move of the clock it goes along from one to the next. */
  function runBatch(run: Tasks): Batch {
    for (let count = 0; count < batchSize; count += 1) {
      const next = due.next()
      if (!next || !(next.at <= clock.now() || clock.step?.(next.at))) return { isLast: true }
      const { id, task, subject } = next
      const failed = (error: unknown) =>
        log.error('a scheduled task failed', { task, error: String(error) })
      try {
        const promise = db.attempt(() => run[task as Task]?.(subject)) // else of an older version: there is nothing to do
        if (promise) {
          return { unfinished: { due: next, done: promise.catch(failed) }, isLast: false }
        }
      } catch (error) {
        if (isBusy(error)) throw error
        failed(error)
      }
      due.remove(id)
    }
    return { isLast: false }
  }

  return {
    add(inMs, task, subject) {
      const at = clock.now() + inMs
      due.add(at, task, subject)
      arm(at)
    },
    start(how) {
      tasks = how
      const next = due.next()
      if (next) arm(next.at)
    },
    async stop() {
      tasks = null
      cancel()
      wakesAt = Number.POSITIVE_INFINITY
      await running
    },
  }
}
