// Whether there is room for the call. A call that the upstream's rate headers or its penalty say would
// fail is answered here with the true wait, and spends nothing of the upstream's allowance. Calls on
// subscriptions never go upstream: what they would change is checked here, and changed by forward.ts.
import type { Asker, Subscriptions } from './events/subscriptions.ts'
import type { Reply } from './reply.ts'
import type { ResolvedCall } from './resolve.ts'
import type { LiveConnection } from './upstream/connection.ts'
import { passOf, type Pass } from './upstream/lanes.ts'

/** A call that may be carried out. */
export type Admitted =
  | { readonly goes: 'upstream'; readonly connection: LiveConnection; readonly pass: Pass }
  | { readonly goes: 'nowhere'; readonly carryOut: () => Promise<Reply> }

/**
 * Admits a call.
 * @param asker who asks, for calls on subscriptions
 * @throws Trouble rate_limited, answered 429 CMN-301 with Retry-After and the rate headers; Refusal 400,
 *   403 or 404 for subscriptions
 */
export function admit(
  call: ResolvedCall,
  asker: Asker,
  connection: LiveConnection,
  subscriptions: Subscriptions,
): Admitted {
  const { methodId, method } = call.route
  if (method.actsOn === 'subscription') {
    return { goes: 'nowhere', carryOut: subscriptions.prepare(call, asker) }
  }
  return {
    goes: 'upstream',
    connection,
    pass: passOf(connection.admit(methodId, method.rateGroup)),
  }
}

/** Gives back what was admitted but will not be carried out. */
export function withdraw(admitted: Admitted): void {
  if (admitted.goes === 'upstream') admitted.pass.withdraw()
}
