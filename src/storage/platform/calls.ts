// Calls on the simulated network while they last, and for a while after: who is in them, how far each
// leg has come, what is planned, and every change that could be seen. What is kept for good is the call
// record (call-log.ts).
import sql, { empty } from 'sql-template-tag'
import type { Database } from '../database.ts'

/** One end of a call, in RingCentral's field names. */
export interface CallParty {
  readonly phoneNumber?: string
  readonly extensionNumber?: string
  readonly extensionId?: string
  readonly name?: string
  readonly location?: string
}

/**
 * How far a leg has come. `Waiting` was not dialled yet, `Success` is connected, `Finished` was
 * connected, `VoiceMail` is (or was) at the voicemail box, and the others are ways of never having been
 * connected to a person; `Cancelled` is a queue’s member who rang when the caller hung up.
 */
export type LegStatus =
  | 'Waiting'
  | 'Ringing'
  | 'Success'
  | 'Finished'
  | 'Busy'
  | 'NoAnswer'
  | 'Rejected'
  | 'VoiceMail'
  | 'Blocked'
  | 'Cancelled'

/** What is at the end of a leg: a phone, a call queue, a menu that answers by itself, a mailbox alone. */
export type LegKind = 'phone' | 'queue' | 'menu' | 'mailbox'

/** One leg of a call. Times are epoch milliseconds. */
export interface Leg {
  readonly kind: LegKind
  readonly status: LegStatus
  readonly party: CallParty
  /** The extension whose phone this is; null in the outside world. */
  readonly extensionId: number | null
  /** The call queue that passed the call on to the extension. */
  readonly queueId: number | null
  /** Dialled, but the phones of an extension that takes no calls stay silent. */
  readonly isQuiet: boolean
  readonly rangAt: number | null
  readonly answeredAt: number | null
  /** When this end put the call on hold; null while it does not. */
  readonly heldAt: number | null
  /** When the leg ended; null as long as the call goes on with it. */
  readonly endedAt: number | null
}

/** How a called party takes a call that reaches it. */
export type Answer = 'answered' | 'busy' | 'noAnswer' | 'declined'

/** What will happen, decided when the call is placed, so that a restart changes nothing. */
export interface CallPlan {
  /** How long the phone of a RingOut's caller rings. */
  readonly callerRingMs: number
  /** How the caller of a RingOut takes the call; `byHand` waits for a lever. */
  readonly callerAnswer: Answer | 'byHand'
  /** How long the caller listens to the prompt before the second leg is dialled. */
  readonly promptMs: number
  readonly calleeRingMs: number
  readonly talkMs: number
  /** How long the caller speaks to a voicemail box; 0 for not at all. */
  readonly voicemailMs: number
  readonly answer: Answer
  /** Phones outside that ring, one after the other, when the extension's own is not answered. */
  readonly findMe: readonly {
    readonly number: string
    readonly answer: Answer
    readonly ringMs: number
  }[]
  /** The one member of a call queue who takes the call; null for the first who is rung. */
  readonly answeredBy: number | null
  /** Whether the called end, and all that follows, waits for levers. */
  readonly isManual: boolean
}

/** A call. Times are epoch milliseconds. */
export interface Call {
  /** Also the session id. */
  readonly id: number
  readonly accountId: number
  readonly telephonySessionId: string
  /** How it was started: by somebody dialling, or by the RingOut method. */
  readonly origin: 'Call' | 'RingOut'
  /** Whose RingOut it is; null for other calls. */
  readonly ownerId: number | null
  readonly type: 'Voice' | 'Fax'
  readonly startedAt: number
  readonly endedAt: number | null
  readonly endedBy: 'caller' | 'callee' | null
  /** The number of the last change that could be seen; the first is 1. */
  readonly sequence: number
  /** What the called party sees of the caller. */
  readonly shown: CallParty
  readonly caller: Leg
  readonly callee: Leg
  /** The phones a call queue, or an extension that has others find it, passed the call on to, in turn. */
  readonly members: readonly Leg[]
  readonly plan: CallPlan
}

/** A change of a call that could be seen: `state` is what changed, as it was then. */
export interface CallChange<State> {
  readonly sequence: number
  readonly at: number
  readonly state: State
}

/** The store of calls. Synchronous; writes belong into the open transaction. */
export type Calls = ReturnType<typeof createCalls>

// RingCentral's ids look like `s-a0d17f1e8a1c2z18fd4bb9f0bz1a2b3c0000`.
const telephonySessionIdOf = (id: number, startedAt: number) =>
  `s-a0d${id.toString(16)}z${startedAt.toString(16)}z${(id % 0xf_ffff).toString(16).padStart(5, '0')}0000`

interface CallRow {
  readonly id: number
  readonly account_id: number
  readonly details: string
}

const toCall = ({ id, account_id: accountId, details }: CallRow): Call => ({
  id,
  accountId,
  ...(JSON.parse(details) as Omit<Call, 'id' | 'accountId'>), // written by this store alone
})

/** @param db the platform's database */
export function createCalls(db: Database) {
  const write = (call: Call) => {
    const { id, accountId: _, ...details } = call
    db.run(
      sql`update call set details = ${JSON.stringify(details)}, ended_at = ${call.endedAt} where id = ${id}`,
    )
  }
  return {
    /** Stores a call and returns it with its ids. */
    add(call: Omit<Call, 'id' | 'telephonySessionId'>): Call {
      const { accountId } = call
      const id = db.run(
        sql`insert into call (account_id, details) values (${accountId}, '{}')`,
      ).lastInsertRowid
      const stored = { ...call, id, telephonySessionId: telephonySessionIdOf(id, call.startedAt) }
      write(stored)
      return stored
    },
    update: write,
    find(id: number): Call | undefined {
      const row = db.get<CallRow & Record<string, never>>(
        sql`select id, account_id, details from call where id = ${id}`,
      )
      return row && toCall(row)
    },
    /** The calls in progress, and with `ended` those that are not forgotten yet; oldest first. */
    list({ ended = false }: { readonly ended?: boolean } = {}): Call[] {
      const which = ended ? empty : sql`where ended_at is null`
      return db
        .all<CallRow & Record<string, never>>(
          sql`select id, account_id, details from call ${which} order by id`,
        )
        .map(toCall)
    },
    /** Keeps a change that could be seen. */
    addChange(callId: number, { sequence, at, state }: CallChange<object>): void {
      db.run(
        sql`insert into call_change (call_id, sequence, at, state)
          values (${callId}, ${sequence}, ${at}, ${JSON.stringify(state)})`,
      )
    },
    /** The changes of a call after a sequence number, in order. The caller says what their state is: it wrote them. */
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as above
    changes<State>(callId: number, after = 0): CallChange<State>[] {
      return db
        .all<{ sequence: number; at: number; state: string }>(
          sql`select sequence, at, state from call_change
            where call_id = ${callId} and sequence > ${after} order by sequence`,
        )
        .map(({ sequence, at, state }) => ({ sequence, at, state: JSON.parse(state) as State })) // as above
    },
    /** Forgets a call and its changes; its records stay. */
    remove(id: number): void {
      db.run(sql`delete from call_change where call_id = ${id}`)
      db.run(sql`delete from call where id = ${id}`)
    },
  }
}
