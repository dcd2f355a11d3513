// Presence: what people set, and what their phones do at this moment.
import type { Static } from 'typebox'
import { fail } from '#catalog/errors'
import type { presence } from '#catalog/presence'
import type { PresenceInfo } from '#catalog/schemas/presence'
import { isoTime } from '#lib/time'
import type { Extension } from '#storage/platform/accounts'
import type { CallRecord, TelephonyStatus } from '#storage/platform/call-log'
import type { CallParty } from '#storage/platform/calls'
import { defaultPresence, type PresenceSettings } from '#storage/platform/presence'
import type { Handlers } from '../handler.ts'
import { paged, pageOf } from '../stages/paging.ts'
import type { Parts } from '../parts.ts'
import {
  changedPresence,
  changedUnified,
  telephonyStatusOf,
  unifiedReply,
} from './people/presence-update.ts'

type Reply = Static<typeof PresenceInfo>
type ActiveCall = NonNullable<Reply['activeCalls']>[number]

/** What of the calls a caller wants to see. */
interface Detail {
  readonly detailedTelephonyState?: boolean
  readonly sipData?: boolean
}

/** @param parts the platform's stores */
export function presenceMethods(parts: Parts): Handlers<typeof presence> {
  const { accounts, callLog, presence: settings, db } = parts

  /** Changes what a person has set; queues and menus have no such thing. */
  async function change(
    { id, type }: Extension,
    next: (had: PresenceSettings) => PresenceSettings,
  ): Promise<void> {
    if (type !== 'User') throw fail('CMN-112')
    await db.commit(() => settings.set(id, next(settings.of(id))))
  }

  function shown(extension: Extension, origin: string, detail: Detail = {}) {
    const calls = callLog.active({ extensionId: extension.id })
    return presenceReply(extension, settings.of(extension.id), calls, origin, detail)
  }

  const unified = ({ id, type }: Extension) =>
    unifiedReply(settings.of(id), callLog.active({ extensionId: id }), type === 'User')

  return {
    async updateUserPresenceStatus({ extension, body, origin }) {
      await change(extension, (had) => changedPresence(had, body))
      return shown(extension, origin)
    },
    readUnifiedPresence: ({ extension }) => unified(extension),
    async updateUnifiedPresence({ extension, body }) {
      await change(extension, (had) => changedUnified(had, body))
      return unified(extension)
    },
    readUserPresenceStatus: ({ extension, origin, query }) => shown(extension, origin, query),
    readAccountPresence(call) {
      const { account, query, origin } = call
      const page = pageOf(query)
      const extensions = accounts.extensions(account.id, {}, page)
      const set = settings.ofMany(extensions.map(({ id }) => id))
      const calls = Map.groupBy(
        callLog.active({ accountId: account.id }),
        ({ extensionId }) => extensionId,
      )
      const { page: _page, perPage: _perPage, ...effective } = query
      return {
        ...paged(call, effective, page, accounts.countExtensions(account.id)),
        records: extensions.map((extension) => {
          const own = set.get(extension.id) ?? defaultPresence
          return presenceReply(extension, own, calls.get(extension.id) ?? [], origin, query)
        }),
      }
    },
  }
}

function presenceReply(
  extension: Extension,
  settings: PresenceSettings,
  calls: readonly CallRecord[],
  origin: string,
  detail: Detail,
): Reply {
  const { id, accountId, number } = extension
  const uri = `${origin}/restapi/v1.0/account/${accountId}/extension/${id}`
  const whose = { uri: `${uri}/presence`, extension: { uri, id, extensionNumber: number } }
  if (extension.type !== 'User') return { ...whose, presenceStatus: 'Offline' }
  const telephonyStatus = telephonyStatusOf(calls)
  const { message, ...shown } = settings
  return {
    ...whose,
    presenceStatus: presenceStatusOf(settings, telephonyStatus),
    telephonyStatus,
    ...shown,
    ...(message === null ? {} : { message }),
    ...(detail.detailedTelephonyState
      ? {
          // A caller at the voicemail box is no call of the phone's.
          activeCalls: calls
            .filter(({ details }) => details.telephonyStatus !== 'NoCall')
            .map((call) => activeCallReply(call, detail)),
        }
      : {}),
  }
}

function presenceStatusOf(settings: PresenceSettings, telephonyStatus: TelephonyStatus) {
  const { userStatus, dndStatus, meetingStatus } = settings
  const isTaken =
    telephonyStatus !== 'NoCall' ||
    meetingStatus === 'Connected' ||
    dndStatus === 'DoNotAcceptAnyCalls'
  if (isTaken) return 'Busy'
  return userStatus
}

function activeCallReply(call: CallRecord, { sipData }: Detail): ActiveCall {
  const { from, to, details } = call
  return {
    id: call.sessionId,
    direction: call.direction,
    queueCall: details.isQueueCall,
    from: addressOf(from),
    ...(from.name ? { fromName: from.name } : {}),
    to: addressOf(to),
    ...(to.name ? { toName: to.name } : {}),
    startTime: isoTime(call.startedAt),
    telephonyStatus: details.telephonyStatus,
    sessionId: call.sessionId,
    telephonySessionId: call.telephonySessionId,
    partyId: call.partyId,
    terminationType: 'final',
    ...(sipData ? { sipData: sipDataOf(call) } : {}),
  }
}

const addressOf = ({ phoneNumber, extensionNumber }: CallParty): string =>
  phoneNumber ?? extensionNumber ?? ''

/** The names a softphone of the extension would find the call by. */
function sipDataOf(call: CallRecord) {
  const [local, remote] =
    call.direction === 'Outbound' ? [call.from, call.to] : [call.to, call.from]
  return {
    callId: call.partyId,
    fromTag: `${call.sessionId}-1`,
    toTag: `${call.sessionId}-2`,
    localUri: `sip:${addressOf(local)}@sip.invalid`,
    remoteUri: `sip:${addressOf(remote)}@sip.invalid`,
    rcSessionId: call.sessionId,
  }
}
