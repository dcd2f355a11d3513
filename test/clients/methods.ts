// Each method as a developer calls it with RingCentral's own typed client, @rc-ex/core.
// Keys are the catalogue's: a method without an entry is a type error.
import type RingCentral from '@rc-ex/core'
import type { MethodId } from '#catalog/methods'
import { driveCompany } from './company.ts'
import { driveContacts } from './contacts.ts'
import { driveForwarding } from './forwarding.ts'
import { driveMailbox } from './mailbox.ts'
import { driveService } from './service.ts'
import { driveTeamMessaging } from './team-messaging.ts'
import { honestAddress } from '../receiver.ts'

/** Where notifications go. */
const hook = await honestAddress()

/** What the calls are about: ids that exist and may be used once. */
export interface Subjects {
  readonly ownNumber: string
  readonly otherNumber: string
  readonly messageId: string
  readonly attachmentId: string
  readonly doomedMessageId: string
  readonly ringOutId: string
  readonly chatId: string
  readonly subscriptionId: string
  readonly doomedSubscriptionId: string
}

/** A picture of one pixel. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

type Drive = (rc: RingCentral, subjects: Subjects) => Promise<unknown>

const extension = (rc: RingCentral) => rc.restapi().account().extension()
const chats = (rc: RingCentral, chatId?: string) => rc.teamMessaging().v1().chats(chatId)

/** How each method is called. */
export const drive: Readonly<Record<MethodId, Drive>> = {
  createSMSMessage: (rc, { ownNumber, otherNumber }) =>
    extension(rc)
      .sms()
      .post({
        from: { phoneNumber: ownNumber },
        to: [{ phoneNumber: otherNumber }],
        text: 'Your table is booked for eight.',
      }),
  createMMS: (rc, { ownNumber, otherNumber }) =>
    extension(rc)
      .mms()
      .post({
        from: { phoneNumber: ownNumber },
        to: [{ phoneNumber: otherNumber }],
        text: 'The floor plan.',
        attachments: [{ filename: 'plan.png', content: png, contentType: 'image/png' }],
      }),
  createFaxMessage: (rc, { otherNumber }) =>
    extension(rc)
      .fax()
      .post({
        to: [{ phoneNumber: otherNumber }],
        attachments: [{ filename: 'order.txt', content: 'Two reams.', contentType: 'text/plain' }],
      }),
  listMessages: (rc) =>
    extension(rc)
      .messageStore()
      .list({ messageType: ['SMS'], perPage: 5 }),
  readMessage: (rc, { messageId }) => extension(rc).messageStore(messageId).get(),
  readMessageContent: (rc, { messageId, attachmentId }) =>
    extension(rc).messageStore(messageId).content(attachmentId).get(),
  deleteMessage: (rc, { doomedMessageId }) =>
    extension(rc).messageStore(doomedMessageId).delete([]),
  readUserCallLog: (rc) =>
    extension(rc)
      .callLog()
      .list({ direction: ['Inbound'] }),
  readCompanyCallLog: (rc) => rc.restapi().account().callLog().list({ perPage: 10 }),
  listExtensionActiveCalls: (rc) => extension(rc).activeCalls().get(),
  createRingOutCall: (rc, { ownNumber, otherNumber }) =>
    extension(rc)
      .ringOut()
      .post({ from: { phoneNumber: ownNumber }, to: { phoneNumber: otherNumber } }),
  readRingOutCallStatus: (rc, { ringOutId }) => extension(rc).ringOut(ringOutId).get(),
  deleteRingOutCall: (rc, { ringOutId }) => extension(rc).ringOut(ringOutId).delete(),
  readUserPresenceStatus: (rc) => extension(rc).presence().get({ detailedTelephonyState: true }),
  readAccountPresence: (rc) => rc.restapi().account().presence().get({ perPage: 3 }),
  listExtensions: (rc) =>
    rc
      .restapi()
      .account()
      .extension()
      .list({ type: ['User'] }),
  readExtension: (rc) => extension(rc).get(),
  updateExtension: (rc) => extension(rc).put({ contact: { jobTitle: 'Head of Operations' } }),
  readAccountInfo: (rc) => rc.restapi().account().get(),
  listGlipChatsNew: (rc) => chats(rc).list({ recordCount: 5 }),
  readGlipChatNew: (rc, { chatId }) => chats(rc, chatId).get(),
  readGlipPostsNew: (rc, { chatId }) => chats(rc, chatId).posts().list({ recordCount: 5 }),
  createGlipPostNew: (rc, { chatId }) =>
    chats(rc, chatId).posts().post({ text: 'Stand-up in five.' }),
  createGlipTeamNew: (rc) =>
    rc.teamMessaging().v1().teams().post({ name: 'Launch', public: false }),
  createSubscription: (rc) =>
    rc
      .restapi()
      .subscription()
      .post({
        eventFilters: ['/restapi/v1.0/account/~/extension/~/presence'],
        deliveryMode: { transportType: 'WebHook', address: hook },
        expiresIn: 3600,
      }),
  listSubscriptions: (rc) => rc.restapi().subscription().list(),
  readSubscription: (rc, { subscriptionId }) => rc.restapi().subscription(subscriptionId).get(),
  renewSubscription: (rc, { subscriptionId }) =>
    rc.restapi().subscription(subscriptionId).renew().post(),
  deleteSubscription: (rc, { doomedSubscriptionId }) =>
    rc.restapi().subscription(doomedSubscriptionId).delete(),
  ...driveTeamMessaging,
  ...driveContacts,
  ...driveCompany,
  ...driveForwarding,
  ...driveMailbox,
  ...driveService,
}
