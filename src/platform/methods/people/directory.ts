// The company's directory: its extensions as a phone book has them, listed, read and searched.
import { hash } from 'node:crypto'
import type { Static } from 'typebox'
import type { contacts as catalog } from '#catalog/contacts'
import { fail } from '#catalog/errors'
import { type DirectoryEntry, orderFields, searchFields } from '#catalog/schemas/directory'
import { nationalForm } from '#lib/phone'
import type { Account, Extension } from '#storage/platform/accounts'
import type { Picture } from '#storage/platform/company'
import { type Call, type Handlers, outcome } from '../../handler.ts'
import { type Page, paged, pageOf } from '../../stages/paging.ts'
import type { Parts } from '../../parts.ts'
import { roles } from '../../roles.ts'
import { etagOf } from './profile-image.ts'

type Entry = Static<typeof DirectoryEntry>
type Status = Entry['status']
type Methods = Pick<
  typeof catalog,
  'listDirectoryEntries' | 'readDirectoryEntry' | 'searchDirectoryEntries'
>
type Search = Call<Methods['searchDirectoryEntries']>['body']

const maxPerPage = 2000
const usualPerPage = 1000

/** Extensions that nobody uses yet or any more are no entries. */
const statuses: readonly Status[] = ['Enabled', 'Disabled', 'NotActivated']

/** The one site of every account: RingCentral's name of it. */
const mainSite = { id: 'main-site', name: 'Main Site' }

/** Names of types that RingCentral answers as `User`. */
const userTypes: ReadonlySet<string> = new Set([
  'User',
  'DigitalUser',
  'VirtualUser',
  'FaxUser',
  'FlexibleUser',
])

/** @param parts the platform's stores */
export function directoryMethods({
  accounts,
  company,
}: Pick<Parts, 'accounts' | 'company'>): Handlers<Methods> {
  /** Every entry of an account, by extension number. */
  function entriesOf(account: Account, withAccount: boolean, origin: string): Entry[] {
    const everybody = accounts.extensions(account.id)
    const pictures = company.pictures(account.id)
    const queues = everybody.filter(({ type }) => type === 'Department')
    const numbers = Map.groupBy(accounts.numbers(account.id), ({ extensionId }) => extensionId)
    return everybody.flatMap((extension) => {
      const status = statuses.find((one) => one === extension.status)
      if (!status) return []
      const own = numbers.get(extension.id) ?? []
      return [
        {
          ...entryOf(extension, status, origin, pictures.get(extension.id)),
          phoneNumbers: [
            ...own.map(({ number, type }) => phone(number, 'DirectNumber', type)),
            ...contactNumbers(extension).filter(
              ({ phoneNumber }) => !own.some(({ number }) => number === phoneNumber),
            ),
          ],
          callQueues: queues
            .filter(({ details }) => details.members?.includes(extension.id))
            .map(({ id, name }) => ({ id: String(id), name })),
          ...(withAccount ? { account: accountOf(account) } : {}),
        },
      ]
    })
  }

  return {
    listDirectoryEntries(call) {
      const { query, account, origin } = call
      const { type, typeGroup, siteId, showFederated = true } = query
      const entries = entriesOf(account, showFederated, origin).filter(
        (entry) =>
          (type === undefined || entry.type === type) &&
          (typeGroup === undefined || (entry.type === 'User') === (typeGroup === 'User')) &&
          (siteId === undefined || siteId === mainSite.id),
      )
      const reply = onePage(entries, query, call)
      return outcome(reply, { etag: hash('sha256', JSON.stringify(reply)).slice(0, 32) })
    },
    readDirectoryEntry({ params, account, origin }) {
      const entry = entriesOf(account, true, origin).find(({ id }) => id === params.entryId)
      if (entry) return entry
      throw fail('ADG-122', { parameterName: 'entryId' })
    },
    searchDirectoryEntries(call) {
      const { body, account, origin } = call
      const found = entriesOf(account, body.showFederated ?? true, origin).filter((entry) =>
        isFound(entry, body, account),
      )
      return onePage(ordered(found, body), body, call)
    },
  }
}

/** One page of entries. */
function onePage(
  entries: readonly Entry[],
  query: { readonly page?: number; readonly perPage?: number },
  place: Pick<Call, 'origin' | 'path'>,
) {
  const page: Page = pageOf(query, maxPerPage, usualPerPage)
  const { paging } = paged(place, {}, page, entries.length)
  return { paging, records: entries.slice(page.offset, page.offset + page.limit) }
}

const phone = (
  phoneNumber: string,
  usageType: 'DirectNumber' | 'MobileNumber' | 'ContactNumber',
  type?: string,
) => ({
  phoneNumber,
  formattedPhoneNumber: nationalForm(phoneNumber),
  ...(type === undefined ? {} : { type }),
  usageType,
  hidden: false,
})

function contactNumbers({ details: { contact } }: Extension) {
  const { businessPhone, mobilePhone } = contact
  return [
    ...(businessPhone ? [phone(businessPhone, 'ContactNumber')] : []),
    ...(mobilePhone ? [phone(mobilePhone, 'MobileNumber')] : []),
  ]
}

const accountOf = ({ id, companyName, mainNumber }: Account) => ({
  id: String(id),
  companyName,
  mainNumber: phone(mainNumber, 'DirectNumber'),
})

function entryOf(
  extension: Extension,
  status: Status,
  origin: string,
  picture: Picture | undefined,
) {
  const { id, type, accountId, details, role } = extension
  const { firstName, lastName, jobTitle, department } = details.contact
  return {
    id: String(id),
    type,
    status,
    name: extension.name,
    ...(firstName === undefined ? {} : { firstName }),
    ...(lastName === undefined ? {} : { lastName }),
    ...(jobTitle === undefined ? {} : { jobTitle }),
    ...(department === undefined ? {} : { department }),
    ...(extension.email === null ? {} : { email: extension.email }),
    extensionNumber: extension.number,
    site: mainSite,
    hidden: details.hidden,
    profileImage: {
      uri: `${origin}/restapi/v1.0/account/${accountId}/extension/${id}/profile-image`,
      ...(picture ? { etag: etagOf(picture) } : {}),
    },
    ...(type === 'User' ? { role: { id: roles[role].id, name: role } } : {}),
  }
}

/** What of an entry a search looks in, in lower case. */
function textsOf(entry: Entry, field: (typeof searchFields)[number]): string[] {
  switch (field) {
    case 'phoneNumber':
      return entry.phoneNumbers.flatMap(({ phoneNumber, formattedPhoneNumber = '' }) => [
        phoneNumber,
        formattedPhoneNumber.toLowerCase(),
      ])
    case 'customFieldValue':
      return []
    default:
      return [entry[field]?.toLowerCase() ?? '']
  }
}

/** Whether every word is in some field, and every filter lets the entry through. */
function isFound(entry: Entry, search: Search, account: Account): boolean {
  const { extensionType, extensionStatuses, department, accountIds } = search
  const fields = search.searchFields ?? searchFields
  const words = (search.searchString ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const types = [...(search.extensionTypes ?? []), ...(extensionType ? [extensionType] : [])]
  const sites = [...(search.siteIds ?? []), ...(search.siteId ? [search.siteId] : [])]
  return (
    words.every((word) =>
      fields.some((field) => textsOf(entry, field).some((text) => text.includes(word))),
    ) &&
    (types.length === 0 || types.some((type) => shownType(type) === entry.type)) &&
    (sites.length === 0 || sites.includes(mainSite.id)) &&
    (!extensionStatuses?.length || extensionStatuses.includes(entry.status)) &&
    (!accountIds?.length || accountIds.includes(String(account.id))) &&
    (department === undefined || entry.department?.toLowerCase() === department.toLowerCase()) &&
    (!entry.hidden || search.showAdminOnlyContacts === true)
  )
}

const shownType = (type: string): string => (userTypes.has(type) ? 'User' : type)

/** Entries in the order a search asks for; those alike stay by extension number. */
function ordered(entries: readonly Entry[], { orderBy = [] }: Search): Entry[] {
  const orders = orderBy.toSorted((one, other) => (one.index ?? 1) - (other.index ?? 1))
  const keyOf = (entry: Entry, field: (typeof orderFields)[number]) =>
    textsOf(entry, field)[0] ?? ''
  return entries.toSorted((one, other) => {
    for (const { fieldName, direction } of orders) {
      if (fieldName === undefined) continue
      const [a, b] = [keyOf(one, fieldName), keyOf(other, fieldName)]
      if (a !== b) return a < b === (direction !== 'Desc') ? -1 : 1
    }
    return 0
  })
}
