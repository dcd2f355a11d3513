// The platform for tests: in this process, in memory, on a clock of its own, with its levers in hand.
// Two of them share nothing. What it answers is judged by its schemas, and what does not fit fails the
// test that caused it.
import { type Clock, systemClock } from '#lib/clock'
import type { Log } from '#lib/log'
import { seededRandom } from '#lib/random'
import { type MakeSecret, randomSecret } from '#lib/secret'
import { listen, type Listening } from '#lib/server'
import { parseTime } from '#lib/time'
import type { Profile } from '#catalog/profile'
import type { PolicyName } from '#delivery/policy'
import { openPlatform, type Platform } from '#platform/app'
import { connectLevers, type LeverClient } from '#platform/levers/client'
import type { SeedContext } from '#platform/seed/file/read'
import type { Seed } from '#platform/seed/file/schema'
import type { LentSnapshot } from '#storage/platform/snapshots'
import { openDataFolder } from '#storage/data-folder'
import {
  demoSeed,
  type FirstAccount,
  firstAccount,
  makeAccount,
  type SeedSource,
} from './first-account.ts'

/** How a platform for tests is made. Everything may be left out. */
export interface CreatePlatformOptions {
  /** The port on the loopback; 0 (as when absent) picks one, `false` opens no socket: use `fetch`. */
  readonly port?: number | false
  /**
   * The company: `demo` (as when absent), the path of a seed in YAML, JSON or TypeScript, the seed itself,
   * or a function that makes it.
   */
  readonly seed?: 'demo' | (string & {}) | Seed | ((context: SeedContext) => Seed | Promise<Seed>)
  /**
   * `system` (as when absent) runs with the machine; `frozen` stands still at {@link frozenStart}; a Date
   * or ISO 8601 time stands still there. `levers.advanceClock` moves it, `levers.runClock` lets it run.
   */
  readonly clock?: 'system' | 'frozen' | Date | (string & {})
  /** Where the public specification differs from the guide: `guide` (as when absent) or `live`. */
  readonly profile?: Profile
  /** Whether calls are counted against the rate limits: `guide` (as when absent) or `off`. */
  readonly limits?: 'guide' | 'off'
  /**
   * How webhooks are tried: `ringcentral` (as when absent), or `standard`, with the signatures and the
   * retries of Standard Webhooks; `levers.readSubscription` tells the secret.
   */
  readonly webhooks?: PolicyName
  /** Whether receivers need certificates that are trusted: `checked` (as when absent) or `any`. */
  readonly webhookCertificates?: 'checked' | 'any'
  /** A folder to keep everything in, so that another platform can go on with it; in memory when absent. */
  readonly data?: string
}

/** An app and the user it acts for, as an SDK takes them. */
export interface AppCredentials {
  readonly clientId: string
  /** Empty for a public app. */
  readonly clientSecret: string
  /** Exchange it with the JWT bearer grant; empty where the app has none. */
  readonly jwt: string
}

/** A platform that a test drives. */
export interface TestPlatform {
  /** Origin of the platform, without a slash at the end; made up when there is no socket. */
  readonly url: string
  /** Calls the platform in this process, as the global fetch would; paths count from {@link url}. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  /** Every lever as a function. */
  readonly levers: LeverClient
  /** Opens the levers from elsewhere. */
  readonly leverToken: string
  /** The seed's first app, or the demo app for developers. */
  readonly app: AppCredentials
  /** Throws {@link UnsoundError} when the platform failed at something, as {@link close} does. */
  readonly assertSound: () => void
  /** Ends it. Throws {@link UnsoundError} when a reply did not fit its schema or something failed. */
  readonly close: () => Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** What a platform did wrong by itself while a test used it. Please report it. */
export class UnsoundError extends Error {
  override readonly name = 'UnsoundError'
  /** Each with the method and the field, where it was a reply. */
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`The platform failed at something:\n${faults.map((fault) => `- ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

/** Where a clock that is only said to be `frozen` stands: a Monday morning in Los Angeles. */
export const frozenStart = '2026-06-01T17:00:00.000Z'

/** Where a platform without a socket says it is. The name is reserved (RFC 6761): nothing answers there. */
const madeUpOrigin = 'http://platform.test'

/**
 * Makes a platform for a test.
 * @throws SeedError for a seed that cannot be used, RangeError for a clock that is no time
 */
export async function createPlatform(options: CreatePlatformOptions = {}): Promise<TestPlatform> {
  const faults: string[] = []
  const closing: (() => void | Promise<void>)[] = []
  try {
    const base = createBase(options.clock ?? 'system')
    const folder = options.data === undefined ? null : openDataFolder(options.data, randomSecret)
    if (folder) closing.push(() => folder.release())
    const leverToken = folder?.keys.leverToken ?? `rfl_${randomSecret()}`
    const platform = openPlatform(
      {
        clock: base.clock,
        makeSecret: folder ? randomSecret : seededSecret(2),
        log: faultLog(faults),
      },
      {
        path: folder?.file('platform.db') ?? ':memory:',
        profile: options.profile ?? 'guide',
        limits: options.limits ?? 'guide',
        webhooks: options.webhooks,
        webhookCertificates: options.webhookCertificates,
        leverToken,
        hostNames: [new URL(madeUpOrigin).hostname],
        seed: demoSeed,
        checkReplies: true,
      },
    )
    closing.push(() => platform.close())
    if (base.isFrozen) await platform.controls.clock.freeze()
    base.run()
    const account = await accountOf(platform, folder, options.seed ?? 'demo', base.isFrozen)
    const listening = await listenOn(platform, options.port ?? 0)
    if (listening) closing.push(() => listening.close())
    closing.push(() => platform.hangUp())
    return testPlatform({ platform, account, leverToken, faults, closing, url: listening?.origin })
  } catch (error) {
    await closeAll(closing)
    throw error
  }
}

function testPlatform({
  platform,
  account,
  leverToken,
  faults,
  closing,
  url = madeUpOrigin,
}: {
  readonly platform: Platform
  readonly account: FirstAccount
  readonly leverToken: string
  readonly faults: readonly string[]
  readonly closing: (() => void | Promise<void>)[]
  readonly url: string | undefined
}): TestPlatform {
  const { clientId, clientSecret, jwt } = account.platformApp
  const call: TestPlatform['fetch'] = (input, init) =>
    platform.fetch(
      input instanceof Request ? new Request(input, init) : new Request(new URL(input, url), init),
    )
  const assertSound = () => {
    if (faults.length > 0) throw new UnsoundError([...faults])
  }
  const close = async () => {
    await closeAll(closing)
    assertSound()
  }
  return {
    url,
    fetch: call,
    levers: connectLevers({ url, token: leverToken, fetch: call }),
    leverToken,
    app: { clientId: clientId ?? '', clientSecret: clientSecret ?? '', jwt: jwt ?? '' },
    assertSound,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Closes what is open, the last opened first. A second time there is nothing left. */
async function closeAll(closing: (() => void | Promise<void>)[]): Promise<void> {
  // One after the other: what was opened later may need what was opened before.
  // oxlint-disable-next-line no-await-in-loop
  for (let step = closing.pop(); step; step = closing.pop()) await step()
}

/** The first account of a platform, made now or (in a folder) kept from before. */
async function accountOf(
  platform: Platform,
  folder: ReturnType<typeof openDataFolder> | null,
  seed: SeedSource,
  isFrozen: boolean,
): Promise<FirstAccount> {
  if (folder) return firstAccount(platform, folder, seed === 'demo' ? null : seed)
  const { snapshots } = platform.controls
  const now = platform.parts.clock.now()
  const clockName = isFrozen ? String(now) : 'system'
  const made = seed === 'demo' ? demos.get(clockName) : undefined
  if (made && now >= made.at && now - made.at <= demoLastsMs) {
    await snapshots.adoptSeed(made.lent)
    return made.account
  }
  // Not from the stream of what comes later: a seed that is taken over draws nothing from it.
  const parts = { ...platform.parts, makeSecret: seededSecret(1) }
  const make = await makeAccount({ ...platform, parts }, seed === 'demo' ? null : seed)
  const account = make()
  await snapshots.keepSeed()
  if (seed === 'demo') demos.set(clockName, { at: now, account, lent: snapshots.lendSeed() })
  return account
}

/** Demo companies that were made in this process, by how their clock was said; each takes 50 ms. */
const demos = new Map<string, { at: number; account: FirstAccount; lent: LentSnapshot }>()

/** On a clock that runs, a demo company that is this old is made anew. */
const demoLastsMs = 60_000

const listenOn = (platform: Platform, port: number | false): Promise<Listening> | null =>
  port === false
    ? null
    : listen((request) => platform.fetch(request), { host: '127.0.0.1', port }, platform.upgrades)

/** The clock under the platform's own: one that stands at a moment until it is let run. */
function createBase(said: NonNullable<CreatePlatformOptions['clock']>): {
  readonly clock: Clock
  readonly isFrozen: boolean
  run(): void
} {
  const machine = systemClock()
  if (said === 'system') return { clock: machine, isFrozen: false, run() {} }
  const start = said === 'frozen' ? Date.parse(frozenStart) : startOf(said)
  let aheadMs: number | null = null
  return {
    isFrozen: true,
    clock: {
      now: () => (aheadMs === null ? start : machine.now() + aheadMs),
      schedule: (at, run) => machine.schedule(at - (aheadMs ?? start - machine.now()), run),
    },
    run() {
      aheadMs = start - machine.now()
    },
  }
}

function startOf(said: Date | string): number {
  const at = typeof said === 'string' ? parseTime(said) : said.getTime()
  if (at !== null && !Number.isNaN(at)) return at
  throw new RangeError(
    `clock takes system, frozen, a Date or an ISO 8601 time, not "${String(said)}".`,
  )
}

/** Secrets of a platform that ends with its test: the same each time, so that runs can be compared. */
function seededSecret(stream: number): MakeSecret {
  // Not the stream that client ids come from: a secret would begin with one.
  const random = seededRandom(demoSeed + stream)
  return () => random.letters(43)
}

/** A log in which what the platform says went wrong is gathered, and the rest is left out. */
const faultLog = (faults: string[]): Log => ({
  info() {},
  error(text, fields = {}) {
    const about = Object.entries(fields).map(([name, value]) => `${name}: ${String(value)}`)
    faults.push([text, ...about].join('; '))
  },
})
