// The audit log: read, found, verified. Nothing here changes it.
import { Type } from 'typebox'
import type { Routes } from '../route.ts'
import {
  AuditRecord,
  Closed,
  Head,
  NoPath,
  RecordPath,
  RecordsQuery,
  Verification,
} from '../schemas.ts'

/** What is asked of the audit log. */
export const auditRoutes = {
  readHead: {
    route: 'GET /api/v1/audit/head',
    summary: 'Read where the audit log stands.',
    notes:
      'A head that is kept elsewhere proves later that nothing before it was changed or cut off.',
    path: NoPath,
    status: 200,
    returns: Head,
    problems: [],
  },
  listRecords: {
    route: 'GET /api/v1/audit/records',
    summary: 'List records, newest first; oldest first with `after` alone.',
    notes: 'Pass `next` as `before` (or as `after`, when the oldest come first) for the next page.',
    path: NoPath,
    query: RecordsQuery,
    status: 200,
    returns: Closed({
      records: Type.Array(AuditRecord),
      next: Type.Union([Type.Integer(), Type.Null()]),
    }),
    problems: ['not-found'],
  },
  readRecord: {
    route: 'GET /api/v1/audit/records/{record}',
    summary: 'Read one record by its id or number.',
    path: RecordPath,
    status: 200,
    returns: AuditRecord,
    problems: ['not-found'],
  },
  verifyLog: {
    route: 'POST /api/v1/audit/verify',
    summary: 'Check every record from the first.',
    notes: 'With `expect`, a head that was kept elsewhere, a tail that was cut off is found too.',
    path: NoPath,
    body: Closed({
      expect: Type.Optional(
        Type.String({
          pattern: '^[0-9]{1,15}:[0-9a-fA-F]{64}$',
          description: 'a head as SEQ:HASH, as GET /api/v1/audit/head answers it',
        }),
      ),
    }),
    status: 200,
    returns: Verification,
    problems: ['not-json', 'body-too-large'],
  },
} as const satisfies Routes
