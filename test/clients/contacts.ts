// Contacts and directory as a developer calls them with @rc-ex/core. Each call makes what it is about
// itself.
import type RingCentral from '@rc-ex/core'
import type { contacts } from '#catalog/contacts'

const book = (rc: RingCentral, id?: string) =>
  rc.restapi().account().extension().addressBook().contact(id)
const directory = (rc: RingCentral, id?: string) => rc.restapi().account().directory().entries(id)

/** A new contact, as the client reaches it. */
async function newContact(rc: RingCentral) {
  const { id } = await book(rc).post({ firstName: 'Alma', mobilePhone: '+15105550121' })
  return book(rc, String(id))
}

/** How each method is called. */
export const driveContacts: Readonly<
  Record<keyof typeof contacts, (rc: RingCentral) => Promise<unknown>>
> = {
  listContacts: (rc) => book(rc).list({ sortBy: ['LastName'], perPage: 5 }),
  createContact: newContact,
  readContact: async (rc) => (await newContact(rc)).get(),
  updateContact: async (rc) => (await newContact(rc)).put({ firstName: 'Ben' }),
  patchContact: async (rc) => (await newContact(rc)).patch({ lastName: 'Okafor' }),
  deleteContact: async (rc) => (await newContact(rc)).delete(),
  syncAddressBook: (rc) =>
    rc.restapi().account().extension().addressBookSync().get({ syncType: 'FSync' }),
  listDirectoryEntries: (rc) => directory(rc).list({ type: 'User' }),
  readDirectoryEntry: (rc) => directory(rc, '62264561').get(),
  searchDirectoryEntries: (rc) => directory(rc).search().post({ searchString: 'devin' }),
}
