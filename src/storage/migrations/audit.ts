// The audit log's own file. One row is one batch: the records that shared a disk sync.
// The triggers stop a program that writes by mistake. They do not stop a person with the file in
// hand, who can drop them: that is what the chain of hashes is for (see docs/audit-log.md).
import type { Migration } from '../database.ts'

/** The schema of the audit log, oldest step first. */
export const auditMigrations: readonly Migration[] = [
  `
  create table batch (
    first_seq integer primary key, -- number of the first record in it
    count integer not null,
    records text not null, -- a line of JSON each
    hashes blob not null -- 32 bytes each: the chain up to and with that record
  ) strict;
  create trigger batch_continues before insert on batch
    when new.first_seq is not coalesce((select first_seq + count from batch order by first_seq desc limit 1), 1)
    begin select raise(abort, 'a batch must continue the audit log'); end;
  create trigger batch_is_never_changed before update on batch
    begin select raise(abort, 'the audit log is append-only'); end;
  create trigger batch_is_never_removed before delete on batch
    begin select raise(abort, 'the audit log is append-only'); end;
  `,
]
