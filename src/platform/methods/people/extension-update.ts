// What a PUT makes of an extension: pure. Fields that are not sent stay; fields that are read-only or
// unknown are passed over, as RingCentral does. What cannot be is refused with its name.
import type { Static } from 'typebox'
import { fail } from '#catalog/errors'
import type { UpdateExtension } from '#catalog/schemas/account'
import type { Contact, Extension, ExtensionStatus, ExtensionType } from '#storage/platform/accounts'
import { dictionarySettings, isEntry, type StoredSettings } from '../../dictionary.ts'

type Update = Static<typeof UpdateExtension>

/** Statuses an extension can be moved to from each. */
const nextStatuses: Readonly<Record<ExtensionStatus, readonly ExtensionStatus[]>> = {
  Enabled: ['Disabled', 'Frozen'],
  Disabled: ['Enabled', 'Frozen'],
  Frozen: ['Enabled', 'Disabled'],
  NotActivated: ['Enabled', 'Disabled'],
  Unassigned: ['NotActivated', 'Enabled'],
}

/** Types that are kept alike, so that one can become the other. */
const nextTypes: Readonly<Partial<Record<ExtensionType, readonly ExtensionType[]>>> = {
  Voicemail: ['Announcement'],
  Announcement: ['Voicemail'],
}

/** The extension after an update. Throws CMN-101 for what cannot be. */
export function updated(extension: Extension, update: Update): Extension {
  const contact = contactOf(extension, update)
  const status = statusOf(extension, update)
  const { details } = extension
  return {
    ...extension,
    number: update.extensionNumber ?? extension.number,
    type: typeOf(extension, update),
    status,
    name: nameOf(extension, contact),
    email: contact.email?.toLowerCase() ?? null,
    details: {
      ...details,
      contact,
      regionalSettings: settingsOf(details.regionalSettings, update),
      setupWizardState: update.setupWizardState ?? details.setupWizardState,
      extra: extraOf(extension, update, status),
    },
  }
}

// The fields of a contact, and of what is nested in it: only these are taken over.
const contactFields = [
  'firstName',
  'lastName',
  'company',
  'jobTitle',
  'department',
  'email',
  'businessPhone',
  'mobilePhone',
  'emailAsLoginName',
] as const
const addressFields = ['street', 'city', 'state', 'zip', 'country'] as const
const pronouncedFields = ['type', 'text'] as const

function contactOf({ details }: Extension, { contact }: Update): Contact {
  if (!contact) return details.contact
  const { businessAddress, pronouncedName } = contact
  return {
    ...details.contact,
    ...picked(contact, contactFields),
    ...(businessAddress
      ? {
          businessAddress: {
            ...details.contact.businessAddress,
            ...picked(businessAddress, addressFields),
          },
        }
      : {}),
    ...(pronouncedName
      ? {
          pronouncedName: {
            ...details.contact.pronouncedName,
            ...picked(pronouncedName, pronouncedFields),
          },
        }
      : {}),
  }
}

/** The named fields of an object that are there. */
function picked<T extends object, K extends keyof T>(from: T, names: readonly K[]): Pick<T, K> {
  const found = names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]])
  return Object.fromEntries(found) as Pick<T, K> // made of just these
}

/** A name is its first and last part; an extension always has one. */
function nameOf(extension: Extension, { firstName, lastName }: Contact): string {
  const name = [firstName?.trim(), lastName?.trim()].filter(Boolean).join(' ')
  const had = extension.details.contact
  if (name !== '') return name
  if (!had.firstName && !had.lastName) return extension.name
  throw fail('CMN-101', { parameterName: 'contact.firstName', reason: 'the name would be empty' })
}

function statusOf({ status: had, role }: Extension, { status }: Update): ExtensionStatus {
  if (status === undefined || status === had) return had
  const parameterName = 'status'
  if (!nextStatuses[had].includes(status)) {
    throw fail('CMN-101', { parameterName, reason: `${had} cannot become ${status}` })
  }
  if (role === 'Super Admin') {
    throw fail('CMN-101', { parameterName, reason: 'the account needs its admin' })
  }
  return status
}

function typeOf({ type: had }: Extension, { type }: Update): ExtensionType {
  if (type === undefined || type === had) return had
  const next = nextTypes[had]?.find((one) => one === type)
  if (next !== undefined) return next
  throw fail('CMN-101', { parameterName: 'type', reason: `${had} cannot become ${type}` })
}

function settingsOf(had: StoredSettings, { regionalSettings: sent }: Update): StoredSettings {
  if (!sent) return had
  const changed = dictionarySettings.flatMap((setting) => {
    const id = sent[setting]?.id
    if (id === undefined) return []
    if (isEntry(setting, id)) return [[setting, { id }] as const]
    throw fail('CMN-101', {
      parameterName: `regionalSettings.${setting}.id`,
      parameterValue: id,
    })
  })
  return {
    ...had,
    ...Object.fromEntries(changed),
    ...(sent.timeFormat ? { timeFormat: sent.timeFormat } : {}),
  }
}

/** Fields that are kept as they were sent. Why an extension is off is forgotten once it is on. */
function extraOf({ details }: Extension, update: Update, status: ExtensionStatus) {
  const kept = picked(update, ['partnerId', 'references', 'customFields', 'statusInfo'])
  const { statusInfo, ...rest } = { ...details.extra, ...kept }
  return statusInfo === undefined || status === 'Enabled' ? rest : { ...rest, statusInfo }
}
