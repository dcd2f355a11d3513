// One body of every event, as it is on the wire.
import type { EventName, events } from '#catalog/events'
import type { Static } from 'typebox'

type Bodies = { readonly [Name in EventName]: Static<(typeof events)[Name]['body']> }

const createdAt = '2026-11-23T21:29:30.573Z'

const message: Omit<Bodies['fax'], 'id' | 'type'> = {
  to: [{ phoneNumber: '+16505550100', name: 'Ada', target: true }],
  from: { phoneNumber: '+16505550111', location: 'San Mateo, CA' },
  creationTime: createdAt,
  lastModifiedTime: createdAt,
  readStatus: 'Unread',
  priority: 'Normal',
  direction: 'Inbound',
  availability: 'Alive',
  messageStatus: 'Received',
}

const presence: Bodies['presence'] = {
  extensionId: '200',
  telephonyStatus: 'CallConnected',
  sequence: 7,
  presenceStatus: 'Busy',
  userStatus: 'Available',
  meetingStatus: 'Disconnected',
  dndStatus: 'TakeAllCalls',
  allowSeeMyPresence: true,
  ringOnMonitoredCall: false,
  pickUpCallsOnHold: false,
}

const call: Bodies['telephony-sessions'] = {
  sequence: 5,
  sessionId: '402936341008',
  telephonySessionId: 's-a0d1',
  serverId: '10.62.25.111.TAM',
  eventTime: createdAt,
  accountId: '100',
  extensionId: '200',
  origin: { type: 'Call' },
  parties: [
    {
      accountId: '100',
      extensionId: '200',
      id: 'p-a0d1-2',
      direction: 'Inbound',
      to: { phoneNumber: '+16505550100', name: 'Ada', extensionId: '200' },
      from: { phoneNumber: '+16505550111', name: 'Grace' },
      status: { code: 'Disconnected', reason: 'NoAnswer', rcc: false },
      missedCall: true,
      standAlone: false,
      muted: false,
    },
  ],
}

/** The bodies by event. */
export const samples: Bodies = {
  'instant-message': {
    id: '11',
    type: 'SMS',
    ...message,
    subject: 'Hello',
    attachments: [{ id: 11, type: 'Text', contentType: 'text/plain' }],
    conversationId: '42',
    conversation: { id: '42' },
    eventType: 'Create',
    owner: { extensionId: '200', extensionType: 'User', name: 'Ada' },
  },
  presence,
  'telephony-sessions': call,
  'tm-post': {
    id: '26848769679364',
    groupId: '995723345922',
    type: 'TextMessage',
    text: 'Hello, World!',
    creatorId: '62534323',
    addedPersonIds: null,
    creationTime: createdAt,
    lastModifiedTime: createdAt,
    attachments: null,
    activity: null,
    title: null,
    iconUri: null,
    iconEmoji: null,
    mentions: null,
    eventType: 'PostAdded',
  },
  'message-store': {
    extensionId: '200',
    lastUpdated: createdAt,
    changes: [{ type: 'SMS', newCount: 1, updatedCount: 0, newMessageIds: [11] }],
  },
  fax: { id: '12', type: 'Fax', ...message, faxPageCount: 2, faxResolution: 'High' },
  voicemail: {
    id: 13,
    type: 'Voicemail',
    ...message,
    attachments: [
      {
        id: 13,
        type: 'AudioRecording',
        contentType: 'audio/mpeg',
        vmDuration: 25,
        uri: 'https://x',
      },
    ],
    vmTranscriptionStatus: 'NotAvailable',
  },
  'missed-calls': { extensionId: '200', action: 'Missed', sessionId: '1', from: '+16505550111' },
  'presence-dnd': { extensionId: '200', dndStatus: 'DoNotAcceptAnyCalls' },
  'account-presence': presence,
  'account-telephony-sessions': call,
  extension: { extensionId: '200', eventType: 'Update', hints: ['ExtensionInfo'] },
  extensions: { extensionId: '201', eventType: 'Create' },
  'tm-chat': {
    id: '995723345922',
    name: 'Team',
    description: null,
    type: 'Team',
    status: 'Active',
    members: ['62534323'],
    isPublic: true,
    creationTime: createdAt,
    lastModifiedTime: createdAt,
    eventType: 'GroupJoined',
  },
}
