// What is due later on the simulated network, run in order of its time on the platform's clock.
// Tasks are rows, so a restart goes on where the process stopped.
import type { Clock, Cancel } from '#lib/clock'
import type { Log } from '#lib/log'
import type { Database } from '#storage/database'
import type { DueTasks } from '#storage/platform/due'
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
    for (let task = due.next(); task && task.at <= clock.now(); task = due.next()) {
      const { id, subject } = task
      const perform = run?.[task.task]
      if (run === null) return
      try {
        // In order: a later task may depend on what an earlier one did.
        // oxlint-disable-next-line no-await-in-loop
        await db.commit(() => {
          due.remove(id)
          perform?.(subject)
        })
      } catch (error) {
        log.error('a scheduled task failed', { task: task.task, error: String(error) })
        db.transaction(() => due.remove(id))
      }
    }
    const next = due.next()
    if (next) arm(next.at)
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
