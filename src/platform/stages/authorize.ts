// May this principal call this method on this path: the app's permission, the user's permission by
// role, and whose extension it is. Reads the catalogue's row; the path's ids are resolved here.
import { fail } from '#catalog/errors'
import type { Method } from '#catalog/method'
import type { Account, Accounts, Extension } from '#storage/platform/accounts'
import type { Principal } from '../handler.ts'
import { roleHolds, sharedUserPermissions } from '../roles.ts'

/** The account and the extension a path names. */
export interface Target {
  readonly account: Account
  /** The path's extension, else the principal's, else (an app acting for nobody) the account's operator. */
  readonly extension: Extension
}

/** What of an extension an app alone needs a permission for is shown to colleagues too. */
const isOpenToColleagues = ({ actsOn, permission, userPermission }: Method): boolean =>
  actsOn === 'extension' && permission !== null && userPermission === null

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
