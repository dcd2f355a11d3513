// The platform's schema, as forward steps. A step that has been released never changes: add another.
// Columns hold what is filtered, sorted or joined on; the rest of a row is one opaque JSON column.
import type { Migration } from '../database.ts'

const accounts: Migration = `
  create table start (
    id integer primary key autoincrement,
    at integer not null
  ) strict;
  create table account (
    id integer primary key,
    details text not null
  ) strict;
  create table extension (
    id integer primary key,
    account_id integer not null references account (id),
    number text not null,
    type text not null,
    status text not null,
    role text not null,
    name text not null,
    email text,
    password_hash text,
    details text not null,
    unique (account_id, number)
  ) strict;
  create table phone_number (
    id integer primary key,
    account_id integer not null references account (id),
    extension_id integer references extension (id),
    number text not null unique,
    usage_type text not null,
    details text not null
  ) strict;
  create index phone_number_of_extension on phone_number (extension_id);`

const messages: Migration = `
  create table message (
    id integer primary key autoincrement,
    extension_id integer not null references extension (id),
    type text not null,
    direction text not null,
    read_status text not null,
    availability text not null,
    status text not null,
    created_at integer not null,
    modified_at integer not null,
    conversation_id integer,
    subject text,
    parties text not null,
    numbers text not null,
    attachments text not null,
    details text not null
  ) strict;
  insert into sqlite_sequence (name, seq) values ('message', 1724099032000);
  create index message_by_time on message (extension_id, availability, created_at, id);
  create table attachment (
    id integer primary key autoincrement,
    message_id integer not null references message (id),
    bytes blob not null
  ) strict;
  insert into sqlite_sequence (name, seq) values ('attachment', 1725099032000);
  create table due (
    id integer primary key autoincrement,
    at integer not null,
    task text not null,
    subject text not null
  ) strict;
  create index due_by_time on due (at, id);`

/** All steps, oldest first. */
export const platformMigrations: readonly Migration[] = [accounts, messages]
