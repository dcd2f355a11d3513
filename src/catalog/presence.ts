// Presence: who is available, busy or on a call.
import { current, type Methods } from './method.ts'
import { AccountPath, ExtensionPath } from './schemas/common.ts'
import {
  AccountPresenceList,
  AccountPresenceQuery,
  PresenceInfo,
  PresenceQuery,
} from './schemas/presence.ts'

const account = '/restapi/v1.0/account/{accountId}'

/** Methods that read presence. */
export const presence = {
  readUserPresenceStatus: {
    route: `GET ${account}/extension/{extensionId}/presence`,
    summary: 'Read whether a person is available, busy or on a call.',
    notes: 'With detailedTelephonyState the calls in progress come with it.',
    source: 'Presence/readUserPresenceStatus',
    access: 'read',
    actsOn: 'presence',
    permission: 'ReadPresence',
    userPermission: 'ReadPresenceStatus',
    rateGroup: 'Medium',
    event: 'presence',
    path: ExtensionPath,
    batch: { parameter: 'extensionId', max: 30 },
    query: PresenceQuery,
    status: 200,
    returns: PresenceInfo,
    listed: 'table',
    version: current,
  },
  readAccountPresence: {
    route: `GET ${account}/presence`,
    summary: 'Read the presence of every extension of the account.',
    notes: 'Shows the whole company, not the calling user alone.',
    source: 'Presence/readAccountPresence',
    access: 'read',
    actsOn: 'presence',
    permission: 'ReadPresence',
    userPermission: 'ReadPresenceStatus',
    rateGroup: 'Heavy',
    event: null,
    path: AccountPath,
    query: AccountPresenceQuery,
    status: 200,
    returns: AccountPresenceList,
    listed: 'table',
    version: current,
  },
} as const satisfies Methods
