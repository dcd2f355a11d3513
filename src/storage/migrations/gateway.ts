// The gateway's schema, step by step. A step that was released is never edited: a change is a new
// step at the end. Times are epoch milliseconds; secrets are SHA-256 or sealed, never plain.
import type { Migration } from '../database.ts'
import { notifications } from './notifications.ts'
import { sockets } from './sockets.ts'

const first: Migration = `
create table connections (
  id text primary key,
  name text not null unique,
  server text not null,
  client_id text not null,
  sealed_client_secret text not null,
  sealed_jwt text not null,
  sealed_tokens text,
  account_id text,
  extension_id text,
  created_at integer not null
) strict;

create table agents (
  id text primary key,
  name text not null,
  connection_id text not null references connections (id),
  status text not null check (status in ('active', 'paused', 'revoked')),
  created_at integer not null,
  expires_at integer,
  revision integer not null
) strict;
create unique index agents_name on agents (name) where status <> 'revoked';

create table credentials (
  id text primary key,
  agent_id text not null references agents (id),
  kind text not null check (kind in ('key', 'jwt')),
  hash text unique,
  created_at integer not null,
  expires_at integer,
  revoked_at integer
) strict;
create index credentials_agent on credentials (agent_id);

create table sessions (
  id text primary key,
  agent_id text not null references agents (id),
  credential_id text not null references credentials (id),
  generation integer not null,
  endpoint_id text not null,
  access_expires_at integer not null,
  refresh_expires_at integer not null
) strict;
create index sessions_agent on sessions (agent_id);

create table grants (
  id text primary key,
  agent_id text not null references agents (id),
  resource text not null,
  access text not null check (access in ('read', 'write')),
  reach text not null,
  created_at integer not null,
  expires_at integer,
  revision integer not null,
  unique (agent_id, resource, access, reach)
) strict;

create table subscriptions (
  id text primary key,
  agent_id text not null references agents (id),
  created_at integer not null,
  expires_at integer not null,
  lifetime_seconds integer not null,
  event_filters text not null,
  sealed_delivery text not null
) strict;
create index subscriptions_agent on subscriptions (agent_id, created_at);
`

// What the gateway itself subscribes to upstream, how far it has read there, and what it has seen.
const upstreamEvents: Migration = `
alter table subscriptions add column credential_id text references credentials (id);

create table upstream_subscription (
  connection_id text primary key references connections (id),
  account_id text not null,
  extension_id text not null,
  transport text not null check (transport in ('WebSocket', 'WebHook')),
  id text,
  event_filters text not null,
  expires_at integer,
  sealed_secrets text,
  sound_at integer not null
) strict;

create table sync_point (
  connection_id text not null references connections (id),
  list text not null check (list in ('messages', 'calls')),
  extension_id text not null,
  token text not null,
  primary key (connection_id, list, extension_id)
) strict, without rowid;

create table seen_event (
  connection_id text not null,
  key text not null,
  expires_at integer not null,
  primary key (connection_id, key)
) strict, without rowid;
create index seen_event_expiry on seen_event (expires_at);
`

/** All steps, oldest first: `openDatabase(path, gatewayMigrations)`. */
export const gatewayMigrations: readonly Migration[] = [
  first,
  notifications,
  sockets,
  upstreamEvents,
]
