// Hearing upstream by webhook, for a gateway that the upstream can reach. The subscription is renewed
// before it expires, made anew when it is gone or blacklisted, and then what was missed is read. Whoever
// posts to the gateway's address has to show the token that went with the subscription.
import { Type } from 'typebox'
import { readBody, TooLargeError } from '#lib/body'
import type { Cancel } from '#lib/clock'
import { createQueue } from '#lib/queue'
import { satisfies } from '#lib/schema'
import { sameSecret } from '#lib/secret'
import { parseTime } from '#lib/time'
import type { UpstreamSubscription } from '#storage/gateway/upstream-events'
import type { Source } from '../relay.ts'
import {
  alike,
  type Answered,
  backoffMs,
  type Link,
  type LinkParts,
  sealedSecrets,
  sourceOf,
  subscribe,
} from './link.ts'
import { envelopeOf, occurrenceOf } from './occurrence.ts'

/** Where the upstream posts to: this path and the connection's id. */
export const upstreamPath = '/_ringfence/upstream/'

const root = '/restapi/v1.0/subscription'
const lifetimeSeconds = 604_800
/** The upstream reminds from where the gateway would renew by itself on. */
const reminder = `${root}/~?threshold=${lifetimeSeconds / 5}&interval=3600`
/** The subscription is renewed when so much of its lifetime is over. */
const renewedAfter = 0.8
/** How often it is looked at: a blacklisted one says nothing by itself. */
const checkMs = 300_000
const maxBytes = 1024 * 1024

const Status = Type.Object({ status: Type.Optional(Type.String()) })

/** @param publicUrl the gateway's origin as the upstream reaches it */
export function createWebhookLink(parts: LinkParts, publicUrl: string): Link {
  const { connection, calls, relay, gaps, stores, clock, makeSecret, log } = parts
  const { db, upstreamEvents } = stores
  const secrets = sealedSecrets(parts.seal, connection.id)
  const queue = createQueue()
  const stored = () => upstreamEvents.find(connection.id)
  let wanted: readonly string[] | null = null
  let failures = 0
  let cancel: Cancel = () => {}
  let isClosed = false
  /** Whether something may have been missed that was not read yet. */
  let hasGap = false
  /** Whether what is stored was looked at since this process runs. */
  let isKnown = false

  /** Brings what is subscribed to to what is wanted; later again, also when it fails. */
  const settle = (): Promise<void> =>
    queue(async () => {
      if (isClosed) return
      cancel()
      try {
        await bring(wanted ?? [])
        failures = 0
        if (stored()) cancel = clock.schedule(nextLookAt(), settle)
      } catch (error) {
        const reason = error instanceof Error ? error.message : 'unknown'
        log.error('The upstream’s events cannot be heard now.', {
          connection: connection.id,
          reason,
        })
        cancel = clock.schedule(clock.now() + backoffMs(failures, error, makeSecret), settle)
        failures += 1
      }
    })

  const renewalAt = ({ expiresAt }: UpstreamSubscription): number =>
    (expiresAt ?? 0) - lifetimeSeconds * 1000 * (1 - renewedAfter)

  const nextLookAt = (): number => {
    const one = stored()
    return Math.min(
      clock.now() + checkMs,
      one ? Math.max(renewalAt(one), clock.now() + 1) : Infinity,
    )
  }

  async function bring(filters: readonly string[]): Promise<void> {
    const before = stored()
    if (filters.length === 0) return unsubscribe(before)
    const source = await sourceOf(parts)
    if (!before?.id || before.transport !== 'WebHook') {
      hasGap ||= before !== undefined
      await create(filters, source, before)
    } else if (!(await isAlive(before))) {
      hasGap = true
      await create(filters, source, before)
    } else {
      hasGap ||= !isKnown
      if (!alike(before.eventFilters, filters)) await change(before, filters, source)
    }
    isKnown = true
    if (hasGap) await fill(source)
  }

  /** Whether the upstream still has it and sends to it; renews it where it is time. */
  async function isAlive(one: UpstreamSubscription): Promise<boolean> {
    const isDue = renewalAt(one) <= clock.now()
    const { status, json } = await (isDue
      ? calls.method('renewSubscription', `${root}/${one.id}/renew`)
      : calls.method('readSubscription', `${root}/${one.id}`))
    if (status === 404) return false
    if (status !== 200 || !satisfies(Status, json)) {
      throw new Error(`the upstream answers ${status} of the gateway’s subscription`)
    }
    if (json.status === 'Blacklisted') return false
    if (isDue) await db.commit(() => upstreamEvents.keep({ ...one, expiresAt: endOf(json) }))
    else if (!hasGap && isKnown)
      await db.commit(() => upstreamEvents.isSound(one.connectionId, clock.now()))
    return true
  }

  async function create(
    filters: readonly string[],
    source: Source,
    before: UpstreamSubscription | undefined,
  ): Promise<void> {
    // One that is blacklisted, or of another transport, would count and perhaps deliver twice.
    if (before?.id) {
      await calls.method('deleteSubscription', `${root}/${before.id}`).catch(() => undefined)
    }
    const token = makeSecret()
    const next: UpstreamSubscription = {
      ...source,
      transport: 'WebHook',
      id: null,
      eventFilters: filters,
      expiresAt: null,
      sealedSecrets: secrets.seal(token),
      soundAt: before?.soundAt ?? clock.now(),
    }
    // Before it is asked for: the upstream tries the address while it makes the subscription.
    await db.commit(() => upstreamEvents.keep(next))
    const made = await subscribe(
      (eventFilters) =>
        calls.method('createSubscription', root, {
          eventFilters: [...eventFilters, reminder],
          deliveryMode: {
            transportType: 'WebHook',
            address: `${publicUrl}${upstreamPath}${connection.id}`,
            verificationToken: token,
          },
          expiresIn: lifetimeSeconds,
        }),
      filters,
      log,
    )
    if (!made) throw new Error('the upstream does not take the subscription')
    const { subscription } = made
    await db.commit(() =>
      upstreamEvents.keep({ ...next, id: subscription.id, expiresAt: endOf(subscription) }),
    )
    await gaps.begin(source, made.filters)
  }

  async function change(one: UpstreamSubscription, filters: readonly string[], source: Source) {
    const made = await subscribe(
      (eventFilters) =>
        calls.method('updateSubscription', `${root}/${one.id}`, {
          eventFilters: [...eventFilters, reminder],
        }),
      filters,
      log,
    )
    if (!made) throw new Error('the upstream does not take the filters')
    const expiresAt = endOf(made.subscription)
    await db.commit(() => upstreamEvents.keep({ ...one, eventFilters: filters, expiresAt }))
    await gaps.begin(source, made.filters)
  }

  /** When a subscription ends as the upstream says, or as it was asked for. */
  const endOf = ({ expirationTime }: Partial<Answered>): number =>
    parseTime(expirationTime ?? '') ?? clock.now() + lifetimeSeconds * 1000

  async function fill(source: Source): Promise<void> {
    const one = stored()
    if (!one) return
    await gaps.fill(source, one.eventFilters, one.soundAt)
    hasGap = false
    await db.commit(() => upstreamEvents.isSound(connection.id, clock.now()))
  }

  async function unsubscribe(one: UpstreamSubscription | undefined): Promise<void> {
    hasGap = false
    if (!one) return
    await db.commit(() => upstreamEvents.forget(connection.id))
    // One that the upstream does not end now is blacklisted or expires: its token is forgotten.
    if (one.id) await calls.method('deleteSubscription', `${root}/${one.id}`).catch(() => undefined)
  }

  async function receive(request: Request): Promise<Response> {
    const one = stored()
    const token = one && secrets.open(one)
    if (!one || !token || !sameSecret(request.headers.get('verification-token') ?? '', token)) {
      return new Response(null, { status: 401 })
    }
    const validation = request.headers.get('validation-token')
    if (validation !== null)
      return new Response(null, { headers: { 'validation-token': validation } })
    const envelope = await envelopeIn(request)
    if (!envelope) return new Response(null, { status: 400 })
    if (envelope.event.startsWith(`${root}/~`)) {
      void settle()
      return new Response(null)
    }
    const source = await sourceOf(parts)
    const now = clock.now()
    const occurrence = occurrenceOf(envelope, source.identity, now)
    if (!occurrence) {
      log.error('The upstream told of something unknown.', { connection: connection.id })
      return new Response(null)
    }
    await relay.take(source, occurrence, () => {
      if (!hasGap && isKnown) upstreamEvents.isSound(connection.id, now)
    })
    return new Response(null)
  }

  return {
    want(filters) {
      if (wanted !== null && alike(filters, wanted)) return
      wanted = filters
      void settle()
    },
    receive,
    async close() {
      isClosed = true
      cancel()
      await queue(() => {})
    },
  }
}

/** The envelope in a request; null when there is none. */
async function envelopeIn(request: Request) {
  try {
    const bytes = await readBody(request, maxBytes)
    return envelopeOf(JSON.parse(Buffer.from(bytes).toString()))
  } catch (error) {
    if (error instanceof TooLargeError || error instanceof SyntaxError) return null
    throw error
  }
}
