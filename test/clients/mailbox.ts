// The siblings of messages, calls, presence and subscriptions as a developer calls them with
// @rc-ex/core. Each call makes what it is about itself.
import type RingCentral from '@rc-ex/core'
import { honestAddress } from '../receiver.ts'

/** Where notifications go. */
const hook = await honestAddress()

const account = (rc: RingCentral) => rc.restapi().account()
const extension = (rc: RingCentral) => rc.restapi().account().extension()

/** A note to oneself, as the client reaches it. */
async function newNote(rc: RingCentral) {
  const me = await extension(rc).get()
  const sent = await extension(rc)
    .companyPager()
    .post({
      from: { extensionNumber: String(me.extensionNumber) },
      to: [{ extensionId: String(me.id) }],
      text: 'Order more coffee.',
    })
  return extension(rc).messageStore(String(sent.id))
}

/** A recording of the demo company's calls, as the client reaches it. */
async function recorded(rc: RingCentral) {
  const { records = [] } = await account(rc).callLog().list({ recordingType: 'All' })
  return account(rc).recording(String(records[0]?.recording?.id))
}

/** How each method is called. */
export const driveMailbox = {
  listExtensionPhoneNumbers: (rc: RingCentral) =>
    extension(rc)
      .phoneNumber()
      .get({ usageType: ['DirectNumber'] }),
  listAccountPhoneNumbers: (rc: RingCentral) => account(rc).phoneNumber().list({ perPage: 5 }),
  async readAccountPhoneNumber(rc: RingCentral) {
    const { records = [] } = await account(rc).phoneNumber().list()
    return account(rc).phoneNumber(String(records[0]?.id)).get()
  },
  createInternalTextMessage: newNote,
  updateMessage: async (rc: RingCentral) => (await newNote(rc)).put({ readStatus: 'Unread' }),
  patchMessage: async (rc: RingCentral) => (await newNote(rc)).patch({ readStatus: 'Unread' }),
  deleteMessageByFilter: (rc: RingCentral) =>
    extension(rc).messageStore().deleteAll({ dateTo: '2001-01-01T00:00:00.000Z', type: 'Fax' }),
  syncMessages: (rc: RingCentral) => extension(rc).messageSync().get({ syncType: 'FSync' }),
  async readUserCallRecord(rc: RingCentral) {
    const { records = [] } = await extension(rc).callLog().list()
    return extension(rc).callLog(String(records[0]?.id)).get({ view: 'Detailed' })
  },
  async readCompanyCallRecord(rc: RingCentral) {
    const { records = [] } = await account(rc).callLog().list()
    return account(rc).callLog(String(records[0]?.id)).get()
  },
  deleteUserCallLog: (rc: RingCentral) =>
    extension(rc).callLog().delete({ dateTo: '2001-01-01T00:00:00.000Z' }),
  syncUserCallLog: (rc: RingCentral) =>
    extension(rc).callLogSync().get({ syncType: 'FSync', recordCount: 5 }),
  syncAccountCallLog: (rc: RingCentral) =>
    account(rc).callLogSync().get({ syncType: 'FSync', recordCount: 5 }),
  listCompanyActiveCalls: (rc: RingCentral) => account(rc).activeCalls().get(),
  readCallRecording: async (rc: RingCentral) => (await recorded(rc)).get(),
  readCallRecordingContent: async (rc: RingCentral) => (await recorded(rc)).content().get(),
  updateUserPresenceStatus: (rc: RingCentral) =>
    extension(rc).presence().put({ message: 'Back at seven' }),
  readUnifiedPresence: (rc: RingCentral) => extension(rc).unifiedPresence().get(),
  updateUnifiedPresence: (rc: RingCentral) =>
    extension(rc)
      .unifiedPresence()
      .patch({ glip: { visibility: 'Visible' } }),
  readExtensionFeatures: (rc: RingCentral) =>
    extension(rc)
      .features()
      .get({ featureId: ['SMS'] }),
  readExtensionCallerId: (rc: RingCentral) => extension(rc).callerId().get(),
  async updateSubscription(rc: RingCentral) {
    const eventFilters = ['/restapi/v1.0/account/~/extension/~/presence']
    const { id } = await rc
      .restapi()
      .subscription()
      .post({
        eventFilters,
        deliveryMode: { transportType: 'WebHook', address: hook },
      })
    return rc.restapi().subscription(id).put({ eventFilters, expiresIn: 600 })
  },
}
