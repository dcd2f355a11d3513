// RingOut: two-legged calls.
import { current, type Methods } from './method.ts'
import { ExtensionPath } from './schemas/common.ts'
import { MakeRingOut, RingOutPath, RingOutStatus } from './schemas/ring-out.ts'

const ringOuts = '/restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out'

/** Methods that place, watch and cancel calls. */
export const ringOut = {
  createRingOutCall: {
    route: `POST ${ringOuts}`,
    summary: 'Call one number, then another, and connect them.',
    notes:
      'Places a real call: the first number rings and answers, then the second is dialled and both are bridged.',
    source: 'RingOut/createRingOutCall',
    access: 'write',
    actsOn: 'call',
    permission: 'RingOut',
    userPermission: null,
    rateGroup: 'Heavy',
    event: null,
    path: ExtensionPath,
    body: MakeRingOut,
    status: 200,
    returns: RingOutStatus,
    listed: 'table',
    version: current,
  },
  readRingOutCallStatus: {
    route: `GET ${ringOuts}/{ringoutId}`,
    summary: 'Read how far a RingOut has come.',
    notes: 'Takes the permission that places calls, though it only reads.',
    source: 'RingOut/readRingOutCallStatus',
    access: 'read',
    actsOn: 'call',
    permission: 'RingOut',
    userPermission: null,
    rateGroup: 'Heavy',
    event: null,
    path: RingOutPath,
    status: 200,
    returns: RingOutStatus,
    listed: 'table',
    version: current,
  },
  deleteRingOutCall: {
    route: `DELETE ${ringOuts}/{ringoutId}`,
    summary: 'Cancel a RingOut.',
    notes: 'Ends it while it rings or once it is connected.',
    source: 'RingOut/deleteRingOutCall',
    access: 'write',
    actsOn: 'call',
    permission: 'RingOut',
    userPermission: null,
    rateGroup: 'Heavy',
    event: null,
    path: RingOutPath,
    status: 204,
    returns: null,
    listed: 'table',
    version: current,
  },
} as const satisfies Methods
