// Call log and active calls: what was called, and what is being called now.
import { callRecords } from './siblings/call-records.ts'
import { current, type Methods } from './method.ts'
import {
  AccountCallLogQuery,
  ActiveCallsQuery,
  CallLogList,
  ExtensionCallLogQuery,
} from './schemas/call-log.ts'
import { AccountPath, ExtensionPath } from './schemas/common.ts'

const account = '/restapi/v1.0/account/{accountId}'

/** Methods on call records. */
export const callLog = {
  readUserCallLog: {
    route: `GET ${account}/extension/{extensionId}/call-log`,
    summary: 'List the call records of an extension.',
    notes:
      'Inbound and outbound calls with numbers, length and result, newest first; without dates, those of the last 24 hours.',
    source: 'Call-Log/readUserCallLog',
    access: 'read',
    actsOn: 'call record',
    permission: 'ReadCallLog',
    userPermission: 'ReadCallLog',
    rateGroup: 'Heavy',
    event: null,
    path: ExtensionPath,
    query: ExtensionCallLogQuery,
    status: 200,
    returns: CallLogList,
    listed: 'table',
    version: current,
  },
  readCompanyCallLog: {
    route: `GET ${account}/call-log`,
    summary: 'List the call records of the whole account.',
    notes: 'Spans every extension, so it shows calls far beyond the caller’s own.',
    source: 'Call-Log/readCompanyCallLog',
    access: 'read',
    actsOn: 'call record',
    permission: 'ReadCallLog',
    userPermission: 'ReadCallLog',
    rateGroup: 'Heavy',
    event: null,
    path: AccountPath,
    query: AccountCallLogQuery,
    status: 200,
    returns: CallLogList,
    listed: 'table',
    version: current,
  },
  listExtensionActiveCalls: {
    route: `GET ${account}/extension/{extensionId}/active-calls`,
    summary: 'List the calls an extension is on now.',
    notes: 'Calls that last and so are not in the call log yet.',
    source: 'Call-Log/listExtensionActiveCalls',
    access: 'read',
    actsOn: 'call record',
    permission: 'ReadCallLog',
    userPermission: 'ReadCallLog',
    rateGroup: 'Heavy',
    event: null,
    path: ExtensionPath,
    query: ActiveCallsQuery,
    status: 200,
    returns: CallLogList,
    listed: 'table',
    version: current,
  },
  ...callRecords,
} as const satisfies Methods
