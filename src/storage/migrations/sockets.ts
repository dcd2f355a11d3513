// The table of WebSocket sessions, the same in the platform's and in the gateway's database: each takes
// this step into its own list. Times are epoch milliseconds on the clock of whoever owns the database.
import type { Migration } from '../database.ts'

/** WebSocket sessions: who opened one, and which subscription it has. */
export const sockets: Migration = `
  create table socket (
    id integer primary key autoincrement,
    owner text not null,
    secret_hash text not null unique,
    subscription_id text,
    left_at integer
  ) strict;
  create index socket_that_left on socket (left_at) where left_at is not null;`
