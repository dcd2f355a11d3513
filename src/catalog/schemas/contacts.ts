// Schemas of the personal address book.
import { type Static, Type } from 'typebox'
import { DateTime, ExtensionId, AccountId, Navigation, pageQuery, Paging, Text } from './common.ts'

/** The path of one contact. */
export const ContactPath = Type.Object({
  accountId: AccountId,
  extensionId: ExtensionId,
  contactId: Type.String({ pattern: '^[0-9]{1,19}$', description: 'The contact.' }),
})

const sortFields = ['FirstName', 'LastName', 'Company'] as const

/** Which contacts, and in what order. */
export const ListContactsQuery = Type.Object({
  startsWith: Type.Optional(
    Type.String({ maxLength: 256, description: 'How the first or the last name begins.' }),
  ),
  sortBy: Type.Optional(Type.Array(Type.Enum([...sortFields]))),
  phoneNumber: Type.Optional(
    Type.Array(Type.String({ maxLength: 32 }), {
      maxItems: 100,
      description: 'Numbers (E.164), of which a contact has any.',
    }),
  ),
  ...pageQuery,
})

/** The country that numbers without a country code are of. */
export const DialingPlanQuery = Type.Object({
  dialingPlan: Type.Optional(
    Type.String({ pattern: '^[A-Za-z]{2}$', description: 'ISO 3166-1 alpha-2; US when absent.' }),
  ),
})

/** What a synchronisation goes on from. */
export const SyncContactsQuery = Type.Object({
  syncType: Type.Optional(Type.Enum(['FSync', 'ISync'])),
  syncToken: Type.Optional(Type.String({ maxLength: 256 })),
  perPage: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'Records at once; at most 250, which is the default.',
    }),
  ),
  pageId: Type.Optional(Type.Integer({ minimum: 0 })),
})

const text = Type.Optional(Text(256))
const email = Type.Optional(
  Type.String({ maxLength: 256, pattern: '^[^\\s@]+@[^\\s@]+$', description: 'An email address.' }),
)
const phone = Type.Optional(Type.String({ maxLength: 32, description: 'A phone number.' }))
const address = Type.Optional(
  Type.Object({ street: text, city: text, state: text, zip: text, country: text }),
)

/** The fields of a contact that hold a phone number. */
export const phoneFields = [
  'homePhone',
  'homePhone2',
  'businessPhone',
  'businessPhone2',
  'mobilePhone',
  'businessFax',
  'companyPhone',
  'assistantPhone',
  'carPhone',
  'otherPhone',
  'otherFax',
  'callbackPhone',
] as const

const fields = {
  firstName: text,
  lastName: text,
  middleName: text,
  nickName: text,
  company: text,
  jobTitle: text,
  email,
  email2: email,
  email3: email,
  birthday: Type.Optional(DateTime),
  webPage: Type.Optional(Text(1024)),
  notes: Type.Optional(Text(4096)),
  homePhone: phone,
  homePhone2: phone,
  businessPhone: phone,
  businessPhone2: phone,
  mobilePhone: phone,
  businessFax: phone,
  companyPhone: phone,
  assistantPhone: phone,
  carPhone: phone,
  otherPhone: phone,
  otherFax: phone,
  callbackPhone: phone,
  homeAddress: address,
  businessAddress: address,
  otherAddress: address,
  ringtoneIndex: Type.Optional(Text(64)),
} as const

/** A contact as it is sent: all of it. */
export const ContactFields = Type.Object(fields)

/** What is sent of a contact. */
export type ContactFields = Static<typeof ContactFields>

type Nullable = {
  [K in keyof typeof fields]: Type.TOptional<Type.TUnion<[(typeof fields)[K], Type.TNull]>>
}

/** Part of a contact: absent members stay, null removes. */
export const PatchContact = Type.Object(
  Object.fromEntries(
    Object.entries(fields).map(([name, schema]) => [
      name,
      Type.Optional(Type.Union([schema, Type.Null()])),
    ]),
  ) as Nullable, // made of just these
)

/** A contact. */
export const PersonalContact = Type.Object({
  uri: Type.String(),
  id: Type.Integer(),
  availability: Type.Enum(['Alive', 'Deleted', 'Purged']),
  ...fields,
})

/** A page of contacts. */
export const PersonalContactList = Type.Object({
  uri: Type.String(),
  records: Type.Array(PersonalContact),
  paging: Paging,
  navigation: Navigation,
})

/** What changed in an address book, or all of it. */
export const ContactsSync = Type.Object({
  uri: Type.String(),
  records: Type.Array(PersonalContact),
  syncInfo: Type.Object({
    syncType: Type.Enum(['FSync', 'ISync']),
    syncToken: Type.String(),
    syncTime: Type.String(),
    olderRecordsExist: Type.Boolean(),
  }),
  nextPageId: Type.Optional(Type.Integer()),
  nextPageUri: Type.Optional(Type.String()),
})
