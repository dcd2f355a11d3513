// The roles of users: RingCentral's two predefined ones that matter here, and which user permissions each
// holds. What takes which permission is said by the rows of the catalogue.
import { methodsIn } from '#catalog/live'
import type { Profile } from '#catalog/profile'
import type { Role } from '#storage/platform/accounts'

/** Both roles, under RingCentral's ids. */
export const roles = {
  'Super Admin': { id: '1', description: 'Holds every permission, for every extension.' },
  Standard: { id: '3', description: 'Holds what people need for their own extension.' },
} as const satisfies Readonly<Record<Role, { readonly id: string; readonly description: string }>>

/** Their names. */
export const roleNames = Object.keys(roles) as readonly Role[] // its keys

// What RingCentral's predefined role "Standard" holds of the user permissions that methods ask for.
// A Super Admin holds them all, for every extension of the account.
const standardPermissions: ReadonlySet<string> = new Set([
  'OutboundSMS',
  'OutboundFaxes',
  'InternalSMS',
  'ReadMessages',
  'EditMessages',
  'ReadCallLog',
  'ReadPresenceStatus',
  'ReadCompanyInfo',
  'ReadExtensions',
  'ReadUserInfo',
  'EditUserInfo',
  'ReadUserPhoneNumbers',
  'ReadCallRecording',
  'EditCallLog',
  'ReadUserForwardingFlipNumbers',
  'EditUserForwardingFlipNumbers',
  'EditPresenceStatus',
  'ReadCallerIDSettings',
  'ReadPersonalContacts',
  'EditPersonalContacts',
])

/** What everybody in a company may see of each other: the phone book, and who is available. */
export const sharedUserPermissions: ReadonlySet<string> = new Set([
  'ReadExtensions',
  'ReadPresenceStatus',
])

/** Whether a role holds a user permission; catalogue rows join alternatives with ` OR `. */
export function roleHolds(role: Role, userPermission: string | null): boolean {
  if (userPermission === null || role === 'Super Admin') return true
  return userPermission.split(' OR ').some((one) => standardPermissions.has(one))
}

/** How far a role's user permission goes; null when the role does not hold it. */
export function reachOf(role: Role, userPermission: string): 'AllExtensions' | 'Self' | null {
  if (role === 'Super Admin' || sharedUserPermissions.has(userPermission)) return 'AllExtensions'
  return standardPermissions.has(userPermission) ? 'Self' : null
}

/** Every user permission that some method asks for, by name. */
export function userPermissionsIn(profile: Profile): string[] {
  const asked = Object.values(methodsIn(profile)).flatMap(
    ({ userPermission }) => userPermission?.split(' OR ') ?? [],
  )
  return [...new Set(asked)].toSorted()
}
