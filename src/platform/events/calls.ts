// What a change of a party in a call tells: the extension that it is, the account, and who missed it.
import { bodyVariant, isWanted } from '#catalog/events/matching'
import { isoTime } from '#lib/time'
import type { CallParty } from '#storage/platform/calls'
import type { SessionChange } from '../network/calls/sessions.ts'
import type { Parts } from '../parts.ts'
import type { View } from './publish.ts'

/** Tells of a party that has changed. Of parties outside the company nothing is told. */
export function partyChanged({ publish }: Pick<Parts, 'publish'>, change: SessionChange): void {
  const { accountId, party, at } = change
  const { extensionId } = party
  if (extensionId === null) return
  const own = { of: 'extension', extensionId } as const
  const body = ({ filter }: View) => {
    const told = sessionBody(change, extensionId, bodyVariant(filter).sip)
    return isWanted(filter, told) ? told : null
  }
  publish({ event: 'telephony-sessions', whose: own, at, body })
  publish({ event: 'account-telephony-sessions', whose: { of: 'account', accountId }, at, body })
  if (!party.missedCall) return
  publish({ event: 'missed-calls', whose: own, at, body: () => missedBody(change, extensionId) })
}

function sessionBody(change: SessionChange, extensionId: number, hasSip: boolean) {
  const { sequence, sessionId, telephonySessionId, at, origin } = change
  const ids = { accountId: String(change.accountId), extensionId: String(extensionId) }
  return {
    sequence,
    sessionId,
    telephonySessionId,
    eventTime: isoTime(at),
    ...ids,
    origin: { type: origin },
    parties: [{ ...ids, ...partyBody(change), ...(hasSip ? { sipData: sipDataOf(change) } : {}) }],
  }
}

function partyBody({ party, sessionId, telephonySessionId }: SessionChange) {
  const { id, direction, code, reason, peerPartyId, queueCall, missedCall } = party
  return {
    id,
    direction,
    to: personOf(party.to),
    from: personOf(party.from),
    status: {
      code,
      ...(reason ? { reason } : {}),
      ...(peerPartyId ? { peerId: { sessionId, telephonySessionId, partyId: peerPartyId } } : {}),
      rcc: false,
    },
    queueCall,
    missedCall,
    standAlone: false,
    muted: false,
  }
}

/** The names that presence has for the same call (people/presence-reply.ts). */
const sipDataOf = ({ party, sessionId }: SessionChange) => ({
  callId: party.id,
  fromTag: `${sessionId}-1`,
  toTag: `${sessionId}-2`,
})

function personOf({ phoneNumber, extensionNumber, extensionId, name }: CallParty) {
  const number = phoneNumber ?? extensionNumber
  return {
    ...(number ? { phoneNumber: number } : {}),
    ...(name ? { name } : {}),
    ...(extensionId ? { extensionId } : {}),
  }
}

function missedBody({ party, sessionId }: SessionChange, extensionId: number) {
  const [from, to] = [personOf(party.from), personOf(party.to)]
  return {
    extensionId: String(extensionId),
    action: 'StopRinging',
    sessionId,
    ...(from.phoneNumber ? { from: from.phoneNumber } : {}),
    ...(from.name ? { fromName: from.name } : {}),
    ...(to.phoneNumber ? { to: to.phoneNumber } : {}),
    ...(to.name ? { toName: to.name } : {}),
  }
}
