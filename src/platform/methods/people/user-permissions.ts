// What a user may do, as their role says: their permissions, and the roles themselves.
import { fail } from '#catalog/errors'
import type { Profile } from '#catalog/profile'
import type { service } from '#catalog/service'
import type { userPermissions as catalog } from '#catalog/siblings/user-permissions'
import type { Extension, Role } from '#storage/platform/accounts'
import type { Call, Handlers } from '../../handler.ts'
import { paged, pageOf } from '../../stages/paging.ts'
import type { Parts } from '../../parts.ts'
import { reachOf, roleNames, roles, userPermissionsIn } from '../../roles.ts'

type RoleMethods = Pick<typeof service, 'listStandardUserRole' | 'readStandardUserRole'>

/** @param parts the platform's stores */
export function userPermissionMethods({ accounts, profile }: Parts): Handlers<typeof catalog> {
  /** The extension on which something is to be done. */
  function targetOf(id: string | undefined, { extension, account }: Call): Extension {
    if (id === undefined || id === '~') return extension
    const target = accounts.extension(Number(id))
    if (target?.accountId === account.id) return target
    throw fail('CMN-102', { parameterName: 'targetExtensionId' })
  }

  /** A permission of a user, where it reaches the target. */
  function held(permission: string, target: Extension, { extension, origin }: Call) {
    const { role } = extension
    const reach = reachOf(role, permission)
    if (reach === null || (reach === 'Self' && target.id !== extension.id)) return undefined
    const { id } = roles[role]
    const uri = `${origin}/restapi/v1.0/account/${extension.accountId}/user-role/${id}`
    return { permission: { id: permission }, effectiveRole: { uri, id }, scopes: [reach] }
  }

  const known = userPermissionsIn(profile)
  return {
    readAuthorizationProfile(call) {
      const target = targetOf(call.query.targetExtensionId, call)
      return {
        uri: `${call.origin}${call.path}`,
        permissions: known.flatMap((permission) => held(permission, target, call) ?? []),
      }
    },
    checkUserPermission(call) {
      const { permissionId, targetExtensionId } = call.query
      if (permissionId === undefined) throw fail('CMN-101', { parameterName: 'permissionId' })
      const target = targetOf(targetExtensionId, call)
      const details = known.includes(permissionId) ? held(permissionId, target, call) : undefined
      return {
        uri: `${call.origin}${call.path}`,
        successful: details !== undefined,
        ...(details ? { details } : {}),
      }
    },
  }
}

/** The roles, as a dictionary of their own. */
export const roleMethods = ({ profile }: Pick<Parts, 'profile'>): Handlers<RoleMethods> => ({
  listStandardUserRole(call) {
    const page = pageOf(call.query)
    const shown = roleNames.slice(page.offset, page.offset + page.limit)
    return {
      ...paged(call, {}, page, roleNames.length),
      records: shown.map((role) => roleReply(role, call.origin)),
    }
  },
  readStandardUserRole({ params, origin }) {
    const role = roleNames.find((name) => roles[name].id === params.roleId)
    if (!role) throw fail('CMN-102', { parameterName: 'roleId' })
    return { ...roleReply(role, origin), permissions: permissionsOf(role, profile) }
  },
})

const permissionsOf = (role: Role, profile: Profile) =>
  userPermissionsIn(profile)
    .filter((permission) => reachOf(role, permission) !== null)
    .map((id) => ({ id }))

function roleReply(role: Role, origin: string) {
  const { id, description } = roles[role]
  return {
    uri: `${origin}/restapi/v1.0/dictionary/user-role/${id}`,
    id,
    displayName: role,
    description,
    custom: false,
    hidden: false,
    scope: role === 'Super Admin' ? ('AllExtensions' as const) : ('Self' as const),
  }
}
