// What a user may do: the permissions their role holds, all of them or one asked for.
import { current, type Methods } from '../method.ts'
import { ExtensionPath } from '../schemas/common.ts'
import {
  AuthorizationProfile,
  AuthorizationProfileQuery,
  CheckUserPermissionQuery,
  PermissionCheck,
} from '../schemas/user-permissions.ts'

const path = '/restapi/v1.0/account/{accountId}/extension/{extensionId}/authz-profile'

const shared = {
  access: 'read',
  actsOn: 'extension',
  permission: null,
  userPermission: null,
  event: null,
  path: ExtensionPath,
  status: 200,
  listed: 'beyond',
  version: current,
} as const

/** Methods on the permissions of a user. */
export const userPermissions = {
  readAuthorizationProfile: {
    ...shared,
    route: `GET ${path}`,
    summary: 'List the permissions of a user.',
    notes: 'Those their role holds, and for whose extensions; only an admin sees another’s.',
    source: 'User-Permissions/readAuthorizationProfile',
    rateGroup: 'Medium',
    query: AuthorizationProfileQuery,
    returns: AuthorizationProfile,
  },
  checkUserPermission: {
    ...shared,
    route: `GET ${path}/check`,
    summary: 'Ask whether a user holds a permission.',
    notes: 'For their own extension, or another that the query names.',
    source: 'User-Permissions/checkUserPermission',
    rateGroup: 'Light',
    query: CheckUserPermissionQuery,
    returns: PermissionCheck,
  },
} as const satisfies Methods
