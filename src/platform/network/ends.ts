// The two ends of a call: who is there, what they show of themselves, and what dialling them finds.
import type { Account, Extension, ExtensionType } from '#storage/platform/accounts'
import type { Call, CallParty, Leg, LegKind } from '#storage/platform/calls'
import type { Parts } from '../parts.ts'
import type { Line, Lines } from './calls/progress.ts'
import { locationOf, ownerOf, partyOf } from './directory.ts'

/** One end of a call: an extension, or a number (E.164) of the company or of the outside world. */
export type End =
  | { readonly extensionId: number }
  | { readonly phoneNumber: string; readonly name?: string }

/** Both legs of a call and what the called party sees: within the company, no phone number. */
export function endsOf(
  parts: Parts,
  account: Account,
  from: End,
  to: End,
): Pick<Call, 'caller' | 'callee' | 'shown'> {
  const caller = legOf(parts, account, from)
  const callee = legOf(parts, account, to)
  const owner = caller.extensionId === null ? null : parts.accounts.extension(caller.extensionId)
  const isOutbound = owner && callee.extensionId === null
  const shown = isOutbound
    ? partyOfExtension(owner, callerIdOf(parts, account, owner))
    : caller.party
  return { caller: { ...caller, party: shown }, callee, shown }
}

/**
 * The ends of a call with the company's forwarding of all calls: who calls one of the company's numbers
 * from outside reaches the operator while it is on. A person's own number stays theirs.
 */
export function forwarded(
  { accounts, company }: Parts,
  account: Account,
  to: End,
  ends: ReturnType<typeof endsOf>,
): ReturnType<typeof endsOf> {
  const isFromOutside = ends.caller.extensionId === null
  if (!isFromOutside || !('phoneNumber' in to) || !company.forwardsAllCalls(account.id)) return ends
  const number = accounts.number(to.phoneNumber)
  const isCompanys = number?.accountId === account.id && number.usageType !== 'DirectNumber'
  const operator = accounts.extension(account.operatorId)
  if (!isCompanys || !operator) return ends
  const party = partyOfExtension(operator, to.phoneNumber)
  const kind = kinds[operator.type]
  return { ...ends, callee: { ...ends.callee, kind, party, extensionId: operator.id } }
}

/** A leg that was not dialled yet. */
export function legOf({ accounts }: Parts, account: Account, end: End): Leg {
  const extension =
    'extensionId' in end
      ? accounts.extension(end.extensionId)
      : ownerOf(accounts, account, end.phoneNumber)
  const outside = 'phoneNumber' in end ? partyOf(accounts, account, end.phoneNumber) : {}
  const name = 'name' in end && end.name ? { name: end.name } : {}
  const number = 'phoneNumber' in end ? end.phoneNumber : undefined
  return {
    kind: extension ? kinds[extension.type] : 'phone',
    status: 'Waiting',
    party: extension ? partyOfExtension(extension, number) : { ...outside, ...name },
    extensionId: extension?.id ?? null,
    queueId: null,
    isQuiet: false,
    rangAt: null,
    answeredAt: null,
    heldAt: null,
    endedAt: null,
  }
}

const kinds: Readonly<Record<ExtensionType, LegKind>> = {
  User: 'phone',
  Department: 'queue',
  IvrMenu: 'menu',
  Announcement: 'menu',
  Voicemail: 'mailbox',
}

/** An extension as one end of a call, with the number it is reached or seen by. */
export function partyOfExtension(extension: Extension, phoneNumber?: string): CallParty {
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
export function callerIdOf({ accounts }: Parts, account: Account, { id }: Extension): string {
  const own = accounts.numbersOf(id).find(({ features }) => features.includes('CallerId'))
  return own?.number ?? account.mainNumber
}

/** What dialling finds on the network as it is now. */
export function linesOf(parts: Parts): Lines {
  const { accounts } = parts
  const extensionOf = ({ extensionId }: Leg) =>
    extensionId === null ? undefined : accounts.extension(extensionId)
  return {
    lineOf(leg) {
      const extension = extensionOf(leg)
      return extension ? lineOf(parts, extension, leg.queueId !== null) : 'free'
    },
    nextMember(call) {
      const { callee, members, caller } = call
      if (callee.kind === 'phone') return nextFound(parts, call)
      const queue = extensionOf(callee)
      if (queue?.type !== 'Department') return undefined
      const rung = new Set([caller, ...members].map(({ extensionId }) => extensionId))
      const next = (queue.details.members ?? [])
        .filter((id) => !rung.has(id))
        .flatMap((id) => accounts.extension(id) ?? [])
        .find((member) => lineOf(parts, member, true) === 'free')
      if (!next) return undefined
      return {
        ...callee,
        kind: 'phone',
        status: 'Waiting',
        party: partyOfExtension(next),
        extensionId: next.id,
        queueId: queue.id,
        rangAt: null,
        isQuiet: false,
      }
    },
    hasMailbox(leg) {
      const extension = extensionOf(leg)
      return extension?.status === 'Enabled' && leg.kind !== 'menu'
    },
  }
}

/** The next phone where an extension is found, as planned. */
function nextFound(parts: Parts, { accountId, callee, members, plan }: Call): Leg | undefined {
  const isAway = callee.extensionId === null || callee.isQuiet
  const next = isAway ? undefined : plan.findMe[members.length]
  const account = parts.accounts.account(accountId)
  return next && account && legOf(parts, account, { phoneNumber: next.number })
}

function lineOf({ callLog, presence }: Parts, extension: Extension, isQueueCall: boolean): Line {
  if (extension.status !== 'Enabled') return 'off'
  if (extension.type !== 'User') return 'free'
  const { dndStatus } = presence.of(extension.id)
  const refused = isQueueCall ? 'DoNotAcceptDepartmentCalls' : 'TakeDepartmentCallsOnly'
  if (dndStatus === 'DoNotAcceptAnyCalls' || dndStatus === refused) return 'silent'
  const calls = callLog.active({ extensionId: extension.id })
  return calls.some(({ details }) => details.telephonyStatus !== 'NoCall') ? 'engaged' : 'free'
}
