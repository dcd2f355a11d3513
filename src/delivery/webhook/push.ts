// A notification as a request, and what its answer means: delivered or not, why, and how long the
// receiver asks to be left alone.
import type { Notification } from '#storage/notifications'
import { envelopeOf } from '../envelope.ts'
import type { Tried } from '../outbox.ts'
import type { Policy } from '../policy.ts'
import {
  commonHeaders,
  type Exchange,
  type ReceivedAnswer,
  type Sending,
  valuesOf,
} from './exchange.ts'
import { signatureHeaders } from './signature.ts'
import type { WebhookTarget } from './webhooks.ts'

/**
 * The request that pushes a notification.
 * @param now on the owner's clock, for the signature
 */
export function pushRequest(
  { address, verificationToken, signingSecrets = [], policy }: WebhookTarget,
  notification: Notification,
  now: number,
): Sending & { readonly body: string } {
  const body = envelopeOf(notification)
  const isSigned = policy.signs && signingSecrets.length > 0
  return {
    address,
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      ...commonHeaders,
      ...(verificationToken === undefined ? {} : { 'verification-token': verificationToken }),
      ...(isSigned
        ? signatureHeaders({ id: notification.uuid, at: now, body }, signingSecrets)
        : {}),
    },
    body,
    timeoutMs: policy.timeoutMs,
    maxAnswerBytes: policy.maxAnswerBytes,
  }
}

/** A request as the delivery log keeps it: with its headers, without what is secret in them. */
export interface LoggedRequest {
  readonly address: string
  readonly headers: Readonly<Record<string, string>>
}

/** An answer as the delivery log keeps it. */
export type LoggedAnswer = Omit<ReceivedAnswer, 'status'>

/** What stands in the log for a secret. */
const secret = '(secret)'

/** What came of a push. */
export function triedOf(
  policy: Policy,
  { address, headers }: Pick<Sending, 'address' | 'headers'>,
  { ms, answer, trouble }: Exchange,
  now: number,
): Tried {
  const shown =
    'verification-token' in headers ? { ...headers, 'verification-token': secret } : headers
  const reason = trouble
    ? `I/O operation is failed. Details: [${trouble.text}]`
    : refusalOf(policy, answer)
  const { status = null, ...rest } = answer ?? {}
  return {
    isDelivered: reason === null,
    ms,
    request: JSON.stringify({ address, headers: shown } satisfies LoggedRequest),
    status,
    answer: answer === null ? null : JSON.stringify(rest),
    reason,
    retryAfterMs: reason === null || answer === null ? null : retryAfterMs(answer, now),
  }
}

/** Why an answer does not count as received; null when it does. Redirects do not. */
function refusalOf({ accepts }: Policy, answer: ReceivedAnswer | null): string | null {
  if (!answer) return 'I/O operation is failed. Details: [No response]'
  const { status, statusText } = answer
  const isAccepted = accepts === '200' ? status === 200 : status >= 200 && status < 300
  return isAccepted ? null : `Webhook responses with code: [${status}], reason: [${statusText}]`
}

/**
 * How long a receiver asks to be left alone (RFC 9110 10.2.3; fractions of a second are understood too);
 * null when it does not say. A date counts from the receiver's own, so that its clock may be another.
 */
function retryAfterMs(answer: ReceivedAnswer, now: number): number | null {
  const [value = ''] = valuesOf(answer, 'retry-after')
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000)
  const until = Date.parse(value)
  if (Number.isNaN(until)) return null
  const [date = ''] = valuesOf(answer, 'date')
  const from = Date.parse(date)
  return Math.max(until - (Number.isNaN(from) ? now : from), 0)
}
