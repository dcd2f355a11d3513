// What trying a method from the page needs: who may sign in, and as whom a call can be made. main.ts
// puts it together; nothing here knows of gateway or platform.
import type { Clock } from '#lib/clock'
import type { MakeSecret } from '#lib/secret'

/** Why a call was let through or not, as the gateway decided. */
export interface Explanation {
  readonly decision: string
  readonly reason: string
  /** Number of the audit record; null where there is none. */
  readonly record: number | null
  /** The grant that allowed it, in words. */
  readonly grant: string | null
  /** What would help. */
  readonly how: string | null
}

/** Somebody as whom a method can be called. */
export interface Caller {
  readonly id: string
  readonly label: string
  /** A user calls the platform directly, an agent goes through the gateway. */
  readonly kind: 'user' | 'agent'
  /** The origin that the call goes to. */
  readonly origin: string
  /** Makes the call; adds who calls by itself. Rejects with CallerGone where nobody is let in. */
  call(request: Request): Promise<Response>
  /** Why the call just made was decided as it was; null where nothing decides. */
  explain(reply: Response, body: string): Promise<Explanation | null>
}

/** The callers of one operator's session, and what is undone when it ends. */
export interface Callers {
  list(): readonly Caller[]
  /** Ends what was issued for the session. */
  end(): Promise<void>
}

/** The caller cannot be acted as any more; the message says why. */
export class CallerGone extends Error {
  override readonly name = 'CallerGone'
}

/** What trying is made with. */
export interface TryParts {
  /** What an operator signs in with, as in `admin token`. */
  readonly tokenName: string
  /** `hashSecret` of it. */
  readonly tokenHash: string
  /** Host names beside the loopback's: no port. */
  readonly hostNames: readonly string[]
  /** The callers of a session that ends at `until`, epoch milliseconds. */
  openCallers(until: number): Callers
  /** Told of each who was turned away. */
  readonly turnedAway: (address: string, reason: string) => void
  readonly clock: Pick<Clock, 'now'>
  readonly makeSecret: MakeSecret
}
