// Phone numbers: those an extension can use, and all the account has.
import { current, type Methods } from '../method.ts'
import { AccountPath, ExtensionPath } from '../schemas/common.ts'
import {
  AccountNumbers,
  AccountNumbersQuery,
  CompanyNumber,
  ExtensionNumbers,
  ExtensionNumbersQuery,
  PhoneNumberPath,
} from '../schemas/phone-numbers.ts'

const account = '/restapi/v1.0/account/{accountId}'

/** Methods on phone numbers. */
export const phoneNumbers = {
  listExtensionPhoneNumbers: {
    route: `GET ${account}/extension/{extensionId}/phone-number`,
    summary: 'List the phone numbers an extension can use.',
    notes:
      'Its own numbers and those of the company. The features of each say what it can send: texts need SmsSender.',
    source: 'Phone-Numbers/listExtensionPhoneNumbers',
    access: 'read',
    actsOn: 'extension',
    permission: 'ReadAccounts',
    userPermission: 'ReadUserPhoneNumbers',
    rateGroup: 'Light',
    event: null,
    path: ExtensionPath,
    query: ExtensionNumbersQuery,
    status: 200,
    returns: ExtensionNumbers,
    listed: 'beyond',
    version: current,
  },
  listAccountPhoneNumbers: {
    route: `GET ${account}/phone-number`,
    summary: 'List all phone numbers of the account.',
    notes: 'Says which extension has each, but not what it can send.',
    source: 'Phone-Numbers/listAccountPhoneNumbers',
    access: 'read',
    actsOn: 'account',
    permission: 'ReadAccounts',
    userPermission: 'ReadCompanyPhoneNumbers',
    rateGroup: 'Heavy',
    event: null,
    path: AccountPath,
    query: AccountNumbersQuery,
    status: 200,
    returns: AccountNumbers,
    listed: 'beyond',
    version: current,
  },
  readAccountPhoneNumber: {
    route: `GET ${account}/phone-number/{phoneNumberId}`,
    summary: 'Read one phone number of the account.',
    notes: 'By the id that the lists have.',
    source: 'Phone-Numbers/readAccountPhoneNumber',
    access: 'read',
    actsOn: 'account',
    permission: 'ReadAccounts',
    userPermission: 'ReadCompanyPhoneNumbers',
    rateGroup: 'Light',
    event: null,
    path: PhoneNumberPath,
    status: 200,
    returns: CompanyNumber,
    listed: 'beyond',
    version: current,
  },
} as const satisfies Methods
