// Whether there is room for the call. A call that the upstream's rate headers or its penalty say would
// fail is answered here with the true wait, and spends nothing of the upstream's allowance. Calls on
// subscriptions never go upstream: what they would change is checked here, and changed by forward.ts.
import type { Principal } from './agents/directory.ts'
import { refuse } from './refusal.ts'
import type { Reply } from './reply.ts'
import type { ResolvedCall } from './resolve.ts'
import type { Subscriptions } from './subscriptions/subscriptions.ts'
import type { LiveConnection } from './upstream/connection.ts'
import type { Pass } from './upstream/lanes.ts'

/** A call that may be carried out. */
export type Admitted =
  | { readonly goes: 'upstream'; readonly connection: LiveConnection; readonly pass: Pass }
  | { readonly goes: 'nowhere'; readonly carryOut: () => Promise<Reply> }

/**
 * Admits a call.
 * @param origin the gateway's own, for links in replies
 * @throws Refusal 429 CMN-301 with Retry-After and the rate headers; for subscriptions 400, 403 or 404
 */
export function admit(
  call: ResolvedCall,
  principal: Principal,
  connection: LiveConnection,
  subscriptions: Subscriptions,
  origin: string,
): Admitted {
  const { methodId, method } = call.route
  if (method.actsOn === 'subscription') {
    return { goes: 'nowhere', carryOut: subscriptions.prepare(call, principal.agent, origin) }
  }
  const admission = connection.admit(methodId, method.rateGroup)
  if (admission.admitted) return { goes: 'upstream', connection, pass: admission.pass }
  const { waitMs, group, limit, windowSeconds } = admission
  throw refuse('CMN-301', {}, 'rate_limited', { waitMs, rate: { group, limit, windowSeconds } })
}

/** Gives back what was admitted but will not be carried out. */
export function withdraw(admitted: Admitted): void {
  if (admitted.goes === 'upstream') admitted.pass.withdraw()
}
