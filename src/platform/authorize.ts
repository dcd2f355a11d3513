// May this principal call this method on this path: the app's permission, the user's permission by
// role, and whose extension it is. Reads the catalogue's row; the path's ids are resolved here.
import { fail } from '#catalog/errors'
import type { Method } from '#catalog/method'
import type { Account, Accounts, Extension, Role } from '#storage/platform/accounts'
import type { Principal } from './handler.ts'

/** The account and the extension a path names. */
export interface Target {
  readonly account: Account
  /** The path's extension, else the principal's, else (an app acting for nobody) the account's operator. */
  readonly extension: Extension
}

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
  'ReadPersonalContacts',
  'EditPersonalContacts',
])

// What everybody in a company may see of each other: the phone book, and who is available.
const sharedUserPermissions: ReadonlySet<string> = new Set(['ReadExtensions', 'ReadPresenceStatus'])

/** What of an extension takes no permission of the user at all is shown to colleagues too. */
const isOpenToColleagues = ({ actsOn, userPermission }: Method): boolean =>
  actsOn === 'extension' && userPermission === null

/** Whether a role holds a user permission; catalogue rows join alternatives with ` OR `. */
export function roleHolds(role: Role, userPermission: string | null): boolean {
  if (userPermission === null || role === 'Super Admin') return true
  return userPermission.split(' OR ').some((one) => standardPermissions.has(one))
}

/** Refuses an app that lacks the method's permission (CMN-401), or a user whose role does (CMN-408). */
export function authorizeMethod(method: Method, principal: Principal): void {
  const { permission, userPermission } = method
  if (permission !== null && !principal.scopes.includes(permission)) {
    throw fail('CMN-401', { permissionName: permission })
  }
  const { extension } = principal
  if (extension !== null && !roleHolds(extension.role, userPermission)) {
    throw fail('CMN-408', { permissionName: userPermission ?? '' })
  }
}

/**
 * Resolves the account and extension of a path.
 * Throws CMN-102 for an id that does not exist, CMN-405 when a user is needed and there is none,
 * CMN-419 for another's extension without the role for it.
 */
export function resolveTarget(
  method: Method,
  params: Readonly<Record<string, string>>,
  principal: Principal,
  accounts: Accounts,
): Target {
  const { account } = principal
  const { accountId, extensionId } = params
  if (accountId !== undefined && accountId !== '~' && accountId !== String(account.id)) {
    throw fail('CMN-102', { parameterName: 'accountId' })
  }
  if (extensionId !== undefined && extensionId !== '~') {
    return { account, extension: otherExtension(method, extensionId, principal, accounts) }
  }
  if (principal.extension !== null) return { account, extension: principal.extension }
  const operator = accounts.extension(account.operatorId)
  // A path below the account itself is what an app may call for nobody.
  if (accountId === undefined || extensionId !== undefined || !operator) throw fail('CMN-405')
  return { account, extension: operator }
}

function otherExtension(
  method: Method,
  extensionId: string,
  principal: Principal,
  accounts: Accounts,
): Extension {
  const own = principal.extension
  if (own !== null && extensionId === String(own.id)) return own
  const extension = accounts.extension(Number(extensionId))
  if (extension?.accountId !== principal.account.id) {
    throw fail('CMN-102', { parameterName: 'extensionId' })
  }
  if (own === null) throw fail('CMN-405')
  const isShared =
    method.access === 'read' &&
    (sharedUserPermissions.has(method.userPermission ?? '') || isOpenToColleagues(method))
  if (own.role !== 'Super Admin' && !isShared) {
    throw fail('CMN-419', { permissionName: method.userPermission ?? method.permission ?? '' })
  }
  return extension
}
