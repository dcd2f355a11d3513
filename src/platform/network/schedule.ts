// What is due later on the simulated network, run in order of its time on the platform's clock.
// Tasks are rows, so a restart goes on where the process stopped.
import type { Clock, Cancel } from '#lib/clock'
import type { Log } from '#lib/log'
import { type Database, isBusy } from '#storage/database'
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

/** Tasks run together: they share a commit, and calls get their turn between two such batches. */
const batchSize = 50

/** How long to wait when the storage is held by somebody else. */
const pauseMs = 1_000

/** A schedule over the `due` rows of a database. */
export function createSchedule(deps: {
  readonly db: Database
  readonly due: DueTasks
  readonly clock: Clock
  readonly log: Log
}): Schedule {
  const { db, due, clock, log } = deps
  let tasks: Readonly<Record<string, RunTask>> | null = null
  let cancel: Cancel = () => {}
  let wakesAt = Number.POSITIVE_INFINITY
  let isRunning = false

  function arm(at: number) {
    // A run that is under way looks for itself what comes next.
    if (tasks === null || isRunning || at >= wakesAt) return
    cancel()
    wakesAt = at
    cancel = clock.schedule(at, wake)
  }

  /** Never rejects: whatever fails is logged, or tried again later. */
  async function wake() {
    wakesAt = Number.POSITIVE_INFINITY
    isRunning = true
    let pause = 0
    try {
      await runDue()
    } catch (error) {
      pause = pauseMs
      if (!isBusy(error)) log.error('the schedule failed', { error: String(error) })
    }
    isRunning = false
    const next = tasks && due.next()
    if (next) arm(Math.max(next.at, clock.now() + pause))
  }

  /** Runs everything due by now, in order, until nothing is or the schedule is stopped. */
  async function runDue() {
    for (;;) {
      const run = tasks
      const batch = run ? due.upTo(clock.now(), batchSize) : []
      if (!run || batch.length === 0) return
      // Works that are handed over together are done in this order, in one transaction.
      // oxlint-disable-next-line no-await-in-loop -- a batch may add to the next
      await Promise.all(batch.map((one) => perform(one, run)))
    }
  }

  async function perform({ id, task, subject }: Due, run: Readonly<Record<string, RunTask>>) {
    try {
      await db.commit(() => {
        // A call of the same commit may have taken it off.
        if (due.remove(id)) run[task]?.(subject)
      })
    } catch (error) {
      if (isBusy(error)) throw error
      log.error('a scheduled task failed', { task, error: String(error) })
      await db.commit(() => due.remove(id))
    }
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
    stop() {
      tasks = null
      cancel()
    },
  }
}
