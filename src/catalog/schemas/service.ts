// Schemas of service info and of the dictionaries.
import { Type, type TSchema } from 'typebox'
import { Navigation, Paging, pageQuery } from './common.ts'

/** The id of an entry: a number. */
const EntryId = (description: string) => Type.String({ pattern: '^[0-9]{1,19}$', description })

/** Paths that name an entry. */
export const CountryPath = Type.Object({ countryId: EntryId('The country.') })
export const StatePath = Type.Object({ stateId: EntryId('The state.') })
export const TimezonePath = Type.Object({ timezoneId: EntryId('The time zone.') })
export const LanguagePath = Type.Object({ languageId: EntryId('The language.') })

/** A page of a dictionary. */
export const PageQuery = Type.Object({ ...pageQuery })

/** Filters of the countries. */
export const ListCountriesQuery = Type.Object({
  loginAllowed: Type.Optional(
    Type.Boolean({ description: 'Those whose numbers one can sign in with, or the others.' }),
  ),
  signupAllowed: Type.Optional(
    Type.Boolean({ description: 'Those where one can sign up, or the others.' }),
  ),
  numberSelling: Type.Optional(
    Type.Boolean({ description: 'Those whose numbers are sold, or the others.' }),
  ),
  freeSoftphoneLine: Type.Optional(
    Type.Boolean({ description: 'Those with a free softphone line, or the others.' }),
  ),
  ...pageQuery,
})

/** Which states. */
export const ListStatesQuery = Type.Object({
  allCountries: Type.Optional(
    Type.Boolean({ description: 'Of every country; countryId is then ignored.' }),
  ),
  countryId: Type.Optional(Type.Integer({ minimum: 0, description: 'Of this country.' })),
  withPhoneNumbers: Type.Optional(
    Type.Boolean({ default: false, description: 'Only those whose numbers are sold.' }),
  ),
  ...pageQuery,
})

const ListOf = <T extends TSchema>(Entry: T) =>
  Type.Object({
    uri: Type.String(),
    records: Type.Array(Entry),
    paging: Paging,
    navigation: Navigation,
  })

/** A version of the API. */
export const ApiVersion = Type.Object({
  uri: Type.String(),
  versionString: Type.String({ description: 'Release of the specification, as in 1.0.58.' }),
  releaseDate: Type.String(),
  uriString: Type.String({ description: 'How paths name it, as in v1.0.' }),
})

/** All versions, and the server that has them. */
export const ApiVersions = Type.Object({
  uri: Type.String(),
  apiVersions: Type.Array(ApiVersion),
  serverVersion: Type.String(),
})

/** Whether the service is up. */
export const Status = Type.Object({ status: Type.Enum(['Up']) })

/** What the service says to a client behind a proxy: that it is there. */
export const ClientInfo = Type.Object({})

/** A country. */
export const Country = Type.Object({
  id: Type.String(),
  uri: Type.String(),
  name: Type.String(),
  isoCode: Type.String(),
  callingCode: Type.String(),
  emergencyCalling: Type.Boolean(),
  numberSelling: Type.Boolean(),
  loginAllowed: Type.Boolean(),
  signupAllowed: Type.Boolean(),
  freeSoftphoneLine: Type.Boolean(),
})
export const CountryList = ListOf(Country)

/** A state. */
export const State = Type.Object({
  id: Type.String(),
  uri: Type.String(),
  country: Type.Object({ id: Type.String(), uri: Type.String() }),
  isoCode: Type.String(),
  name: Type.String(),
})
export const StateList = ListOf(State)

/** A time zone. */
export const Timezone = Type.Object({
  id: Type.String(),
  uri: Type.String(),
  name: Type.String(),
  description: Type.String(),
  bias: Type.String(),
})
export const TimezoneList = ListOf(Timezone)

/** A language. */
export const Language = Type.Object({
  id: Type.String(),
  uri: Type.String(),
  name: Type.String(),
  localeCode: Type.String(),
  isoCode: Type.String(),
  greeting: Type.Boolean(),
  formattingLocale: Type.Boolean(),
  ui: Type.Boolean(),
  timeFormat: Type.String(),
  dateFormat: Type.String(),
})
export const LanguageList = ListOf(Language)

/** Covers of a fax. */
export const FaxCoverPageList = ListOf(Type.Object({ id: Type.String(), name: Type.String() }))
