// How Ringfence is told to run: flags over environment over defaults, judged once, frozen.
// This is the only place that reads the environment.
import { resolve } from 'node:path'
import type { Profile } from '#catalog/profile'
import { policies, type PolicyName } from '#delivery/policy'

/** An upstream of the operator's own, in place of the embedded platform. */
export interface UpstreamConfig {
  /** Origin of the RingCentral-compatible server. */
  readonly server: string
  readonly clientId: string
  readonly clientSecret: string
  /** A JWT credential of the user whose access is shared out. */
  readonly jwt: string
}

/** A keyset at PubNub, to publish with. The publish key is a secret. */
export interface PubNubConfig {
  readonly publishKey: string
  readonly subscribeKey: string
  /** Where PubNub is reached. */
  readonly origin: string
}

const pubNubOrigin = 'https://ps.pndsn.com'

/** Everything that can be set. */
export interface Config {
  /** Absolute path of the folder that holds the databases and keys. */
  readonly dataDir: string
  /** Address to listen on. Loopback unless told otherwise. */
  readonly host: string
  /** Port of the gateway; 0 picks a free one. */
  readonly port: number
  /** Port of the embedded platform; 0 picks a free one. */
  readonly platformPort: number
  readonly profile: Profile
  /** Whether the platform counts calls against its limits. */
  readonly limits: 'guide' | 'off'
  /** How the platform tries webhooks. */
  readonly webhooks: PolicyName
  /** Whether the certificates of their receivers have to be good. */
  readonly webhookCertificates: 'checked' | 'any'
  /** Where clients reach the gateway, when that is not where it listens; an origin. */
  readonly publicUrl: string | null
  /** The file of a seed for an empty folder; null for the demo account. */
  readonly seed: string | null
  readonly upstream: UpstreamConfig | null
  /** The operator's PubNub keyset, to publish with; null when the platform serves PubNub itself. */
  readonly pubNub: PubNubConfig | null
  /** How the upstream tells the gateway of events: over a WebSocket, or by webhook to {@link publicUrl}. */
  readonly upstreamEvents: 'websocket' | 'webhook'
  /** Where webhooks to agents may lead: to public addresses alone, or anywhere. */
  readonly webhookNetworks: 'public' | 'any'
}

/** What the command line may say; each member overrides its environment variable, where it has one. */
export type Flags = Partial<
  Record<
    | 'data'
    | 'host'
    | 'port'
    | 'platformPort'
    | 'profile'
    | 'limits'
    | 'webhooks'
    | 'webhookCertificates'
    | 'publicUrl'
    | 'seed',
    string
  >
>

/** A setting that cannot be used, in one sentence that names it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** The environment variables that are read, beside `RINGFENCE_ADMIN_TOKEN` (for commands with `--url`). */
export const variables = {
  data: 'RINGFENCE_DATA',
  host: 'RINGFENCE_HOST',
  port: 'RINGFENCE_PORT',
  platformPort: 'RINGFENCE_PLATFORM_PORT',
  profile: 'RINGFENCE_PROFILE',
  limits: 'RINGFENCE_LIMITS',
  webhooks: 'RINGFENCE_WEBHOOKS',
  webhookCertificates: 'RINGFENCE_WEBHOOK_CERTIFICATES',
  publicUrl: 'RINGFENCE_PUBLIC_URL',
  upstreamServer: 'RINGFENCE_UPSTREAM_SERVER',
  upstreamClientId: 'RINGFENCE_UPSTREAM_CLIENT_ID',
  upstreamClientSecret: 'RINGFENCE_UPSTREAM_CLIENT_SECRET',
  upstreamJwt: 'RINGFENCE_UPSTREAM_JWT',
  pubNubPublishKey: 'RINGFENCE_PUBNUB_PUBLISH_KEY',
  pubNubSubscribeKey: 'RINGFENCE_PUBNUB_SUBSCRIBE_KEY',
  pubNubOrigin: 'RINGFENCE_PUBNUB_ORIGIN',
  upstreamEvents: 'RINGFENCE_UPSTREAM_EVENTS',
  webhookNetworks: 'RINGFENCE_WEBHOOK_NETWORKS',
} as const

/** An environment, as `process.env` is one. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The configuration of a run.
 * @throws ConfigError for a value out of range
 */
export function readConfig(flags: Flags, environment: Environment): Config {
  const value = (name: keyof Flags & keyof typeof variables, fallback: string) =>
    flags[name] ?? (environment[variables[name]] || fallback)
  const publicUrl = value('publicUrl', '')
  const host = value('host', '127.0.0.1')
  const setting = <const T extends string>(name: keyof typeof variables, usual: T, values: T[]) =>
    oneOf(variables[name], environment[variables[name]] || usual, values)
  const upstreamEvents = setting('upstreamEvents', 'websocket', ['websocket', 'webhook'])
  if (upstreamEvents === 'webhook' && publicUrl === '') {
    throw new ConfigError(
      `${variables.upstreamEvents}=webhook needs an address that the upstream can reach: set ${variables.publicUrl}.`,
    )
  }
  const own = upstream(environment)
  const { seed = '' } = flags
  if (own && seed !== '') {
    throw new ConfigError(
      `--seed is for the embedded platform, and ${variables.upstreamServer} leads to another.`,
    )
  }
  return Object.freeze({
    dataDir: resolve(value('data', './data')),
    host,
    port: port('port', value('port', '4100')),
    platformPort: port('platform-port', value('platformPort', '4101')),
    profile: oneOf('--profile', value('profile', 'guide'), ['guide', 'live']),
    limits: oneOf('--limits', value('limits', 'guide'), ['guide', 'off']),
    webhooks: oneOf('--webhooks', value('webhooks', 'ringcentral'), policyNames),
    webhookCertificates: oneOf('--webhook-certificates', value('webhookCertificates', 'checked'), [
      'checked',
      'any',
    ]),
    publicUrl: publicUrl === '' ? null : origin('public-url', publicUrl),
    // A flag alone: a variable that stays set would refuse the second start, which finds an account.
    seed: seed === '' ? null : seed,
    upstream: own,
    pubNub: pubNub(environment),
    upstreamEvents,
    // What nobody else can reach may send where it likes: its agents are on the same machine.
    webhookNetworks: setting(
      'webhookNetworks',
      isLoopback(host) && publicUrl === '' ? 'any' : 'public',
      ['public', 'any'],
    ),
  })
}

const policyNames = Object.keys(policies) as PolicyName[] // the keys of that table

function port(name: string, text: string): number {
  const number = Number(text)
  if (/^\d{1,5}$/.test(text) && number <= 65_535) return number
  throw new ConfigError(`${name} takes a port from 0 (pick one) to 65535, not "${text}".`)
}

function oneOf<const T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === text)
  if (found !== undefined) return found
  throw new ConfigError(`${name} takes ${allowed.join(' or ')}, not "${text}".`)
}

function origin(name: string, text: string): string {
  const url = URL.parse(text)
  if (url && /^https?:$/.test(url.protocol)) return url.origin
  throw new ConfigError(`${name} takes an http(s) URL, not "${text}".`)
}

function upstream(environment: Environment): UpstreamConfig | null {
  const read = (name: keyof typeof variables) => environment[variables[name]] ?? ''
  const server = read('upstreamServer')
  if (server === '') return null
  const missing = (['upstreamClientId', 'upstreamClientSecret', 'upstreamJwt'] as const).filter(
    (name) => read(name) === '',
  )
  if (missing.length > 0) {
    throw new ConfigError(
      `${variables.upstreamServer} is set, so ${missing.map((name) => variables[name]).join(', ')} must be too.`,
    )
  }
  return {
    server: origin(variables.upstreamServer, server),
    clientId: read('upstreamClientId'),
    clientSecret: read('upstreamClientSecret'),
    jwt: read('upstreamJwt'),
  }
}

function pubNub(environment: Environment): PubNubConfig | null {
  const read = (name: keyof typeof variables) => environment[variables[name]] ?? ''
  const [publishKey, subscribeKey] = [read('pubNubPublishKey'), read('pubNubSubscribeKey')]
  if (publishKey === '' && subscribeKey === '') return null
  if (publishKey === '' || subscribeKey === '') {
    throw new ConfigError(
      `${variables.pubNubPublishKey} and ${variables.pubNubSubscribeKey} belong together: set both, or neither.`,
    )
  }
  const where = read('pubNubOrigin') || pubNubOrigin
  return { publishKey, subscribeKey, origin: origin(variables.pubNubOrigin, where) }
}

const isLoopback = (host: string) => /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(host)
