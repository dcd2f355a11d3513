// The platform's schema, as forward steps. A step that has been released never changes: add another.
// Columns hold what is filtered, sorted or joined on; the rest of a row is one opaque JSON column.
import type { Migration } from '../database.ts'
import { notifications } from './notifications.ts'
import { sockets } from './sockets.ts'

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
  create index message_by_time on message
    (extension_id, availability, created_at, id, type, direction, read_status);
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

const apps: Migration = `
  create table app (
    client_id text primary key,
    account_id integer not null references account (id),
    name text not null,
    secret_hash text,
    details text not null,
    limits text not null
  ) strict;
  create table jwt_credential (
    id text primary key,
    extension_id integer not null references extension (id),
    jwt_hash text not null unique,
    label text not null,
    client_ids text not null,
    created_at integer not null,
    expires_at integer,
    revoked_at integer
  ) strict;
  create index jwt_credential_of_extension on jwt_credential (extension_id);
  create table session (
    id text primary key,
    client_id text not null references app (client_id),
    account_id integer not null references account (id),
    extension_id integer references extension (id),
    scopes text not null,
    endpoint_id text not null,
    created_at integer not null,
    access_hash text not null unique,
    access_expires_at integer not null,
    refresh_hash text unique,
    refresh_expires_at integer,
    expires_at integer not null,
    ended_at integer,
    previous_refresh_hash text unique,
    successor text,
    grace_ends_at integer,
    is_unused integer not null default 0
  ) strict;
  create index session_of_app on session (client_id, account_id, extension_id);
  create index session_by_expiry on session (expires_at);`

const conversations: Migration = `
  create table chat (
    id integer primary key autoincrement,
    account_id integer not null references account (id),
    type text not null,
    is_public integer not null,
    name text,
    description text,
    status text not null,
    created_at integer not null,
    modified_at integer not null
  ) strict;
  insert into sqlite_sequence (name, seq) values ('chat', 105830100000);
  create table chat_member (
    extension_id integer not null references extension (id),
    chat_id integer not null references chat (id),
    primary key (extension_id, chat_id)
  ) strict, without rowid;
  create index chat_member_of_chat on chat_member (chat_id, extension_id);
  create table post (
    id integer primary key autoincrement,
    chat_id integer not null references chat (id),
    creator_id integer not null references extension (id),
    type text not null,
    text text,
    created_at integer not null,
    modified_at integer not null,
    details text not null
  ) strict;
  insert into sqlite_sequence (name, seq) values ('post', 205830100000);
  create index post_by_time on post (chat_id, created_at, id);
  create table subscription (
    id text primary key,
    extension_id integer not null references extension (id),
    client_id text not null,
    created_at integer not null,
    expires_at integer not null,
    lifetime_seconds integer not null,
    details text not null
  ) strict;
  create index subscription_of_user on subscription (extension_id, client_id, created_at);`

const calls: Migration = `
  create table call (
    id integer primary key autoincrement,
    account_id integer not null references account (id),
    details text not null
  ) strict;
  insert into sqlite_sequence (name, seq) values ('call', 4409853000);
  create table call_record (
    position integer primary key,
    id text not null unique,
    account_id integer not null references account (id),
    extension_id integer not null references extension (id),
    state text not null,
    type text not null,
    direction text not null,
    transport text not null,
    action text not null,
    result text not null,
    started_at integer not null,
    modified_at integer not null,
    duration_ms integer,
    session_id text not null,
    telephony_session_id text not null,
    party_id text not null,
    parties text not null,
    numbers text not null,
    details text not null
  ) strict;
  create index call_record_of_extension on call_record (extension_id, state, started_at);
  create index call_record_of_account on call_record (account_id, state, started_at);
  create index call_record_of_session on call_record (session_id);
  create index call_record_of_telephony_session on call_record (telephony_session_id);
  create table presence (
    extension_id integer primary key references extension (id),
    settings text not null
  ) strict;`

const teams: Migration = `
  alter table chat add column creator_id integer references extension (id);
  create table chat_favorite (
    extension_id integer not null references extension (id),
    chat_id integer not null references chat (id),
    added_at integer not null,
    primary key (extension_id, chat_id)
  ) strict, without rowid;
  create index chat_favorite_of_chat on chat_favorite (chat_id);
  create index chat_of_account on chat (account_id, type);`

/** Attachments become files beside the database; `moveAttachments` moves over what is in the old table. */
const files: Migration = `
  alter table attachment rename to attachment_bytes;
  create table attachment (
    id integer primary key autoincrement,
    message_id integer not null references message (id),
    file_key text not null,
    size integer not null
  ) strict;
  insert into sqlite_sequence (name, seq)
    select 'attachment', seq from sqlite_sequence where name = 'attachment_bytes';
  create index attachment_of_message on attachment (message_id);
  create index attachment_by_file on attachment (file_key);`

const state: Migration = `
  create table state (
    name text primary key,
    value text not null
  ) strict, without rowid;`
// People who sign in at the platform's own pages, and what they give to apps.
const authorization: Migration = `
  create table authorization_request (
    hash text primary key,
    browser_hash text not null,
    client_id text not null references app (client_id),
    extension_id integer references extension (id),
    authenticated_at integer,
    expires_at integer not null,
    details text not null
  ) strict;
  create table authorization_code (
    hash text primary key,
    client_id text not null references app (client_id),
    extension_id integer not null references extension (id),
    expires_at integer not null,
    session_id text,
    details text not null
  ) strict;
  create table sign_in (
    hash text primary key,
    extension_id integer not null references extension (id),
    authenticated_at integer not null,
    expires_at integer not null
  ) strict;
  create table consent (
    extension_id integer not null references extension (id),
    client_id text not null references app (client_id),
    scopes text not null,
    primary key (extension_id, client_id)
  ) strict, without rowid;
  create table ws_token (
    hash text primary key,
    session_id text not null references session (id) on delete cascade,
    expires_at integer not null
  ) strict;
  create index ws_token_of_session on ws_token (session_id);
  create table signing_key (
    kid text primary key,
    jwk text not null
  ) strict;
  alter table session add column credential_id text;
  create index session_of_credential on session (credential_id) where credential_id is not null;`

// A call in progress is kept in another form than before: those that an update finds are cut off, as
// by a power failure. Nobody has a message of theirs.
const callSessions: Migration = `
  delete from call;
  delete from due where task = 'call';
  update call_record set
    state = 'Logged',
    result = case when direction = 'Outbound' then 'Call connected' else 'Accepted' end,
    duration_ms = 0,
    details = json_set(details, '$.telephonyStatus', 'NoCall')
    where state = 'Active';
  alter table call add column ended_at integer;
  create index call_in_progress on call (id) where ended_at is null;
  create table call_change (
    call_id integer not null references call (id),
    sequence integer not null,
    at integer not null,
    state text not null,
    primary key (call_id, sequence)
  ) strict, without rowid;
  create table opt_out (
    number text not null,
    own_number text not null,
    at integer not null,
    primary key (number, own_number)
  ) strict, without rowid;`

const contacts: Migration = `
  create table contact (
    id integer primary key autoincrement,
    extension_id integer not null references extension (id),
    availability text not null,
    revision integer not null,
    first_name text not null,
    last_name text not null,
    company text not null,
    numbers text not null,
    details text not null
  ) strict;
  insert into sqlite_sequence (name, seq) values ('contact', 623045000);
  create index contact_of_extension on contact (extension_id, availability, first_name, last_name);
  create index contact_by_revision on contact (extension_id, revision);`

const callCounts: Migration = `
  create table call_count (
    client_id text not null,
    method text not null,
    hour integer not null,
    counts text not null,
    unique (client_id, method, hour)
  ) strict;`
const companyFiles: Migration = `
  create table profile_image (
    extension_id integer primary key references extension (id),
    content_type text not null,
    file_key text not null,
    size integer not null,
    modified_at integer not null
  ) strict;
  create index profile_image_by_file on profile_image (file_key);
  create table prompt (
    id integer primary key autoincrement,
    account_id integer not null references account (id),
    name text not null,
    content_type text not null,
    file_key text not null,
    size integer not null
  ) strict;
  insert into sqlite_sequence (name, seq) values ('prompt', 52836000);
  create index prompt_of_account on prompt (account_id, id);
  create index prompt_by_file on prompt (file_key);
  create table company_setting (
    account_id integer primary key references account (id),
    forwards_all_calls integer not null
  ) strict;
  create table chat_file (
    id integer primary key autoincrement,
    chat_id integer references chat (id),
    creator_id integer not null references extension (id),
    name text not null,
    content_type text not null,
    file_key text not null,
    size integer not null
  ) strict;
  insert into sqlite_sequence (name, seq) values ('chat_file', 305830100000);
  create index chat_file_of_chat on chat_file (chat_id);
  create index chat_file_by_file on chat_file (file_key);
  create table post_file (
    post_id integer not null references post (id),
    file_id integer not null references chat_file (id),
    primary key (file_id, post_id)
  ) strict, without rowid;
  create index post_file_of_post on post_file (post_id);`

// Changes are counted, so that a client can ask for what changed since it asked last: messages by
// mailbox, call records by account. What was there before has not changed since.
const changes: Migration = `
  alter table message add column revision integer not null default 0;
  create index message_by_revision on message (extension_id, revision);
  alter table call_record add column revision integer not null default 0;
  create index call_record_by_revision on call_record (account_id, revision);
  create table recording (
    id integer primary key autoincrement,
    account_id integer not null references account (id),
    type text not null,
    content_type text not null,
    seconds integer not null,
    file_key text not null,
    size integer not null
  ) strict;
  insert into sqlite_sequence (name, seq) values ('recording', 6543021000);
  create index recording_by_file on recording (file_key);
  alter table call_record add column recording_id integer references recording (id);
  create index call_record_recorded on call_record (recording_id) where recording_id is not null;`

const forwardingNumbers: Migration = `
  create table forwarding_number (
    id integer primary key autoincrement,
    extension_id integer not null references extension (id),
    number text not null,
    label text not null,
    type text not null,
    flip_number integer,
    unique (extension_id, number)
  ) strict;
  insert into sqlite_sequence (name, seq) values ('forwarding_number', 7120443000);`

// A subscription tells where its user reached the platform; of those from before nothing is known.
const subscriptionOrigins: Migration = `
  update subscription set details = json_set(details, '$.origin', '')`

// Webhooks can be signed: those from before get a secret too (96 hexadecimal digits are base64 as well).
const signingSecrets: Migration = `
  update subscription set details = json_set(details, '$.delivery.signingSecrets',
    json_array('whsec_' || hex(randomblob(48))))
    where json_extract(details, '$.delivery.transportType') = 'WebHook'`

// A secret is readable only where an app signs with it: to check such a signature takes the secret.
const clientAssertions: Migration = `
  alter table app add column secret text;
  create table client_assertion (
    client_id text not null,
    hash text not null,
    expires_at integer not null,
    primary key (client_id, hash)
  ) strict, without rowid;
  create index client_assertion_by_end on client_assertion (expires_at);`

/** All steps, oldest first. */
export const platformMigrations: readonly Migration[] = [
  accounts,
  messages,
  apps,
  conversations,
  calls,
  teams,
  files,
  state,
  authorization,
  callSessions,
  contacts,
  callCounts,
  companyFiles,
  changes,
  forwardingNumbers,
  notifications,
  subscriptionOrigins,
  signingSecrets,
  sockets,
  clientAssertions,
]
