// Entries of the dictionaries (catalog/dictionaries.ts) as they are told, and the regional settings that
// are made of them. Settings are stored as ids and told whole.
import type { Static } from 'typebox'
import {
  countries,
  type Entries,
  languages,
  states,
  timezones,
} from '#catalog/siblings/dictionaries'
import { fail } from '#catalog/errors'
import type { RegionalSettings as RegionalSettingsSchema } from '#catalog/schemas/account'
import { countryOf } from '#lib/phone'

const dictionaries = {
  homeCountry: { folder: 'country', entries: countries },
  timezone: { folder: 'timezone', entries: timezones },
  language: { folder: 'language', entries: languages },
  greetingLanguage: { folder: 'language', entries: languages },
  formattingLocale: { folder: 'language', entries: languages },
} as const

/** A setting that is an entry of a dictionary. */
export type DictionarySetting = keyof typeof dictionaries

/** All of them. */
export const dictionarySettings = Object.keys(dictionaries) as readonly DictionarySetting[] // its keys

/** Regional settings as they are stored: ids of entries. */
export type StoredSettings = { readonly [K in DictionarySetting]?: { readonly id: string } } & {
  readonly timeFormat?: '12h' | '24h'
}

/** What an account in the US has until somebody changes it. */
export const usualSettings: StoredSettings = {
  homeCountry: { id: '1' },
  timezone: { id: '58' },
  language: { id: '1033' },
  greetingLanguage: { id: '1033' },
  formattingLocale: { id: '1033' },
  timeFormat: '12h',
}

/** Whether a dictionary has the entry a setting is to become. */
export const isEntry = (setting: DictionarySetting, id: string): boolean =>
  Object.hasOwn(dictionaries[setting].entries, id)

/** The country a number (E.164) is of, briefly; null for one that the dictionary does not have. */
export function countryOfNumber(number: string, origin: string) {
  const isoCode = countryOf(number)
  const id = Object.keys(countries).find((one) => countries[one]?.isoCode === isoCode)
  const name = id && countries[id]?.name
  return name ? { uri: uriOf('country', id, origin), id, name } : null
}

/** Regional settings as they are told: every entry whole. */
export function regionalSettingsReply(
  stored: StoredSettings,
  origin: string,
): Static<typeof RegionalSettingsSchema> {
  const entries = dictionarySettings.flatMap((setting) => {
    const id = stored[setting]?.id
    return id === undefined ? [] : [[setting, entryReply(setting, id, origin)] as const]
  })
  return {
    ...Object.fromEntries(entries),
    ...(stored.timeFormat ? { timeFormat: stored.timeFormat } : {}),
  }
}

function entryReply(setting: DictionarySetting, id: string, origin: string) {
  switch (dictionaries[setting].folder) {
    case 'country':
      return countryReply(id, origin)
    case 'timezone':
      return timezoneReply(id, origin)
    case 'language': {
      const { name, localeCode } = entryOf(languages, id, 'languageId')
      return { id, name, localeCode }
    }
  }
}

/** A country where another thing names it. */
export function countryReply(id: string, origin: string) {
  const { name, isoCode, callingCode } = entryOf(countries, id, 'countryId')
  return { uri: uriOf('country', id, origin), id, name, isoCode, callingCode }
}

/** A country of the dictionary. */
export function wholeCountryReply(id: string, origin: string) {
  const { isServed } = entryOf(countries, id, 'countryId')
  return {
    ...countryReply(id, origin),
    emergencyCalling: isServed,
    numberSelling: isServed,
    loginAllowed: isServed,
    signupAllowed: isServed,
    freeSoftphoneLine: isServed,
  }
}

/** A state, with the country it is in. */
export function stateReply(id: string, origin: string) {
  const { countryId, isoCode, name } = entryOf(states, id, 'stateId')
  const country = { id: countryId, uri: uriOf('country', countryId, origin) }
  return { uri: uriOf('state', id, origin), id, country, isoCode, name }
}

/** A time zone. */
export const timezoneReply = (id: string, origin: string) => ({
  uri: uriOf('timezone', id, origin),
  id,
  ...entryOf(timezones, id, 'timezoneId'),
})

/** A language of the dictionary. */
export const languageReply = (id: string, origin: string) => ({
  uri: uriOf('language', id, origin),
  id,
  ...entryOf(languages, id, 'languageId'),
  greeting: true,
  formattingLocale: true,
  ui: true,
})

/** The entry with an id; CMN-102 when there is none. */
function entryOf<T>(entries: Entries<T>, id: string, parameterName: string): T {
  const entry = Object.hasOwn(entries, id) ? entries[id] : undefined
  if (entry === undefined) throw fail('CMN-102', { parameterName })
  return entry
}

const uriOf = (folder: string, id: string, origin: string) =>
  `${origin}/restapi/v1.0/dictionary/${folder}/${id}`
