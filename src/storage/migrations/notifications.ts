// The tables of notifications, the same in the platform's and in the gateway's database: each takes this
// step into its own list. Times are epoch milliseconds on the clock of whoever owns the database.
import type { Migration } from '../database.ts'

/** Events, the notifications of them, the attempts to deliver those, and how endpoints do. */
export const notifications: Migration = `
  create table event (
    id integer primary key autoincrement,
    at integer not null,
    body text not null
  ) strict;
  create table notification (
    id integer primary key autoincrement,
    uuid text not null unique,
    event_id integer not null references event (id),
    subscription_id text not null,
    filter text not null,
    owner_id text not null,
    created_at integer not null,
    state text not null check (state in ('pending', 'delivered', 'failed')),
    attempts integer not null default 0,
    failures integer not null default 0,
    next_at integer,
    lease_id text,
    lease_until integer,
    ended_at integer,
    reason text
  ) strict;
  create index notification_due on notification (next_at, id) where next_at is not null;
  create index notification_due_of on notification (subscription_id, next_at, id)
    where next_at is not null;
  create index notification_of_subscription on notification (subscription_id, id);
  create index notification_by_state on notification (state, id);
  create index notification_of_event on notification (event_id);
  create table attempt (
    id integer primary key autoincrement,
    notification_id integer not null references notification (id),
    number integer not null,
    at integer not null,
    ms real not null,
    request text not null,
    status integer,
    answer text,
    reason text
  ) strict;
  create index attempt_of_notification on attempt (notification_id, number);
  create table endpoint (
    subscription_id text primary key,
    failing_since integer,
    blacklisted_at integer,
    reason text,
    recheck_at integer
  ) strict;
  create index endpoint_to_recheck on endpoint (recheck_at) where recheck_at is not null;`
