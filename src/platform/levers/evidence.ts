// The levers of evidence: what clients asked for, and how an app stands before RingCentral's production
// gate. Neither a reset nor a restored snapshot changes what they show.
import { type Static, Type } from 'typebox'
import { methods } from '#catalog/methods'
import { ApiProblem } from '#lib/json-api/problems'
import { isoTime } from '#lib/time'
import type { Controls } from '../controls/controls.ts'
import type { Parts } from '../parts.ts'
import { type GateReport, gateRules, reportOn } from '../evidence/production-gate.ts'
import type { LoggedRequest } from '../evidence/requests.ts'
import type { LeverHandlers, Levers } from './lever.ts'
import { orNull } from './values.ts'

const RequestReply = Type.Object({
  number: Type.Integer(),
  requestId: Type.String({ description: 'the RCRequestId of the reply' }),
  at: Type.String({ description: 'the time on the platform' }),
  method: orNull(Type.String()),
  verb: Type.String(),
  path: Type.String({ description: 'without the query' }),
  clientId: orNull(Type.String()),
  extensionId: orNull(Type.Integer()),
  status: orNull(Type.Integer()),
  errorCode: orNull(Type.String()),
  ms: Type.Number({ description: 'how long it took, in milliseconds of the machine’s clock' }),
  rateGroup: orNull(Type.String()),
  fault: orNull(Type.String({ description: 'the fault that it met' })),
  unread: Type.Array(
    Type.Object({
      in: Type.Union([Type.Literal('query'), Type.Literal('body'), Type.Literal('files')]),
      name: Type.String(),
      why: Type.Union([Type.Literal('unknown'), Type.Literal('ignored')], {
        description: 'unknown: the method has no such name; ignored: it has, and nothing looked',
      }),
    }),
    { description: 'what it sent and nothing read' },
  ),
})

const Rule = Type.Object({
  rule: Type.String(),
  asks: Type.String({ description: 'what the rule asks for' }),
  isPassed: Type.Boolean(),
  finding: Type.String({ description: 'what is so, and what is still missing' }),
})

const ReportReply = Type.Object({
  clientId: Type.String(),
  name: Type.String(),
  from: Type.String(),
  to: Type.String(),
  isPassed: Type.Boolean({ description: 'whether RingCentral would have let the app out' }),
  rules: Type.Array(Rule),
  methods: Type.Array(
    Type.Object({
      method: Type.String(),
      successes: Type.Integer(),
      clientErrors: Type.Integer({ description: 'calls answered 4xx' }),
      limited: Type.Integer({ description: 'those of them answered 429' }),
      serverErrors: Type.Integer(),
      injected: Type.Integer({
        description: 'calls that a fault answered; they count for nothing',
      }),
    }),
  ),
})

/** The levers of evidence. */
export const evidenceLevers = {
  listRequests: {
    route: 'GET /_platform/requests',
    command: 'request list',
    example: { method: 'createSMSMessage', status: 4 },
    summary: 'List the newest requests of clients, and what of each nothing read.',
    notes:
      'The newest first. Bodies, tokens and values of parameters are never kept. A reset leaves the log as it is.',
    path: Type.Object({}),
    query: Type.Object({
      method: Type.Optional(Type.String({ description: 'only of this method or OAuth endpoint' })),
      clientId: Type.Optional(Type.String({ description: 'only of this app' })),
      status: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 599,
          description: 'only with this status; 4 means any from 400 to 499',
        }),
      ),
      unread: Type.Optional(
        Type.Boolean({ description: 'whether it sent something that nothing read' }),
      ),
      limit: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 10_000,
          description: 'at most so many; 100 when absent',
        }),
      ),
    }),
    status: 200,
    returns: Type.Object({ requests: Type.Array(RequestReply) }),
    problems: [],
  },
  clearRequests: {
    route: 'DELETE /_platform/requests',
    command: 'request clear',
    summary: 'Empty the request log.',
    path: Type.Object({}),
    status: 200,
    returns: Type.Object({}),
    problems: [],
  },
  readReport: {
    route: 'GET /_platform/report',
    command: 'report',
    summary: 'Rehearse RingCentral’s production gate: what each app still lacks to pass it.',
    notes:
      'Judged by the calls of the last two days of the platform’s clock. Counts outlive a restart, a reset and a restored snapshot, so a suite that resets between its tests is one rehearsal.',
    path: Type.Object({}),
    query: Type.Object({
      clientId: Type.Optional(
        Type.String({ description: 'only this app; else every app that called' }),
      ),
    }),
    status: 200,
    returns: Type.Object({ apps: Type.Array(ReportReply) }),
    problems: ['not-found'],
  },
  clearReport: {
    route: 'DELETE /_platform/report',
    command: 'report clear',
    summary: 'Begin the rehearsal anew: forget all counts of calls.',
    path: Type.Object({}),
    status: 200,
    returns: Type.Object({}),
    problems: [],
  },
} as const satisfies Levers

const requestOf = ({ at, unread, ...request }: LoggedRequest): Static<typeof RequestReply> => ({
  ...request,
  at: isoTime(at),
  unread: [...unread],
})

const reportOf = ({ from, to, rules, ...report }: GateReport): Static<typeof ReportReply> => ({
  ...report,
  from: isoTime(from),
  to: isoTime(to),
  rules: rules.map(({ rule, ...judged }) => ({ rule, asks: gateRules[rule], ...judged })),
  methods: [...report.methods],
})

/** @param parts the platform's stores */
export function evidenceHandlers(
  { apps, clock }: Parts,
  { requests, tally }: Pick<Controls, 'requests' | 'tally'>,
): LeverHandlers<typeof evidenceLevers> {
  return {
    listRequests: ({ query: { unread, ...filter } }) => ({
      requests: requests
        .list({ ...filter, ...(unread === undefined ? {} : { hasUnread: unread }) })
        .map(requestOf),
    }),
    clearRequests() {
      requests.clear()
      return {}
    },
    readReport({ query: { clientId } }) {
      const counts = tally.all()
      const known = apps.list()
      if (clientId !== undefined && !known.some((app) => app.clientId === clientId)) {
        throw new ApiProblem('not-found', {
          detail: 'There is no app with this client id.',
          field: 'clientId',
        })
      }
      const wanted = known.filter((app) =>
        clientId === undefined
          ? counts.some((count) => count.clientId === app.clientId)
          : app.clientId === clientId,
      )
      return {
        apps: wanted.map((app) => reportOf(reportOn(app, counts, methods, clock.now()))),
      }
    },
    clearReport() {
      tally.clear()
      return {}
    },
  }
}
