// RingCentral's dictionaries, as far as the platform has them: countries, their states, time zones and
// languages. Ids are RingCentral's where those are known (countries, time zones,
// languages, the states from Alaska to California); the other ids count on from them.

/** A country. */
export interface Country {
  readonly name: string
  readonly isoCode: string
  readonly callingCode: string
  /** Whether RingCentral sells numbers, accounts, free softphone lines and emergency calls there. */
  readonly isServed: boolean
}

/** A state or province. */
export interface State {
  readonly countryId: string
  readonly isoCode: string
  readonly name: string
}

/** A time zone. */
export interface Timezone {
  readonly name: string
  readonly description: string
  /** Minutes from UTC, outside of daylight saving time. */
  readonly bias: string
}

/** A language with the form its dates and times have. */
export interface Language {
  readonly name: string
  readonly localeCode: string
  readonly isoCode: string
  readonly timeFormat: string
  readonly dateFormat: string
}

/** Entries of a dictionary by id. */
export type Entries<T> = Readonly<Record<string, T>>

/** Countries. */
export const countries: Entries<Country> = {
  '1': { name: 'United States', isoCode: 'US', callingCode: '1', isServed: true },
  '39': { name: 'Canada', isoCode: 'CA', callingCode: '1', isServed: true },
  '46': { name: 'China', isoCode: 'CN', callingCode: '86', isServed: false },
  '75': { name: 'France', isoCode: 'FR', callingCode: '33', isServed: true },
  '224': { name: 'United Kingdom', isoCode: 'GB', callingCode: '44', isServed: true },
}

// By name, as RingCentral numbers them; Alaska is 13, California 16.
const statesOfUS = `AL Alabama;AK Alaska;AZ Arizona;AR Arkansas;CA California;CO Colorado;CT Connecticut;
DE Delaware;DC District of Columbia;FL Florida;GA Georgia;HI Hawaii;ID Idaho;IL Illinois;IN Indiana;IA Iowa;
KS Kansas;KY Kentucky;LA Louisiana;ME Maine;MD Maryland;MA Massachusetts;MI Michigan;MN Minnesota;
MS Mississippi;MO Missouri;MT Montana;NE Nebraska;NV Nevada;NH New Hampshire;NJ New Jersey;NM New Mexico;
NY New York;NC North Carolina;ND North Dakota;OH Ohio;OK Oklahoma;OR Oregon;PA Pennsylvania;RI Rhode Island;
SC South Carolina;SD South Dakota;TN Tennessee;TX Texas;UT Utah;VT Vermont;VA Virginia;WA Washington;
WV West Virginia;WI Wisconsin;WY Wyoming`
const provincesOfCanada = `AB Alberta;BC British Columbia;MB Manitoba;NB New Brunswick;
NL Newfoundland and Labrador;NT Northwest Territories;NS Nova Scotia;NU Nunavut;ON Ontario;
PE Prince Edward Island;QC Quebec;SK Saskatchewan;YT Yukon`

const statesFrom = (firstId: number, countryId: string, listed: string): Entries<State> =>
  Object.fromEntries(
    listed.split(/;\n?/).map((entry, index) => {
      const state = { countryId, isoCode: entry.slice(0, 2), name: entry.slice(3) }
      return [String(firstId + index), state]
    }),
  )

/** States and provinces. */
export const states: Entries<State> = {
  ...statesFrom(12, '1', statesOfUS),
  ...statesFrom(63, '39', provincesOfCanada),
}

/** Time zones. */
export const timezones: Entries<Timezone> = {
  '1': { name: 'GMT', description: 'Greenwich Mean Time', bias: '0' },
  '6': { name: 'Europe/Berlin', description: 'Central European Time', bias: '60' },
  '53': { name: 'US/Eastern', description: 'Eastern Time (US & Canada)', bias: '-300' },
  '55': { name: 'US/Central', description: 'Central Time (US & Canada)', bias: '-360' },
  '57': { name: 'US/Mountain', description: 'Mountain Time (US & Canada)', bias: '-420' },
  '58': { name: 'US/Pacific', description: 'Pacific Time (US & Canada)', bias: '-480' },
  '59': { name: 'US/Alaska', description: 'Alaska', bias: '-540' },
  '61': { name: 'US/Hawaii', description: 'Hawaii', bias: '-600' },
}

const language = (
  name: string,
  localeCode: string,
  timeFormat: string,
  dateFormat: string,
): Language => ({ name, localeCode, isoCode: localeCode.slice(0, 2), timeFormat, dateFormat })

/** Languages: each for greetings, for the form of dates, and for the pages people see. */
export const languages: Entries<Language> = {
  '1031': language('German (Germany)', 'de-DE', 'HH:mm', 'dd.MM.yyyy'),
  '1033': language('English (United States)', 'en-US', 'hh:mm a', 'MM/dd/yyyy'),
  '1036': language('French (France)', 'fr-FR', 'HH:mm', 'dd/MM/yyyy'),
  '2057': language('English (United Kingdom)', 'en-GB', 'HH:mm', 'dd/MM/yyyy'),
  '3082': language('Spanish (Spain)', 'es-ES', 'HH:mm', 'dd/MM/yyyy'),
  '3084': language('French (Canada)', 'fr-CA', 'HH:mm', 'yyyy-MM-dd'),
}
