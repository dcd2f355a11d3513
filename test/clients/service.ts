// Service info and dictionaries as a developer looks them up with @rc-ex/core.
import type RingCentral from '@rc-ex/core'
import type { service } from '#catalog/service'

const dictionary = (rc: RingCentral) => rc.restapi().dictionary()

/** How each method is called. */
export const driveService: Readonly<
  Record<keyof typeof service, (rc: RingCentral) => Promise<unknown>>
> = {
  readAPIVersions: (rc) => rc.restapi(null).list(),
  readAPIVersion: (rc) => rc.restapi().get(),
  readAPIStatus: (rc) => rc.get('/restapi/v1.0/status'),
  readClientInfo: (rc) => rc.get('/restapi/v1.0/client-info'),
  listCountries: (rc) => dictionary(rc).country().list({ numberSelling: true }),
  readCountry: (rc) => dictionary(rc).country('46').get(),
  listStates: (rc) => dictionary(rc).state().list({ countryId: 1 }),
  readState: (rc) => dictionary(rc).state('16').get(),
  listTimezones: (rc) => dictionary(rc).timezone().list(),
  readTimezone: (rc) => dictionary(rc).timezone('58').get(),
  listLanguages: (rc) => dictionary(rc).language().list(),
  readLanguage: (rc) => dictionary(rc).language('1033').get(),
  listStandardUserRole: (rc) => dictionary(rc).userRole().list(),
  readStandardUserRole: (rc) => dictionary(rc).userRole('3').get(),
  listFaxCoverPages: (rc) => dictionary(rc).faxCoverPage().get(),
}
