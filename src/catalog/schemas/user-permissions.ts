// Schemas of what a user may do: permissions, and the roles that hold them.
import { Type } from 'typebox'
import { Navigation, Paging, pageQuery } from './common.ts'

/** A permission by name. */
export const PermissionId = Type.Object({ id: Type.String() })

const scopes = Type.Enum(['AllExtensions', 'Self'])

/** A permission that a user holds, by which role, and for whose extensions. */
const ActivePermission = Type.Object({
  permission: PermissionId,
  effectiveRole: Type.Object({ uri: Type.String(), id: Type.String() }),
  scopes: Type.Array(scopes),
})

const targetExtensionId = Type.Optional(
  Type.String({ pattern: '^(~|[0-9]{1,19})$', description: 'On whose extension.' }),
)

/** On whose extension permissions are asked for. */
export const AuthorizationProfileQuery = Type.Object({ targetExtensionId })

/** Which permission is asked for. */
export const CheckUserPermissionQuery = Type.Object({
  permissionId: Type.Optional(
    Type.String({ maxLength: 128, description: 'Its name; it has to be there.' }),
  ),
  targetExtensionId,
})

/** All permissions of a user. */
export const AuthorizationProfile = Type.Object({
  uri: Type.String(),
  permissions: Type.Array(ActivePermission),
})

/** Whether a user holds a permission. */
export const PermissionCheck = Type.Object({
  uri: Type.String(),
  successful: Type.Boolean(),
  details: Type.Optional(ActivePermission),
})

/** The path of a role. */
export const RolePath = Type.Object({
  roleId: Type.String({ pattern: '^[0-9]{1,19}$', description: 'The role.' }),
})

/** A page of the roles. */
export const RolesQuery = Type.Object({ ...pageQuery })

const role = {
  uri: Type.String(),
  id: Type.String(),
  displayName: Type.String(),
  description: Type.String(),
  custom: Type.Boolean(),
  hidden: Type.Boolean(),
  scope: scopes,
} as const

/** A role with its permissions. */
export const UserRole = Type.Object({ ...role, permissions: Type.Array(PermissionId) })

/** Roles. */
export const UserRoleList = Type.Object({
  uri: Type.String(),
  records: Type.Array(Type.Object(role)),
  paging: Paging,
  navigation: Navigation,
})
