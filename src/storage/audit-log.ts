// The audit log as everything else sees it: records go in once, are durable when the promise
// resolves, and are chained so that an edit shows. What a record says is built in gateway/audit;
// how it is kept is behind this interface (sqlite/audit-log.ts today).
import type { Access, Resource } from '#catalog/method'

/** An argument of a call as a record may hold it: never a text, a whole phone number, an address or a token. */
export type SafeValue =
  | string
  | number
  | boolean
  | null
  | readonly SafeValue[]
  | { readonly [name: string]: SafeValue }

/** The selected arguments of a call, by name. */
export type SafeArguments = Readonly<Record<string, SafeValue>>

/** What every record starts with. `time` is in epoch milliseconds; ids sort by time. */
interface Stamp {
  readonly id: string
  readonly time: number
}

/** Who called, what was asked, and what was decided: shared by intent, call and refused. */
export interface CallFacts {
  readonly agentId: string
  readonly credentialId: string
  /** Null where the call was refused before a connection or grant was found. */
  readonly connectionId: string | null
  readonly grantId: string | null
  /** The catalogue's method id; null when the catalogue knows no such method. */
  readonly methodId: string | null
  readonly verb: string
  /** The canonical path with its ids; null when the request had no path that the catalogue knows. */
  readonly path: string | null
  readonly resource: Resource | null
  readonly access: Access | null
  /** The extension whose objects the call touches; null when it spans the account or has none. */
  readonly extensionId: string | null
  /** Keyed SHA-256 (HMAC) of query and body as sent, base64url. */
  readonly digest: string | null
  readonly arguments: SafeArguments | null
  readonly bytesIn: number
  readonly decision: 'allow' | 'deny' | 'ask'
  /** Why: a code, as `granted`, `no_grant`, `rate_limited`. */
  readonly reason: string
}

/** A write that is about to go upstream. Its outcome points here with `intentId`. */
export interface IntentEntry extends Stamp, CallFacts {
  readonly kind: 'intent'
}

/** How a call that went upstream ended. */
export interface CallEntry extends Stamp, CallFacts {
  readonly kind: 'call'
  /** The intent of this write (which has digest and arguments); null for a read. */
  readonly intentId: string | null
  /** The status that the agent was answered with. */
  readonly status: number
  /** Null when the upstream did not answer. */
  readonly upstreamStatus: number | null
  readonly upstreamRequestId: string | null
  readonly latencyMs: number
  /** What the upstream's rate group has left, as it said; null when it said nothing. */
  readonly rateRemaining: number | null
  readonly bytesOut: number
}

/** A call of a known agent that did not go upstream. */
export interface RefusedEntry extends Stamp, CallFacts {
  readonly kind: 'refused'
  readonly status: number
}

/** A notification of an event that is about to leave for an agent, or was withheld from it. */
export interface EventEntry extends Stamp {
  readonly kind: 'event'
  readonly agentId: string
  /** What the subscription was made with, or the listener shows; null where neither is known. */
  readonly credentialId: string | null
  readonly connectionId: string
  /** The grant that allows it; null when it is withheld. */
  readonly grantId: string | null
  readonly subscriptionId: string
  /** The number of the notification, and its uuid: the same in every attempt. */
  readonly notificationId: number
  readonly uuid: string
  /** The catalogue's event id, or `reminder` for that to renew. */
  readonly event: string
  readonly resource: Resource
  readonly access: 'read'
  /** The extension whose event it is; null when it is the account's or the user's. */
  readonly extensionId: string | null
  /** `WebHook`, `WebSocket`, `PubNub` or `EventStream`. */
  readonly transport: string
  readonly decision: 'allow' | 'deny'
  /** Why: a code, as `granted`, `no_grant`, `agent_paused`. */
  readonly reason: string
  /** Members of the body that were left out, since the agent may not read them. */
  readonly removed: readonly string[]
  /** Bytes of the notification; 0 when it is withheld. */
  readonly bytesOut: number
}

/** Requests from one address that never authenticated, in one minute. */
export interface UnauthenticatedEntry extends Stamp {
  readonly kind: 'unauthenticated'
  /** Null for the record that sums up the addresses beyond the number that are told apart. */
  readonly address: string | null
  /** The start of the minute, epoch milliseconds. */
  readonly minuteAt: number
  readonly count: number
  /** How many times each reason code was given. */
  readonly reasons: Readonly<Record<string, number>>
}

/** A change by an operator: an agent, grant, key or connection was created, changed, paused, revoked. */
export interface AdminEntry extends Stamp {
  readonly kind: 'admin'
  /** Who made it, as `admin-token` or an operator's id; never a token. */
  readonly operator: string
  /** What was done, as `agent.created`, `key.rotated`. */
  readonly action: string
  /** The id of what was changed. */
  readonly target: string
  /** The agent concerned, so that its history is found whole; null when there is none. */
  readonly agentId: string | null
  readonly details: SafeArguments
}

/** Something that the gateway itself did: it started, stopped, found a setting changed. */
export interface SystemEntry extends Stamp {
  readonly kind: 'system'
  readonly event: string
  readonly details: SafeArguments
}

/** What is appended: a record but for its number. */
export type AuditEntry =
  | IntentEntry
  | CallEntry
  | RefusedEntry
  | EventEntry
  | UnauthenticatedEntry
  | AdminEntry
  | SystemEntry

/** The kinds of record. */
export type AuditKind = AuditEntry['kind']

/** A record: an entry and its number, counted from 1 without gaps. */
export type AuditRecord = AuditEntry & { readonly seq: number }

/** A record as it is kept: `text` is the JSON exactly as hashed, `hash` the chain up to and with it (hex). */
export interface StoredRecord {
  readonly record: AuditRecord
  readonly text: string
  readonly hash: string
}

/** Proof that a record is on disk. */
export interface Receipt {
  readonly id: string
  readonly seq: number
  readonly hash: string
}

/** The last record's number and chain hash (64 hex digits); number 0 and {@link genesis} while there is none. */
export interface Head {
  readonly seq: number
  readonly hash: string
}

/** What the chain starts from. */
export const genesis = '0'.repeat(64)

/** A head as one word, `SEQ:HASH`: what `audit verify` prints and `--expect` takes. */
export const formatHead = ({ seq, hash }: Head): string => `${seq}:${hash}`

/** Reads {@link formatHead}'s word; null when it is none. */
export function parseHead(text: string): Head | null {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text.trim())
  return match ? { seq: Number(match[1]), hash: (match[2] ?? '').toLowerCase() } : null
}

/** Which records to read; each member narrows. */
export interface AuditFilter {
  readonly kinds?: readonly AuditKind[] | undefined
  readonly agentId?: string | undefined
  readonly methodId?: string | undefined
  readonly resource?: Resource | undefined
  readonly access?: Access | undefined
  readonly decision?: CallFacts['decision'] | undefined
  /** Epoch milliseconds: from (included) and to (excluded). */
  readonly from?: number | undefined
  readonly to?: number | undefined
}

/** A stretch of the log. */
export interface ReadRequest {
  /** Only records with a smaller number. */
  readonly before?: number | undefined
  /** Only records with a larger number. Given without `before`, the oldest come first; else the newest do. */
  readonly after?: number | undefined
  readonly limit: number
  readonly filter?: AuditFilter | undefined
}

/** A page of records; `next` is the `before` (or `after`, when the oldest come first) of the next one, null at the end. */
export interface AuditPage {
  readonly records: readonly StoredRecord[]
  readonly next: number | null
}

/** What is wrong with the first damaged record. */
export type DamageKind =
  /** Its text or hash is not what was written. */
  | 'changed'
  /** It is not there, though later ones are. */
  | 'removed'
  /** Another stands in its place. */
  | 'reordered'
  /** The log ends before the expected head. */
  | 'cut off'
  /** The chain holds, but the expected head is not on it: what comes before it was written anew. */
  | 'rewritten'

/** The first damage that was found, with one sentence for a person. `id` is null when it cannot be known. */
export interface Damage {
  readonly what: DamageKind
  readonly seq: number
  readonly id: string | null
  readonly message: string
}

/** What a verification found. */
export type Verification =
  | { readonly intact: true; readonly count: number; readonly head: Head }
  | { readonly intact: false; readonly damage: Damage }

/** A log that can be read and verified, as by a command beside a server or without one. */
export interface AuditReader {
  /** Where the log stands: the last durable record. */
  head(): Head
  /** Reads durable records; never blocks the loop for long, however long the log is. */
  read(request: ReadRequest): Promise<AuditPage>
  /** The record with this id or number; undefined when there is none. */
  find(idOrSeq: string | number): Promise<StoredRecord | undefined>
  /** Checks every record from the first. `expect` is a head that was kept elsewhere: with it a cut-off tail is found. */
  verify(options?: { readonly expect?: Head | undefined }): Promise<Verification>
  /** Ends it; what waits is written first. */
  close(): Promise<void>
}

/** The audit log of a running gateway. */
export interface AuditLog extends AuditReader {
  /**
   * Appends one record; resolves when it is durable on disk.
   * @throws AuditLogError (as a rejection) when it cannot be written; from then on every append is refused
   */
  append(entry: AuditEntry): Promise<Receipt>
}

/** The audit log cannot be written: nothing may go upstream or be answered that it should hold. */
export class AuditLogError extends Error {
  override readonly name = 'AuditLogError'
}
