// The levers of calls: place one, see those in progress, and do to their parties what people do to phones.
import { type Static, type TObject, Type } from 'typebox'
import { ApiProblem } from '#lib/json-api/problems'
import { toE164 } from '#lib/phone'
import { isoTime } from '#lib/time'
import type { Call } from '#storage/platform/calls'
import { callIdOf } from '../methods/ring-out.ts'
import { legsOf, type Move, partyIdOf } from '../network/calls/moves.ts'
import { moveByHand, placeCall } from '../network/calls.ts'
import { changesOf } from '../network/calls/sessions.ts'
import type { Parts } from '../parts.ts'
import {
  CallReply,
  callReply,
  ChangeReply,
  partyReply,
  planFields,
  planOfFields,
} from './call-replies.ts'
import { outsideNumber, OwnEnd, ownEnd, wrong } from './ends.ts'
import type { Lever, LeverHandlers, Levers } from './lever.ts'

const callId = Type.String({
  maxLength: 64,
  description: 'the call: its session id, telephony session id or RingOut id',
})
const CallPath = Type.Object({ callId })
const PartyPath = Type.Object({
  callId,
  partyId: Type.String({
    maxLength: 64,
    description: 'the party: its id, or its number, 1 for the caller and 2 for whom is called',
  }),
})

const party = {
  path: PartyPath,
  status: 200,
  returns: CallReply,
  problems: ['not-found', 'conflict'],
} as const satisfies Partial<Lever> & { path: TObject }

/** The levers of calls. */
export const callLevers = {
  placeCall: {
    route: 'POST /_platform/calls',
    command: 'call place',
    example: { from: '101', to: '+14155550142' },
    summary: 'Place a call from an extension, to a colleague, a call queue or a number outside.',
    notes:
      'As if somebody dialled on their phone. It goes as planned on the platform’s clock; a manual one waits for levers.',
    path: Type.Object({}),
    body: Type.Object(
      {
        from: OwnEnd,
        to: Type.String({
          maxLength: 64,
          description: 'an extension number, a number of the company, or one of the outside world',
        }),
        ...planFields,
      },
      { additionalProperties: false },
    ),
    status: 201,
    returns: CallReply,
    problems: [],
  },
  listCalls: {
    route: 'GET /_platform/calls',
    command: 'call list',
    summary: 'List the calls in progress with their parties.',
    path: Type.Object({}),
    query: Type.Object({
      ended: Type.Optional(
        Type.Boolean({ description: 'whether to show those that ended in the last hour too' }),
      ),
    }),
    status: 200,
    returns: Type.Object({ calls: Type.Array(CallReply) }),
    problems: [],
  },
  readCall: {
    route: 'GET /_platform/calls/{callId}',
    command: 'call show',
    summary: 'Show a call with every change of its parties so far.',
    notes: 'A call is forgotten an hour after its end; its records in the call log stay.',
    path: CallPath,
    status: 200,
    returns: Type.Object({ call: CallReply, changes: Type.Array(ChangeReply) }),
    problems: ['not-found'],
  },
  answerCall: {
    route: 'POST /_platform/calls/{callId}/parties/{partyId}/answer',
    command: 'call answer',
    summary: 'Pick up a phone that rings.',
    ...party,
  },
  rejectCall: {
    route: 'POST /_platform/calls/{callId}/parties/{partyId}/reject',
    command: 'call reject',
    summary: 'Decline a call on a phone that rings.',
    notes: 'A call queue rings its next member.',
    ...party,
  },
  sendToVoicemail: {
    route: 'POST /_platform/calls/{callId}/parties/{partyId}/voicemail',
    command: 'call voicemail',
    summary: 'Let a call that rings go to the voicemail box.',
    ...party,
  },
  holdCall: {
    route: 'POST /_platform/calls/{callId}/parties/{partyId}/hold',
    command: 'call hold',
    summary: 'Put the call on hold, as the party.',
    notes: 'A call on hold does not end by itself.',
    ...party,
  },
  unholdCall: {
    route: 'POST /_platform/calls/{callId}/parties/{partyId}/unhold',
    command: 'call unhold',
    summary: 'Take the call up again.',
    ...party,
  },
  hangUp: {
    route: 'POST /_platform/calls/{callId}/parties/{partyId}/hang-up',
    command: 'call hang-up',
    summary: 'Hang up, as the party, which ends the call.',
    notes: 'A caller can hang up at any time; who was called, once they have answered.',
    ...party,
  },
} as const satisfies Levers

/** @param parts the platform's stores and network */
export function callHandlers(parts: Parts): LeverHandlers<typeof callLevers> {
  const { db, calls } = parts

  /** The call of a path, by any of its ids. */
  function callOf(written: string): Call {
    const call = [Number(written), callIdOf(written), idOfSession(written)]
      .map((id) => (Number.isSafeInteger(id) ? calls.find(id) : undefined))
      .find((one) => one !== undefined)
    if (call) return call
    throw new ApiProblem('not-found', {
      detail: `There is no call ${written}, or it ended over an hour ago.`,
      field: 'callId',
      remedy: 'List the calls in progress.',
    })
  }

  /** The place of a party in its call. */
  function indexOf(call: Call, written: string): number {
    const ids = legsOf(call).map((_, index) => partyIdOf(call, index))
    const index = ids.findIndex((id, at) => id === written || String(at + 1) === written)
    if (index !== -1) return index
    throw new ApiProblem('not-found', {
      detail: `The call has no party ${written}.`,
      field: 'partyId',
      remedy: `Name one of ${ids.join(', ')}.`,
    })
  }

  const move =
    (what: Move) =>
    ({ params }: { readonly params: Static<typeof PartyPath> }) =>
      db.commit(() => {
        const call = callOf(params.callId)
        const index = indexOf(call, params.partyId)
        const moved = moveByHand(parts, call, index, what)
        if (!('why' in moved)) return callReply(moved)
        throw new ApiProblem('conflict', {
          detail: moved.why,
          field: 'partyId',
          remedy: moved.remedy,
        })
      })

  return {
    async placeCall({ body }) {
      const { account, owner } = ownEnd(parts, body.from, 'from')
      if (owner.type !== 'User' || owner.status !== 'Enabled') {
        throw wrong('from', `${owner.name} places no calls.`, 'Name a person who is enabled.')
      }
      const own = isOwn(parts, body.to) ? ownEnd(parts, body.to, 'to') : null
      const to = own?.end ?? { phoneNumber: outsideNumber(parts, body.to, 'to') }
      const plan = planOfFields(parts, account, own?.owner ?? null, body)
      const from = { extensionId: owner.id }
      return callReply(await db.commit(() => placeCall(parts, { account, from, to, plan })))
    },
    listCalls: ({ query }) => ({
      calls: calls.list({ ended: query.ended ?? false }).map(callReply),
    }),
    readCall({ params }) {
      const call = callOf(params.callId)
      const changes = changesOf(parts, call).map(({ sequence, at, party: one }) => ({
        sequence,
        at: isoTime(at),
        party: partyReply(one),
      }))
      return { call: callReply(call), changes }
    },
    answerCall: move('answer'),
    rejectCall: move('reject'),
    sendToVoicemail: move('voicemail'),
    holdCall: move('hold'),
    unholdCall: move('unhold'),
    hangUp: move('hang up'),
  }
}

/** Whether what is called is of the company: an extension number, or one of its phone numbers. */
function isOwn({ accounts }: Parts, written: string): boolean {
  const text = written.trim()
  return /^\d{1,8}$/.test(text) || accounts.number(toE164(text) ?? '') !== undefined
}

/** The call's id within its telephony session id. */
const idOfSession = (written: string): number =>
  Number.parseInt(/^s-a0d([0-9a-f]+)z/.exec(written)?.[1] ?? '0', 16)
