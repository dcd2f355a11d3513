// A platform with a company of four and a handful of apps, for the tests of its OAuth endpoints and
// levers. Every secret in it starts with the canary, so that it is seen wherever it leaks to.
import { permissions, type Permission } from '#catalog/permissions'
import type { Profile } from '#catalog/profile'
import { type FrozenClock, frozenClock } from '#lib/clock'
import type { Log } from '#lib/log'
import { hashPassword } from '#lib/password'
import { hashSecret } from '#lib/secret'
import { openPlatform, type Platform } from '#platform/app'
import { mintJwtCredential } from '#platform/oauth/jwt-credential'
import type { Extension, ExtensionStatus } from '#storage/platform/accounts'
import { type App, grantTypes, type JwtCredential } from '#storage/platform/oauth/apps'

/** What every secret of a world starts with. */
export const canary = 'CANARY'

/** Where the clock stands at first: 2026-03-02T17:00:00Z. */
export const morning = Date.UTC(2026, 2, 2, 17)

/** The JWT bearer grant type's name. */
export const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** The redirect URI of the apps that have one. */
export const callback = 'https://app.example/callback'

/** The second redirect URI of `tools`; it has a query of its own. */
export const localCallback = 'http://127.0.0.1:3000/callback?kept=1'

/** The bearer token of the world's levers. */
export const leverToken = `${canary}-lever`

/** The passwords of the world's people. */
export const password = `${canary}-password`

// At the lowest cost there is: what the cost buys is tested in test/lib.
const passwordHash = await hashPassword(password, { n: 2, r: 1, p: 1 })

const allPermissions = Object.keys(permissions) as Permission[] // the keys of that table

/** A token reply, as a test reads it. */
export interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
  readonly token_type: string
  readonly expires_in: number
  readonly refresh_token_expires_in: number
  readonly scope: string
  readonly owner_id: string
  readonly endpoint_id: string
  readonly session_id: string
  readonly id_token?: string
}

/** A refusal, as a test reads it. */
export interface Refusal {
  readonly error: string
  readonly error_description: string
  readonly errors: readonly { readonly errorCode: string }[]
}

/** A platform to call. */
export interface World {
  readonly clock: FrozenClock
  readonly platform: Platform
  /** Lines that the process logged. */
  readonly logged: string[]
  /** Adds a JWT credential of an extension and answers the JWT. */
  mint(extensionId: number, more?: Partial<JwtCredential>): string
  /** Posts a form to the token endpoint; `tools` signs by Basic unless told otherwise. */
  token(form: Record<string, string>, authorization?: string | null): Promise<Response>
  revoke(form: Record<string, string>, authorization?: string | null): Promise<Response>
  /** Exchanges a new JWT of Ava, and expects it to work. */
  login(form?: Record<string, string>): Promise<Tokens>
  /** The status of an API call with this access token. */
  use(accessToken: string): Promise<number>
  /** Waits out every rate window. */
  settle(): Promise<void>
  [Symbol.dispose](): void
}

/** The start of every address. */
export const origin = 'http://127.0.0.1:4010'

/** HTTP Basic, as RingCentral's SDKs send it: neither part encoded. */
export const basic = (clientId: string, secret: string): string =>
  `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`

/** The secret of an app. */
export const secretOf = (clientId: string): string => `${canary}-secret-of-${clientId}`

/** Basic of the app that may do everything. */
export const tools = basic('tools', secretOf('tools'))

/** A world in memory, or in a file. */
export function oauthWorld(
  options: {
    readonly path?: string
    readonly profile?: Profile
    readonly limits?: 'guide' | 'off'
    /** Whether the file has the company already. */
    readonly isFilled?: boolean
  } = {},
): World {
  const { path = ':memory:', profile = 'guide', limits = 'guide', isFilled = false } = options
  const clock = frozenClock(morning)
  const logged: string[] = []
  const keep = (text: string, fields?: object) => void logged.push(JSON.stringify([text, fields]))
  const log: Log = { info: keep, error: keep }
  let secrets = 0
  const makeSecret = () => `${canary}-${String((secrets += 1)).padStart(36, '0')}`
  const platform = openPlatform(
    { clock, makeSecret, log },
    { path, profile, limits, leverToken, seed: 1, checkReplies: true },
  )
  const { parts } = platform
  if (!isFilled) parts.db.transaction(() => fill(platform))

  const post = (path: string, form: Record<string, string>, authorization: string | null) =>
    platform.fetch(
      new Request(`${origin}/restapi/oauth/${path}`, {
        method: 'POST',
        headers: authorization === null ? {} : { authorization },
        body: new URLSearchParams(form),
      }),
    )

  let minted = 0
  const world: World = {
    clock,
    platform,
    logged,
    mint(extensionId, more = {}) {
      const { jwt, credential } = mintJwtCredential(makeSecret, {
        id: `credential-${(minted += 1)}`,
        extensionId,
        label: 'test',
        clientIds: [],
        createdAt: clock.now(),
        expiresAt: null,
        ...more,
      })
      parts.apps.addCredential({ ...credential, ...more }, hashSecret(jwt))
      return jwt
    },
    token: (form, authorization = tools) => post('token', form, authorization),
    revoke: (form, authorization = tools) => post('revoke', form, authorization),
    async login(form = {}) {
      const reply = await world.token({
        grant_type: jwtBearer,
        assertion: world.mint(101),
        ...form,
      })
      if (reply.status !== 200) throw new Error(`no login: ${await reply.text()}`)
      return (await reply.json()) as Tokens // the tests of the reply hold its shape
    },
    async use(accessToken) {
      const reply = await platform.fetch(
        new Request(`${origin}/restapi/v1.0/account/~`, {
          headers: { authorization: `bearer ${accessToken}` },
        }),
      )
      return reply.status
    },
    settle: () => clock.advance(120_000),
    [Symbol.dispose]: () => platform.close(),
  }
  return world
}

function fill({ parts }: Platform): void {
  const { accounts, apps } = parts
  accounts.addAccount({
    id: 1,
    companyName: 'Larkfield',
    companyEmail: 'office@larkfield.example',
    mainNumber: '+15105550100',
    businessAddress: {},
    operatorId: 101,
    timezone: 'America/Los_Angeles',
  })
  const person = (id: number, name: string, status: ExtensionStatus = 'Enabled'): Extension => ({
    id,
    accountId: 1,
    number: String(id),
    type: 'User',
    status,
    role: id === 101 ? 'Super Admin' : 'Standard',
    name,
    email: `${name.toLowerCase()}@larkfield.example`,
    details: {
      contact: name === 'Ava' ? { firstName: 'Ava', lastName: 'Reyes' } : {},
      regionalSettings: {},
      setupWizardState: 'Completed',
      hidden: false,
      extra: {},
    },
  })
  accounts.addExtension(person(101, 'Ava'), passwordHash)
  accounts.addExtension(person(102, 'Ben'), passwordHash)
  accounts.addExtension(person(103, 'Cid', 'Disabled'), passwordHash)
  accounts.addExtension(person(104, 'Dot'))
  const number = { accountId: 1, type: 'VoiceFax', features: [], label: null } as const
  accounts.addNumber({
    ...number,
    id: 1,
    extensionId: null,
    number: '+15105550100',
    usageType: 'MainCompanyNumber',
  })
  accounts.addNumber({
    ...number,
    id: 2,
    extensionId: 102,
    number: '+15105550102',
    usageType: 'DirectNumber',
  })

  const add = (clientId: string, more: Partial<App> = {}) =>
    apps.add(
      {
        clientId,
        accountId: 1,
        name: clientId,
        permissions: allPermissions,
        grantTypes,
        redirectUris: [callback],
        isPublic: false,
        limits: {},
        issuesRefreshTokens: true,
        ...more,
      },
      more.isPublic ? null : hashSecret(secretOf(clientId)),
    )
  add('tools', { redirectUris: [callback, localCallback, 'com.example.app:/back'] })
  add('reader', { permissions: ['ReadMessages', 'ReadAccounts'] })
  add('browser', { isPublic: true })
  add('brief', { issuesRefreshTokens: false, redirectUris: [] })
  add('narrow', { grantTypes: [jwtBearer] })
}
