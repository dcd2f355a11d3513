// Calls that were: put into the call log as if they had been on the network. For faxes, which are calls,
// and for what a platform begins with.
import type { Account } from '#storage/platform/accounts'
import type { Answer, Call, LegStatus } from '#storage/platform/calls'
import type { CallRecord } from '#storage/platform/call-log'
import type { Parts } from '../parts.ts'
import { type CallMessage, recordsOf } from './calls/records.ts'
import { type End, endsOf } from './ends.ts'

/** A call that was, for the call log alone. */
export interface PastCall {
  readonly account: Account
  readonly from: End
  readonly to: End
  readonly startedAt: number
  readonly ringMs: number
  /** From answer to end; nothing of it when nobody answered. */
  readonly talkMs: number
  readonly ending: Answer | 'hangUp' | 'voiceMail' | 'blocked'
  readonly origin?: Call['origin']
  readonly type?: Call['type']
  /** The fax or voicemail it left. */
  readonly message?: CallMessage
}

/** Puts a past call into the call log and returns its records. Call it inside a commit. */
export function logCall(parts: Parts, past: PastCall): CallRecord[] {
  const { account, startedAt, ringMs, talkMs, ending } = past
  const { caller, callee, shown } = endsOf(parts, account, past.from, past.to)
  const isConnected = ending === 'answered'
  const endedAt = startedAt + ringMs + (isConnected || ending === 'voiceMail' ? talkMs : 0)
  const answeredAt = isConnected ? startedAt + ringMs : null
  const times = { rangAt: startedAt, answeredAt, endedAt }
  const call = parts.calls.add({
    accountId: account.id,
    origin: past.origin ?? 'Call',
    ownerId: null,
    type: past.type ?? 'Voice',
    startedAt,
    endedAt,
    endedBy: ending === 'hangUp' ? 'caller' : 'callee',
    sequence: 0,
    shown,
    caller: { ...caller, ...times, status: 'Finished' },
    callee: { ...callee, ...times, status: endings[ending] },
    members: [],
    plan: nothingPlanned,
  })
  parts.calls.remove(call.id)
  const records = recordsOf(call, endedAt, past.message)
  for (const record of records) parts.callLog.put(record)
  return records
}

const endings: Readonly<Record<PastCall['ending'], LegStatus>> = {
  answered: 'Finished',
  busy: 'Busy',
  noAnswer: 'NoAnswer',
  declined: 'Rejected',
  hangUp: 'Rejected',
  voiceMail: 'VoiceMail',
  blocked: 'Blocked',
}

const nothingPlanned: Call['plan'] = {
  callerRingMs: 0,
  callerAnswer: 'answered',
  promptMs: 0,
  calleeRingMs: 0,
  talkMs: 0,
  voicemailMs: 0,
  answer: 'answered',
  findMe: [],
  answeredBy: null,
  isManual: true,
}
