// What a change of presence tells, be it of what a person has set or of what their phone does: their
// presence as it then is, where something of it shows, numbered for each extension.
import { isDeepStrictEqual } from 'node:util'
import { bodyVariant } from '#catalog/events/matching'
import type { Extension } from '#storage/platform/accounts'
import type { CallRecord } from '#storage/platform/call-log'
import type { PresenceSettings } from '#storage/platform/presence'
import { activeCallsOf, presenceOf } from '../methods/people/presence-reply.ts'
import type { Parts } from '../parts.ts'
import type { Occurrence, View } from './publish.ts'

/** RingCentral tells of so many calls, and of how many there are. */
const mostCalls = 7

/** What presence is made of. */
interface Facts {
  readonly settings: PresenceSettings
  readonly calls: readonly CallRecord[]
}

/**
 * Does something that may change what the presence of extensions shows, and tells of those it did change.
 * Call it inside a commit.
 */
export function tellingPresence<T>(
  parts: Parts,
  extensionIds: Iterable<number>,
  change: () => T,
): T {
  const heard = [...new Set(extensionIds)].flatMap((id) => {
    const extension = parts.accounts.extension(id)
    const isHeard = extension?.type === 'User' && parts.hears(occurrencesOf(extension))
    return isHeard ? [{ extension, before: factsOf(parts, id) }] : []
  })
  const result = change()
  for (const { extension, before } of heard) {
    tell(parts, extension, before, factsOf(parts, extension.id))
  }
  return result
}

const occurrencesOf = ({ id, accountId }: Extension) => {
  const own = { of: 'extension', extensionId: id } as const
  return [
    { event: 'presence', whose: own },
    { event: 'account-presence', whose: { of: 'account', accountId } },
    { event: 'presence-dnd', whose: own },
  ] as const satisfies readonly Partial<Occurrence>[]
}

const factsOf = ({ presence, callLog }: Parts, extensionId: number): Facts => ({
  settings: presence.of(extensionId),
  calls: callLog.active({ extensionId }),
})

function tell(parts: Parts, extension: Extension, before: Facts, after: Facts): void {
  const extensionId = String(extension.id)
  let sequence: number | null = null
  const body = ({ filter }: View) => {
    const shown = shownOf(after, filter)
    if (isDeepStrictEqual(shown, shownOf(before, filter))) return null
    sequence ??= nextSequence(parts, extension)
    return { extensionId, sequence, ...shown }
  }
  const [own, ofAccount, dnd] = occurrencesOf(extension)
  parts.publish({ ...own, body })
  parts.publish({ ...ofAccount, body })
  const { dndStatus } = after.settings
  if (dndStatus === before.settings.dndStatus) return
  parts.publish({ ...dnd, body: () => ({ extensionId, dndStatus }) })
}

function shownOf({ settings, calls }: Facts, filter: View['filter']) {
  const presence = presenceOf(settings, calls)
  const { detailed, sip } = bodyVariant(filter)
  if (!detailed) return presence
  const activeCalls = activeCallsOf(calls, { sipData: sip })
  return {
    ...presence,
    activeCalls: activeCalls.slice(0, mostCalls),
    totalActiveCalls: activeCalls.length,
  }
}

/** The number after the last of an extension; stored, so that it goes on after a restart. */
function nextSequence({ state }: Parts, { id }: Extension): number {
  const last = state.read(`presence of ${id}`)
  const next = typeof last === 'number' ? last + 1 : 1
  state.write(`presence of ${id}`, next)
  return next
}
