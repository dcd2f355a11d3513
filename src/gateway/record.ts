// The audit log as the pipeline writes it: a write's intent before it goes, the outcome of every call
// before its reply leaves, a refusal before it is told. What cannot be recorded is not done, or not
// answered.
import { AuditLogError, type AuditLog, type CallFacts, type IntentEntry } from '#storage/audit-log'
import type { Clock } from '#lib/clock'
import type { AgentId } from '#storage/gateway/agents'
import type { Principal } from './agents/directory.ts'
import type { AuditEntries, CallDescription } from './audit/record.ts'
import type { Outcome } from './forward.ts'
import { refuse, statusOf, type Refusal } from './refusal.ts'
import type { ResolvedCall } from './resolve.ts'

/** What is known of a call so far: filled by the stages, told by the records. */
export interface Trace {
  readonly begunAt: number
  readonly verb: string
  readonly target: string
  principal: Principal | null
  /** Set once it is resolved. */
  described: CallDescription | null
  grantId: string | null
  /** Whether it was admitted, so that something may have gone upstream. */
  admitted: boolean
  /** The record of a write that was about to go. */
  intent: IntentEntry | null
  /** Set once the upstream, or the gateway in its place, has carried it out. */
  outcome: Outcome | null
}

/** Records calls. */
export interface Recorder {
  /** What a record may hold of a resolved call. */
  describe(call: ResolvedCall): CallDescription
  /** Before a write goes. @throws Refusal 503 CMN-304 when it cannot be recorded */
  intent(trace: Trace): Promise<IntentEntry>
  /** After a call was carried out. @throws Refusal 503 CMN-304 when it cannot be recorded */
  outcome(trace: Trace, outcome: Outcome): Promise<void>
  /** A call that was refused or failed; the number of its record, null when it could not be written. */
  refusal(trace: Trace, refusal: Refusal): Promise<number | null>
}

/** What it needs. */
export interface RecorderParts {
  readonly auditLog: Pick<AuditLog, 'append'>
  readonly entries: AuditEntries
  readonly clock: Clock
}

/** The recorder over these parts. */
export function createRecorder({ auditLog, entries, clock }: RecorderParts): Recorder {
  function factsOf(trace: Trace, decision: CallFacts['decision'], reason: string): CallFacts {
    const { principal, described } = trace
    if (!principal) throw new Error('a call is recorded before its caller is known')
    return {
      agentId: principal.agent.id satisfies AgentId,
      credentialId: principal.credential.id,
      connectionId: principal.agent.connectionId,
      grantId: trace.grantId,
      ...(described ?? entries.describeUnknown(trace.verb, trace.target)),
      decision,
      reason,
    }
  }

  /** Appends, or refuses the call. */
  async function append(
    entry: Parameters<AuditLog['append']>[0],
    reason: 'audit_unavailable' | 'outcome_unrecorded',
  ): Promise<void> {
    try {
      await auditLog.append(entry)
    } catch (cause) {
      throw refuse('CMN-201', { reason: 'the audit log cannot be written' }, reason, { cause })
    }
  }

  return {
    describe({ route, params, query, body }) {
      return entries.describe({
        methodId: route.methodId,
        method: route.method,
        params,
        query,
        body: body.value,
        content: body.content?.bytes ?? null,
        bytesIn: body.bytesIn,
        files: body.files,
      })
    },

    async intent(trace) {
      const entry = entries.intent(factsOf(trace, 'allow', 'granted'))
      await append(entry, 'audit_unavailable')
      return entry
    },

    async outcome(trace, { reply, upstream, bytesOut }) {
      const entry = entries.call(
        factsOf(trace, 'allow', 'granted'),
        {
          status: reply.status,
          upstreamStatus: upstream?.status ?? null,
          upstreamRequestId: upstream?.requestId ?? null,
          latencyMs: clock.now() - trace.begunAt,
          rateRemaining: upstream?.rateRemaining ?? null,
          bytesOut,
        },
        trace.intent,
      )
      await append(entry, trace.intent ? 'outcome_unrecorded' : 'audit_unavailable')
    },

    async refusal(trace, refusal) {
      const status = statusOf(refusal)
      const entry = trace.admitted
        ? entries.call(
            factsOf(trace, 'allow', refusal.reason),
            {
              status,
              upstreamStatus:
                refusal.options.upstreamStatus ?? trace.outcome?.upstream?.status ?? null,
              upstreamRequestId: trace.outcome?.upstream?.requestId ?? null,
              latencyMs: clock.now() - trace.begunAt,
              rateRemaining: trace.outcome?.upstream?.rateRemaining ?? null,
              bytesOut: 0,
            },
            trace.intent,
          )
        : entries.refused(factsOf(trace, 'deny', refusal.reason), status)
      try {
        return (await auditLog.append(entry)).seq
      } catch (error) {
        if (error instanceof AuditLogError) return null
        throw error
      }
    },
  }
}
