// A call as the levers show it, and the plan they place one with.
import { type Static, Type } from 'typebox'
import { isoTime } from '#lib/time'
import type { Account, Extension } from '#storage/platform/accounts'
import type { Call, CallParty, CallPlan } from '#storage/platform/calls'
import { sessionOf, type SessionParty } from '../network/calls/sessions.ts'
import { findMe } from '../network/calls.ts'
import type { Parts } from '../parts.ts'
import { wrong } from './ends.ts'

const Party = Type.Object({
  id: Type.String({
    description: 'names the party in other levers; so does its last number alone',
  }),
  extensionId: Type.Union([Type.Integer(), Type.Null()], {
    description: 'null in the outside world',
  }),
  direction: Type.Enum(['Inbound', 'Outbound']),
  from: Type.String(),
  to: Type.String(),
  code: Type.Enum(['Setup', 'Proceeding', 'Answered', 'Hold', 'VoiceMail', 'Disconnected', 'Gone']),
  reason: Type.Optional(Type.String()),
  queueCall: Type.Boolean(),
  missedCall: Type.Boolean(),
})

/** A call with its parties, in RingCentral's words. */
export const CallReply = Type.Object({
  id: Type.String({ description: 'its session id' }),
  telephonySessionId: Type.String(),
  origin: Type.Enum(['Call', 'RingOut']),
  sequence: Type.Integer({ description: 'rises with every change of a party' }),
  isManual: Type.Boolean({ description: 'whether it waits for levers' }),
  startedAt: Type.String(),
  endedAt: Type.Union([Type.String(), Type.Null()]),
  parties: Type.Array(Party),
})

/** A change of a call. */
export const ChangeReply = Type.Object({
  sequence: Type.Integer(),
  at: Type.String(),
  party: Party,
})

const seconds = (description: string) =>
  Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400, description }))

/** What of a call can be planned. */
export const planFields = {
  answer: Type.Optional(
    Type.Enum(['answered', 'busy', 'noAnswer', 'declined'], {
      description: 'what becomes of it where the called phone rings; answered when absent',
    }),
  ),
  ringSeconds: seconds('how long the phone rings before it is answered or declined'),
  talkSeconds: seconds('how long the call lasts once it is answered'),
  voicemailSeconds: seconds('how long the caller speaks to a voicemail box; 0 for not at all'),
  answeredBy: Type.Optional(
    Type.String({
      maxLength: 8,
      description: 'extension number of the one member of a call queue who answers',
    }),
  ),
  findMe: Type.Optional(
    Type.Boolean({
      description:
        'whether the forwarding numbers of the extension ring, one after the other, because its own phone is not answered',
    }),
  ),
  manual: Type.Optional(
    Type.Boolean({ description: 'whether it waits for levers instead of going by itself' }),
  ),
} as const

interface Planned {
  readonly answer?: CallPlan['answer']
  readonly ringSeconds?: number
  readonly talkSeconds?: number
  readonly voicemailSeconds?: number
  readonly answeredBy?: string
  readonly findMe?: boolean
  readonly manual?: boolean
}

/**
 * The plan that a body asks for. Throws ApiProblem where it cannot be followed.
 * @param called the extension that is called; null for a number of the outside world
 */
export function planOfFields(
  parts: Parts,
  account: Account,
  called: Extension | null,
  planned: Planned,
): Partial<CallPlan> {
  const { answer, ringSeconds, talkSeconds, voicemailSeconds, answeredBy, manual } = planned
  const { accounts } = parts
  const steered = { answer, ringSeconds, talkSeconds, answeredBy, findMe: planned.findMe }
  const contradiction = Object.entries(steered).find(
    ([, value]) => manual && value !== undefined,
  )?.[0]
  if (contradiction) {
    throw wrong(
      contradiction,
      'A manual call waits for levers and follows no plan.',
      `Leave out ${contradiction}, or manual.`,
    )
  }
  const member =
    answeredBy === undefined ? null : accounts.extensionByNumber(account.id, answeredBy)
  if (member === undefined) {
    throw wrong(
      'answeredBy',
      `There is no extension ${answeredBy}.`,
      'Name a member of the called queue by its extension number.',
    )
  }
  const found = planned.findMe ? foundAt(parts, called, answer) : []
  return {
    ...(answer === undefined ? {} : { answer }),
    ...(found.length > 0 ? { answer: 'noAnswer', findMe: found } : {}),
    ...(ringSeconds === undefined ? {} : { calleeRingMs: ringSeconds * 1000 }),
    ...(talkSeconds === undefined ? {} : { talkMs: talkSeconds * 1000 }),
    ...(voicemailSeconds === undefined ? {} : { voicemailMs: voicemailSeconds * 1000 }),
    ...(member ? { answeredBy: member.id } : {}),
    ...(manual === undefined ? {} : { isManual: manual }),
  }
}

function foundAt(
  parts: Parts,
  called: Extension | null,
  answer: CallPlan['answer'] | undefined,
): CallPlan['findMe'] {
  if (answer !== undefined && answer !== 'noAnswer') {
    throw wrong(
      'findMe',
      'The other phones ring when the own one is not answered.',
      'Leave out findMe, or answer.',
    )
  }
  const found = called?.type === 'User' ? findMe(parts, called.id) : []
  if (found.length > 0) return found
  throw wrong(
    'findMe',
    'Who is called has no forwarding number outside the company.',
    'Add one with POST …/forwarding-number first, or leave out findMe.',
  )
}

/** A call for a lever's answer. */
export function callReply(call: Call): Static<typeof CallReply> {
  const { sessionId, telephonySessionId, origin, sequence, startedAt, parties } = sessionOf(call)
  return {
    id: sessionId,
    telephonySessionId,
    origin,
    sequence,
    isManual: call.plan.isManual,
    startedAt: isoTime(startedAt),
    endedAt: call.endedAt === null ? null : isoTime(call.endedAt),
    parties: parties.map(partyReply),
  }
}

/** A party for a lever's answer. */
export const partyReply = (party: SessionParty): Static<typeof Party> => ({
  id: party.id,
  extensionId: party.extensionId,
  direction: party.direction,
  from: addressOf(party.from),
  to: addressOf(party.to),
  code: party.code,
  ...(party.reason ? { reason: party.reason } : {}),
  queueCall: party.queueCall,
  missedCall: party.missedCall,
})

const addressOf = ({ phoneNumber, extensionNumber }: CallParty): string =>
  phoneNumber ?? extensionNumber ?? ''
