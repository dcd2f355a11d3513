// RingOut: two-legged calls, placed, watched and cancelled by the one in whose name they are.
import type { Static } from 'typebox'
import { fail } from '#catalog/errors'
import { ringOutCancelledUntil } from '#catalog/live'
import type { ringOut } from '#catalog/ring-out'
import type { RingOutStatus } from '#catalog/schemas/ring-out'
import { toE164 } from '#lib/phone'
import type { Account, Extension } from '#storage/platform/accounts'
import type { Call as VoiceCall, LegStatus } from '#storage/platform/calls'
import type { Call, Handlers } from '../handler.ts'
import { cancelCall, startRingOut } from '../network/calls.ts'
import type { End } from '../network/ends.ts'
import type { Parts } from '../parts.ts'

type Body = Call<(typeof ringOut)['createRingOutCall']>['body']
type Place = Pick<Call, 'origin' | 'account' | 'extension'>
type Reply = Static<typeof RingOutStatus>

/** @param parts the platform's stores and network */
export function ringOutMethods(parts: Parts): Handlers<typeof ringOut> {
  const { accounts, calls, forwardingNumbers, db } = parts

  /** The RingOut of a path; nobody sees another's. */
  function ringOutOf(ringoutId: string, extension: Extension): VoiceCall {
    const call = calls.find(callIdOf(ringoutId))
    if (call?.origin !== 'RingOut' || call.ownerId !== extension.id) {
      throw fail('CMN-102', { parameterName: 'ringoutId' })
    }
    return call
  }

  /** The number that is rung first: any but a colleague's, or the id of one of the extension's forwarding numbers. */
  function callerOf({ from, country }: Body, { id }: Extension): string {
    if (from.phoneNumber === undefined && from.forwardingNumberId !== undefined) {
      const own = [...accounts.numbersOf(id), ...forwardingNumbers.of(id)].find(
        (one) => String(one.id) === from.forwardingNumberId,
      )
      if (!own) throw fail('CMN-102-BODY', { parameterName: 'from.forwardingNumberId' })
      return own.number
    }
    const parameterName = 'from.phoneNumber'
    const number = numberOf(from.phoneNumber, country)
    if (number === null) throw fail('TEL-108', { parameterName })
    const owned = accounts.number(number)
    if (owned && owned.extensionId !== null && owned.extensionId !== id) {
      throw fail('TEL-108', { parameterName, reason: 'belongs to another extension' })
    }
    return number
  }

  /** Who is called: an extension by its number, alone or after the main number and a star, or a number. */
  function calleeOf({ to, country }: Body, account: Account): End {
    const written = to.phoneNumber.trim()
    const [, main, short] = /^(?:(.+)\*)?(\d{1,8})$/.exec(written) ?? []
    const isInternal = main === undefined || numberOf(main, country) === account.mainNumber
    const extension =
      isInternal && short ? accounts.extensionByNumber(account.id, short) : undefined
    if (extension) return { extensionId: extension.id }
    const phoneNumber = numberOf(written, country)
    if (phoneNumber === null) throw fail('TEL-109', { parameterName: 'to.phoneNumber' })
    return { phoneNumber }
  }

  /** The number the called party is shown: one of the company's, or the caller's own. */
  function callerIdOf(
    { callerId, country }: Body,
    { id, accountId }: Extension,
  ): string | undefined {
    if (callerId?.phoneNumber === undefined) return undefined
    const parameterName = 'callerId.phoneNumber'
    const number = numberOf(callerId.phoneNumber, country)
    const owned = number === null ? undefined : accounts.number(number)
    if (owned?.accountId !== accountId) throw fail('RNG-102', { parameterName })
    const isOthers = owned.extensionId !== null && owned.extensionId !== id
    if (isOthers || !owned.features.includes('CallerId')) throw fail('TEL-107', { parameterName })
    return owned.number
  }

  return {
    async createRingOutCall(call) {
      requireOwn(call)
      const { account, extension: owner, body } = call
      const from = callerOf(body, owner)
      const to = calleeOf(body, account)
      const callerId = callerIdOf(body, owner)
      const placed = await db.commit(() =>
        startRingOut(parts, {
          account,
          owner,
          from,
          to,
          ...(callerId === undefined ? {} : { callerId }),
          ...(body.playPrompt === undefined ? {} : { playPrompt: body.playPrompt }),
        }),
      )
      return ringOutReply(placed, call)
    },
    readRingOutCallStatus(call) {
      requireOwn(call)
      return ringOutReply(ringOutOf(call.params.ringoutId, call.extension), call)
    },
    async deleteRingOutCall(call) {
      requireOwn(call)
      await db.commit(() => {
        const found = ringOutOf(call.params.ringoutId, call.extension)
        const isOpen =
          ringOutCancelledUntil[parts.profile] === 'its end' || found.caller.status === 'Ringing'
        if (isOpen) cancelCall(parts, found)
      })
    },
  }
}

/** Nobody calls in another's name, not even an admin. */
function requireOwn({ principal, extension }: Pick<Call, 'principal' | 'extension'>): void {
  if (principal.extension?.id !== extension.id) throw fail('CMN-404')
}

/** RingCentral's id of its home country; other dialling plans are taken in E.164 alone. */
const homeCountryId = '1'

function numberOf(written: string | undefined, country: Body['country']): string | null {
  if (written === undefined) return null
  const isHome = country?.id === undefined || country.id === homeCountryId
  return isHome || written.trim().startsWith('+') ? toE164(written) : null
}

// RingCentral's ids look like `Y3MxNzE4NDI4`: a number in Base64.
const ringoutIdOf = ({ id }: VoiceCall) => Buffer.from(`cs${id}`).toString('base64url')

/** The id of a RingOut's call; 0 when it is no id of a RingOut. */
export const callIdOf = (ringoutId: string): number =>
  Number(/^cs(\d{1,15})$/.exec(Buffer.from(ringoutId, 'base64url').toString('latin1'))?.[1] ?? 0)

function ringOutReply(call: VoiceCall, { origin, account, extension }: Place): Reply {
  const id = ringoutIdOf(call)
  return {
    id,
    uri: `${origin}/restapi/v1.0/account/${account.id}/extension/${extension.id}/ring-out/${id}`,
    status: {
      callStatus: callStatusOf(call),
      callerStatus: legStatuses[call.caller.status],
      calleeStatus: legStatuses[call.callee.status],
    },
  }
}

/** The whole call: a success once both legs were connected, out of reach when it ended without. */
function callStatusOf({ caller, callee, endedAt }: VoiceCall) {
  if (caller.answeredAt !== null && callee.answeredAt !== null) return 'Success'
  return endedAt === null ? 'InProgress' : 'CannotReach'
}

const legStatuses = {
  Waiting: 'InProgress',
  Ringing: 'InProgress',
  Success: 'Success',
  Finished: 'Finished',
  Busy: 'Busy',
  NoAnswer: 'NoAnswer',
  Rejected: 'Rejected',
  VoiceMail: 'NoAnswer',
  Blocked: 'Rejected',
  Cancelled: 'Rejected',
} as const satisfies Readonly<Record<LegStatus, string>>
