// Calls on the simulated network: placed, moved on by the task `call`, cancelled, logged. Outside, a
// phone rings a few seconds, somebody answers and talks for about a minute; within the company it is
// the presence of the one who is called that decides. Call everything here inside a commit.
import { locationOf, ownerOf, partyOf } from './directory.ts'
import type { Account, Extension } from '#storage/platform/accounts'
import type { Answer, Call, CallParty, CallPlan, Leg, LegStatus } from '#storage/platform/calls'
import type { CallRecord } from '#storage/platform/call-log'
import type { Parts } from '../parts.ts'
import { advance, begin, hangUp, type Line, type Route, type Step } from './call-progress.ts'
import { type CallMessage, recordsOf } from './call-records.ts'
import { behaviourOf } from './numbers.ts'

/** How long a call can still be read after it has ended. */
const forgetAfterMs = 60 * 60 * 1000
const promptMs = 3_000

/** One end of a call: an extension, or a number (E.164) of the company or of the outside world. */
export type End =
  | { readonly extensionId: number }
  | { readonly phoneNumber: string; readonly name?: string }

/** A call to place now. What of the plan is not said is made up. */
export interface NewCall {
  readonly account: Account
  readonly from: End
  readonly to: End
  readonly plan?: Partial<CallPlan>
}

/** A RingOut to start. */
export interface NewRingOut {
  readonly account: Account
  readonly owner: Extension
  /** The number that is rung first, in E.164. */
  readonly from: string
  readonly to: End
  /** The number of the company that the called party sees; the owner's, or the main one, by default. */
  readonly callerId?: string
  readonly playPrompt?: boolean
}

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

/** Starts a RingOut: its caller's phone rings. */
export function startRingOut(parts: Parts, ringOut: NewRingOut): Call {
  const { account, owner, from, to } = ringOut
  const caller = {
    ...legOf(parts, account, { extensionId: owner.id }),
    party: partyOfExtension(owner, from),
  }
  return start(parts, {
    account,
    origin: 'RingOut',
    owner,
    caller,
    callee: legOf(parts, account, to),
    shown: partyOfExtension(owner, ringOut.callerId ?? callerIdOf(parts, account, owner)),
    plan: planOf(parts, { ...manner(to), promptMs: ringOut.playPrompt ? promptMs : 0 }),
  })
}

/** Places a call: inbound, outbound or internal, by what its ends are. */
export function placeCall(parts: Parts, { account, from, to, plan }: NewCall): Call {
  return start(parts, {
    account,
    origin: 'Call',
    owner: null,
    ...endsOf(parts, account, from, to),
    plan: planOf(parts, { ...manner(to), ...plan }),
  })
}

/** Ends a call in progress, as the caller's doing; one that is over stays as it is. */
export function cancelCall(parts: Parts, call: Call): void {
  if (call.endedAt !== null) return
  parts.due.removeOf('call', String(call.id))
  keep(parts, { call: hangUp(call, parts.clock.now(), 'caller'), nextInMs: null })
}

/** Takes a call one step further, and forgets it when its time is over; the task `call`. */
export function moveCall(parts: Parts, callId: string): void {
  const { calls, clock } = parts
  const call = calls.find(Number(callId))
  if (!call) return
  if (call.endedAt !== null) calls.remove(call.id)
  else keep(parts, advance(call, clock.now(), routeOf(parts)))
}

/** Puts a past call into the call log, as if it had been on the network, and returns its records. */
export function logCall(parts: Parts, past: PastCall): CallRecord[] {
  const { account, startedAt, ringMs, talkMs, ending } = past
  const { caller, callee, shown } = endsOf(parts, account, past.from, past.to)
  const isConnected = ending === 'answered'
  const endedAt = startedAt + ringMs + (isConnected || ending === 'voiceMail' ? talkMs : 0)
  const answeredAt = isConnected ? startedAt + ringMs : null
  const call = parts.calls.add({
    accountId: account.id,
    origin: past.origin ?? 'Call',
    ownerId: null,
    type: past.type ?? 'Voice',
    startedAt,
    endedAt,
    endedBy: ending === 'hangUp' ? 'caller' : 'callee',
    shown,
    caller: { ...caller, status: 'Finished', rangAt: startedAt, answeredAt },
    callee: { ...callee, status: endings[ending], rangAt: startedAt, answeredAt },
    plan: planOf(parts, {}),
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

function start(
  parts: Parts,
  made: Pick<Call, 'origin' | 'caller' | 'callee' | 'shown' | 'plan'> & {
    readonly account: Account
    readonly owner: Extension | null
  },
): Call {
  const { account, owner, ...rest } = made
  const startedAt = parts.clock.now()
  const call = parts.calls.add({
    ...rest,
    accountId: account.id,
    ownerId: owner?.id ?? null,
    type: 'Voice',
    startedAt,
    endedAt: null,
    endedBy: null,
  })
  return keep(parts, begin(call, startedAt, routeOf(parts)))
}

/** Stores a step: the call, the records of who is in it, and when it goes on. */
function keep({ calls, callLog, clock, schedule }: Parts, { call, nextInMs }: Step): Call {
  calls.update(call)
  for (const record of recordsOf(call, clock.now())) callLog.put(record)
  schedule(nextInMs ?? forgetAfterMs, 'call', String(call.id))
  return call
}

/** What the number that is called has of a plan, when it is a magic one. */
function manner(to: End): Partial<CallPlan> {
  const { call } = behaviourOf('phoneNumber' in to ? to.phoneNumber : '')
  switch (call.is) {
    case 'answers':
      return {
        ...(call.afterSeconds === undefined ? {} : { calleeRingMs: call.afterSeconds * 1000 }),
        ...(call.talksSeconds === undefined ? {} : { talkMs: call.talksSeconds * 1000 }),
      }
    case 'busy':
      return { answer: 'busy' }
    case 'rejects':
      return { answer: 'declined', calleeRingMs: call.afterSeconds * 1000 }
    case 'never answers':
    case 'waits for a lever':
      return { answer: 'noAnswer' }
  }
}

function planOf({ random }: Parts, said: Partial<CallPlan>): CallPlan {
  return {
    callerRingMs: random.integer(2_500, 4_500),
    promptMs: 0,
    calleeRingMs: random.integer(3_000, 5_000),
    talkMs: random.integer(45_000, 75_000),
    answer: 'answered',
    ...said,
  }
}

/** Finds who takes a call: the extension itself, or the first member of a call queue who is free. */
function routeOf(parts: Parts): Route {
  const { accounts } = parts
  return (callee) => {
    const extension =
      callee.extensionId === null ? undefined : accounts.extension(callee.extensionId)
    if (!extension) return { callee, line: 'free' }
    if (extension.type !== 'Department') return { callee, line: lineOf(parts, extension, false) }
    const members = (extension.details.members ?? []).flatMap((id) => accounts.extension(id) ?? [])
    const free = members.find((member) => lineOf(parts, member, true) === 'free')
    if (!free) return { callee, line: 'silent' }
    return { callee: { ...callee, extensionId: free.id, queueId: extension.id }, line: 'free' }
  }
}

function lineOf({ callLog, presence }: Parts, extension: Extension, isQueueCall: boolean): Line {
  if (extension.status !== 'Enabled') return 'silent'
  if (extension.type !== 'User') return 'free'
  const { dndStatus } = presence.of(extension.id)
  const refused = isQueueCall ? 'DoNotAcceptDepartmentCalls' : 'TakeDepartmentCallsOnly'
  if (dndStatus === 'DoNotAcceptAnyCalls' || dndStatus === refused) return 'silent'
  return callLog.active({ extensionId: extension.id }).length > 0 ? 'engaged' : 'free'
}

/** Both legs of a call and what the called party sees: within the company, no phone number. */
function endsOf(parts: Parts, account: Account, from: End, to: End) {
  const caller = legOf(parts, account, from)
  const callee = legOf(parts, account, to)
  const owner = caller.extensionId === null ? null : parts.accounts.extension(caller.extensionId)
  const isOutbound = owner && callee.extensionId === null
  const shown = isOutbound
    ? partyOfExtension(owner, callerIdOf(parts, account, owner))
    : caller.party
  return { caller: { ...caller, party: shown }, callee, shown }
}

function legOf({ accounts }: Parts, account: Account, end: End): Leg {
  const extension =
    'extensionId' in end
      ? accounts.extension(end.extensionId)
      : ownerOf(accounts, account, end.phoneNumber)
  const outside = 'phoneNumber' in end ? partyOf(accounts, account, end.phoneNumber) : {}
  const name = 'name' in end && end.name ? { name: end.name } : {}
  const number = 'phoneNumber' in end ? end.phoneNumber : undefined
  return {
    status: 'Waiting',
    party: extension ? partyOfExtension(extension, number) : { ...outside, ...name },
    extensionId: extension?.id ?? null,
    queueId: null,
    isQuiet: false,
    rangAt: null,
    answeredAt: null,
  }
}

function partyOfExtension(extension: Extension, phoneNumber?: string): CallParty {
  const location = phoneNumber === undefined ? undefined : locationOf(phoneNumber)
  return {
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
    extensionNumber: extension.number,
    extensionId: String(extension.id),
    name: extension.name,
    ...(location ? { location } : {}),
  }
}

/** The number an extension shows when it calls: its first that may be shown, else the company's. */
function callerIdOf({ accounts }: Parts, account: Account, { id }: Extension): string {
  const own = accounts.numbersOf(id).find(({ features }) => features.includes('CallerId'))
  return own?.number ?? account.mainNumber
}
