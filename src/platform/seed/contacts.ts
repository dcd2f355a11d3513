// The address books of the demo company: who deals with customers has some of them, who buys and ships
// has the suppliers.
import type { Parts } from '../parts.ts'
import { detailsOf, keysOf } from '../methods/contacts.ts'
import type { Cast } from './cast.ts'
import { type Contact, customers, faxMachines, partners } from './larkfield/contacts.ts'

/** Each customer is one seller’s; the director and customer care have them all. */
const sales = ['102', '103', '104'] as const
const whole = ['101', '109'] as const

/** Stores the address books. Call inside a transaction. */
export function addContacts({ contacts }: Parts, cast: Cast): void {
  const add = (extension: string, fields: Parameters<typeof detailsOf>[0]) => {
    const details = detailsOf(fields)
    contacts.add(cast.extension(extension).id, details, keysOf(details))
  }
  for (const [index, customer] of customers.entries()) {
    const seller = sales[index % sales.length] ?? sales[0]
    for (const extension of [seller, ...whole]) add(extension, homeowner(customer, index))
  }
  for (const partner of partners) {
    for (const extension of ['101', '111']) add(extension, supplier(partner))
  }
  for (const machine of faxMachines) {
    for (const extension of ['110', '111']) {
      add(extension, { company: machine.name, businessFax: machine.number })
    }
  }
}

/** A customer: some give an address to write to, some a second number. */
function homeowner({ name, number, street }: Contact, index: number) {
  const [firstName = '', ...rest] = name.split(' ')
  const lastName = rest.at(-1) ?? ''
  const middleName = rest.slice(0, -1).join(' ')
  return {
    firstName,
    lastName,
    ...(middleName ? { middleName } : {}),
    mobilePhone: number,
    ...(index % 3 === 0
      ? { email: `${firstName}.${lastName}@example.net`.toLowerCase() }
      : { notes: `Windows on ${street}` }),
    homeAddress: { street, country: 'US' },
  }
}

const supplier = ({ name, number, street }: Contact) => ({
  company: name,
  businessPhone: number,
  businessAddress: { street, country: 'US' },
})
