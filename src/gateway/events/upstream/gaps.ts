// Reading what was missed: messages by message-sync, calls by call-log-sync, each from the token that was
// kept, or else by date. What is found becomes events of the kinds that are subscribed to, but for those
// that were told before. Presence and chats are not found again: only how they stand now could be read.
import { type Static, Type } from 'typebox'
import type { EventFilter } from '#catalog/events/filters'
import { parseEventFilter } from '#catalog/events/filters'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import { satisfies } from '#lib/schema'
import { isoTime } from '#lib/time'
import type { GatewayStores } from '#storage/gateway/stores'
import type { SyncedList } from '#storage/gateway/upstream-events'
import type { Relay, Source } from '../relay.ts'
import type { Told, UpstreamCalls } from './calls.ts'
import { CallRecord, callOccurrences } from './found-calls.ts'
import { FoundMessage, messageOccurrences } from './found-messages.ts'
import type { Occurrence } from './occurrence.ts'

/** Finds what was missed. */
export interface Gaps {
  /** Notes from where on to read later, for the filters of which that is not known yet. */
  begin(source: Source, filters: readonly string[]): Promise<void>
  /**
   * Reads what happened since `since` (epoch milliseconds) and hands it on. Rejects when it cannot be read
   * now; what was handed on until then is known as seen.
   */
  fill(source: Source, filters: readonly string[], since: number): Promise<void>
}

/** What it works on. */
export interface GapsParts {
  readonly calls: UpstreamCalls
  readonly relay: Relay
  readonly stores: Pick<GatewayStores, 'db' | 'upstreamEvents'>
  readonly clock: Clock
  readonly log: Log
}

const Synced = Type.Object({
  records: Type.Array(Type.Unknown()),
  syncInfo: Type.Object({ syncToken: Type.String() }),
})

/** The upstream's clock may be another, and what happened just before may have been told too late. */
const marginMs = 60_000
/** Most that is read of one list after a gap: so many times what comes at once. */
const maxRounds = 20
const perRound = 250

const lists = {
  'instant-message': 'messages',
  'message-store': 'messages',
  fax: 'messages',
  voicemail: 'messages',
  'telephony-sessions': 'calls',
  'account-telephony-sessions': 'calls',
  'missed-calls': 'calls',
} as const satisfies Partial<Record<EventFilter['event'], SyncedList>>

/** One list of the upstream and the filters that it is read for. */
interface Place {
  readonly list: SyncedList
  /** Empty for the account's. */
  readonly extensionId: string
  readonly filters: readonly EventFilter[]
}

/** @param parts see there */
export function createGaps({ calls, relay, stores, clock, log }: GapsParts): Gaps {
  const { db, upstreamEvents } = stores

  function read({ list, extensionId }: Place, { identity }: Source, asked: URLSearchParams) {
    const query = asked.toString()
    const account = `/restapi/v1.0/account/${identity.accountId}`
    if (extensionId === '')
      return calls.method('syncAccountCallLog', `${account}/call-log-sync?${query}`)
    const extension = `${account}/extension/${extensionId}`
    return list === 'messages'
      ? calls.method('syncMessages', `${extension}/message-sync?${query}`)
      : calls.method('syncUserCallLog', `${extension}/call-log-sync?${query}`)
  }

  const byDate = (from: number, count: number) =>
    new URLSearchParams({ syncType: 'FSync', dateFrom: isoTime(from), recordCount: String(count) })

  /** Reads by date. @throws Error when the upstream does not answer so */
  async function readSince(place: Place, source: Source, from: number, count: number) {
    return soundly(await read(place, source, byDate(from, count)))
  }

  async function begin(place: Place, source: Source): Promise<void> {
    const { list, extensionId } = place
    if (upstreamEvents.syncToken(source.connectionId, list, extensionId) !== undefined) return
    try {
      const { syncInfo } = await readSince(place, source, clock.now(), 1)
      if (syncInfo.syncToken !== '') await keep(place, source, syncInfo.syncToken)
    } catch (error) {
      // Without a token what is missed is read by date.
      log.info('How far a list was read is not known.', { list, reason: String(error) })
    }
  }

  const keep = ({ list, extensionId }: Place, { connectionId }: Source, token: string) =>
    db.commit(() => upstreamEvents.keepSyncToken(connectionId, list, extensionId, token))

  /** What changed since the token, in as many rounds as it takes; from another time when the token is dead. */
  async function fill(place: Place, source: Source, since: number): Promise<void> {
    const { list, extensionId } = place
    const from = since - marginMs
    let token = upstreamEvents.syncToken(source.connectionId, list, extensionId)
    for (let round = 0; round < maxRounds; round += 1) {
      // oxlint-disable-next-line no-await-in-loop -- each round goes on from the one before
      const { records, syncInfo } = await (token === undefined
        ? readSince(place, source, from, perRound)
        : readChanges(place, source, token, from))
      // oxlint-disable-next-line no-await-in-loop
      await hand(place, source, records, from)
      const isAll = token === undefined || syncInfo.syncToken === token || records.length === 0
      token = syncInfo.syncToken
      // oxlint-disable-next-line no-await-in-loop
      if (token !== '') await keep(place, source, token)
      if (isAll) return
    }
  }

  async function readChanges(place: Place, source: Source, syncToken: string, from: number) {
    const told = await read(place, source, new URLSearchParams({ syncType: 'ISync', syncToken }))
    // The upstream does not know the token any more.
    if (told.status === 400 || told.status === 404) {
      return readSince(place, source, from, perRound)
    }
    return soundly(told)
  }

  async function hand({ list, filters }: Place, source: Source, records: unknown[], from: number) {
    const hasSeen = (key: string) => upstreamEvents.hasSeen(source.connectionId, key, clock.now())
    const found: Occurrence[] = filters.flatMap((filter) =>
      list === 'messages'
        ? messageOccurrences(filter, only(FoundMessage, records), { source, from, hasSeen })
        : callOccurrences(filter, only(CallRecord, records), { source, from, hasSeen }),
    )
    found.sort((one, other) => one.at - other.at)
    for (const occurrence of found) {
      // In the order in which they happened.
      // oxlint-disable-next-line no-await-in-loop
      await relay.take(source, occurrence)
    }
    if (found.length > 0) log.info('Events that were missed were read.', { events: found.length })
  }

  async function each(
    source: Source,
    filters: readonly string[],
    work: (place: Place) => Promise<void>,
  ): Promise<void> {
    for (const place of placesOf(filters, source)) {
      // One after the other: they share the rate groups with the agents.
      // oxlint-disable-next-line no-await-in-loop
      await work(place)
    }
  }

  return {
    begin: (source, filters) => each(source, filters, (place) => begin(place, source)),
    fill: (source, filters, since) => each(source, filters, (place) => fill(place, source, since)),
  }
}

/** The lists that filters are about. */
function placesOf(texts: readonly string[], { identity }: Source): Place[] {
  const places = new Map<string, Place>()
  for (const text of texts) {
    const filter = parseEventFilter(text, identity)
    if (filter?.kind !== 'event') continue
    const list = (lists as Partial<Record<EventFilter['event'], SyncedList>>)[filter.event]
    if (!list) continue
    const extensionId = filter.extensionId ?? ''
    const key = `${list} ${extensionId}`
    const had = places.get(key)?.filters ?? []
    places.set(key, { list, extensionId, filters: [...had, filter] })
  }
  return [...places.values()]
}

/** Nothing: of what may not be read. */
const nothing: Static<typeof Synced> = { records: [], syncInfo: { syncToken: '' } }

/** A synchronisation's answer. @throws Error when there is none now */
function soundly({ status, json }: Told): Static<typeof Synced> {
  if (status === 200 && satisfies(Synced, json)) return json
  if (status === 403 || status === 404) return nothing
  throw new Error(`the upstream answers ${status} to what was missed`)
}

const only = <T extends typeof FoundMessage | typeof CallRecord>(
  schema: T,
  records: readonly unknown[],
): Static<T>[] => records.filter((record) => satisfies(schema, record))
