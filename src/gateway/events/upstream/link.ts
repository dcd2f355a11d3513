// What the two ways of hearing upstream (over-websocket.ts, over-webhook.ts) have in common: what they are
// made with, how their subscription is asked for and answered, how long they wait after a failure.
import { type Static, Type } from 'typebox'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { MakeSecret, Seal } from '#lib/secret'
import { satisfies } from '#lib/schema'
import type { GatewayStores } from '#storage/gateway/stores'
import type { UpstreamSubscription } from '#storage/gateway/upstream-events'
import type { LiveConnection } from '../../upstream/connection.ts'
import { Trouble } from '../../upstream/trouble.ts'
import type { Relay, Source } from '../relay.ts'
import type { Told, UpstreamCalls } from './calls.ts'
import type { Gaps } from './gaps.ts'

/** One connection's way of hearing what happens upstream. */
export interface Link {
  /** Subscribes to these filters, and to no others; with none the subscription is ended. */
  want(filters: readonly string[]): void
  /** Takes a request that the upstream sends; null where this way takes none. */
  receive(request: Request): Promise<Response> | null
  /** Lets go, so that the next start can take up again. */
  close(): Promise<void>
}

/** What a link is made with. */
export interface LinkParts {
  readonly connection: LiveConnection
  readonly calls: UpstreamCalls
  readonly relay: Relay
  readonly gaps: Gaps
  readonly stores: Pick<GatewayStores, 'db' | 'upstreamEvents'>
  readonly clock: Clock
  readonly makeSecret: MakeSecret
  readonly seal: Seal
  readonly log: Log
}

const Answered = Type.Object({
  id: Type.String(),
  status: Type.Optional(Type.String()),
  expirationTime: Type.Optional(Type.String()),
})

/** What the upstream answers of a subscription. */
export type Answered = Static<typeof Answered>

const Refused = Type.Object({
  errors: Type.Array(
    Type.Object({
      errorCode: Type.Optional(Type.String()),
      parameterValue: Type.Optional(Type.String()),
    }),
  ),
})

/** Calls a method on subscriptions: by REST, or over the socket. */
export type AskFor = (filters: readonly string[]) => Promise<Told>

/**
 * Asks for a subscription. A filter that the upstream refuses by name is left out and told to the log, so
 * that one agent's wish does not cost the others theirs.
 * @returns null when it cannot be had
 */
export async function subscribe(
  ask: AskFor,
  wanted: readonly string[],
  log: Log,
): Promise<{ readonly subscription: Answered; readonly filters: readonly string[] } | null> {
  let filters = wanted
  while (filters.length > 0) {
    // One after the other: each leaves out what the one before was refused for.
    // oxlint-disable-next-line no-await-in-loop
    const { status, json } = await ask(filters)
    if (status >= 200 && status < 300 && satisfies(Answered, json)) {
      return { subscription: json, filters }
    }
    const refused = refusedOf(json)
    const left = filters.filter((filter) => !refused.has(filter))
    log.error('The upstream refuses a subscription.', {
      status,
      code: firstCode(json),
      filters: filters.length,
    })
    if (left.length === filters.length) return null
    filters = left
  }
  return null
}

function refusedOf(json: unknown): ReadonlySet<string> {
  if (!satisfies(Refused, json)) return new Set()
  return new Set(json.errors.map(({ parameterValue = '' }) => parameterValue))
}

const firstCode = (json: unknown): string =>
  (satisfies(Refused, json) && json.errors[0]?.errorCode) || 'unknown'

const shortestMs = 1_000
const longestMs = 60_000

/**
 * How long to wait after so many failures in a row: a second, then twice as long each time, up to a minute,
 * and up to a fifth more by chance, so that many gateways do not come back at once.
 */
export function backoffMs(failures: number, error: unknown, makeSecret: MakeSecret): number {
  const chance = Buffer.from(makeSecret(), 'base64url').readUInt8(0) / 255
  const usual = Math.min(shortestMs * 2 ** Math.min(failures, 10), longestMs) * (1 + chance / 5)
  const told = error instanceof Trouble ? error.waitMs : null
  return Math.round(Math.max(usual, told ?? 0))
}

/** Secrets of a connection's subscription, sealed and open. */
export const sealedSecrets = (seal: Seal, connectionId: string) => {
  const purpose = `connection ${connectionId} events`
  return {
    seal: (secret: string): string => seal.seal(secret, purpose),
    open: ({ sealedSecrets: sealed }: Pick<UpstreamSubscription, 'sealedSecrets'>): string | null =>
      sealed === null ? null : seal.open(sealed, purpose),
  }
}

/** Whose events a connection's are. What was kept as another user's is forgotten. */
export async function sourceOf({
  connection,
  stores,
}: Pick<LinkParts, 'connection' | 'stores'>): Promise<Source> {
  const identity = await connection.identity()
  const before = stores.upstreamEvents.find(connection.id)?.identity
  const isOther =
    before !== undefined &&
    (before.accountId !== identity.accountId || before.extensionId !== identity.extensionId)
  if (isOther) await stores.db.commit(() => stores.upstreamEvents.forget(connection.id))
  return { connectionId: connection.id, identity }
}

/** Whether two lists, each in its fixed order, are the same. */
export const alike = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((text, index) => text === other[index])
