// Attempts to deliver as the gateway keeps them: what was sent and answered sealed, since an address may
// hold a token and a receiver may send back what it got; and as a person sees them, without either.
import type { Tried } from '#delivery/outbox'
import type { LoggedRequest } from '#delivery/webhook/push'
import type { Seal } from '#lib/secret'
import type { Attempt } from '#storage/notifications'

/** An attempt as a person sees it. */
export interface AttemptView extends Pick<Attempt, 'number' | 'at' | 'ms' | 'status' | 'reason'> {
  /** Of the request; what is secret in them is left out. */
  readonly headers: Readonly<Record<string, string>>
}

const purpose = 'delivery log'

/** What came of a push, as it is kept. */
export const sealTried = (seal: Seal, tried: Tried): Tried => ({
  ...tried,
  request: seal.seal(tried.request, purpose),
  answer: tried.answer === null ? null : seal.seal(tried.answer, purpose),
  // A reason phrase is the receiver's own words.
  reason:
    tried.status === null || tried.reason === null
      ? tried.reason
      : `Webhook responses with code: [${tried.status}]`,
})

/** An attempt, as it may be shown. */
export function viewOf(seal: Seal, attempt: Attempt): AttemptView {
  const { number, at, ms, status, reason, request } = attempt
  return { number, at, ms, status, reason, headers: headersIn(seal, request) }
}

/** The headers of a request that was kept: none where the push failed before there was one. */
function headersIn(seal: Seal, request: string): AttemptView['headers'] {
  // What the outbox itself writes is `{}`; all else is sealed by `sealTried` alone.
  if (request === '{}') return {}
  return (JSON.parse(seal.open(request, purpose)) as LoggedRequest).headers
}
