// Webhooks to agents: the outbox of the gateway's own database, each try released right before it is made.
// Addresses are guarded where connections are made.
import { createOutbox, type Outbox } from '#delivery/outbox'
import { policies } from '#delivery/policy'
import { createWebhooks, type WebhookOptions, type WebhookTarget } from '#delivery/webhook/webhooks'
import { AuditLogError } from '#storage/audit-log'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { MakeSecret, Seal } from '#lib/secret'
import type { GatewayStores } from '#storage/gateway/stores'
import type { Notification } from '#storage/notifications'
import { Refusal } from '../refusal.ts'
import { sealTried } from './attempts.ts'
import type { AgentDelivery } from './deliveries.ts'
import { type Release, UnknownSourceError } from './release.ts'
import type { Subscribers } from './subscribers.ts'

/** Webhooks to agents. */
export interface AgentWebhooks extends Pick<Outbox, 'added' | 'start'> {
  /** Tries the address of a new delivery; one that is no webhook passes. @throws Refusal 400 SUB-52x */
  handshake(delivery: AgentDelivery): Promise<void>
  /** Breaks off what is under way; what is stored stays. */
  close(): Promise<void>
}

/** What they work on. */
export interface AgentWebhookParts {
  readonly stores: Pick<GatewayStores, 'db' | 'notifications'>
  readonly subscribers: Subscribers
  readonly release: Release
  readonly clock: Clock
  readonly makeSecret: MakeSecret
  readonly seal: Seal
  readonly log: Log
}

/** How long nothing leaves after the audit log could not be written. */
const pauseMs = 60_000
/** How long something waits for it to be known whose it is. */
const shortPauseMs = 1_000

/** @param options where webhooks may lead */
export function createAgentWebhooks(
  parts: AgentWebhookParts,
  options: WebhookOptions,
): AgentWebhooks {
  const { stores, subscribers, release, seal } = parts
  const webhooks = createWebhooks(parts, options)

  function targetOf(subscriptionId: string): WebhookTarget | null {
    const delivery = subscribers.find(subscriptionId)?.delivery
    if (delivery?.transportType !== 'WebHook') return null
    const { address, verificationToken, signingSecrets } = delivery
    return {
      policy: policies.standard,
      address,
      ...(verificationToken === undefined ? {} : { verificationToken }),
      ...(signingSecrets === undefined ? {} : { signingSecrets }),
    }
  }

  async function push(target: WebhookTarget, notification: Notification) {
    try {
      const released = await release(notification)
      if (!released.isReleased) return { withheld: released.reason }
      return sealTried(seal, await webhooks.push(target, released.notification))
    } catch (error) {
      if (error instanceof UnknownSourceError) {
        return { postponedMs: shortPauseMs, reason: error.message }
      }
      if (!(error instanceof AuditLogError)) throw error
      return { postponedMs: pauseMs, reason: 'the audit log cannot be written' }
    }
  }

  const outbox = createOutbox<WebhookTarget>({
    ...parts,
    ...stores,
    targetOf,
    push,
    isSound: (target) => webhooks.isSound(target),
  })

  return {
    async handshake(delivery) {
      if (delivery.transportType !== 'WebHook') return
      const problem = await webhooks.validate(delivery)
      if (problem) throw new Refusal(problem, 'address_refused')
    },
    added: (subscriptionId) => outbox.added(subscriptionId),
    start: () => outbox.start(),
    async close() {
      const stopped = outbox.stop()
      await webhooks.close()
      await stopped
    },
  }
}
