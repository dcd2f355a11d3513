// What is due later on the simulated network, run in order of its time on the platform's clock.
// Tasks are rows, so a restart goes on where the process stopped.
import type { Clock, Cancel } from '#lib/clock'
import type { Log } from '#lib/log'
import type { Database } from '#storage/database'
import type { Due, DueTasks } from '#storage/platform/due'
import type { Task } from '../parts.ts'

/** Does a task on its subject, inside the transaction that also removes the task. */
export type RunTask = (subject: string) => void

/** The schedule of one platform. */
export interface Schedule {
  /** Adds a task in the open transaction, `inMs` from now. */
  add(inMs: number, task: Task, subject: string): void
  /** Starts running what is due; `tasks` says how. */
  start(tasks: Readonly<Record<Task, RunTask>>): void
  /** Stops waking up; what is due stays stored. */
  stop(): void
}

/** A schedule over the `due` rows of a database. */
export function createSchedule(deps: {
  readonly db: Database
  readonly due: DueTasks
  readonly clock: Clock
  readonly log: Log
}): Schedule {
  const { db, due, clock, log } = deps
  let run: Readonly<Record<string, RunTask>> | null = null
  let cancel: Cancel = () => {}
  let wakesAt = Number.POSITIVE_INFINITY

  function arm(at: number) {
    if (run === null || at >= wakesAt) return
    cancel()
    wakesAt = at
    cancel = clock.schedule(at, wake)
  }

  async function wake() {
    wakesAt = Number.POSITIVE_INFINITY
    // Stopped while a task was being committed, the store may be closed already.
    while (run !== null) {
      const task = due.next()
      if (!task) return
      if (task.at > clock.now()) return arm(task.at)
      // In order: a later task may depend on what an earlier one did.
      // oxlint-disable-next-line no-await-in-loop
      await perform(task, run[task.task])
    }
  }

  /** Runs a task and removes it; one that fails is removed too, or nothing behind it would ever run. */
  async function perform({ id, task, subject }: Due, runTask: RunTask | undefined) {
    try {
      await db.commit(() => {
        due.remove(id)
        runTask?.(subject)
      })
    } catch (error) {
      log.error('a scheduled task failed', { task, error: String(error) })
      if (run !== null) db.transaction(() => due.remove(id))
    }
  }

  return {
    add(inMs, task, subject) {
      const at = clock.now() + inMs
      due.add(at, task, subject)
      arm(at)
    },
    start(tasks) {
      run = tasks
      const next = due.next()
      if (next) arm(next.at)
    },
    stop() {
      run = null
      cancel()
    },
  }
}
