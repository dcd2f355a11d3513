// Where RingCentral's public specification of 2024-05-29 differs from the guide: data, not ifs.
import type { Method } from './method.ts'
import { type MethodId, methods } from './methods.ts'
import type { Profile } from './profile.ts'

/** What of a method's row differs in `live`. */
export type LiveRow = Partial<Pick<Method, 'rateGroup' | 'userPermission'>>

/** Rows that differ. */
export const liveRows: { readonly [Id in MethodId]?: LiveRow } = {
  createFaxMessage: { rateGroup: 'Heavy' },
  listMessages: { rateGroup: 'Light' },
  readMessage: { rateGroup: 'Light' },
  readMessageContent: { rateGroup: 'Medium' },
  readCompanyCallLog: { userPermission: 'FullCompanyCallLog' },
  readRingOutCallStatus: { rateGroup: 'Light' },
  readUserPresenceStatus: { rateGroup: 'Light' },
  readExtension: { rateGroup: 'Light' },
  renewSubscription: { rateGroup: 'Light' },
}

/** The methods as a profile has them. */
export function methodsIn(profile: Profile): Readonly<Record<MethodId, Method>> {
  if (profile === 'guide') return methods
  const rows = Object.entries(methods).map(([id, method]) => [
    id,
    { ...method, ...liveRows[id as MethodId] }, // the keys of `methods`
  ])
  return Object.fromEntries(rows) as Record<MethodId, Method> // ditto
}

/** How long a RingOut can be cancelled; a cancellation that comes later is taken and changes nothing. */
export const ringOutCancelledUntil = {
  guide: 'its end',
  live: 'its first leg answers',
} as const satisfies Readonly<Record<Profile, string>>
