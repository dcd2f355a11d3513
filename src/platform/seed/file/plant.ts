// A seed, as somebody wrote it, put into an empty platform: judged, planned, and only then stored, in
// one transaction. What goes wrong before that leaves nothing behind.
import type { Random } from '#lib/random'
import type { Account, Extension } from '#storage/platform/accounts'
import type { Parts } from '../../parts.ts'
import { addSubscription } from '../../events/reminders.ts'
import { planApps, type SeededApp, storeApps } from './apps.ts'
import { planCalls } from './calls.ts'
import { planChats } from './chats.ts'
import { type Company, planCompany } from './company.ts'
import { planContacts, storeContacts } from './contacts.ts'
import { judge } from './judge.ts'
import { planMessages } from './messages.ts'
import { createProblems, type Locate } from './problems.ts'
import { Seed } from './schema.ts'
import type { SeedScene } from './scene.ts'
import { planSubscriptions } from './subscriptions.ts'
import { createTimes } from './times.ts'

/** Where a seed comes from and what it is planted with. */
export interface PlantOptions {
  /** Epoch milliseconds that its relative times count from. */
  readonly now: number
  /** What was not said is drawn from it, secrets from `parts.makeSecret`. */
  readonly random: Random
  /** The file's name for messages; `seed` when there is none. */
  readonly source?: string
  readonly locate?: Locate
  /** Where files that it names are looked for. */
  readonly folder?: string
}

/** What was planted, with the only copy of the secrets that were made up. */
export interface Planted {
  readonly apps: readonly SeededApp[]
  readonly account: Account
  readonly admin: Extension
}

/**
 * Stores a seed. The platform must hold no account yet.
 * @throws SeedError telling everything that is wrong with it
 */
export function plantSeed(
  parts: Parts,
  seed: unknown,
  { now, random, source = 'seed', locate, folder }: PlantOptions,
): Planted {
  const problems = createProblems(source, locate)
  judge(Seed, seed, problems)
  problems.done()
  const said = seed as Seed // judged

  const times = createTimes(now, problems)
  const company = planCompany(said, problems)
  const apps = planApps(said, company, times, { random, makeSecret: parts.makeSecret }, problems)
  const scene: SeedScene = {
    parts,
    random,
    company,
    times,
    problems,
    folder: folder ?? null,
  }
  const happenings = [
    ...planMessages(scene, said),
    ...planCalls(scene, said),
    ...planChats(scene, said),
  ]
  const contacts = planContacts(scene, said)
  const subscriptions = planSubscriptions(scene, said, apps)
  problems.done()

  const store = () => {
    storeCompany(parts, company)
    storeApps(parts, apps)
    storeContacts(parts, contacts)
    // In order of time, so that ids rise with it as they do in life.
    for (const { happen } of happenings.toSorted((one, other) => one.at - other.at)) happen()
    for (const subscription of subscriptions) addSubscription(parts, subscription)
    return { apps: apps.map(({ told }) => told), account: company.account, admin: company.admin }
  }
  return parts.files.syncingLater(() => parts.db.transaction(store))
}

function storeCompany({ accounts, presence }: Parts, company: Company): void {
  accounts.addAccount(company.account)
  for (const { extension, passwordHash } of company.members) {
    accounts.addExtension(extension, passwordHash)
  }
  for (const number of company.numbers) accounts.addNumber(number)
  for (const { extension, presence: said } of company.members) {
    if (said) presence.set(extension.id, said)
  }
}
