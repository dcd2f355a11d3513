// RingCentral's dictionaries of countries, time zones and languages, as far as the platform has them,
// and the regional settings that are made of their entries. Settings are stored as ids and told whole.
import type { Static } from 'typebox'
import { countryOf } from '#lib/phone'
import type { RegionalSettings as RegionalSettingsSchema } from '#catalog/schemas/account'

interface Country {
  readonly name: string
  readonly isoCode: string
  readonly callingCode: string
}
interface Timezone {
  readonly name: string
  readonly description: string
  /** Minutes from UTC, outside of daylight saving time. */
  readonly bias: string
}
interface Language {
  readonly name: string
  readonly localeCode: string
}

const countries: Readonly<Record<string, Country>> = {
  '1': { name: 'United States', isoCode: 'US', callingCode: '1' },
  '39': { name: 'Canada', isoCode: 'CA', callingCode: '1' },
  '224': { name: 'United Kingdom', isoCode: 'GB', callingCode: '44' },
}

const timezones: Readonly<Record<string, Timezone>> = {
  '1': { name: 'GMT', description: 'Greenwich Mean Time', bias: '0' },
  '53': { name: 'US/Eastern', description: 'Eastern Time (US & Canada)', bias: '-300' },
  '55': { name: 'US/Central', description: 'Central Time (US & Canada)', bias: '-360' },
  '57': { name: 'US/Mountain', description: 'Mountain Time (US & Canada)', bias: '-420' },
  '58': { name: 'US/Pacific', description: 'Pacific Time (US & Canada)', bias: '-480' },
  '59': { name: 'US/Alaska', description: 'Alaska', bias: '-540' },
  '61': { name: 'US/Hawaii', description: 'Hawaii', bias: '-600' },
}

const languages: Readonly<Record<string, Language>> = {
  '1033': { name: 'English (United States)', localeCode: 'en-US' },
  '2057': { name: 'English (United Kingdom)', localeCode: 'en-GB' },
  '3084': { name: 'French (Canada)', localeCode: 'fr-CA' },
  '1036': { name: 'French (France)', localeCode: 'fr-FR' },
  '1031': { name: 'German (Germany)', localeCode: 'de-DE' },
  '3082': { name: 'Spanish (Spain)', localeCode: 'es-ES' },
}

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
  return name ? { uri: `${origin}/restapi/v1.0/dictionary/country/${id}`, id, name } : null
}

/** A country as it is told: with its link. */
export const countryReply = (id: string, origin: string) => entryReply('homeCountry', id, origin)

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
  const { folder, entries } = dictionaries[setting]
  const hasPage = folder !== 'language'
  return {
    ...(hasPage ? { uri: `${origin}/restapi/v1.0/dictionary/${folder}/${id}` } : {}),
    id,
    ...entries[id],
  }
}
