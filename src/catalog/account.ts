// Users and account: extensions and the account they belong to.
import { current, type Methods } from './method.ts'
import { profileImage } from './siblings/profile-image.ts'
import { forwardingNumbers } from './siblings/forwarding-numbers.ts'
import { phoneNumbers } from './siblings/phone-numbers.ts'
import {
  AccountInfo,
  ExtensionInfo,
  ExtensionList,
  ListExtensionsQuery,
  UpdateExtension,
} from './schemas/account.ts'
import { AccountPath, ExtensionPath } from './schemas/common.ts'
import { userPermissions } from './siblings/user-permissions.ts'
import { userSettings } from './siblings/user-settings.ts'

const path = '/restapi/v1.0/account/{accountId}'

/** Methods on the account and its extensions. */
export const account = {
  listExtensions: {
    route: `GET ${path}/extension`,
    summary: 'List the extensions of the account.',
    notes: 'Names, numbers and email addresses of everyone: it spans the account.',
    source: 'Extensions/listExtensions',
    access: 'read',
    actsOn: 'extension',
    permission: 'ReadAccounts',
    userPermission: 'ReadExtensions',
    rateGroup: 'Medium',
    event: null,
    path: AccountPath,
    query: ListExtensionsQuery,
    status: 200,
    returns: ExtensionList,
    listed: 'table',
    version: current,
  },
  readExtension: {
    route: `GET ${path}/extension/{extensionId}`,
    summary: 'Read one extension.',
    notes: 'With ~ for both ids, the one the token acts for.',
    source: 'User-Settings/readExtension',
    access: 'read',
    actsOn: 'extension',
    permission: 'ReadAccounts',
    userPermission: 'ReadExtensions',
    rateGroup: 'Medium',
    event: null,
    path: ExtensionPath,
    batch: { parameter: 'extensionId', max: 30 },
    status: 200,
    returns: ExtensionInfo,
    listed: 'table',
    version: current,
  },
  updateExtension: {
    route: `PUT ${path}/extension/{extensionId}`,
    summary: 'Change the settings of an extension.',
    notes:
      'Fields that are not sent stay as they are. Takes EditExtensions; ReadAccounts is not enough.',
    source: 'User-Settings/updateExtension',
    access: 'write',
    actsOn: 'extension',
    permission: 'EditExtensions',
    userPermission: 'EditUserInfo OR EditUserCredentials',
    rateGroup: 'Medium',
    event: null,
    path: ExtensionPath,
    body: UpdateExtension,
    status: 200,
    returns: ExtensionInfo,
    listed: 'table',
    version: current,
  },
  readAccountInfo: {
    route: `GET ${path}`,
    summary: 'Read the account.',
    notes: 'The company’s name, address and main number.',
    source: 'Company/readAccountInfo',
    access: 'read',
    actsOn: 'account',
    permission: 'ReadAccounts',
    userPermission: 'ReadCompanyInfo',
    rateGroup: 'Light',
    event: null,
    path: AccountPath,
    status: 200,
    returns: AccountInfo,
    listed: 'table',
    version: current,
  },
  ...profileImage,
  ...phoneNumbers,
  ...forwardingNumbers,
  ...userPermissions,
  ...userSettings,
} as const satisfies Methods
