// WebSocket sessions: what the token stands for by which a client that was cut off takes up where it
// was. A session outlives its connection, and a restart. Platform and gateway each have this table in
// their own database; of the token only the SHA-256 of its secret is stored.
import sql from 'sql-template-tag'
import { hashSecret } from '#lib/secret'
import type { Database } from './database.ts'

/** One session. */
export interface StoredSocket {
  readonly id: number
  /** The login that opened it, as its owner names it: nobody else takes it up. */
  readonly owner: string
  /** The one subscription that it has; null before it has one. */
  readonly subscriptionId: string | null
  /** Since when it has no connection (epoch milliseconds); null while it has one. */
  readonly leftAt: number | null
}

const columns = sql`id, owner, subscription_id as "subscriptionId", left_at as "leftAt"`

/** The store of WebSocket sessions. Synchronous; writes belong into the open transaction. */
export type Sockets = ReturnType<typeof createSockets>

/** @param db a database with the table of migrations/sockets.ts */
export function createSockets(db: Database) {
  const ids = (rows: readonly { subscriptionId: string | null }[]): string[] =>
    rows.flatMap(({ subscriptionId }) => (subscriptionId === null ? [] : [subscriptionId]))

  return {
    /** Stores a session that was just opened, and returns its id: ids rise and are never used again. */
    add: (owner: string, secret: string): number =>
      db.run(sql`insert into socket (owner, secret_hash) values (${owner}, ${hashSecret(secret)})`)
        .lastInsertRowid,
    find: (id: number): StoredSocket | undefined =>
      db.get<StoredSocket & Record<string, never>>(
        sql`select ${columns} from socket where id = ${id}`,
      ),
    bySecret: (secret: string): StoredSocket | undefined =>
      db.get<StoredSocket & Record<string, never>>(
        sql`select ${columns} from socket where secret_hash = ${hashSecret(secret)}`,
      ),
    /**
     * Gives a session its subscription: call it in the transaction that stores that.
     * @returns the one it had before, which it replaces; null for none
     */
    bind(id: number, subscriptionId: string): string | null {
      const before = this.find(id)?.subscriptionId ?? null
      db.run(sql`update socket set subscription_id = ${subscriptionId} where id = ${id}`)
      return before
    },
    /** It has a connection (null), or none since `leftAt`. */
    setLeft(id: number, leftAt: number | null): void {
      db.run(sql`update socket set left_at = ${leftAt} where id = ${id}`)
    },
    /**
     * Those that are said to have a connection have none since `now`: the process that held them is gone.
     * @returns their subscriptions
     */
    leaveAll(now: number): string[] {
      const rows = db.all<{ subscriptionId: string | null }>(
        sql`select subscription_id as "subscriptionId" from socket where left_at is null`,
      )
      db.run(sql`update socket set left_at = ${now} where left_at is null`)
      return ids(rows)
    },
    /** Forgets those that left before `time`, and returns their subscriptions. */
    forgetLeft: (time: number): string[] =>
      ids(
        db.all<{ subscriptionId: string | null }>(
          sql`delete from socket where left_at < ${time} returning subscription_id as "subscriptionId"`,
        ),
      ),
    /** Forgets all of them, and returns their subscriptions. */
    clear: (): string[] =>
      ids(
        db.all<{ subscriptionId: string | null }>(
          sql`delete from socket returning subscription_id as "subscriptionId"`,
        ),
      ),
  }
}
