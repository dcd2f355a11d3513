// Which methods can answer which code: what the reference lists with a method, and what to do about it.
// Codes that any method can answer follow from its row (a body, a token, a permission); the rest is here.
import type { ErrorCode } from '../errors.ts'
import { type Method, pathOf, verbOf } from '../method.ts'
import { Bytes } from '../schemas/common.ts'

/** Whether a method can answer a code. */
type Can = (method: Method, id: string) => boolean

const hasBody: Can = ({ body }) => body !== undefined
const hasQuery: Can = ({ query }) => Object.keys(query?.properties ?? {}).length > 0
const needsToken: Can = ({ open }) => !open
const namesSomething: Can = (method) => pathOf(method).includes('{')
const ofExtension: Can = (method) => pathOf(method).includes('{extensionId}')
const takesFiles: Can = ({ bodyTypes = [], rawBody }) =>
  rawBody === true || bodyTypes.some((type) => type.startsWith('multipart/'))
const one =
  (...ids: readonly string[]): Can =>
  (_, id) =>
    ids.includes(id)
const under =
  (part: string, ...verbs: readonly string[]): Can =>
  (method) =>
    pathOf(method).includes(part) && (verbs.length === 0 || verbs.includes(verbOf(method)))
const subscribes = one('createSubscription', 'updateSubscription')
const keepsNumber = one('createForwardingNumber', 'updateForwardingNumber')
const addsNumber = one('createForwardingNumber')
const changesNumber = one('updateForwardingNumber')
const dropsNumber = one('deleteForwardingNumber', 'deleteForwardingNumbers')
const anyOf =
  (...all: readonly Can[]): Can =>
  (method, id) =>
    all.some((can) => can(method, id))

/** Every code of the table, and which methods can answer it. Null: no method of the catalogue does. */
export const answeredBy: Readonly<Record<ErrorCode, Can | null>> = {
  'CMN-101': anyOf(hasBody, hasQuery, namesSomething),
  'CMN-102': namesSomething,
  'CMN-102-BODY': anyOf(
    under('/team-messaging/', 'POST', 'PATCH'),
    under('/forwarding-number'),
    one('createRingOutCall', 'createInternalTextMessage', 'createFaxMessage'),
  ),
  'CMN-103': hasBody,
  'CMN-104': (method) => method.body !== undefined && !method.bodyIsOptional,
  'CMN-106': ({ batch }) => batch !== undefined,
  'CMN-107': ({ returns }) => returns === Bytes,
  'CMN-108': ({ batch, body }) => batch !== undefined && body !== undefined,
  'CMN-109': anyOf(under('/teams/', 'POST', 'PATCH', 'DELETE'), under('/forwarding-number')),
  'CMN-112': under('presence', 'PUT', 'PATCH'),
  'CMN-120': null, // an address that is no method's
  'CMN-201': () => true,
  'CMN-203': () => true,
  'CMN-301': needsToken,
  'CMN-304': needsToken,
  'CMN-401': ({ permission }) => permission !== null,
  'CMN-402': under('/teams/', 'POST', 'PATCH', 'DELETE'),
  'CMN-403': keepsNumber,
  'CMN-404': anyOf(
    under('/ring-out'),
    under('/recording/'),
    under('/team-messaging/', 'POST', 'PATCH', 'DELETE'),
    one('createSMSMessage', 'createMMS', 'createFaxMessage', 'createInternalTextMessage'),
  ),
  'CMN-405': ofExtension,
  'CMN-406': anyOf(keepsNumber, one('updateExtension')),
  'CMN-408': ({ userPermission }) => userPermission !== null,
  'CMN-419': ofExtension,
  'AGW-401': needsToken,
  'AGW-402': needsToken,
  'OAU-128': needsToken,
  'OAU-151': needsToken,
  'OAU-213': needsToken,
  'CLG-101': under('/call-log-sync'),
  'CLG-102': null, // what they are about does not befall a token here
  'CLG-103': null,
  'CLG-105': null,
  'CLG-104': under('/call-log-sync'),
  'CLG-110': one('readUserCallLog', 'readCompanyCallLog'),
  'TEL-101': one('createRingOutCall'),
  'TEL-107': one('createRingOutCall'),
  'TEL-108': one('createRingOutCall'),
  'TEL-109': one('createRingOutCall'),
  'RNG-102': one('createRingOutCall'),
  'MSG-240': one('createSMSMessage', 'createMMS'),
  'MSG-245': one('createSMSMessage', 'createMMS'),
  'MSG-333': one('syncMessages'),
  'MSG-338': takesFiles,
  'MSG-343': one('createFaxMessage'),
  'MSG-347': takesFiles,
  'MSG-348': takesFiles,
  'MSG-365': one('createSMSMessage', 'createMMS'),
  'MSG-367': one('createSMSMessage', 'createMMS'),
  'MSG-376': one('createSMSMessage', 'createMMS'),
  'MSG-379': one('createSMSMessage', 'createMMS'),
  'MSG-381': one('createSMSMessage', 'createMMS'),
  'MSG-390': one('deleteMessageByFilter'),
  'ADG-122': one('readDirectoryEntry'),
  'FPN-102': keepsNumber,
  'FPN-103': addsNumber,
  'FPN-104': addsNumber,
  'FPN-105': keepsNumber,
  'FPN-106': keepsNumber,
  'FPN-107': dropsNumber,
  'FPN-109': addsNumber,
  'FPN-110': addsNumber,
  'FPN-111': addsNumber,
  'FPN-112': addsNumber,
  'FPN-113': addsNumber,
  'FPN-116': addsNumber,
  'FPN-119': addsNumber,
  'FPN-120': addsNumber,
  'FPN-122': changesNumber,
  'FPN-125': changesNumber,
  'SUB-402': subscribes,
  'SUB-403': subscribes,
  'SUB-404': subscribes,
  'SUB-405': subscribes,
  'SUB-406': subscribes,
  'SUB-407': subscribes,
  'SUB-408': subscribes,
  'SUB-412': null, // the reason of a filter that is off, never a refusal
  'SUB-505': one('createSubscription'),
  'SUB-507': one('renewSubscription', 'updateSubscription'),
  'SUB-508': subscribes,
  'SUB-511': subscribes,
  'SUB-515': subscribes,
  'SUB-516': subscribes,
  'SUB-518': subscribes,
  'SUB-520': subscribes,
  'SUB-521': subscribes,
  'SUB-522': subscribes,
  'SUB-523': subscribes,
  'SUB-524': subscribes,
  'SUB-525': subscribes,
  'SUB-527': subscribes,
}
