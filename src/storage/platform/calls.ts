// Calls on the simulated network while they last, and for a while after: who is in them, how far each
// leg has come, and what is planned. What is kept for good is the call record (call-log.ts).
import sql from 'sql-template-tag'
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
 * connected, and the others are ways of never having been connected to a person.
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

/** One of the two legs of a call. Times are epoch milliseconds. */
export interface Leg {
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
}

/** How a called party takes a call that reaches it. */
export type Answer = 'answered' | 'busy' | 'noAnswer' | 'declined'

/** What will happen, decided when the call is placed, so that a restart changes nothing. */
export interface CallPlan {
  /** How long the phone of a RingOut's caller rings. */
  readonly callerRingMs: number
  /** How long the caller listens to the prompt before the second leg is dialled. */
  readonly promptMs: number
  readonly calleeRingMs: number
  readonly talkMs: number
  readonly answer: Answer
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
  /** What the called party sees of the caller. */
  readonly shown: CallParty
  readonly caller: Leg
  readonly callee: Leg
  readonly plan: CallPlan
}

/** The store of calls. Synchronous; writes belong into the open transaction. */
export type Calls = ReturnType<typeof createCalls>

// RingCentral's ids look like `s-a0d17f1e8a1c2z18fd4bb9f0bz1a2b3c0000`.
const telephonySessionIdOf = (id: number, startedAt: number) =>
  `s-a0d${id.toString(16)}z${startedAt.toString(16)}z${(id % 0xf_ffff).toString(16).padStart(5, '0')}0000`

/** @param db the platform's database */
export function createCalls(db: Database) {
  const write = (call: Call) => {
    const { id, accountId: _, ...details } = call
    db.run(sql`update call set details = ${JSON.stringify(details)} where id = ${id}`)
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
      const row = db.get<{ account_id: number; details: string }>(
        sql`select account_id, details from call where id = ${id}`,
      )
      if (!row) return undefined
      const details = JSON.parse(row.details) as Omit<Call, 'id' | 'accountId'> // written by this store alone
      return { id, accountId: row.account_id, ...details }
    },
    /** Forgets a call; its records stay. */
    remove(id: number): void {
      db.run(sql`delete from call where id = ${id}`)
    },
  }
}
