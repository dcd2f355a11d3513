// How the gateway hears of events upstream: its own subscription at each connection, how far it has read
// there, and which events it has seen. Secrets are sealed; who opens them is src/gateway/events/upstream/.
import sql from 'sql-template-tag'
import type { Database } from '../database.ts'
import type { ConnectionId, Identity } from './connections.ts'

/** The gateway's own subscription at one connection. Times are epoch milliseconds. */
export interface UpstreamSubscription {
  readonly connectionId: ConnectionId
  /** As whom it was made: as another one nothing of it holds. */
  readonly identity: Identity
  readonly transport: 'WebSocket' | 'WebHook'
  /** As the upstream names it; null while it is being made. */
  readonly id: string | null
  readonly eventFilters: readonly string[]
  /** When it ends unless it is renewed; null where its transport keeps it. */
  readonly expiresAt: number | null
  /** What recovers or proves it, sealed; null when there is nothing of the kind. */
  readonly sealedSecrets: string | null
  /** Up to when nothing can have been missed. */
  readonly soundAt: number
}

/** The lists that are read to find what was missed. */
export type SyncedList = 'messages' | 'calls'

interface Stored extends Omit<UpstreamSubscription, 'eventFilters' | 'identity'>, Identity {
  readonly eventFilters: string
}

/** How long an event is remembered, so that it is not delivered again. */
const rememberedMs = 24 * 60 * 60 * 1000
/** Old ones are forgotten once in so many new ones. */
const pruneEvery = 500

/**
 * What is kept of the upstream's events. Writes belong inside a commit.
 * @param db the gateway's database
 */
export function createUpstreamEventStore(db: Database) {
  let added = 0

  return {
    find(connectionId: ConnectionId): UpstreamSubscription | undefined {
      const row = db.get<Stored>(sql`select connection_id as "connectionId",
        account_id as "accountId", extension_id as "extensionId", transport, id,
        event_filters as "eventFilters", expires_at as "expiresAt",
        sealed_secrets as "sealedSecrets", sound_at as "soundAt"
        from upstream_subscription where connection_id = ${connectionId}`)
      if (!row) return undefined
      const { accountId, extensionId, eventFilters, ...rest } = row
      return {
        ...rest,
        identity: { accountId, extensionId },
        eventFilters: JSON.parse(eventFilters) as string[], // written by this store alone
      }
    },
    keep(one: UpstreamSubscription): void {
      const {
        connectionId,
        identity,
        transport,
        id,
        eventFilters,
        expiresAt,
        sealedSecrets,
        soundAt,
      } = one
      db.run(sql`insert into upstream_subscription
        (connection_id, account_id, extension_id, transport, id, event_filters, expires_at,
          sealed_secrets, sound_at)
        values (${connectionId}, ${identity.accountId}, ${identity.extensionId}, ${transport}, ${id}, ${JSON.stringify(eventFilters)}, ${expiresAt},
          ${sealedSecrets}, ${soundAt})
        on conflict (connection_id) do update set account_id = excluded.account_id,
          extension_id = excluded.extension_id, transport = excluded.transport, id = excluded.id,
          event_filters = excluded.event_filters, expires_at = excluded.expires_at,
          sealed_secrets = excluded.sealed_secrets, sound_at = excluded.sound_at`)
    },
    /** Nothing was missed up to `at`. */
    isSound(connectionId: ConnectionId, at: number): void {
      db.run(sql`update upstream_subscription set sound_at = ${at}
        where connection_id = ${connectionId}`)
    },
    /** Forgets the subscription and how far was read. What was seen is still known. */
    forget(connectionId: ConnectionId): void {
      db.run(sql`delete from upstream_subscription where connection_id = ${connectionId}`)
      db.run(sql`delete from sync_point where connection_id = ${connectionId}`)
    },
    /** The token with which the upstream tells what changed since; undefined when there is none. */
    syncToken: (connectionId: ConnectionId, list: SyncedList, extensionId: string) =>
      db.get<{ token: string }>(sql`select token from sync_point
        where connection_id = ${connectionId} and list = ${list}
          and extension_id = ${extensionId}`)?.token,
    keepSyncToken(
      connectionId: ConnectionId,
      list: SyncedList,
      extensionId: string,
      token: string,
    ): void {
      db.run(sql`insert into sync_point (connection_id, list, extension_id, token)
        values (${connectionId}, ${list}, ${extensionId}, ${token})
        on conflict (connection_id, list, extension_id) do update set token = excluded.token`)
    },
    forgetSyncToken(connectionId: ConnectionId, list: SyncedList, extensionId: string): void {
      db.run(sql`delete from sync_point where connection_id = ${connectionId}
        and list = ${list} and extension_id = ${extensionId}`)
    },
    /** Whether what a key stands for was seen within the last day. */
    hasSeen: (connectionId: ConnectionId, key: string, now: number): boolean =>
      db.get(sql`select 1 from seen_event where connection_id = ${connectionId}
        and key = ${key} and expires_at > ${now}`) !== undefined,
    /** From now on it was seen. */
    saw(connectionId: ConnectionId, key: string, now: number): void {
      if ((added += 1) % pruneEvery === 0) {
        db.run(sql`delete from seen_event where expires_at <= ${now}`)
      }
      db.run(sql`insert into seen_event (connection_id, key, expires_at)
        values (${connectionId}, ${key}, ${now + rememberedMs})
        on conflict (connection_id, key) do update set expires_at = excluded.expires_at`)
    },
  }
}
