// Schemas of the account's phone numbers.
import { Type } from 'typebox'
import { AccountPath, Navigation, NumericId, Paging, pageQuery } from './common.ts'

const usageTypes = [
  'MainCompanyNumber',
  'AdditionalCompanyNumber',
  'CompanyNumber',
  'DirectNumber',
  'CompanyFaxNumber',
  'ForwardedNumber',
  'ForwardedCompanyNumber',
  'ContactCenterNumber',
  'ConferencingNumber',
  'MeetingsNumber',
  'NumberPool',
  'BusinessMobileNumber',
  'PartnerBusinessMobileNumber',
  'IntegrationNumber',
] as const
const statuses = Type.Enum(['Normal', 'Pending', 'PortedIn', 'Temporary'])
const paymentTypes = Type.Enum([
  'External',
  'TollFree',
  'Local',
  'BusinessMobileNumberProvider',
  'ExternalNumberProvider',
  'ExternalNumberProviderTollFree',
])

/** The path of one phone number. */
export const PhoneNumberPath = Type.Object({
  ...AccountPath.properties,
  phoneNumberId: NumericId('The phone number.'),
})

/** Filters of an extension's numbers. */
export const ExtensionNumbersQuery = Type.Object({
  usageType: Type.Optional(Type.Array(Type.Enum([...usageTypes]))),
  status: Type.Optional(statuses),
  ...pageQuery,
})

/** Filters of the account's numbers. */
export const AccountNumbersQuery = Type.Object({
  ...ExtensionNumbersQuery.properties,
  paymentType: Type.Optional(paymentTypes),
})

const shared = {
  uri: Type.String(),
  id: Type.Integer(),
  phoneNumber: Type.String(),
  usageType: Type.Enum([...usageTypes]),
  type: Type.Enum(['VoiceFax', 'FaxOnly', 'VoiceOnly']),
  paymentType: paymentTypes,
  status: statuses,
  country: Type.Optional(
    Type.Object({
      uri: Type.Optional(Type.String()),
      id: Type.Optional(Type.String()),
      name: Type.Optional(Type.String()),
    }),
  ),
  label: Type.Optional(Type.String()),
  location: Type.Optional(Type.String()),
  primary: Type.Boolean(),
  extension: Type.Optional(
    Type.Object({
      uri: Type.String(),
      id: Type.Integer(),
      extensionNumber: Type.Optional(Type.String()),
      name: Type.Optional(Type.String()),
    }),
  ),
} as const

/** A number as an extension has it: with what it can do. */
const OwnNumber = Type.Object({
  ...shared,
  features: Type.Array(
    Type.Enum([
      'CallerId',
      'SmsSender',
      'A2PSmsSender',
      'MmsSender',
      'InternationalSmsSender',
      'Delegated',
    ]),
  ),
})

/** A number of the account, and whose it is. */
export const CompanyNumber = Type.Object(shared)

/** A page of an extension's numbers. */
export const ExtensionNumbers = Type.Object({
  uri: Type.String(),
  records: Type.Array(OwnNumber),
  navigation: Navigation,
  paging: Paging,
})

/** A page of the account's numbers. */
export const AccountNumbers = Type.Object({
  uri: Type.String(),
  records: Type.Array(CompanyNumber),
  navigation: Navigation,
  paging: Paging,
})
