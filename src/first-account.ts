// The account that a folder starts with: the demo company, or a seed of the person's own. What nobody
// else has of it, the secrets, is kept in a file beside the databases.
import { seededRandom } from '#lib/random'
import type { Platform } from '#platform/app'
import { addApp } from '#platform/seed/credentials'
import { seedDemo } from '#platform/seed/demo'
import { plantSeed } from '#platform/seed/file/plant'
import { SeedError } from '#platform/seed/file/problems'
import { callSeed, readSeed } from '#platform/seed/file/read'
import type { DataFolder } from '#storage/data-folder'

/** An agent with its secrets, as far as they are known: an operator's agents are shown them once. */
export interface KnownAgent {
  readonly id: string
  readonly name: string
  readonly key: string | null
  readonly jwt: string | null
}

/** The app and user that developers use the platform with. Null where the secrets are not kept. */
export interface KnownApp {
  readonly clientId: string | null
  readonly clientSecret: string | null
  readonly jwt: string | null
}

/** How a person signs in on the platform's login page. */
export interface KnownSignIn {
  readonly username: string
  readonly password: string
}

/** Credentials of the first account alone; everything else's are kept as hashes. */
export interface FirstAccount {
  readonly agent: KnownAgent | null
  /** Of a seed: its first app. */
  readonly platformApp: KnownApp
  readonly gatewayApp: KnownApp
  /** How the admin of the demo company signs in on the login page. */
  readonly signIn?: KnownSignIn
  /** Every app of a seed. */
  readonly apps?: readonly object[]
}

/** The path of a seed's file, a seed, or a function that makes one. */
export type SeedSource = unknown

/** The app of those who have none. */
export const nobody: KnownApp = { clientId: null, clientSecret: null, jwt: null }

/** The stream that the accidents of the first account are drawn from: the same on every machine. */
export const demoSeed = 20_240_529

const secretsFile = 'demo-credentials.json'

/**
 * The first account of a platform: made when there is none.
 * @param seed null for the demo company
 * @throws SeedError when the seed cannot be used, or there is an account already
 */
export async function firstAccount(
  platform: Platform,
  folder: DataFolder,
  seed: SeedSource,
): Promise<FirstAccount> {
  if (platform.parts.apps.list().length > 0) {
    if (seed !== null) throw taken(seed, folder)
    // Written below; an operator may have removed it to be rid of the secrets.
    const kept = folder.readJson(secretsFile) as FirstAccount | null
    return kept ?? { agent: null, platformApp: nobody, gatewayApp: nobody }
  }
  const make = await makeAccount(platform, seed, 'with the gateway’s app')
  const account = platform.parts.db.transaction(() => {
    const made = make()
    // Before the commit: a crash here leaves a file that the next start writes again, never an
    // account whose secrets nobody has.
    folder.writeJson(secretsFile, made)
    return made
  })
  await platform.controls.snapshots.keepSeed()
  return account
}

/** Keeps the secrets of the first agent with those of the account. */
export const rememberAgent = (folder: DataFolder, account: FirstAccount, agent: KnownAgent): void =>
  folder.writeJson(secretsFile, { ...account, agent })

/**
 * Reads what the first account is made of; what comes back stores it, in the transaction that is open.
 * @param gateway whether a seed gets an app for the gateway beside its own, as the demo company has one
 */
export async function makeAccount(
  { parts }: Platform,
  seed: SeedSource,
  gateway?: 'with the gateway’s app',
): Promise<() => FirstAccount> {
  const now = parts.clock.now()
  const random = seededRandom(demoSeed)
  if (seed === null) return () => ({ agent: null, ...seedDemo(parts, { now, random }) })
  const context = { now: new Date(now), random }
  const { value, ...about } =
    typeof seed === 'string'
      ? await readSeed(seed, context)
      : { value: await callSeed(seed, context, 'seed') }
  return () => {
    const { apps, ...cast } = plantSeed(parts, value, { now, random, ...about })
    const [first] = apps
    return {
      agent: null,
      platformApp: first ? knownOf(first) : nobody,
      gatewayApp: gateway ? addApp(parts, cast, 'Ringfence Gateway', { now, random }) : nobody,
      apps,
    }
  }
}

const knownOf = ({
  clientId,
  clientSecret,
  jwts,
}: {
  readonly clientId: string
  readonly clientSecret: string | null
  readonly jwts: readonly { readonly jwt: string }[]
}): KnownApp => ({ clientId, clientSecret, jwt: jwts[0]?.jwt ?? null })

const taken = (seed: SeedSource, folder: DataFolder): SeedError =>
  new SeedError(typeof seed === 'string' ? seed : 'seed', [
    {
      path: '',
      at: null,
      message: `there is an account already in ${folder.file('')}. Start without a seed to go on with it, or name an empty folder.`,
    },
  ])
