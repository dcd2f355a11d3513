// Whether a notification may leave, judged right before it does, whatever carries it: the agent and its
// credential as they are now, its grants as they are now. What leaves is cut down to what the agent may
// read and is in the audit log before; what does not is there too, with its reason.
import { parseEventFilter, type ParsedFilter } from '#catalog/events/filters'
import type { Resource } from '#catalog/method'
import type { Clock } from '#lib/clock'
import type { Seal } from '#lib/secret'
import type { AuditLog, EventEntry } from '#storage/audit-log'
import type { Identity } from '#storage/gateway/connections'
import type { Notification } from '#storage/notifications'
import { envelopeOf } from '#delivery/envelope'
import type { Directory, Principal, Rejection } from '../agents/directory.ts'
import type { AuditEntries } from '../audit/record.ts'
import { decide, type Decision, type DenyReason } from '../decide.ts'
import type { Grid } from '../grants/grid.ts'
import { createRewrite, type Rewrite } from '../rewrite.ts'
import { deliveredBy, questionOf } from './filters.ts'
import { reduce } from './reduce.ts'
import { openBody } from './relay.ts'
import type { Subscriber, Subscribers } from './subscribers.ts'

/** Why a notification does not leave. */
export type WithheldReason = DenyReason | Rejection | 'subscription_ended'

/** Whose events a connection's are is not known now: whether they may leave is decided once it is. */
export class UnknownSourceError extends Error {
  override readonly name = 'UnknownSourceError'
}

/** A notification with its body open, as it may leave; or why it may not. */
export type Released =
  | { readonly isReleased: true; readonly notification: Notification }
  | {
      readonly isReleased: false
      readonly reason: WithheldReason
      /** Whether it is the listener who may not have it: another, or the same one later, may. */
      readonly isListeners: boolean
    }

/**
 * Judges a notification and records what comes of it.
 * @param listener who is about to get it, where that is another than made the subscription
 * @throws AuditLogError when it cannot be recorded, UnknownSourceError: then nothing may leave now
 */
export type Release = (
  notification: Notification,
  listener?: Pick<Principal, 'credential' | 'session'>,
) => Promise<Released>

/** What it works on. */
export interface ReleaseParts {
  readonly subscribers: Subscribers
  readonly directory: Pick<Directory, 'judge' | 'judgeAgent' | 'credentials' | 'sessions'>
  readonly grid: Grid
  /** Where a connection leads, and whose it is; null when it is not known. */
  readonly sourceOf: (
    connectionId: Subscriber['connectionId'],
  ) => { readonly server: string; readonly identity: Identity } | null
  readonly auditLog: Pick<AuditLog, 'append'>
  readonly entries: Pick<AuditEntries, 'event'>
  readonly clock: Clock
  readonly seal: Seal
  /** The origin at which agents reach the gateway; null for the one that each has used. */
  readonly publicUrl: string | null
}

/** @param parts see there */
export function createRelease(parts: ReleaseParts): Release {
  const { subscribers, directory, grid, sourceOf, auditLog, entries, clock, seal } = parts
  const rewrites = new Map<string, Rewrite>()

  function rewriteFor(server: string): Rewrite {
    const rewrite = rewrites.get(server) ?? createRewrite(server)
    rewrites.set(server, rewrite)
    return rewrite
  }

  /** What speaks against the agent itself, or against what it proves itself with; null when nothing does. */
  function rejectionOf(
    { subscription }: Subscriber,
    listener: Parameters<Release>[1],
  ): Rejection | null {
    const now = clock.now()
    const { agentId, credentialId } = subscription
    // As it is now: the listener shows it as it was when it came.
    const credential = directory.credentials.get(listener?.credential.id ?? credentialId ?? '')
    if (!credential) return directory.judgeAgent(agentId, now)
    if (listener?.session && !directory.sessions.has(listener.session.id)) return 'token_expired'
    const recognition = directory.judge(credential, null, now)
    return recognition.recognized ? null : recognition.rejection
  }

  /** The body as it leaves. */
  function bodyOf(
    notification: Notification,
    filter: ParsedFilter,
    subscriber: Subscriber,
    { server, identity }: { readonly server: string; readonly identity: Identity },
  ) {
    const { subscription, connectionId, delivery } = subscriber
    const opened = openBody(seal, connectionId, notification.body)
    // The gateway's own words.
    if (filter.kind === 'reminder') return { text: JSON.stringify(opened), removed: [] }
    const mayRead = (resource: Resource) => {
      const question = questionOf(filter, identity, resource)
      const cell = grid.cell(subscription.agentId, question)
      return decide(question, cell, clock.now()).decision === 'allow'
    }
    const { body, removed } = reduce(opened, filter, mayRead)
    const origin = parts.publicUrl ?? delivery.origin ?? ''
    const text = rewriteFor(server)(Buffer.from(JSON.stringify(body)), origin).toString()
    return { text, removed }
  }

  const record = async (
    notification: Notification,
    subscriber: Subscriber,
    filter: ParsedFilter,
    rest: Pick<
      EventEntry,
      'grantId' | 'decision' | 'reason' | 'removed' | 'bytesOut' | 'credentialId'
    >,
  ) => {
    const { subscription, connectionId, delivery } = subscriber
    await auditLog.append(
      entries.event({
        agentId: subscription.agentId,
        connectionId,
        subscriptionId: subscription.id,
        notificationId: notification.id,
        uuid: notification.uuid,
        event: filter.kind === 'event' ? filter.event : 'reminder',
        resource: deliveredBy(filter),
        access: 'read',
        extensionId: filter.kind === 'event' ? filter.extensionId : null,
        transport: delivery.transportType,
        ...rest,
      }),
    )
  }

  return async (notification, listener) => {
    const subscriber = subscribers.find(notification.subscriptionId)
    const filter = parseEventFilter(notification.filter, { accountId: '', extensionId: '' })
    if (!subscriber || !filter) {
      return { isReleased: false, reason: 'subscription_ended', isListeners: false }
    }
    const { agentId, credentialId } = subscriber.subscription
    const common = { credentialId: listener?.credential.id ?? credentialId }
    const withheld = async (reason: WithheldReason, isListeners = false): Promise<Released> => {
      const facts = { grantId: null, decision: 'deny', reason, removed: [], bytesOut: 0 } as const
      await record(notification, subscriber, filter, { ...common, ...facts })
      return { isReleased: false, reason, isListeners }
    }
    const source = sourceOf(subscriber.connectionId)
    const rejection = rejectionOf(subscriber, listener)
    if (rejection) return withheld(rejection, listener !== undefined)
    if (!source) throw new UnknownSourceError('whose the connection is, is not known now')
    // It leads elsewhere now than where this happened.
    const { ownerId } = notification
    if (ownerId !== '' && ownerId !== source.identity.extensionId) return withheld('other_account')
    const question = questionOf(filter, source.identity)
    const decision: Decision = decide(question, grid.cell(agentId, question), clock.now())
    if (decision.decision === 'deny') return withheld(decision.reason)
    const { text, removed } = bodyOf(notification, filter, subscriber, source)
    const released = { ...notification, body: text }
    const bytesOut = Buffer.byteLength(envelopeOf(released))
    const grantId = decision.grant.id
    const facts = { grantId, decision: 'allow', reason: 'granted', removed, bytesOut } as const
    await record(notification, subscriber, filter, { ...common, ...facts })
    return { isReleased: true, notification: released }
  }
}
