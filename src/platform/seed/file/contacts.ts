// The address books of a seed.
import { detailsOf, keysOf } from '../../methods/contacts.ts'
import { readNumber, type Ref } from './numbers.ts'
import { type Path, shown } from './problems.ts'
import type { Seed } from './schema.ts'
import type { SeedScene } from './scene.ts'

type Details = ReturnType<typeof detailsOf>

/** A contact to store. */
export interface PlannedContact {
  readonly extensionId: number
  readonly details: Details
}

/** Every contact of a seed, in the admin's address book unless said otherwise. */
export function planContacts(scene: SeedScene, { contacts = [] }: Seed): PlannedContact[] {
  const { company, problems } = scene
  return contacts.map((said, index) => {
    const path: Path = ['contacts', index]
    const { extension, mobilePhone, businessPhone, homePhone, businessFax, ...texts } = said
    const phones = Object.entries({ mobilePhone, businessPhone, homePhone, businessFax })
    const numbers = phones.flatMap(([name, ref]) =>
      ref === undefined ? [] : [[name, numberOf(ref, [...path, name])] as const],
    )
    if (Object.keys(texts).length + numbers.length === 0) {
      problems.add(path, 'has nothing of a contact in it: give a name, a company or a number.')
    }
    const owner =
      extension === undefined ? company.admin : company.extension(extension, [...path, 'extension'])
    return {
      extensionId: owner.id,
      details: detailsOf({ ...texts, ...Object.fromEntries(numbers) }),
    }
  })

  function numberOf(ref: Ref, path: Path): string {
    const number = readNumber(ref)
    if (number !== null) return number
    problems.add(path, `is ${shown(ref)}. It takes a phone number in E.164, as in "+14155550142".`)
    return company.account.mainNumber
  }
}

/** Stores planned contacts. Call inside a transaction. */
export function storeContacts(
  { contacts }: Pick<SeedScene['parts'], 'contacts'>,
  planned: readonly PlannedContact[],
): void {
  for (const { extensionId, details } of planned) {
    contacts.add(extensionId, details, keysOf(details))
  }
}
