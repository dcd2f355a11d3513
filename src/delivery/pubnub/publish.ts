// Publishes notifications at PubNub itself, with an operator's own keyset (PubNub REST API, "Publish v1
// via POST"). Makes one try; when to try again is the outbox's business.
import { Agent, request } from 'undici'
import type { Notification } from '#storage/notifications'
import type { Target, Tried, Withheld } from '../outbox.ts'
import { type Policy, policies } from '../policy.ts'
import type { Prepare } from '../prepare.ts'
import { messageOf } from './channel.ts'

/** An operator's keyset at PubNub. The publish key is a secret: who has it can speak on every channel. */
export interface PubNubKeys {
  readonly publishKey: string
  readonly subscribeKey: string
  /** Where PubNub is reached, without a slash at the end. */
  readonly origin: string
}

/**
 * How publishing is tried: within the quarter of an hour that a subscription lives. PubNub being away says
 * nothing of the subscription, so none is blacklisted for it.
 */
export const publishPolicy: Policy = {
  ...policies.ringcentral,
  timeoutMs: 10_000,
  blacklistAfterMs: Number.POSITIVE_INFINITY,
  recheckEveryMs: null,
}

/** A channel to publish on. */
export interface ChannelTarget extends Target {
  readonly channel: string
  /** 128 bits in base64; there when its messages are encrypted. */
  readonly encryptionKey?: string | undefined
}

/** Publishes with one keyset. */
export interface Publisher {
  /** One try of one notification. */
  push(target: ChannelTarget, notification: Notification): Promise<Tried | Withheld>
  /** Breaks off what is under way. */
  close(): Promise<void>
}

/** @param prepare awaited before a notification leaves */
export function createPublisher(keys: PubNubKeys, prepare: Prepare): Publisher {
  const agent = new Agent()
  const { publishKey, subscribeKey, origin } = keys

  /** What PubNub said; throws when it could not be asked. */
  async function publish({ policy, channel }: ChannelTarget, message: string) {
    const path = [publishKey, subscribeKey, '0', channel, '0'].map(encodeURIComponent).join('/')
    const { statusCode, body } = await request(`${origin}/publish/${path}`, {
      method: 'POST',
      dispatcher: agent,
      signal: AbortSignal.timeout(policy.timeoutMs),
      headers: { 'content-type': 'application/json' },
      body: message,
    })
    let text = ''
    for await (const chunk of body.setEncoding('utf8')) {
      text += chunk
      if (text.length > policy.maxAnswerBytes) throw new Error('the answer is too long')
    }
    return { status: statusCode, answer: text }
  }

  return {
    async push(target, notification) {
      const envelope = await prepare(notification)
      if (typeof envelope !== 'string') return envelope
      const started = performance.now()
      const tried = { request: JSON.stringify({ origin }), retryAfterMs: null }
      const ms = () => performance.now() - started
      try {
        const said = await publish(target, messageOf(envelope, target.encryptionKey))
        const isDelivered = said.status === 200 && isSent(said.answer)
        const reason = isDelivered ? null : `PubNub answers ${said.status}: ${said.answer}`
        return { ...tried, ...said, isDelivered, ms: ms(), reason }
      } catch (error) {
        // The keys are in the address, so only what kind of failure it was is kept.
        const reason = `PubNub cannot be reached: ${kindOf(error)}`
        return { ...tried, isDelivered: false, ms: ms(), status: null, answer: null, reason }
      }
    },
    close: () => agent.destroy(),
  }
}

/** Whether an answer is `[1,"Sent","…"]`. */
function isSent(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) && parsed[0] === 1
  } catch {
    return false
  }
}

function kindOf(error: unknown): string {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown } // errors have them
  return typeof code === 'string' ? code : String(name)
}
