// Filling in the words in braces of the demo texts.
import type { Random } from '#lib/random'
import type { Contact } from './larkfield/contacts.ts'
import { customers } from './larkfield/contacts.ts'

/** What the words in braces stand for, the same within one conversation. */
export interface Slots {
  readonly first: string
  readonly me: string
  readonly street: string
  readonly n: string
  readonly day: string
  readonly time: string
}

const days = ['Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Monday'] as const
const times = ['8', '8:30', '10', '11', '1:30', '2', '3:30'] as const

/** Draws the words of one conversation. A partner has no street of its own worth a mention: a customer's is used. */
export function drawSlots(random: Random, me: string, contact?: Contact): Slots {
  const isCustomer = contact !== undefined && customers.includes(contact)
  const place = isCustomer ? contact : random.pick(customers)
  return {
    first: firstName(contact?.name ?? ''),
    me: firstName(me),
    street: place.street,
    n: String(random.integer(3, 9)),
    day: random.pick(days),
    time: random.pick(times),
  }
}

/** A text with its words filled in. */
export const fillIn = (text: string, slots: Slots): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(slots, name) ? slots[name as keyof Slots] : whole,
  )

const firstName = (name: string) => name.split(' ')[0] ?? name
