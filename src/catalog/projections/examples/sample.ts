// What an example sends: values for a method's path, query and body, made from its schemas. Where a
// schema cannot know what makes sense together, the row of a table does.
import type { Json, JsonObject } from '../json.ts'
import { plain } from '../json.ts'
import { type Method, pathOf } from '../../method.ts'
import type { MethodId } from '../../methods.ts'

/** A file that goes with a body. */
export interface SampleFile {
  /** The name of its part, which is also the member of @rc-ex/core's body. */
  readonly part: string
  readonly filename: string
  readonly contentType: string
  /** Its text. What is no text is `base64`. */
  readonly content: string
  readonly encoding: 'utf8' | 'base64'
  /** Whether the part may come several times. */
  readonly isList: boolean
}

/** An id of the path that is the caller's to fill in. */
export interface SampleId {
  readonly name: string
  readonly value: string
  /** Where to get one, as `listMessages`; null where the value is right as it stands. */
  readonly from: string | null
}

/** Everything an example sends. */
export interface Sample {
  readonly ids: readonly SampleId[]
  readonly query: JsonObject
  /** Null where the method takes none. */
  readonly body: JsonObject | null
  readonly file: SampleFile | null
}

/** Numbers of the demo company and of the outside world beside it. */
const ownNumber = '+15105550101'
const otherNumber = '+14155550123'

const ids: Readonly<Record<string, readonly [value: string, from: string | null]>> = {
  messageId: ['9214170912', 'listMessages'],
  attachmentId: ['9214170912', 'readMessage'],
  callRecordId: ['R3x8Fq0kTnLsYuA', 'readUserCallLog'],
  recordingId: ['7712049301', 'readCompanyCallLog'],
  ringoutId: ['Y3MxNzE2NDI5', 'createRingOutCall'],
  phoneNumberId: ['1162820004', 'listAccountPhoneNumbers'],
  forwardingNumberId: ['3118204', 'listForwardingNumbers'],
  chatId: ['4190212', 'listGlipChatsNew'],
  postId: ['55120914', 'readGlipPostsNew'],
  personId: ['62264561', 'readGlipEveryoneNew'],
  fileId: ['8812077', 'createGlipFileNew'],
  subscriptionId: ['4f1c7f4e-9a55-4f7e-8f3b-2b6a3a1d9c10', 'listSubscriptions'],
  contactId: ['2051994', 'listContacts'],
  entryId: ['62264561', 'listDirectoryEntries'],
  promptId: ['31120', 'listIvrPrompts'],
  scaleSize: ['90x90', null],
  countryId: ['46', null],
  stateId: ['16', null],
  timezoneId: ['58', null],
  languageId: ['1033', null],
  roleId: ['3', null],
}

/** Texts by the name of the member they are for. */
const texts: Readonly<Record<string, string>> = {
  phoneNumber: otherNumber,
  text: 'Your table is booked for eight.',
  name: 'Launch',
  firstName: 'Alma',
  lastName: 'Okafor',
  label: 'Workshop',
  filename: 'welcome.wav',
  description: 'Everything about the launch.',
  searchString: 'devin',
  extensionNumber: '102',
}

/** Bodies where the schema alone would say too little, or too much. */
const bodies: Readonly<Partial<Record<MethodId, JsonObject>>> = {
  createSMSMessage: {
    from: { phoneNumber: ownNumber },
    to: [{ phoneNumber: otherNumber }],
    text: 'Your table is booked for eight.',
  },
  createMMS: {
    from: { phoneNumber: ownNumber },
    to: [{ phoneNumber: otherNumber }],
    text: 'The floor plan.',
  },
  createFaxMessage: { to: [{ phoneNumber: otherNumber }], faxResolution: 'High' },
  createInternalTextMessage: {
    to: [{ extensionNumber: '102' }],
    text: 'The fitters come at nine.',
  },
  createRingOutCall: {
    from: { phoneNumber: ownNumber },
    to: { phoneNumber: otherNumber },
    playPrompt: false,
  },
  updateExtension: { contact: { jobTitle: 'Head of Operations' } },
  updateUserPresenceStatus: { userStatus: 'Busy', message: 'Back at three.' },
  updateUnifiedPresence: { glip: { visibility: 'Visible' } },
  createForwardingNumber: { type: 'Other', label: 'Workshop', phoneNumber: '+14155550177' },
  updateForwardingNumber: { label: 'Cutting room' },
  createGlipPostNew: { text: 'Stand-up in five.' },
  patchGlipPostNew: { text: 'Stand-up in ten.' },
  createGlipTeamNew: { name: 'Launch', public: true, members: [{ id: '62264561' }] },
  patchGlipTeamNew: { description: 'Everything about the launch.' },
  addGlipTeamMembersNew: { members: [{ id: '62264561' }] },
  removeGlipTeamMembersNew: { members: [{ id: '62264561' }] },
  createGlipConversationNew: { members: [{ id: '62264561' }] },
  createSubscription: {
    eventFilters: ['/restapi/v1.0/account/~/extension/~/message-store/instant'],
    deliveryMode: { transportType: 'WebHook', address: 'https://agent.example.com/hook' },
    expiresIn: 3600,
  },
  updateSubscription: {
    eventFilters: ['/restapi/v1.0/account/~/extension/~/presence'],
    expiresIn: 3600,
  },
  deleteForwardingNumbers: { records: [{ forwardingNumberId: '3118204' }] },
  searchDirectoryEntries: { searchString: 'devin' },
  updateForwardAllCompanyCalls: { enabled: false },
  createIVRPrompt: { name: 'welcome.wav' },
}

/** Queries that make an example more than the bare call. */
const queries: Readonly<Partial<Record<MethodId, JsonObject>>> = {
  listMessages: { messageType: ['SMS'], direction: ['Inbound'], perPage: 5 },
  readUserCallLog: { view: 'Detailed', direction: ['Inbound'], perPage: 5 },
  readCompanyCallLog: { dateFrom: '2026-11-01T00:00:00.000Z', perPage: 5 },
  deleteMessageByFilter: { dateTo: '2001-01-01T00:00:00.000Z', type: 'Fax' },
  deleteUserCallLog: { dateTo: '2001-01-01T00:00:00.000Z' },
  readUserPresenceStatus: { detailedTelephonyState: true },
  listExtensions: { type: ['User'], perPage: 5 },
  listStates: { countryId: 1, perPage: 5 },
  readExtensionFeatures: { featureId: ['SMS'] },
  checkUserPermission: { permissionId: 'ReadCallLog' },
  createGlipFileNew: { name: 'plan.txt' },
}

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** The files that methods with a multipart body are sent with. */
const files: Readonly<Partial<Record<MethodId, SampleFile>>> = {
  createMMS: image('attachments', 'plan.png', true),
  createFaxMessage: {
    part: 'attachments',
    filename: 'order.txt',
    contentType: 'text/plain',
    content: 'Two reams of paper, please.',
    encoding: 'utf8',
    isList: true,
  },
  createUserProfileImage: image('image', 'me.png', false),
  updateUserProfileImage: image('image', 'me.png', false),
  createIVRPrompt: {
    part: 'attachment',
    filename: 'welcome.wav',
    contentType: 'audio/wav',
    content: 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=',
    encoding: 'base64',
    isList: false,
  },
  createGlipFileNew: {
    part: 'body',
    filename: 'plan.txt',
    contentType: 'text/plain',
    content: 'Door on the left.',
    encoding: 'utf8',
    isList: false,
  },
}

function image(part: string, filename: string, isList: boolean): SampleFile {
  return { part, filename, contentType: 'image/png', content: pixel, encoding: 'base64', isList }
}

/** What an example of a method sends. */
export function sampleOf(id: MethodId, method: Method): Sample {
  const names = [...pathOf(method).matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
  return {
    ids: names
      .filter((name) => name !== 'accountId' && name !== 'extensionId')
      .map((name) => {
        const [value, from] = ids[name] ?? ['1', null]
        return { name, value, from }
      }),
    query: queries[id] ?? queryOf(method),
    body: method.body ? (bodies[id] ?? asObject(valueOf(plain(method.body), 'body'))) : null,
    file: files[id] ?? null,
  }
}

/** The query a method needs, and a short page where it has pages. */
function queryOf({ query }: Method): JsonObject {
  const schema = query ? plain(query) : {}
  const properties = asObject(schema['properties'])
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  const wanted = Object.keys(properties).filter(
    (name) =>
      required.includes(name) ||
      name === 'perPage' ||
      name === 'syncType' ||
      (name === 'recordCount' && !('perPage' in properties)),
  )
  return Object.fromEntries(wanted.map((name) => [name, valueOf(asObject(properties[name]), name)]))
}

/** A value that a schema takes, the plainest there is: of an object, what is required or its first two. */
export function valueOf(schema: JsonObject, name: string): Json {
  if (Array.isArray(schema['enum'])) return (schema['enum'][0] ?? null) as Json // JSON Schema is JSON
  if (schema['const'] !== undefined) return schema['const']
  if (Array.isArray(schema['anyOf'])) return valueOf(asObject(schema['anyOf'][0]), name)
  switch (schema['type']) {
    case 'object': {
      const properties = Object.entries(asObject(schema['properties']))
      const required = Array.isArray(schema['required']) ? schema['required'] : []
      const wanted =
        required.length > 0
          ? properties.filter(([member]) => required.includes(member))
          : properties.slice(0, 2)
      return Object.fromEntries(
        wanted.map(([member, inner]) => [member, valueOf(asObject(inner), member)]),
      )
    }
    case 'array':
      return [valueOf(asObject(schema['items']), name)]
    case 'integer':
    case 'number':
      return name === 'perPage' || name === 'recordCount' ? 5 : (asNumber(schema['minimum']) ?? 1)
    case 'boolean':
      return true
    default:
      return texts[name] ?? 'text'
  }
}

const asNumber = (value: Json | undefined): number | null =>
  typeof value === 'number' ? value : null

function asObject(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject) // neither null nor a list
    : {}
}
