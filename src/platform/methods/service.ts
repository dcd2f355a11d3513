// Service info and dictionaries: the version of the API, and a page of a dictionary or one entry of it.
import {
  countries,
  type Entries,
  languages,
  states,
  timezones,
} from '#catalog/siblings/dictionaries'
import { faxCoverPages } from '#catalog/rules/fax-cover-pages'
import type { service } from '#catalog/service'
import { versioning } from '#catalog/rules/versions'
import {
  languageReply,
  stateReply,
  type StoredSettings,
  timezoneReply,
  wholeCountryReply,
} from '../dictionary.ts'
import type { Call, Handlers } from '../handler.ts'
import { type EffectiveQuery, paged, pageOf } from '../stages/paging.ts'
import type { Parts } from '../parts.ts'
import { roleMethods } from './people/user-permissions.ts'

type Place = Pick<Call, 'origin' | 'path'>

/** @param parts the platform's stores */
export function serviceMethods(parts: Parts): Handlers<typeof service> {
  const { accounts } = parts

  /** The country an account is in. */
  function homeOf({ account }: Pick<Call, 'account'>): string {
    const settings: StoredSettings =
      accounts.extension(account.operatorId)?.details.regionalSettings ?? {}
    return settings.homeCountry?.id ?? '1'
  }

  return {
    readAPIVersions: ({ origin }) => ({
      uri: `${origin}/restapi`,
      apiVersions: [versionReply(origin)],
      serverVersion: versioning.release,
    }),
    readAPIVersion: ({ origin }) => versionReply(origin),
    readAPIStatus: () => ({ status: 'Up' }),
    readClientInfo: () => ({}),
    listCountries(call) {
      const { page: _page, perPage: _perPage, ...wanted } = call.query
      const isWanted = ({ isServed }: { isServed: boolean }) =>
        Object.values(wanted).every((value) => value === isServed)
      const ids = idsOf(countries, isWanted)
      return listed(call, call.query, ids, (id) => wholeCountryReply(id, call.origin))
    },
    readCountry: ({ params, origin }) => wholeCountryReply(params.countryId, origin),
    listStates(call) {
      const { allCountries, withPhoneNumbers } = call.query
      const wanted = allCountries ? null : String(call.query.countryId ?? homeOf(call))
      const ids = idsOf(
        states,
        ({ countryId }) =>
          (wanted === null || countryId === wanted) &&
          (!withPhoneNumbers || countries[countryId]?.isServed === true),
      )
      return listed(call, call.query, ids, (id) => stateReply(id, call.origin))
    },
    readState: ({ params, origin }) => stateReply(params.stateId, origin),
    listTimezones: (call) =>
      listed(call, call.query, idsOf(timezones), (id) => timezoneReply(id, call.origin)),
    readTimezone: ({ params, origin }) => timezoneReply(params.timezoneId, origin),
    listLanguages: (call) =>
      listed(call, {}, idsOf(languages), (id) => languageReply(id, call.origin)),
    readLanguage: ({ params, origin }) => languageReply(params.languageId, origin),
    listFaxCoverPages: (call) =>
      listed(call, call.query, faxCoverPages, ({ id, name }) => ({ id: String(id), name })),
    ...roleMethods(parts),
  }
}

const versionReply = (origin: string) => ({
  uri: `${origin}/restapi/${versioning.path}`,
  versionString: versioning.release,
  releaseDate: `${versioning.specification}T00:00:00.000Z`,
  uriString: versioning.path,
})

/** The ids of the entries that are wanted, in their order. */
const idsOf = <T>(entries: Entries<T>, isWanted: (entry: T) => boolean = () => true): string[] =>
  Object.entries(entries)
    .filter(([, entry]) => isWanted(entry))
    .map(([id]) => id)

/** A page of a dictionary. */
function listed<E, R>(
  call: Place,
  query: EffectiveQuery & { readonly page?: number; readonly perPage?: number },
  entries: readonly E[],
  replyOf: (entry: E) => R,
) {
  const { page: _page, perPage: _perPage, ...filters } = query
  const page = pageOf(query)
  return {
    ...paged(call, filters, page, entries.length),
    records: entries.slice(page.offset, page.offset + page.limit).map(replyOf),
  }
}
