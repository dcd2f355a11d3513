// The personal address book: list, keep and synchronise contacts.
import type { Static } from 'typebox'
import type { contacts as catalog } from '#catalog/contacts'
import { fail } from '#catalog/errors'
import { ContactFields, type PersonalContact, phoneFields } from '#catalog/schemas/contacts'
import { isCountry, toE164 } from '#lib/phone'
import { isoTime, parseTime } from '#lib/time'
import type { Extension } from '#storage/platform/accounts'
import type { ContactDetails, ContactKeys, StoredContact } from '#storage/platform/contacts'
import type { Call, Handlers } from '../handler.ts'
import { paged, pageOf, uriOf } from '../stages/paging.ts'
import type { Parts } from '../parts.ts'
import { synchronise } from './people/contact-sync.ts'
import { directoryMethods } from './people/directory.ts'

/** Most contacts of an address book. */
const maxContacts = 10_000

type Reply = Static<typeof PersonalContact>
type Place = Pick<Call, 'extension' | 'origin'>

/** @param parts the platform's stores */
export function contactMethods(parts: Parts): Handlers<typeof catalog> {
  const { contacts, clock, db } = parts

  function contactOf({ id }: Extension, contactId: string): StoredContact {
    const contact = contacts.contact(id, Number(contactId))
    if (contact) return contact
    throw fail('CMN-102', { parameterName: 'contactId' })
  }

  /** Replaces what is stored of a contact, and answers it. */
  function replace(contact: StoredContact, details: ContactDetails, place: Place): Reply {
    contacts.update(contact, details, keysOf(details))
    return contactReply({ ...contact, details }, place)
  }

  return {
    listContacts(call) {
      const { query, extension } = call
      const { startsWith, phoneNumber, sortBy } = query
      const filter = {
        ...(startsWith === undefined ? {} : { startsWith }),
        ...(phoneNumber ? { numbers: phoneNumber.map((number) => toE164(number) ?? number) } : {}),
      }
      const page = pageOf(query)
      const total = contacts.count(extension.id, filter)
      return {
        ...paged(call, { startsWith, phoneNumber, sortBy }, page, total),
        records: contacts
          .contacts(extension.id, filter, sortBy ?? ['FirstName', 'LastName'], page)
          .map((contact) => contactReply(contact, call)),
      }
    },
    async createContact(call) {
      const { extension, query, body } = call
      const details = detailsOf(body, query.dialingPlan)
      return db.commit(() => {
        if (contacts.count(extension.id) >= maxContacts) {
          throw fail('CMN-101', {
            parameterName: 'body',
            reason: `an address book has at most ${maxContacts} contacts`,
          })
        }
        return contactReply(contacts.add(extension.id, details, keysOf(details)), call)
      })
    },
    readContact: (call) => contactReply(contactOf(call.extension, call.params.contactId), call),
    async updateContact(call) {
      const details = detailsOf(call.body, call.query.dialingPlan)
      return db.commit(() =>
        replace(contactOf(call.extension, call.params.contactId), details, call),
      )
    },
    async patchContact(call) {
      const { params, query, extension } = call
      const names = Object.keys(ContactFields.properties) as (keyof ContactFields)[] // its keys
      const sent = names.filter((name) => name in call.body)
      const kept = Object.fromEntries(
        sent.flatMap((name) => (call.body[name] == null ? [] : [[name, call.body[name]]])),
      ) as ContactFields // of the same schema, without nulls
      const changes = detailsOf(kept, query.dialingPlan)
      return db.commit(() => {
        const contact = contactOf(extension, params.contactId)
        const stay = Object.entries(contact.details).filter(
          ([name]) => !sent.some((one) => one === name),
        )
        return replace(contact, { ...Object.fromEntries(stay), ...changes }, call)
      })
    },
    async deleteContact({ params, extension }) {
      await db.commit(() => contacts.remove(contactOf(extension, params.contactId)))
    },
    syncAddressBook(call) {
      const { extension, query, origin, path } = call
      const { syncType, perPage, syncToken, nextPageId, ...found } = synchronise(
        contacts,
        extension.id,
        query,
      )
      const { syncToken: sent, pageId } = query
      return {
        uri: uriOf(origin, path, { syncType, syncToken: sent, perPage, pageId }),
        records: found.contacts.map((contact) => contactReply(contact, call)),
        syncInfo: {
          syncType,
          syncToken,
          syncTime: isoTime(clock.now()),
          olderRecordsExist: false,
        },
        ...(nextPageId === undefined
          ? {}
          : {
              nextPageId,
              nextPageUri: uriOf(origin, path, { syncType, perPage, pageId: nextPageId }),
            }),
      }
    },
    ...directoryMethods(parts),
  }
}

function contactReply({ id, availability, details }: StoredContact, place: Place): Reply {
  const { extension, origin } = place
  const { birthday, ...fields } = details
  return {
    uri: `${origin}/restapi/v1.0/account/${extension.accountId}/extension/${extension.id}/address-book/contact/${id}`,
    id,
    availability,
    ...(fields as ContactFields), // a body's schema has judged them
    ...(typeof birthday === 'number' ? { birthday: isoTime(birthday) } : {}),
  }
}

/** What is stored of a contact that was sent: numbers in E.164. Throws CMN-101 for what is no number or no day. */
export function detailsOf(sent: ContactFields, dialingPlan?: string): ContactDetails {
  const country = dialingPlan?.toUpperCase() ?? 'US'
  if (!isCountry(country)) throw fail('CMN-101', { parameterName: 'dialingPlan' })
  const fields = Object.keys(ContactFields.properties) as (keyof ContactFields)[] // its keys
  const details: Record<string, ContactDetails[string]> = {}
  for (const name of fields) {
    const value = sent[name]
    if (value !== undefined && value !== '') details[name] = value
  }
  for (const name of phoneFields) {
    const value = sent[name]
    if (!value) continue
    const number = toE164(value, country)
    if (number === null) throw fail('CMN-101', { parameterName: name, parameterValue: value })
    details[name] = number
  }
  if (sent.birthday) {
    const day = parseTime(sent.birthday)
    if (day === null) throw fail('CMN-101', { parameterName: 'birthday' })
    details['birthday'] = day
  }
  return details
}

/** What a contact is found and sorted by. */
export function keysOf(details: ContactDetails): ContactKeys {
  const key = (name: string): string => {
    const value = details[name]
    return typeof value === 'string' ? value.toLowerCase() : ''
  }
  return {
    firstName: key('firstName'),
    lastName: key('lastName'),
    company: key('company'),
    numbers: phoneFields.flatMap((name) => {
      const number = details[name]
      return typeof number === 'string' ? [number] : []
    }),
  }
}
