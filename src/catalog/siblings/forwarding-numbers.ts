// Forwarding numbers: where an extension's calls can go instead of its own phone.
import { current, type Methods } from '../method.ts'
import { ExtensionPath } from '../schemas/common.ts'
import {
  CreateForwardingNumber,
  DeleteForwardingNumbers,
  ForwardingNumber,
  ForwardingNumberList,
  ForwardingNumberPath,
  ForwardingNumbersQuery,
  UpdateForwardingNumber,
} from '../schemas/forwarding-numbers.ts'

const path = '/restapi/v1.0/account/{accountId}/extension/{extensionId}/forwarding-number'

const reading = {
  access: 'read',
  actsOn: 'extension',
  permission: 'ReadAccounts',
  userPermission: 'ReadUserForwardingFlipNumbers',
  rateGroup: 'Light',
  event: null,
  listed: 'beyond',
  version: current,
} as const

const writing = {
  ...reading,
  access: 'write',
  permission: 'EditExtensions',
  userPermission: 'EditUserForwardingFlipNumbers',
  rateGroup: 'Medium',
} as const

/** Methods on forwarding numbers. */
export const forwardingNumbers = {
  listForwardingNumbers: {
    ...reading,
    route: `GET ${path}`,
    summary: 'List the forwarding numbers of an extension.',
    notes:
      'Its own numbers as phone lines, then what was added. A RingOut can start from any by its id.',
    source: 'Call-Forwarding/listForwardingNumbers',
    path: ExtensionPath,
    query: ForwardingNumbersQuery,
    status: 200,
    returns: ForwardingNumberList,
  },
  createForwardingNumber: {
    ...writing,
    route: `POST ${path}`,
    summary: 'Add a forwarding number.',
    notes:
      'One each of Home, Mobile and Work; others need a label. At most ten, seven of them others.',
    source: 'Call-Forwarding/createForwardingNumber',
    path: ExtensionPath,
    body: CreateForwardingNumber,
    status: 200,
    returns: ForwardingNumber,
  },
  deleteForwardingNumbers: {
    ...writing,
    route: `DELETE ${path}`,
    summary: 'Delete several forwarding numbers.',
    notes: 'All that the body names, or, where one of them cannot be deleted, none.',
    source: 'Call-Forwarding/deleteForwardingNumbers',
    path: ExtensionPath,
    body: DeleteForwardingNumbers,
    status: 204,
    returns: null,
  },
  readForwardingNumber: {
    ...reading,
    route: `GET ${path}/{forwardingNumberId}`,
    summary: 'Read one forwarding number.',
    notes: 'With its label and its shortcut for flipping a call.',
    source: 'Call-Forwarding/readForwardingNumber',
    path: ForwardingNumberPath,
    status: 200,
    returns: ForwardingNumber,
  },
  updateForwardingNumber: {
    ...writing,
    route: `PUT ${path}/{forwardingNumberId}`,
    summary: 'Change a forwarding number.',
    notes: 'Its number, its shortcut and, where the type is Other, its label; never its type.',
    source: 'Call-Forwarding/updateForwardingNumber',
    path: ForwardingNumberPath,
    body: UpdateForwardingNumber,
    status: 200,
    returns: ForwardingNumber,
  },
  deleteForwardingNumber: {
    ...writing,
    route: `DELETE ${path}/{forwardingNumberId}`,
    summary: 'Delete a forwarding number.',
    notes: 'A phone line of the extension stays.',
    source: 'Call-Forwarding/deleteForwardingNumber',
    path: ForwardingNumberPath,
    status: 204,
    returns: null,
  },
} as const satisfies Methods
