// Webhooks: asks addresses whether they want notifications, and pushes those to them (RingCentral:
// Notifications, "Webhooks"). Makes one try; when to try again is the outbox's business.
import { Agent } from 'undici'
import { type ApiError, fail } from '#catalog/errors'
import type { Clock } from '#lib/clock'
import type { MakeSecret } from '#lib/secret'
import type { Notification } from '#storage/notifications'
import type { Target, Tried } from '../outbox.ts'
import { exchange, type Exchange, type Sending } from './exchange.ts'
import { guardedConnector, type GuardOptions } from './guard.ts'
import { type Asked, handshakeProblem, handshakeRequest } from './handshake.ts'
import { pushRequest, triedOf } from './push.ts'

/** An address that takes notifications. */
export interface WebhookTarget extends Target, Asked {
  /** Signed with each, where the policy signs; the newest first. */
  readonly signingSecrets?: readonly string[]
}

/** What webhooks are made with. */
export interface WebhookDeps {
  /** The owner's: signatures carry its time. */
  readonly clock: Pick<Clock, 'now'>
  readonly makeSecret: MakeSecret
}

/** Where webhooks may lead. */
export interface WebhookOptions extends GuardOptions {
  /** Whether addresses have to be https. */
  readonly requiresHttps?: boolean
  /** How long a handshake may take, where that is less than RingCentral's three seconds. */
  readonly handshakeMs?: number
}

/** Sends to webhooks. */
export interface Webhooks {
  /** One try of one notification. Never rejects. */
  push(target: WebhookTarget, notification: Notification): Promise<Tried>
  /**
   * Asks an address to prove itself.
   * @returns SUB-520 to SUB-525, to be thrown; null when it has
   */
  validate(asked: Asked): Promise<ApiError | null>
  /** Whether an endpoint that was blacklisted answers as it should. */
  isSound(target: WebhookTarget): Promise<boolean>
  /** Breaks off what is under way. */
  interrupt(): void
  /** Breaks off what is under way and closes the connections. */
  close(): Promise<void>
}

/**
 * A sender with connections of its own.
 * @throws RangeError for an allowed network that is none
 */
export function createWebhooks(deps: WebhookDeps, options: WebhookOptions): Webhooks {
  const { clock, makeSecret } = deps
  const agent = new Agent({
    connect: guardedConnector(options),
    // Each exchange has its own limits.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  const underway = new Set<AbortController>()

  async function send(sending: Sending): Promise<Exchange> {
    const controller = new AbortController()
    underway.add(controller)
    try {
      return await exchange(sending, agent, controller)
    } finally {
      underway.delete(controller)
    }
  }

  async function validate(asked: Asked): Promise<ApiError | null> {
    if (options.requiresHttps && !asked.address.startsWith('https:')) return fail('SUB-523')
    const token = makeSecret()
    const done = await send(handshakeRequest(asked, token, options.handshakeMs))
    return handshakeProblem(done, token)
  }

  function interrupt(): void {
    for (const controller of underway) controller.abort()
  }

  return {
    async push(target, notification) {
      const sending = pushRequest(target, notification, clock.now())
      return triedOf(target.policy, sending, await send(sending), clock.now())
    },
    validate,
    isSound: async (target) => (await validate(target)) === null,
    interrupt,
    async close() {
      interrupt()
      await agent.destroy()
    },
  }
}
