// A platform with a small company, called through its one function from request to response: what the
// tests of messages, errors and limits start from. Every reply is judged by its schema.
import { permissions, type Permission } from '#catalog/permissions'
import type { Profile } from '#catalog/profile'
import { type FrozenClock, frozenClock } from '#lib/clock'
import { silentLog } from '#lib/log'
import { hashSecret } from '#lib/secret'
import type { PubNubKeys } from '#delivery/pubnub/publish'
import { openPlatform, type Platform, type PlatformOptions } from '#platform/app'
import { recordCoverage } from '../coverage.ts'
import type { ExtensionType, NumberFeature, Role } from '#storage/platform/accounts'
import { type App, grantTypes } from '#storage/platform/oauth/apps'

/** Where the clock of a world stands at first. */
export const noon = Date.UTC(2026, 10, 23, 12)

/** The origin of every request. */
export const origin = 'http://platform.test'

/** The mailbox and the sends of whoever calls. */
export const own = '/restapi/v1.0/account/~/extension/~'

/** Extensions: Ann is an admin, Bob a standard user, Cleo has no number; Zoe is of another account. */
export const ids = { ann: 101, bob: 102, cleo: 103, care: 201, zoe: 901 } as const

/** Numbers by what they are good for. */
export const numbers = {
  main: '+15105550100',
  fax: '+15105550190',
  /** Texts, pictures, abroad. */
  ann: '+15105550101',
  /** Calls alone. */
  annVoice: '+15105550111',
  /** Texts, no pictures. */
  annText: '+15105550121',
  bob: '+15105550102',
  care: '+15105550120',
  zoe: '+12125550199',
  outside: '+14155550142',
  abroad: '+442079460123',
} as const

/** The secret of the app `app`. */
export const appSecret = 'app-secret'

/** The lever token of a world. */
export const leverToken = 'lever'

const allPermissions = Object.keys(permissions) as Permission[] // the keys of that table

/** What a reply was. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Buffer
  /** Its JSON; undefined when it has none. */
  // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts on what is in it
  readonly body: any
}

/** A request beside its verb and path. */
export interface Sent {
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as it is, with its media type. */
  readonly raw?: {
    readonly type: string | null
    readonly body: string | Uint8Array | ReadableStream
  }
  readonly headers?: Readonly<Record<string, string>>
  /** The access token; null for none. Ann's by default. */
  readonly token?: string | null
}

/** A running platform and ways to call it. */
export interface World {
  readonly clock: FrozenClock
  readonly platform: Platform
  /** Lines the platform logged as errors. */
  readonly errors: string[]
  call(verb: string, path: string, sent?: Sent): Promise<Answer>
  get(path: string, sent?: Sent): Promise<Answer>
  /** An access token of an extension (null: of the app itself), opened now. */
  token(
    extensionId: number | null,
    more?: {
      readonly scopes?: readonly Permission[]
      readonly clientId?: string
      readonly lifeMs?: number
    },
  ): string
  /** Adds an app with all permissions. */
  addApp(clientId: string, more?: Partial<App>): void
  [Symbol.dispose](): void
}

/** How a world starts. */
export interface WorldOptions extends Pick<PlatformOptions, 'webhooks' | 'webhookCertificates'> {
  readonly profile?: Profile
  readonly limits?: 'guide' | 'off'
  /** A file, for what outlives a restart; the company is added to an empty one. */
  readonly path?: string
  readonly clock?: FrozenClock
  readonly pubNub?: PubNubKeys
}

/** Starts a world. */
export function startWorld(options: WorldOptions = {}): World {
  const {
    profile = 'guide',
    limits = 'off',
    path = ':memory:',
    clock = frozenClock(noon),
    webhooks,
    webhookCertificates,
    pubNub,
  } = options
  const errors: string[] = []
  let made = clock.now() // so that a restarted world makes other secrets
  const makeSecret = () => `secret-${(made += 1)}`
  const platform = openPlatform(
    {
      clock,
      makeSecret,
      log: {
        ...silentLog,
        error: (text, fields) => void errors.push(JSON.stringify({ text, fields })),
      },
    },
    {
      path,
      profile,
      limits,
      leverToken,
      seed: 1,
      checkReplies: true,
      webhooks,
      webhookCertificates,
      pubNub,
    },
  )
  const { apps, sessions, accounts, db } = platform.parts
  const addApp: World['addApp'] = (clientId, more = {}) =>
    apps.add(
      {
        clientId,
        accountId: 1,
        name: clientId,
        permissions: allPermissions,
        grantTypes,
        redirectUris: [],
        isPublic: false,
        limits: {},
        issuesRefreshTokens: true,
        ...more,
      },
      hashSecret(appSecret),
    )
  if (!accounts.account(1)) {
    db.transaction(() => {
      addCompany(platform)
      addApp('app')
    })
  }

  const token: World['token'] = (extensionId, more = {}) => {
    const { scopes = allPermissions, clientId = 'app', lifeMs = 365 * 24 * 3_600_000 } = more
    const accessToken = makeSecret()
    const session = { id: makeSecret(), clientId, accountId: 1, extensionId, scopes }
    sessions.open(
      { ...session, endpointId: 'test', createdAt: clock.now() },
      {
        accessToken,
        accessExpiresAt: clock.now() + lifeMs,
        refreshToken: null,
        refreshExpiresAt: null,
      },
    )
    return accessToken
  }
  let usual: string | null = null

  const world: World = {
    clock,
    platform,
    errors,
    token,
    addApp,
    async call(verb, path, { json, raw, headers = {}, token: given } = {}) {
      const bearer = given === undefined ? (usual ??= token(ids.ann)) : given
      const type = json === undefined ? (raw?.type ?? null) : 'application/json'
      const body = json === undefined ? raw?.body : JSON.stringify(json)
      const request = new Request(path.startsWith('http') ? path : `${origin}${path}`, {
        method: verb,
        headers: {
          ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
          ...(type === null ? {} : { 'content-type': type }),
          ...headers,
        },
        ...(body === undefined ? {} : { body, duplex: 'half' }),
      })
      if (type === null && !('content-type' in headers)) request.headers.delete('content-type')
      const response = await platform.fetch(request)
      const bytes = Buffer.from(await response.arrayBuffer())
      const isJson = response.headers.get('content-type')?.startsWith('application/json')
      return {
        status: response.status,
        headers: response.headers,
        bytes,
        body: isJson && bytes.length > 0 ? JSON.parse(bytes.toString()) : undefined,
      }
    },
    get: (path, sent) => world.call('GET', path, sent),
    [Symbol.dispose]() {
      recordCoverage(platform.controls.requests.list({ limit: 1_000 }), {
        isChecked: true,
        isOfficial: false,
      })
      platform.close()
    },
  }
  return world
}

function addCompany({ parts: { accounts } }: Platform): void {
  const account = (id: number, mainNumber: string, operatorId: number) =>
    accounts.addAccount({
      id,
      companyName: `Company ${id}`,
      companyEmail: 'office@company.example',
      mainNumber,
      businessAddress: { country: 'US' },
      operatorId,
      timezone: 'America/Los_Angeles',
    })
  const extension = (id: number, name: string, role: Role, type: ExtensionType = 'User') =>
    accounts.addExtension({
      id,
      accountId: id === ids.zoe ? 2 : 1,
      number: String(id),
      type,
      status: 'Enabled',
      role,
      name,
      email: `${name.toLowerCase()}@company.example`,
      details: {
        contact: { firstName: name },
        regionalSettings: {},
        setupWizardState: 'Completed',
        hidden: false,
        extra: {},
        ...(type === 'Department' ? { members: [ids.bob] } : {}),
      },
    })
  let numberId = 0
  const number = (
    text: string,
    extensionId: number | null,
    features: readonly NumberFeature[],
    type: 'VoiceFax' | 'VoiceOnly' | 'FaxOnly' = 'VoiceFax',
  ) =>
    accounts.addNumber({
      id: (numberId += 1),
      accountId: extensionId === ids.zoe ? 2 : 1,
      extensionId,
      number: text,
      usageType: extensionId === null ? 'CompanyNumber' : 'DirectNumber',
      type,
      features,
      label: null,
    })
  account(1, numbers.main, ids.ann)
  account(2, numbers.zoe, ids.zoe)
  extension(ids.ann, 'Ann', 'Super Admin')
  extension(ids.bob, 'Bob', 'Standard')
  extension(ids.cleo, 'Cleo', 'Standard')
  extension(ids.care, 'Care', 'Standard', 'Department')
  extension(ids.zoe, 'Zoe', 'Super Admin')
  number(numbers.main, null, ['CallerId'])
  number(numbers.fax, null, [], 'FaxOnly')
  number(numbers.annVoice, ids.ann, ['CallerId'], 'VoiceOnly')
  number(numbers.ann, ids.ann, ['CallerId', 'SmsSender', 'MmsSender', 'InternationalSmsSender'])
  number(numbers.annText, ids.ann, ['CallerId', 'SmsSender'])
  number(numbers.bob, ids.bob, ['CallerId', 'SmsSender', 'MmsSender'])
  number(numbers.care, ids.care, ['CallerId'])
  number(numbers.zoe, ids.zoe, ['CallerId', 'SmsSender'])
}

/** An SMS as JSON, Ann to Bob unless said otherwise. */
export const sms = (text = 'hello', to: string = numbers.bob, from: string = numbers.ann) => ({
  from: { phoneNumber: from },
  to: [{ phoneNumber: to }],
  text,
})

/** A part of a multipart body: its header lines as they are sent, and its content. */
export interface RawPart {
  readonly headers: readonly string[]
  readonly content: string | Uint8Array
}

/** The bytes of a multipart body, exactly as an SDK writes them. */
export function multipart(parts: readonly RawPart[], boundary: string): Buffer {
  const chunks = parts.flatMap(({ headers, content }) => [
    `--${boundary}\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`,
    content,
    '\r\n',
  ])
  return Buffer.concat([...chunks, `--${boundary}--`].map((chunk) => Buffer.from(chunk)))
}
