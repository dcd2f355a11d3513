// The apps of a seed and their JWT credentials, with what was not said made up.
import { permissions, type Permission } from '#catalog/permissions'
import type { Random } from '#lib/random'
import { hashSecret, type MakeSecret } from '#lib/secret'
import type { App, GrantType, JwtCredential } from '#storage/platform/oauth/apps'
import { mintJwtCredential } from '../../oauth/jwt-credential.ts'
import { readPublicKey } from '../../oauth/public-key.ts'
import { redirectUriProblem } from '../../oauth/redirect-uri.ts'
import type { Parts } from '../../parts.ts'
import type { Company } from './company.ts'
import { type Path, type Problems, shown } from './problems.ts'
import type { Seed } from './schema.ts'
import type { Times } from './times.ts'

/** An app as whoever seeded it is told of it: the only copy of what was made up. */
export interface SeededApp {
  readonly name: string
  readonly clientId: string
  /** Null for a public app. */
  readonly clientSecret: string | null
  /** Its credentials: whose, by extension number, and the JWT. */
  readonly jwts: readonly { readonly extension: string; readonly jwt: string }[]
}

/** An app to store. */
export interface PlannedApp {
  readonly told: SeededApp
  readonly app: App
  readonly credentials: readonly { readonly credential: JwtCredential; readonly jwtHash: string }[]
}

type SaidApp = NonNullable<Seed['apps']>[number]
type SaidJwt = NonNullable<SaidApp['jwts']>[number]

const forServers: readonly GrantType[] = [
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'refresh_token',
  'client_credentials',
  'password',
  'authorization_code',
]
const forPublic: readonly GrantType[] = ['authorization_code', 'refresh_token']

/** What planning an app draws from. */
export interface Sources {
  readonly random: Random
  readonly makeSecret: MakeSecret
}

/** The apps of a seed; one with every permission, and a JWT of the admin, where it names none. */
export function planApps(
  seed: Seed,
  company: Company,
  times: Times,
  sources: Sources,
  problems: Problems,
): PlannedApp[] {
  const said: readonly SaidApp[] = seed.apps ?? [{ name: 'Developer' }]
  const planned = said.map((one, index) =>
    planApp(one, ['apps', index], { company, times, sources, problems }),
  )
  refuseTwice(planned, ({ app }) => app.clientId, 'clientId', problems)
  refuseTwice(planned, ({ app }) => app.name, 'name', problems)
  return planned
}

interface Planning {
  readonly company: Company
  readonly times: Times
  readonly sources: Sources
  readonly problems: Problems
}

function planApp(said: SaidApp, path: Path, planning: Planning): PlannedApp {
  const { company, sources, problems } = planning
  const isPublic = said.public ?? false
  if (isPublic && said.clientSecret !== undefined) {
    problems.add(
      [...path, 'clientSecret'],
      'is given, but the app is public. Leave one of both out.',
    )
  }
  for (const [index, uri] of (said.redirectUris ?? []).entries()) {
    const problem = redirectUriProblem(uri)
    if (problem !== null) problems.add([...path, 'redirectUris', index], `${problem}.`)
  }
  for (const field of ['publicKey', 'signsWithSecret'] as const) {
    if (isPublic && said[field]) problems.add([...path, field], 'is given, but the app is public.')
  }
  const clientId = said.clientId ?? sources.random.letters(22)
  const app: App = {
    clientId,
    accountId: company.account.id,
    name: said.name,
    permissions: said.permissions ?? (Object.keys(permissions) as Permission[]), // the keys of that table
    grantTypes: said.grantTypes ?? (isPublic ? forPublic : forServers),
    redirectUris: said.redirectUris ?? [],
    isPublic,
    limits: said.limits ?? {},
    issuesRefreshTokens: said.refreshTokens ?? true,
    ...keyOf(said, path, problems),
    ...(said.signsWithSecret ? { signsWithSecret: true } : {}),
  }
  const takesJwts = app.grantTypes.includes('urn:ietf:params:oauth:grant-type:jwt-bearer')
  const jwts: readonly SaidJwt[] = said.jwts ?? (takesJwts && !isPublic ? [{}] : [])
  const credentials = jwts.map((one, index) =>
    planJwt(one, app, [...path, 'jwts', index], planning),
  )
  return {
    app,
    credentials,
    told: {
      name: app.name,
      clientId,
      clientSecret: isPublic ? null : (said.clientSecret ?? sources.makeSecret()),
      jwts: credentials.map(({ extension, jwt }) => ({ extension, jwt })),
    },
  }
}

function keyOf({ publicKey }: SaidApp, path: Path, problems: Problems): Pick<App, 'publicKey'> {
  if (publicKey === undefined) return {}
  const read = readPublicKey(publicKey)
  if ('key' in read) return { publicKey: read.key }
  problems.add([...path, 'publicKey'], `${read.problem}.`)
  return {}
}

function planJwt(said: SaidJwt, app: App, path: Path, planning: Planning) {
  const { company, times, sources, problems } = planning
  const extension =
    said.extension === undefined
      ? company.admin
      : company.extension(said.extension, [...path, 'extension'])
  if (said.jwt !== undefined && said.jwt.length < 16) {
    problems.add(
      [...path, 'jwt'],
      'is too short: whoever guesses it acts as the extension. It takes 16 characters at least.',
    )
  }
  const made = mintJwtCredential(sources.makeSecret, {
    id: sources.random.letters(22),
    extensionId: extension.id,
    label: said.label ?? app.name,
    clientIds: [app.clientId],
    createdAt: times.now,
    expiresAt: times.future(said.expires, [...path, 'expires']),
  })
  const jwt = said.jwt ?? made.jwt
  return { extension: extension.number, jwt, credential: made.credential, jwtHash: hashSecret(jwt) }
}

/** Stores planned apps. Call inside a transaction. */
export function storeApps({ apps }: Pick<Parts, 'apps'>, planned: readonly PlannedApp[]): void {
  for (const { app, told, credentials } of planned) {
    apps.add(app, null)
    if (told.clientSecret !== null) apps.setSecret(app, told.clientSecret)
    for (const { credential, jwtHash } of credentials) apps.addCredential(credential, jwtHash)
  }
}

function refuseTwice(
  planned: readonly PlannedApp[],
  valueOf: (app: PlannedApp) => string,
  field: string,
  problems: Problems,
): void {
  const seen = new Set<string>()
  for (const [index, one] of planned.entries()) {
    const value = valueOf(one)
    if (seen.has(value)) {
      problems.add(['apps', index, field], `is ${shown(value)} a second time. Give each its own.`)
    }
    seen.add(value)
  }
}
