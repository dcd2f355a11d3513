// What the platform has to do later: rows that outlive the process, run in order of their time.
import sql from 'sql-template-tag'
import { type Database, limitedTo } from '../database.ts'

/** One thing to do at a time: `task` names what, `subject` is the id of what it is done to. */
export interface Due {
  readonly id: number
  /** Epoch milliseconds. */
  readonly at: number
  readonly task: string
  readonly subject: string
}

/** The store of what is due. */
export type DueTasks = ReturnType<typeof createDueTasks>

/** @param db the platform's database */
export function createDueTasks(db: Database) {
  return {
    add(at: number, task: string, subject: string): void {
      db.run(sql`insert into due (at, task, subject) values (${at}, ${task}, ${subject})`)
    },
    /** What comes next, the earliest first, then the one added first. */
    next(): Due | undefined {
      return db.get<Due & Record<string, never>>(
        sql`select id, at, task, subject from due order by at, id limit 1`,
      )
    },
    /** What is due by a moment (epoch ms, included), in the order of {@link next}, at most `limit`. */
    upTo(at: number, limit: number): Due[] {
      return db.all<Due & Record<string, never>>(
        sql`select id, at, task, subject from due where at <= ${at} order by at, id ${limitedTo({ limit })}`,
      )
    },
    /** Takes a task off; false when it is gone already. */
    remove(id: number): boolean {
      return db.run(sql`delete from due where id = ${id}`).changes > 0
    },
    /** Forgets every task of a subject, as when a call is cancelled. */
    removeOf(task: string, subject: string): void {
      db.run(sql`delete from due where task = ${task} and subject = ${subject}`)
    },
  }
}
