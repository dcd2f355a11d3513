// A call through the gateway: the stages in their order, one line each. Each stage is the file of its
// name. Where a person's approval will stand is between decide and admit (approve.ts); where replies
// will be redacted, between forward and the last record (redact.ts).
import type { ApiError } from '#catalog/errors'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import { admit, withdraw, type Admitted } from './admit.ts'
import type { Directory, Principal, Recognition } from './agents/directory.ts'
import type { Strangers } from './audit/strangers.ts'
import { authenticate, recognize } from './authenticate.ts'
import { decide } from './decide.ts'
import type { Asking } from './events/deliveries.ts'
import type { Subscriptions } from './events/subscriptions.ts'
import { howToAllow, whyDenied } from './explain.ts'
import type { Forward } from './forward.ts'
import type { Grid } from './grants/grid.ts'
import type { Recorder, Trace } from './record.ts'
import { Refusal, refusalOfTrouble, refusalReply, refuse } from './refusal.ts'
import type { Reply } from './reply.ts'
import type { Routes } from './request/routes.ts'
import { resolve, type ResolvedCall } from './resolve.ts'
import type { Connections } from './upstream/connections.ts'
import { Trouble } from './upstream/trouble.ts'

/** A request as it came in. */
export interface Incoming {
  readonly request: Request
  /** Path and query as they came over the wire. */
  readonly target: string
  readonly address: string
  /** The gateway's own origin, as links in replies name it. */
  readonly origin: string
  /** Over what it came, where that is no request of its own: a WebSocket, the event stream. */
  readonly asking?: Asking
  /** Who calls, where that is known otherwise than by the request's own token. */
  readonly recognition?: Recognition
  /** What is wrong with what became this request; told only to who may make the call. */
  readonly problem?: ApiError | null
}

/** Answers one request. Never throws. */
export type Pipeline = (incoming: Incoming) => Promise<Reply>

/** What the stages work on. */
export interface PipelineParts {
  readonly directory: Directory
  readonly connections: Pick<Connections, 'live'>
  readonly routes: Routes
  readonly grid: Grid
  readonly subscriptions: Subscriptions
  readonly forward: Forward
  readonly record: Recorder
  readonly strangers: Strangers
  readonly clock: Clock
  readonly log: Log
}

const rest: Asking = { over: 'REST' }

/** The pipeline over these parts. */
export function createPipeline(parts: PipelineParts): Pipeline {
  const { directory, connections, routes, grid, subscriptions, forward, record, clock } = parts

  return async (incoming) => {
    const { request, target, address, origin, asking = rest, recognition: known } = incoming
    const trace = newTrace(clock.now(), request.method, target)
    try {
      const principal = authenticate(
        known ?? recognize(request.headers.get('authorization'), directory, clock.now()),
      )
      trace.principal = principal
      const connection = connections.live(principal.agent.connectionId)
      const call = await resolve(request, target, routes, await connection.identity())
      trace.described = record.describe(call)
      trace.grantId = requireGrant(call, principal, grid, clock.now())
      requireSound(incoming.problem ?? call.problem)
      const admitted = admit(call, { principal, origin, asking }, connection, subscriptions)
      trace.intent = await intentOf(call, admitted, trace, record)
      trace.admitted = true
      trace.outcome = await forward(call, admitted, request, origin)
      await record.outcome(trace, trace.outcome)
      return trace.outcome.reply
    } catch (error) {
      return answer(error, trace, address, parts)
    }
  }
}

const newTrace = (begunAt: number, verb: string, target: string): Trace => ({
  begunAt,
  verb,
  target,
  principal: null,
  described: null,
  grantId: null,
  admitted: false,
  intent: null,
  outcome: null,
})

/** decide: the id of the grant that allows the call. @throws Refusal 403 CMN-408 */
function requireGrant(call: ResolvedCall, { agent }: Principal, grid: Grid, now: number): string {
  const { actsOn, access, permission } = call.route.method
  const { touched, identity } = call
  const question = { resource: actsOn, access, touched, identity }
  const decision = decide(question, grid.cell(agent.id, question), now)
  if (decision.decision === 'allow') return decision.grant.id
  const { reason, missing } = decision
  throw refuse('CMN-408', { permissionName: permission ?? `${access} ${actsOn}` }, reason, {
    missing,
    message: whyDenied(agent, question, reason),
    how: howToAllow(agent, question, reason),
  })
}

/** Only who may make a call is told what is wrong with it. @throws Refusal 400 or 404 */
function requireSound(problem: ApiError | null): void {
  if (problem) {
    throw new Refusal(problem, problem.code === 'CMN-102' ? 'unknown_id' : 'invalid_request')
  }
}

/** The record of a write's intent; null for a read. What was admitted is given back when it cannot be written. */
async function intentOf(call: ResolvedCall, admitted: Admitted, trace: Trace, record: Recorder) {
  if (call.route.method.access === 'read') return null
  try {
    return await record.intent(trace)
  } catch (error) {
    withdraw(admitted)
    throw error
  }
}

/** The answer to a call that is refused or failed, once that is recorded. */
async function answer(
  error: unknown,
  trace: Trace,
  address: string,
  { record, strangers, log }: PipelineParts,
): Promise<Reply> {
  const refusal = refusalOf(error)
  if (!trace.principal) {
    strangers.saw(address, refusal.reason)
    return refusalReply(refusal, 'deny', null)
  }
  const seq = await record.refusal(trace, refusal)
  if (refusal.reason === 'internal_error') {
    log.error('A call failed inside the gateway.', { record: seq, cause: stackOf(error) })
  }
  const unrecorded = seq === null && !carriedOut(refusal)
  return refusalReply(
    unrecorded ? refuse('CMN-201', {}, 'audit_unavailable') : refusal,
    trace.admitted ? 'allow' : 'deny',
    seq,
  )
}

/** Whether something may have been done, which the agent must be told in any case. */
const carriedOut = ({ reason }: Refusal): boolean =>
  reason === 'outcome_unknown' || reason === 'outcome_unrecorded'

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof Trouble) return refusalOfTrouble(error)
  return refuse('CMN-203', {}, 'internal_error', { cause: error })
}

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)
