// Schemas of the company's directory.
import { Type } from 'typebox'
import { AccountId, page, Paging } from './common.ts'

/** The path of one entry: an extension. */
export const DirectoryEntryPath = Type.Object({
  accountId: AccountId,
  entryId: Type.String({ pattern: '^[0-9]{1,19}$', description: 'The entry: an extension’s id.' }),
})

const types = [
  'User',
  'Department',
  'Announcement',
  'Voicemail',
  'SharedLinesGroup',
  'PagingOnly',
  'IvrMenu',
  'ParkLocation',
  'Limited',
  'External',
] as const

const perPage = Type.Integer({
  minimum: 1,
  default: 1000,
  description: 'Entries on a page; more than 2000 is cut down to it. Also the words max and all.',
})

/** Which entries. */
export const ListDirectoryQuery = Type.Object({
  showFederated: Type.Optional(
    Type.Boolean({ default: true, description: 'Whether entries say which account they are of.' }),
  ),
  type: Type.Optional(Type.Enum([...types])),
  typeGroup: Type.Optional(Type.Enum(['User', 'NonUser'])),
  page: Type.Optional(page),
  perPage: Type.Optional(perPage),
  siteId: Type.Optional(Type.String({ maxLength: 64 })),
})

const texts = Type.Optional(Type.Array(Type.String({ maxLength: 256 }), { maxItems: 100 }))

/** The fields of an entry that a search can look in. */
export const searchFields = [
  'firstName',
  'lastName',
  'extensionNumber',
  'phoneNumber',
  'email',
  'jobTitle',
  'department',
  'customFieldValue',
] as const

/** The fields of an entry that it can be sorted by. */
export const orderFields = searchFields.slice(0, -1)

/** A search: words, filters, order and page. */
export const SearchDirectory = Type.Object({
  searchString: Type.Optional(Type.String({ maxLength: 256 })),
  searchFields: Type.Optional(Type.Array(Type.Enum([...searchFields]))),
  showFederated: Type.Optional(Type.Boolean()),
  showAdminOnlyContacts: Type.Optional(Type.Boolean()),
  showExternalContacts: Type.Optional(Type.Boolean()),
  extensionType: Type.Optional(Type.String({ maxLength: 64 })),
  extensionTypes: texts,
  extensionStatuses: Type.Optional(
    Type.Array(Type.Enum(['Enabled', 'Disabled', 'NotActivated']), { maxItems: 3 }),
  ),
  accountIds: texts,
  department: Type.Optional(Type.String({ maxLength: 256 })),
  siteId: Type.Optional(Type.String({ maxLength: 64 })),
  siteIds: texts,
  orderBy: Type.Optional(
    Type.Array(
      Type.Object({
        index: Type.Optional(Type.Integer()),
        fieldName: Type.Optional(Type.Enum([...orderFields])),
        direction: Type.Optional(Type.Enum(['Asc', 'Desc'])),
      }),
      { maxItems: 10 },
    ),
  ),
  page: Type.Optional(page),
  perPage: Type.Optional(perPage),
})

const PhoneNumber = Type.Object({
  phoneNumber: Type.String(),
  formattedPhoneNumber: Type.Optional(Type.String()),
  type: Type.Optional(Type.String()),
  usageType: Type.Optional(
    Type.Enum(['MobileNumber', 'ContactNumber', 'DirectNumber', 'ForwardedNumber']),
  ),
  label: Type.Optional(Type.String()),
  hidden: Type.Optional(Type.Boolean()),
  primary: Type.Optional(Type.Boolean()),
})

const Named = Type.Object({ id: Type.String(), name: Type.Optional(Type.String()) })

/** An entry: somebody or something with an extension number. */
export const DirectoryEntry = Type.Object({
  id: Type.String(),
  type: Type.Enum([...types]),
  status: Type.Enum(['Enabled', 'Disabled', 'NotActivated']),
  account: Type.Optional(
    Type.Object({
      id: Type.String(),
      companyName: Type.Optional(Type.String()),
      mainNumber: Type.Optional(PhoneNumber),
    }),
  ),
  name: Type.Optional(Type.String()),
  firstName: Type.Optional(Type.String()),
  lastName: Type.Optional(Type.String()),
  jobTitle: Type.Optional(Type.String()),
  department: Type.Optional(Type.String()),
  email: Type.Optional(Type.String()),
  extensionNumber: Type.String(),
  phoneNumbers: Type.Array(PhoneNumber),
  profileImage: Type.Optional(
    Type.Object({ etag: Type.Optional(Type.String()), uri: Type.Optional(Type.String()) }),
  ),
  site: Named,
  hidden: Type.Boolean(),
  role: Type.Optional(Named),
  callQueues: Type.Optional(Type.Array(Named)),
  customFields: Type.Optional(Type.Array(Named)),
})

/** A page of entries. */
export const Directory = Type.Object({ paging: Paging, records: Type.Array(DirectoryEntry) })
