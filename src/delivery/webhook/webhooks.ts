// Pushes notifications to the addresses of subscriptions, by HTTP POST (RingCentral: Notifications,
// "Webhooks"). Makes one try; when to try again is the outbox's business.
import { Agent, request } from 'undici'
import type { Notification } from '#storage/notifications'
import { envelopeOf } from '../envelope.ts'
import type { Target, Tried } from '../outbox.ts'

/** An address that takes notifications. */
export interface WebhookTarget extends Target {
  readonly address: string
  /** Sent along, so that the receiver knows who sends. */
  readonly verificationToken?: string
}

/** Sends to webhooks. */
export interface Webhooks {
  /** One try of one notification. */
  push(target: WebhookTarget, notification: Notification): Promise<Tried>
  /** Whether an endpoint that was blacklisted answers as it should. */
  isSound(target: WebhookTarget): Promise<boolean>
  /** Breaks off what is under way. */
  close(): Promise<void>
}

/** A sender with connections of its own. */
export function createWebhooks(): Webhooks {
  const agent = new Agent()

  async function push(target: WebhookTarget, notification: Notification): Promise<Tried> {
    const { address, verificationToken, policy } = target
    const started = performance.now()
    const common = { request: JSON.stringify({ address }), retryAfterMs: null }
    const ms = () => performance.now() - started
    try {
      const { statusCode, body } = await request(address, {
        method: 'POST',
        dispatcher: agent,
        signal: AbortSignal.timeout(policy.timeoutMs),
        headers: {
          'content-type': 'application/json; charset=UTF-8',
          accept: 'application/json',
          'user-agent': 'RingCentral-WebHook/8.3',
          ...(verificationToken === undefined ? {} : { 'verification-token': verificationToken }),
        },
        body: envelopeOf(notification),
      })
      await body.dump()
      const isDelivered = statusCode === 200
      const reason = isDelivered ? null : `Webhook responds with code: [${statusCode}]`
      return { ...common, isDelivered, ms: ms(), status: statusCode, answer: null, reason }
    } catch (error) {
      const reason = `I/O operation is failed. Details: [${String(error)}]`
      return { ...common, isDelivered: false, ms: ms(), status: null, answer: null, reason }
    }
  }

  return { push, isSound: () => Promise.resolve(false), close: () => agent.destroy() }
}
