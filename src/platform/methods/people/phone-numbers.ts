// Phone numbers of an extension and of the account, as they are listed.
import { fail } from '#catalog/errors'
import type { phoneNumbers as catalog } from '#catalog/siblings/phone-numbers'
import type { PhoneNumber } from '#storage/platform/accounts'
import { countryOfNumber } from '../../dictionary.ts'
import type { Handlers } from '../../handler.ts'
import { locationOf } from '../../network/directory.ts'
import { paged, pageOf } from '../../stages/paging.ts'
import type { Parts } from '../../parts.ts'

/** Which numbers a list wants. */
interface Wanted {
  readonly usageType?: readonly string[]
  readonly status?: string
  readonly paymentType?: string
}

/** @param parts the platform's stores */
export function phoneNumberMethods({ accounts }: Parts): Handlers<typeof catalog> {
  function reply(number: PhoneNumber, origin: string) {
    const { id, accountId, extensionId, usageType, type, label } = number
    const account = `${origin}/restapi/v1.0/account/${accountId}`
    const owner = extensionId === null ? undefined : accounts.extension(extensionId)
    const country = countryOfNumber(number.number, origin)
    const location = locationOf(number.number)
    return {
      uri: `${account}/phone-number/${id}`,
      id,
      phoneNumber: number.number,
      usageType,
      type,
      paymentType: paymentTypeOf(number),
      status: 'Normal' as const,
      ...(country ? { country } : {}),
      ...(label === null ? {} : { label }),
      ...(location ? { location } : {}),
      primary: isPrimary(number),
      ...(owner
        ? {
            extension: {
              uri: `${account}/extension/${owner.id}`,
              id: owner.id,
              extensionNumber: owner.number,
              name: owner.name,
            },
          }
        : {}),
    }
  }

  /** The first direct number of an extension, and the main one of the company. */
  function isPrimary({ id, accountId, extensionId, number }: PhoneNumber): boolean {
    if (extensionId === null) return accounts.account(accountId)?.mainNumber === number
    return accounts.numbersOf(extensionId)[0]?.id === id
  }

  return {
    listExtensionPhoneNumbers(call) {
      const { query, account, extension, origin } = call
      const { page: _page, perPage: _perPage, ...filters } = query
      const found = accounts
        .numbers(account.id)
        .filter(({ extensionId }) => extensionId === null || extensionId === extension.id)
        .filter((number) => isWanted(number, query))
      const page = pageOf(query)
      return {
        ...paged(call, filters, page, found.length),
        records: found.slice(page.offset, page.offset + page.limit).map((number) => ({
          ...reply(number, origin),
          features: featuresOf(number, extension.id),
        })),
      }
    },
    listAccountPhoneNumbers(call) {
      const { query, account, origin } = call
      const { page: _page, perPage: _perPage, ...filters } = query
      const found = accounts.numbers(account.id).filter((number) => isWanted(number, query))
      const page = pageOf(query)
      return {
        ...paged(call, filters, page, found.length),
        records: found
          .slice(page.offset, page.offset + page.limit)
          .map((number) => reply(number, origin)),
      }
    },
    readAccountPhoneNumber({ params, account, origin }) {
      const found = accounts
        .numbers(account.id)
        .find(({ id }) => String(id) === params.phoneNumberId)
      if (!found) throw fail('CMN-102', { parameterName: 'phoneNumberId' })
      return reply(found, origin)
    },
  }
}

function isWanted(number: PhoneNumber, { usageType, status, paymentType }: Wanted): boolean {
  return (
    (!usageType || usageType.includes(number.usageType)) &&
    (!status || status === 'Normal') &&
    (!paymentType || paymentType === paymentTypeOf(number))
  )
}

/** A number of the company can be shown by everybody, and sends for nobody. */
const featuresOf = ({ extensionId, features }: PhoneNumber, askedFor: number) =>
  features.filter((feature) => extensionId === askedFor || feature === 'CallerId')

const tollFree = /^\+1(800|833|844|855|866|877|888)/
const paymentTypeOf = ({ number }: PhoneNumber) =>
  tollFree.test(number) ? ('TollFree' as const) : ('Local' as const)
