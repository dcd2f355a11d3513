// The numbers of a seed: extension numbers, and phone numbers with their owners; those that were not
// said are given.
import { magicNumbers } from '#catalog/rules/magic-numbers'
import { toE164 } from '#lib/phone'
import type { PhoneNumber } from '#storage/platform/accounts'
import { type Path, type Problems, shown } from './problems.ts'
import type { Seed } from './schema.ts'

/** A reference or number: YAML reads what has only digits as a number. */
export type Ref = string | number

type SeedNumber = NonNullable<Seed['extensions'][number]['numbers']>[number]
type NumberFields = Exclude<SeedNumber, Ref>

const magic: ReadonlySet<string> = new Set(magicNumbers.map(({ number }) => number))

const usual = { mainNumber: '+15105550100', firstExtension: 101 } as const

/** The E.164 form of a number; YAML reads `+14155550142` without quotes as 14155550142. */
export function readNumber(ref: Ref): string | null {
  if (typeof ref === 'string') return toE164(ref)
  return toE164(ref > 9_999_999_999 ? `+${ref}` : String(ref))
}

/** The extension number of each, given or the next free one. */
export function numberExtensions({ extensions }: Seed, problems: Problems) {
  const taken = new Set(
    extensions.flatMap(({ number }) => (number === undefined ? [] : String(number))),
  )
  const seen = new Set<string>()
  let next: number = usual.firstExtension
  return extensions.map((said, index) => {
    while (said.number === undefined && taken.has(String(next))) next += 1
    const number = said.number === undefined ? String(next++) : String(said.number)
    if (seen.has(number)) {
      problems.add(
        ['extensions', index, 'number'],
        `is ${number} a second time. Give each its own.`,
      )
    }
    seen.add(number)
    return number
  })
}

type PlannedNumber = Omit<PhoneNumber, 'id' | 'accountId' | 'extensionId'>

/** Every number of the company by owner. A user without any is given the next one after the main number. */
export function planNumbers({ account, extensions }: Seed, problems: Problems) {
  const taken = new Set<string>()
  function read(said: SeedNumber, path: Path): NumberFields & { readonly number: string } {
    const fields = typeof said === 'object' ? said : { number: said }
    const at = typeof said === 'object' ? [...path, 'number'] : path
    const number = readNumber(fields.number)
    if (number === null) {
      problems.add(
        at,
        `is ${shown(fields.number)}. It takes a phone number in E.164, as in "+14155550142".`,
      )
    } else if (magic.has(number)) {
      problems.add(
        at,
        `is ${number}, a magic number of the outside world. Give the company another.`,
      )
    } else if (taken.has(number)) {
      problems.add(at, `is ${number} a second time. A number has one owner.`)
    }
    taken.add(number ?? '')
    return { ...fields, number: number ?? '' }
  }

  const main = read(account?.mainNumber ?? usual.mainNumber, ['account', 'mainNumber']).number
  const company = (account?.numbers ?? []).map((said, index): PlannedNumber => {
    const { number, type = 'VoiceFax', features, label } = read(said, ['account', 'numbers', index])
    const usageType = type === 'FaxOnly' ? 'CompanyFaxNumber' : 'CompanyNumber'
    return { number, usageType, type, features: features ?? ['CallerId'], label: label ?? null }
  })
  const given = extensions.map((one, index) =>
    (one.numbers ?? []).map((said, at): PlannedNumber => {
      const {
        number,
        type = 'VoiceFax',
        features,
        label,
      } = read(said, ['extensions', index, 'numbers', at])
      return direct(number, { type, label: label ?? null, ...(features ? { features } : {}) })
    }),
  )
  let made = Number(main.slice(1))
  const next = (): string => {
    do made += 1
    while (taken.has(`+${made}`))
    return `+${made}`
  }
  const own = extensions.map((one, index) => {
    const isPerson = (one.type ?? 'User') === 'User' && (one.status ?? 'Enabled') === 'Enabled'
    return one.numbers === undefined && isPerson ? [direct(next(), {})] : (given[index] ?? [])
  })
  const mainEntry: PlannedNumber = {
    number: main,
    usageType: 'MainCompanyNumber',
    type: 'VoiceFax',
    features: ['CallerId'],
    label: null,
  }
  return { main, company: [mainEntry, ...company], own }
}

function direct(number: string, more: Partial<PlannedNumber>): PlannedNumber {
  const type = more.type ?? 'VoiceFax'
  const features = type === 'VoiceFax' ? (['CallerId', 'SmsSender', 'MmsSender'] as const) : []
  return { number, usageType: 'DirectNumber', type, features, label: null, ...more }
}
