// The company of a seed: account, extensions and numbers with every default filled in, and who is meant
// by the names and numbers that the rest of the seed refers to. Nothing is stored here.
import { hashPasswordNow, passwordCosts } from '#lib/password'
import type { Account, Contact, Extension, PhoneNumber } from '#storage/platform/accounts'
import { defaultPresence, type PresenceSettings } from '#storage/platform/presence'
import { usualSettings } from '../../dictionary.ts'
import { type Path, type Problems, shown } from './problems.ts'
import { numberExtensions, planNumbers, readNumber, type Ref } from './numbers.ts'
import type { Seed } from './schema.ts'

/** An extension with what is stored beside it. */
interface Member {
  readonly extension: Extension
  readonly passwordHash: string | null
  /** Null when nothing was said. */
  readonly presence: PresenceSettings | null
}

/** One end of a message or call: somebody of the company, or a number of the outside world. */
export type SeedEnd =
  | { readonly extension: Extension; readonly number: string }
  | { readonly extension: null; readonly number: string }

/** A planned company. References that lead nowhere are noted as problems; the admin stands in for them. */
export interface Company {
  readonly account: Account
  readonly members: readonly Member[]
  readonly numbers: readonly PhoneNumber[]
  readonly admin: Extension
  extension(ref: Ref, path: Path): Extension
  end(ref: Ref, path: Path): SeedEnd
  /** The number an extension calls and texts from: its first, else the main one. */
  numberOf(extension: Extension): string
}

type SeedExtension = Seed['extensions'][number]

const usualAccountId = 400_131_426

/** @see dictionary.ts for what these are */
const timezoneIds: Readonly<Record<string, string>> = {
  'America/New_York': '53',
  'America/Chicago': '55',
  'America/Denver': '57',
  'America/Los_Angeles': '58',
  'America/Anchorage': '59',
  'Pacific/Honolulu': '61',
  'Europe/London': '1',
  UTC: '1',
}

/** Plans the company of a seed that satisfies the schema. */
export function planCompany(seed: Seed, problems: Problems): Company {
  const accountId = seed.account?.id ?? usualAccountId
  const numbered = numberExtensions(seed, problems)
  const numbers = planNumbers(seed, problems)
  const adminIndex = adminOf(seed, problems)
  const extensions = seed.extensions.map((said, index): Extension => {
    const number = numbered[index] ?? ''
    return extensionOf(said, {
      // Readable, and the same on every machine.
      id: said.id ?? accountId + Number(number),
      accountId,
      number,
      role: said.role ?? (index === adminIndex ? 'Super Admin' : 'Standard'),
      phone: numbers.own[index]?.[0]?.number,
      seed,
    })
  })
  refuseTwice(extensions, ({ id }) => id, 'id', problems)
  refuseTwice(extensions, ({ email }) => email, 'email', problems)
  const admin = extensions[adminIndex] ?? extensions[0]
  if (!admin) throw new RangeError('a seed has extensions: the schema says so')

  const find = (ref: Ref): Extension | undefined => {
    const name = String(ref).toLowerCase()
    return (
      extensions.find((one) => one.number === String(ref)) ??
      extensions.find((one) => one.email === name || one.name.toLowerCase() === name)
    )
  }
  const extension: Company['extension'] = (ref, path) => {
    const found = find(ref)
    if (!found)
      problems.add(path, `is ${shown(ref)}, who is no extension of the seed. ${known(extensions)}`)
    return found ?? admin
  }
  const mainNumber = numbers.main
  const numberOf = ({ number }: Extension): string => {
    const index = extensions.findIndex((one) => one.number === number)
    return numbers.own[index]?.[0]?.number ?? mainNumber
  }
  const account: Account = {
    id: accountId,
    companyName: seed.account?.name ?? 'Example Company',
    companyEmail: seed.account?.email ?? 'office@example.com',
    mainNumber,
    businessAddress: { country: 'US', ...seed.account?.address },
    operatorId:
      seed.account?.operator === undefined
        ? admin.id
        : extension(seed.account.operator, ['account', 'operator']).id,
    timezone: timezoneOf(seed, problems),
  }
  const operator = extensions.find(({ id }) => id === account.operatorId) ?? admin
  const owners = new Map(
    numbers.own.flatMap((own, index) => own.map(({ number }) => [number, extensions[index]])),
  )
  for (const { number } of numbers.company) owners.set(number, operator)

  return {
    account,
    admin,
    extension,
    numberOf,
    members: seed.extensions.flatMap((said, index) => {
      const stored = extensions[index]
      if (!stored) return []
      const members = said.members?.map(
        (ref, at) => extension(ref, ['extensions', index, 'members', at]).id,
      )
      return {
        extension: members ? { ...stored, details: { ...stored.details, members } } : stored,
        passwordHash:
          said.password === undefined ? null : hashPasswordNow(said.password, passwordCosts.light),
        presence: said.presence ? { ...defaultPresence, ...said.presence } : null,
      }
    }),
    numbers: [
      ...numbers.company.map((one) => ({ ...one, extensionId: null })),
      ...numbers.own.flatMap((own, index) =>
        own.map((one) => ({ ...one, extensionId: extensions[index]?.id ?? null })),
      ),
    ].map((one, index) => ({ ...one, id: accountId * 1000 + index + 1, accountId })),
    end(ref, path) {
      const found = find(ref)
      if (found) return { extension: found, number: numberOf(found) }
      const number = readNumber(ref)
      if (number === null) {
        problems.add(
          path,
          `is ${shown(ref)}: neither an extension of the seed nor a phone number. ${known(extensions)} Write phone numbers in E.164, as in "+14155550142".`,
        )
        return { extension: admin, number: mainNumber }
      }
      return { extension: owners.get(number) ?? null, number }
    },
  }
}

function known(extensions: readonly Extension[]): string {
  const some = extensions.slice(0, 8).map(({ number, name }) => `${number} ${name}`)
  return `Extensions: ${some.join(', ')}${extensions.length > 8 ? ', …' : ''}.`
}

/** Position of the first admin: who is said to be one, else the first person who can sign in. */
function adminOf({ extensions }: Seed, problems: Problems): number {
  const canSignIn = ({ type = 'User', status = 'Enabled' }: SeedExtension) =>
    type === 'User' && status === 'Enabled'
  const said = extensions.findIndex((one) => one.role === 'Super Admin' && canSignIn(one))
  const first = said === -1 ? extensions.findIndex(canSignIn) : said
  if (first === -1) {
    problems.add(
      ['extensions'],
      'have nobody who can sign in. One at least is of type User and status Enabled.',
    )
  }
  return Math.max(first, 0)
}

function extensionOf(
  said: SeedExtension,
  {
    seed,
    phone,
    ...decided
  }: Pick<Extension, 'id' | 'accountId' | 'number' | 'role'> & {
    readonly phone: string | undefined
    readonly seed: Seed
  },
): Extension {
  const { name, type = 'User', status = 'Enabled', jobTitle, department } = said
  const email = said.email?.toLowerCase()
  const [firstName = name, ...rest] = type === 'User' ? name.split(' ') : [name]
  const mobilePhone = said.mobilePhone === undefined ? null : readNumber(said.mobilePhone)
  const contact: Contact = {
    firstName,
    ...(rest.length > 0 ? { lastName: rest.join(' ') } : {}),
    company: seed.account?.name ?? 'Example Company',
    ...(jobTitle ? { jobTitle } : {}),
    ...(department ? { department } : {}),
    ...(email ? { email } : {}),
    ...(phone ? { businessPhone: phone } : {}),
    ...(mobilePhone ? { mobilePhone } : {}),
    businessAddress: { country: 'US', ...seed.account?.address },
    ...(type === 'User' ? { emailAsLoginName: true } : {}),
  }
  const timezone = timezoneIds[seed.account?.timezone ?? ''] ?? usualSettings.timezone?.id
  return {
    ...decided,
    type,
    status,
    name,
    email: email ?? null,
    details: {
      contact,
      regionalSettings: { ...usualSettings, ...(timezone ? { timezone: { id: timezone } } : {}) },
      setupWizardState: status === 'NotActivated' ? 'NotStarted' : 'Completed',
      hidden: false,
      extra: {},
    },
  }
}

function timezoneOf({ account }: Seed, problems: Problems): string {
  const timezone = account?.timezone ?? 'America/Los_Angeles'
  if (account?.timezone === undefined || Object.hasOwn(timezoneIds, timezone)) return timezone
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: timezone }).resolvedOptions().timeZone
  } catch {
    problems.add(
      ['account', 'timezone'],
      `is ${shown(timezone)}. It takes the name of a time zone, as in "America/New_York".`,
    )
    return timezone
  }
}

function refuseTwice(
  extensions: readonly Extension[],
  valueOf: (extension: Extension) => string | number | null,
  field: string,
  problems: Problems,
): void {
  const seen = new Set<string | number>()
  for (const [index, extension] of extensions.entries()) {
    const value = valueOf(extension)
    if (value === null) continue
    if (seen.has(value)) {
      problems.add(
        ['extensions', index, field],
        `is ${shown(value)} a second time. Give each its own.`,
      )
    }
    seen.add(value)
  }
}
