// Messaging: sending texts, pictures and faxes.
import { payloadLimits } from './rules/limits.ts'
import { current, type FilesLimit, type Methods } from './method.ts'
import { ExtensionPath } from './schemas/common.ts'
import {
  CreateFaxMessage,
  CreateMMSMessage,
  CreatePagerMessage,
  CreateSMSMessage,
  Message,
} from './schemas/messages.ts'

const extension = '/restapi/v1.0/account/{accountId}/extension/{extensionId}'

const mmsFiles: FilesLimit = {
  bytes: payloadLimits.mmsBytes.limit,
  refusal: 'MSG-376',
  parameterName: 'attachments',
}

/** Methods that send a message. */
export const messaging = {
  createSMSMessage: {
    route: `POST ${extension}/sms`,
    summary: 'Send a text message.',
    notes:
      'The sender is a number of the extension that has SMS. RingCentral’s SDKs may send the body as multipart; with files beside it the message is an MMS.',
    source: 'SMS/createSMSMessage',
    access: 'write',
    actsOn: 'message',
    permission: 'SMS',
    userPermission: 'OutboundSMS',
    rateGroup: 'Medium',
    event: null,
    path: ExtensionPath,
    body: CreateSMSMessage,
    bodyTypes: ['application/json', 'multipart/form-data', 'multipart/mixed'],
    filesLimit: mmsFiles,
    status: 200,
    returns: Message,
    listed: 'table',
    version: current,
  },
  createMMS: {
    route: `POST ${extension}/mms`,
    summary: 'Send a picture message.',
    notes:
      'Takes the SMS permission and a number that has MMS. Up to ten files, 1,500,000 bytes together; the text may be left out.',
    source: 'MMS/createMMS',
    access: 'write',
    actsOn: 'message',
    permission: 'SMS',
    userPermission: 'OutboundSMS',
    rateGroup: 'Medium',
    event: null,
    path: ExtensionPath,
    body: CreateMMSMessage,
    bodyTypes: ['multipart/form-data', 'multipart/mixed'],
    filesLimit: mmsFiles,
    status: 200,
    returns: Message,
    listed: 'table',
    version: current,
  },
  createFaxMessage: {
    route: `POST ${extension}/fax`,
    summary: 'Send a fax.',
    notes:
      'Has a permission of its own, Faxes, which also covers receiving. Documents are parts of the body; up to 50 MB and 200 pages. As JSON, with originalMessageId, a fax is sent again.',
    source: 'Fax/createFaxMessage',
    access: 'write',
    actsOn: 'message',
    permission: 'Faxes',
    userPermission: 'OutboundFaxes',
    rateGroup: 'Medium',
    event: null,
    path: ExtensionPath,
    body: CreateFaxMessage,
    bodyTypes: ['multipart/form-data', 'multipart/mixed', 'application/json'],
    maxBytes: 55 * 2 ** 20,
    filesLimit: {
      bytes: payloadLimits.faxBytes.limit,
      refusal: 'MSG-338',
      parameterName: 'attachment',
    },
    status: 200,
    returns: Message,
    listed: 'table',
    version: current,
  },
  createInternalTextMessage: {
    route: `POST ${extension}/company-pager`,
    summary: 'Send a note to colleagues.',
    notes:
      'A pager message goes from extension to extension, to yourself too, and to every member of a call queue; it crosses no carrier.',
    source: 'Pager-Messages/createInternalTextMessage',
    access: 'write',
    actsOn: 'message',
    permission: 'InternalMessages',
    userPermission: 'InternalSMS',
    rateGroup: 'Medium',
    event: null,
    path: ExtensionPath,
    body: CreatePagerMessage,
    status: 200,
    returns: Message,
    listed: 'beyond',
    version: current,
  },
} as const satisfies Methods
