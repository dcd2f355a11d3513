// How a change that a person makes (agents, keys, grants, connections) is made: one after the other,
// in the audit log before it is in storage, in storage before it counts. A log that cannot be written
// stops the change.
import type { Clock } from '#lib/clock'
import type { AuditLog, SafeArguments } from '#storage/audit-log'
import type { Database } from '#storage/database'
import type { AgentId } from '#storage/gateway/agents'

/** What the audit log says of a change. */
export interface Change {
  /** What is done, as `agent.created`, `grant.removed`. */
  readonly action: string
  /** The id of what is changed. */
  readonly target: string
  /** The agent concerned; null when there is none. */
  readonly agentId: AgentId | null
  readonly details: SafeArguments
}

/** A change, thought through but not made. */
export interface Plan<T> {
  readonly change: Change
  /** Writes it; runs inside a commit. */
  readonly store: () => void
  /** Lets it count, once it is stored. */
  readonly apply: () => void
  readonly result: T
}

/** Nothing has to be done: it is so already. */
export interface NoChange<T> {
  readonly change: null
  readonly result: T
}

/**
 * Makes the change that `plan` works out. Plans run in turn, so each sees what the one before it did.
 * @throws what the plan throws, with nothing done; what the audit log or storage throws, likewise
 */
export type MakeChange = <T>(
  operator: string,
  plan: () => Plan<T> | NoChange<T> | Promise<Plan<T> | NoChange<T>>,
) => Promise<T>

/** What {@link createMakeChange} needs. `makeEntryId` gives ids that sort by time. */
export interface ChangeParts {
  readonly db: Database
  readonly auditLog: Pick<AuditLog, 'append'>
  readonly clock: Clock
  readonly makeEntryId: () => string
  /** Told after a change counts. */
  readonly changed?: () => void
}

/** The one way in which changes are made. */
export function createMakeChange(parts: ChangeParts): MakeChange {
  const { db, auditLog, clock, makeEntryId, changed } = parts
  let last: Promise<unknown> = Promise.resolve()

  const record = (operator: string, change: Change) =>
    auditLog.append({ kind: 'admin', id: makeEntryId(), time: clock.now(), operator, ...change })

  return (operator, plan) => {
    const turn = last.then(async () => {
      const planned = await plan()
      if (planned.change === null) return planned.result
      const { change, store, apply, result } = planned
      await record(operator, change)
      try {
        await db.commit(store)
      } catch (error) {
        await record(operator, { ...change, action: `${change.action}.failed` })
        throw error
      }
      apply()
      changed?.()
      return result
    })
    last = turn.catch(() => undefined)
    return turn
  }
}
