// What an extension has, and what it shows when it calls.
import { current, type Methods } from '../method.ts'
import { ExtensionPath } from '../schemas/common.ts'
import { CallerId, FeatureList, FeaturesQuery } from '../schemas/user-settings.ts'

const extension = '/restapi/v1.0/account/{accountId}/extension/{extensionId}'

/** Methods on what belongs to one user. */
export const userSettings = {
  readExtensionFeatures: {
    route: `GET ${extension}/features`,
    summary: 'List the features of an extension.',
    notes: 'For each one that is not available it says why.',
    source: 'Features/readExtensionFeatures',
    access: 'read',
    actsOn: 'extension',
    permission: 'ReadAccounts',
    userPermission: 'ReadExtensions',
    rateGroup: 'Medium',
    event: null,
    path: ExtensionPath,
    query: FeaturesQuery,
    status: 200,
    returns: FeatureList,
    listed: 'beyond',
    version: current,
  },
  readExtensionCallerId: {
    route: `GET ${extension}/caller-id`,
    summary: 'Read which number others see when an extension calls them.',
    notes: 'By what the call is made with.',
    source: 'Caller-ID/readExtensionCallerId',
    access: 'read',
    actsOn: 'extension',
    permission: 'ReadAccounts',
    userPermission: 'ReadCallerIDSettings',
    rateGroup: 'Light',
    event: null,
    path: ExtensionPath,
    status: 200,
    returns: CallerId,
    listed: 'beyond',
    version: current,
  },
} as const satisfies Methods
