// What the audit log is told: entries are built here and nowhere else on the path of a call. Pure, but
// for the id and the time that an entry gets. Nothing that an agent or the upstream wrote gets in
// unless it is known to be harmless: see arguments.ts and mask.ts.
import { type Method, verbOf } from '#catalog/method'
import type { Clock } from '#lib/clock'
import type {
  AdminEntry,
  CallEntry,
  CallFacts,
  EventEntry,
  IntentEntry,
  RefusedEntry,
  SafeArguments,
  SystemEntry,
  UnauthenticatedEntry,
} from '#storage/audit-log'
import { type FileFacts, safeArguments, safePath } from './arguments.ts'
import type { Mask } from './mask.ts'

/** What a record says of the call itself. */
export type CallDescription = Pick<
  CallFacts,
  | 'methodId'
  | 'verb'
  | 'path'
  | 'resource'
  | 'access'
  | 'extensionId'
  | 'digest'
  | 'arguments'
  | 'bytesIn'
>

/** A call as it was resolved. */
export interface Asked {
  readonly methodId: string
  readonly method: Method
  /** Path parameters; `~` resolved. */
  readonly params: Readonly<Record<string, string>>
  readonly query: { readonly values: Readonly<Record<string, unknown>>; readonly text: string }
  /** The JSON body, or the envelope of a multipart one; undefined when there is none. */
  readonly body: unknown
  /** The body's bytes as they go upstream; null when there are none. */
  readonly content: Uint8Array | string | null
  readonly bytesIn: number
  readonly files?: readonly FileFacts[] | undefined
}

/** How a call that went upstream ended. */
export type Outcome = Pick<
  CallEntry,
  'status' | 'upstreamStatus' | 'upstreamRequestId' | 'latencyMs' | 'rateRemaining' | 'bytesOut'
>

/** Builds entries. */
export interface AuditEntries {
  /** What is asked, as a record may hold it. Some microseconds. */
  describe(asked: Asked): CallDescription
  /** The same of a request that is no method of the catalogue. Of its target only length and hash are kept. */
  describeUnknown(verb: string, target: string): CallDescription
  /** A write that is about to go upstream. */
  intent(facts: CallFacts): IntentEntry
  /** How a call ended; `intent` is that of a write, which keeps digest and arguments. */
  call(facts: CallFacts, outcome: Outcome, intent: Pick<IntentEntry, 'id'> | null): CallEntry
  /** A call that did not go upstream. */
  refused(facts: CallFacts, status: number): RefusedEntry
  /** A notification that is about to leave, or is withheld. */
  event(facts: Omit<EventEntry, 'id' | 'time' | 'kind'>): EventEntry
  /** What strangers did from one address in one minute. */
  unauthenticated(facts: Omit<UnauthenticatedEntry, 'id' | 'time' | 'kind'>): UnauthenticatedEntry
  /** A change by an operator. `details` are the caller's to keep free of secrets. */
  admin(facts: Omit<AdminEntry, 'id' | 'time' | 'kind'>): AdminEntry
  /** Something that the gateway itself did. */
  system(event: string, details?: SafeArguments): SystemEntry
}

/** What {@link createAuditEntries} needs. `makeEntryId` gives ids that sort by time. */
export interface AuditEntriesParts {
  readonly clock: Pick<Clock, 'now'>
  readonly makeEntryId: () => string
  readonly mask: Mask
}

// A verb or an id that is none of these could be anything that somebody wants in the log.
const verbs: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
])
const requestIdPattern = /^[\w.:-]{1,64}$/
const extensionIdPattern = /^\d{1,19}$/

/** The builder of entries. */
export function createAuditEntries({ clock, makeEntryId, mask }: AuditEntriesParts): AuditEntries {
  const stamp = () => ({ id: makeEntryId(), time: clock.now() })

  return {
    describe({ methodId, method, params, query, body, content, bytesIn, files = [] }) {
      const { extensionId } = params
      return {
        methodId,
        verb: verbOf(method),
        path: safePath(method, params, mask),
        resource: method.actsOn,
        access: method.access,
        extensionId: extensionId && extensionIdPattern.test(extensionId) ? extensionId : null,
        digest: mask.digest(query.text, content ?? ''),
        arguments: safeArguments(method, { query: query.values, body, files }, mask),
        bytesIn,
      }
    },
    describeUnknown: (verb, target) => ({
      methodId: null,
      verb: verbs.has(verb) ? verb : 'OTHER',
      path: null,
      resource: null,
      access: null,
      extensionId: null,
      digest: null,
      arguments: { target: { ...mask.text(target) } },
      bytesIn: 0,
    }),
    intent: (facts) => ({ ...stamp(), kind: 'intent', ...only(facts) }),
    call: (facts, outcome, intent) => ({
      ...stamp(),
      kind: 'call',
      ...only(facts),
      digest: intent ? null : facts.digest,
      arguments: intent ? null : facts.arguments,
      intentId: intent?.id ?? null,
      status: outcome.status,
      upstreamStatus: outcome.upstreamStatus,
      upstreamRequestId: requestIdPattern.test(outcome.upstreamRequestId ?? '')
        ? outcome.upstreamRequestId
        : null,
      latencyMs: Math.round(outcome.latencyMs * 100) / 100,
      rateRemaining: outcome.rateRemaining,
      bytesOut: outcome.bytesOut,
    }),
    refused: (facts, status) => ({ ...stamp(), kind: 'refused', ...only(facts), status }),
    event: (facts) => ({
      ...stamp(),
      kind: 'event',
      agentId: facts.agentId,
      credentialId: facts.credentialId,
      connectionId: facts.connectionId,
      grantId: facts.grantId,
      subscriptionId: facts.subscriptionId,
      notificationId: facts.notificationId,
      uuid: facts.uuid,
      event: facts.event,
      resource: facts.resource,
      access: facts.access,
      extensionId: facts.extensionId,
      transport: facts.transport,
      decision: facts.decision,
      reason: facts.reason,
      removed: facts.removed,
      bytesOut: facts.bytesOut,
    }),
    unauthenticated: ({ address, minuteAt, count, reasons }) => ({
      ...stamp(),
      kind: 'unauthenticated',
      address,
      minuteAt,
      count,
      reasons,
    }),
    admin: ({ operator, action, target, agentId, details }) => ({
      ...stamp(),
      kind: 'admin',
      operator,
      action,
      target,
      agentId,
      details,
    }),
    system: (event, details = {}) => ({ ...stamp(), kind: 'system', event, details }),
  }
}

/** The facts and nothing that came with them: the type of a caller's object may have more members. */
const only = (facts: CallFacts): CallFacts => ({
  agentId: facts.agentId,
  credentialId: facts.credentialId,
  connectionId: facts.connectionId,
  grantId: facts.grantId,
  methodId: facts.methodId,
  verb: facts.verb,
  path: facts.path,
  resource: facts.resource,
  access: facts.access,
  extensionId: facts.extensionId,
  digest: facts.digest,
  arguments: facts.arguments,
  bytesIn: facts.bytesIn,
  decision: facts.decision,
  reason: facts.reason,
})
