// A small company for the tests of calls and presence: stores in memory (or in a file), a frozen clock
// and the schedule, without the HTTP spine.
import type { Profile } from '#catalog/profile'
import { type FrozenClock, frozenClock } from '#lib/clock'
import { silentLog } from '#lib/log'
import { seededRandom } from '#lib/random'
import { createSchedule } from '#platform/network/schedule'
import { createTasks } from '#platform/network/tasks'
import { createStores, type Parts } from '#platform/parts'
import { openDatabase } from '#storage/database'
import { platformMigrations } from '#storage/migrations/platform'
import type { Account, Extension, ExtensionType } from '#storage/platform/accounts'
import { noWebhooks } from './no-webhooks.ts'

/** Where the clock of a world stands at first: 2026-03-02T17:00:00Z, a Monday. */
export const morning = Date.UTC(2026, 2, 2, 17)

/** The numbers of the company, and one of the outside world. */
export const numbers = {
  main: '+15105550100',
  ann: '+15105550101',
  bob: '+15105550102',
  /** A second number of each: Ann's may not be shown to others, Bob's may. */
  annHidden: '+15105550111',
  bobShown: '+15105550112',
  customer: '+14155550142',
  abroad: '+442079460123',
} as const

/** A company: Ann, an admin, and Bob, with numbers; Cleo, without; a queue of Ann and Bob; a menu. */
export interface World {
  readonly clock: FrozenClock
  readonly parts: Parts
  readonly account: Account
  readonly ann: Extension
  readonly bob: Extension
  readonly cleo: Extension
  readonly queue: Extension
  readonly menu: Extension
  close(): void
}

/** Makes a world; with a path that exists already it goes on with what is in there. */
export function callWorld(
  options: {
    readonly path?: string
    readonly clock?: FrozenClock
    readonly profile?: Profile
  } = {},
): World {
  const { path = ':memory:', clock = frozenClock(morning), profile = 'guide' } = options
  const db = openDatabase(path, platformMigrations)
  const stores = createStores(db)
  const schedule = createSchedule({ db, due: stores.due, clock, log: silentLog })
  const parts: Parts = {
    ...stores,
    clock,
    random: seededRandom(7),
    makeSecret: () => 'unused',
    log: silentLog,
    profile,
    schedule: (inMs, task, subject) => schedule.add(inMs, task, subject),
    publish: () => {},
    webhooks: noWebhooks,
    hears: () => false,
    remind: () => {},
    end: () => {},
  }
  if (!stores.accounts.account(1)) db.transaction(() => addCompany(parts))
  schedule.start(createTasks(parts))
  const extension = (id: number) => {
    const found = stores.accounts.extension(id)
    if (!found) throw new Error(`no extension ${id}`)
    return found
  }
  const account = stores.accounts.account(1)
  if (!account) throw new Error('no account')
  return {
    clock,
    parts,
    account,
    ann: extension(101),
    bob: extension(102),
    cleo: extension(103),
    queue: extension(201),
    menu: extension(301),
    close() {
      void schedule.stop()
      stores.files.close()
      db.close()
    },
  }
}

/** Stores the company of a world. */
export function addCompany({ accounts }: Pick<Parts, 'accounts'>): void {
  accounts.addAccount({
    id: 1,
    companyName: 'Acme',
    companyEmail: 'office@acme.example',
    mainNumber: numbers.main,
    businessAddress: { country: 'US' },
    operatorId: 101,
    timezone: 'America/Los_Angeles',
  })
  const add = (id: number, name: string, type: ExtensionType, members?: readonly number[]) =>
    accounts.addExtension({
      id,
      accountId: 1,
      number: String(id),
      type,
      status: 'Enabled',
      role: id === 101 ? 'Super Admin' : 'Standard',
      name,
      email: null,
      details: {
        contact: {},
        regionalSettings: {},
        setupWizardState: 'Completed',
        hidden: false,
        extra: {},
        ...(members ? { members } : {}),
      },
    })
  add(101, 'Ann Lee', 'User')
  add(102, 'Bob Ray', 'User')
  add(103, 'Cleo Fox', 'User')
  add(201, 'Sales', 'Department', [101, 102])
  add(301, 'Main menu', 'IvrMenu')
  const number = (id: number, text: string, extensionId: number | null) =>
    accounts.addNumber({
      id,
      accountId: 1,
      extensionId,
      number: text,
      usageType: extensionId === null ? 'MainCompanyNumber' : 'DirectNumber',
      type: 'VoiceFax',
      features: text === numbers.annHidden ? ['SmsSender'] : ['CallerId', 'SmsSender'],
      label: null,
    })
  number(11, numbers.main, null)
  number(12, numbers.ann, 101)
  number(13, numbers.bob, 102)
  number(14, numbers.annHidden, 101)
  number(15, numbers.bobShown, 102)
}

/** What of a call a test says; the rest is Ann calling for herself. */
export interface CallParts {
  readonly by?: Extension
  readonly extension?: Extension
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

/** A call as the spine would hand it to a handler. */
export function callOf({ account, ann }: World, rest: string, call: CallParts = {}): never {
  const { by = ann, extension = by, params = {}, query = {}, body } = call
  const above = `/restapi/v1.0/account/${account.id}`
  const path = rest.startsWith('account/')
    ? `${above}/${rest.slice('account/'.length)}`
    : `${above}/extension/${extension.id}/${rest}`
  const made = {
    params: { accountId: String(account.id), extensionId: String(extension.id), ...params },
    query,
    body,
    files: [],
    principal: { app: {}, account, extension: by, scopes: [], sessionId: 'session' },
    account,
    extension,
    origin: 'http://platform.test',
    path,
  }
  return made as never // the spine's validation is what types a call
}
