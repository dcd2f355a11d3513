// The demo company put into the stores, and who is who in it, for the generators beside this file.
import type { Account, Extension } from '#storage/platform/accounts'
import type { Party } from '#storage/platform/messages'
import { usualSettings } from '../dictionary.ts'
import { partyOf } from '../network/directory.ts'
import type { Stores } from '../parts.ts'
import {
  company,
  type DemoExtension,
  extensions,
  mainNumber,
  numbers,
  timezone,
} from './larkfield/company.ts'

/** The demo company as it is stored. */
export interface Cast {
  readonly account: Account
  /** Everybody and everything with an extension number, in that order. */
  readonly extensions: readonly Extension[]
  /** Who can sign in: the people whose extensions are enabled. */
  readonly staff: readonly Extension[]
  readonly admin: Extension
  /** The extension of a number such as `101`. */
  extension(number: string): Extension
  /** The number (E.164) an extension calls and texts from. */
  numberOf(extension: string): string
  /** A number as one end of a message. */
  party(number: string): Party
  /** An extension as one end of a message inside the company. */
  colleague(extension: string): Party
}

/** Stores the account, its extensions and numbers. Call inside a transaction. */
export function addCast({ accounts }: Stores): Cast {
  const admin = extensions.find(({ number }) => number === company.admin)
  if (!admin) throw new RangeError('the demo company has no admin')
  const { companyName, companyEmail, businessAddress } = company
  const account: Account = {
    id: company.id,
    companyName,
    companyEmail,
    businessAddress,
    mainNumber,
    operatorId: admin.id,
    timezone,
  }
  accounts.addAccount(account)
  const all = new Map(extensions.map((one) => [one.number, extensionOf(one)]))
  for (const extension of all.values()) accounts.addExtension(extension)

  const firstNumbers = new Map<string, string>()
  for (const [index, { extension, ...number }] of numbers.entries()) {
    if (extension !== null && !firstNumbers.has(extension)) {
      firstNumbers.set(extension, number.number)
    }
    accounts.addNumber({
      ...number,
      id: 33_401_822 + index * 137,
      accountId: account.id,
      extensionId: (extension !== null && all.get(extension)?.id) || null,
    })
  }

  const known = <T>(value: T | undefined, number: string): T => {
    if (value === undefined) throw new RangeError(`the demo company has nothing at ${number}`)
    return value
  }
  const parties = new Map<string, Party>()
  const extension = (number: string) => known(all.get(number), number)
  const everybody = [...all.values()]
  return {
    account,
    extensions: everybody,
    staff: everybody.filter(({ type, status }) => type === 'User' && status === 'Enabled'),
    admin: extension(company.admin),
    extension,
    numberOf: (number) => known(firstNumbers.get(number), number),
    party(number) {
      let party = parties.get(number)
      if (!party) {
        party = partyOf(accounts, account, number)
        parties.set(number, party)
      }
      return party
    },
    colleague(number) {
      const { id, name } = extension(number)
      return { extensionNumber: number, extensionId: String(id), name }
    },
  }
}

function extensionOf(one: DemoExtension): Extension {
  const { id, number, type, status, role, firstName, lastName, email } = one
  const isUser = type === 'User'
  const members = one.members?.flatMap(
    (member) => extensions.find((other) => other.number === member)?.id ?? [],
  )
  const phone = numbers.find(({ extension }) => extension === number)?.number
  return {
    id,
    accountId: company.id,
    number,
    type,
    status,
    role,
    name: lastName ? `${firstName} ${lastName}` : firstName,
    email: email ?? null,
    details: {
      contact: {
        firstName,
        ...(lastName ? { lastName } : {}),
        company: company.companyName,
        ...(one.jobTitle ? { jobTitle: one.jobTitle } : {}),
        ...(one.department ? { department: one.department } : {}),
        ...(email ? { email } : {}),
        ...(phone ? { businessPhone: phone } : {}),
        ...(one.mobilePhone ? { mobilePhone: one.mobilePhone } : {}),
        businessAddress: company.businessAddress,
        ...(isUser ? { emailAsLoginName: true } : {}),
      },
      regionalSettings: usualSettings,
      setupWizardState: status === 'NotActivated' ? 'NotStarted' : 'Completed',
      hidden: false,
      ...(members ? { members } : {}),
      extra: {},
    },
  }
}
