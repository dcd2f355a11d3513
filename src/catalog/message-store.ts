// Message store: the mailbox of an extension.
import { current, type Methods } from './method.ts'
import { AttachmentPath, Bytes, ExtensionPath, MessagePath } from './schemas/common.ts'
import {
  ContentQuery,
  DeleteMessageQuery,
  ListMessagesQuery,
  Message,
  MessageList,
} from './schemas/messages.ts'

const mailbox = '/restapi/v1.0/account/{accountId}/extension/{extensionId}/message-store'

/** Methods on the messages of a mailbox. */
export const messageStore = {
  listMessages: {
    route: `GET ${mailbox}`,
    summary: 'List the messages of a mailbox.',
    notes:
      'Texts, pictures, faxes, voicemail and pager messages, newest first; without dates, those of the last 24 hours.',
    source: 'Message-Store/listMessages',
    access: 'read',
    actsOn: 'message',
    permission: 'ReadMessages',
    userPermission: 'ReadMessages',
    rateGroup: 'Medium',
    event: 'instant-message',
    path: ExtensionPath,
    query: ListMessagesQuery,
    status: 200,
    returns: MessageList,
    listed: 'table',
    version: current,
  },
  readMessage: {
    route: `GET ${mailbox}/{messageId}`,
    summary: 'Read one message.',
    notes: 'Shows a message and what is attached to it; deleting takes another permission.',
    source: 'Message-Store/readMessage',
    access: 'read',
    actsOn: 'message',
    permission: 'ReadMessages',
    userPermission: 'ReadMessages',
    rateGroup: 'Medium',
    event: null,
    path: MessagePath,
    status: 200,
    returns: Message,
    listed: 'table',
    version: current,
  },
  readMessageContent: {
    route: `GET ${mailbox}/{messageId}/content/{attachmentId}`,
    summary: 'Download an attachment: a picture, a fax, a recording.',
    notes: 'Answers the bytes themselves with their own media type.',
    source: 'Message-Store/readMessageContent',
    access: 'read',
    actsOn: 'attachment',
    permission: 'ReadMessages',
    userPermission: 'ReadMessages',
    rateGroup: 'Heavy',
    event: null,
    path: AttachmentPath,
    query: ContentQuery,
    status: 200,
    returns: Bytes,
    listed: 'table',
    version: current,
  },
  deleteMessage: {
    route: `DELETE ${mailbox}/{messageId}`,
    summary: 'Delete a message.',
    notes:
      'The first time it is Deleted and can be restored; the second time, or with purge, it is Purged for good. Takes EditMessages; ReadMessages is not enough.',
    source: 'Message-Store/deleteMessage',
    access: 'write',
    actsOn: 'message',
    permission: 'EditMessages',
    userPermission: 'EditMessages',
    rateGroup: 'Medium',
    event: null,
    path: MessagePath,
    query: DeleteMessageQuery,
    status: 204,
    returns: null,
    listed: 'table',
    version: current,
  },
} as const satisfies Methods
