// The siblings of messages, calls, presence and subscriptions as a developer calls them with
// @rc-ex/core. Each call makes what it is about itself.
import type RingCentral from '@rc-ex/core'

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
  updateUserPresenceStatus: (rc: RingCentral) =>
    extension(rc).presence().put({ message: 'Back at seven' }),
  readUnifiedPresence: (rc: RingCentral) => extension(rc).unifiedPresence().get(),
  updateUnifiedPresence: (rc: RingCentral) =>
    extension(rc)
      .unifiedPresence()
      .patch({ glip: { visibility: 'Visible' } }),
  async updateSubscription(rc: RingCentral) {
    const eventFilters = ['/restapi/v1.0/account/~/extension/~/presence']
    const { id } = await rc
      .restapi()
      .subscription()
      .post({
        eventFilters,
        deliveryMode: { transportType: 'WebHook', address: 'https://agent.example.com/hook' },
      })
    return rc.restapi().subscription(id).put({ eventFilters, expiresIn: 600 })
  },
}
