// The demo apps, the JWT credentials with which they act for the demo company's admin, and the password
// with which its people sign in.
import { permissions, type Permission } from '#catalog/permissions'
import type { Random } from '#lib/random'
import { hashPasswordNow, passwordCosts } from '#lib/password'
import { hashSecret } from '#lib/secret'
import type { GrantType } from '#storage/platform/oauth/apps'
import { mintJwtCredential } from '../oauth/jwt-credential.ts'
import type { Parts } from '../parts.ts'
import type { Cast } from './cast.ts'

/** What a client needs to log in as the admin through one app. */
export interface AppCredentials {
  readonly clientId: string
  readonly clientSecret: string
  readonly jwt: string
}

/** How a person signs in on the platform's login page. */
export interface SignInCredentials {
  readonly username: string
  readonly password: string
}

/** The secrets of the demo account. Nothing else has them. */
export interface DemoCredentials {
  /** The admin's; everybody else of the staff has the same password. */
  readonly signIn: SignInCredentials
  /** For whoever develops against the platform. */
  readonly platformApp: AppCredentials
  /** For the gateway's own connection. */
  readonly gatewayApp: AppCredentials
}

const grantTypes: readonly GrantType[] = [
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'refresh_token',
  'client_credentials',
  'password',
  'authorization_code',
]

/** Where the demo app for developers leads back to: where examples listen. */
const redirectUris = ['http://127.0.0.1:3000/callback', 'http://localhost:3000/callback']

/**
 * Stores both apps, each with every permission and the guide's limits, and a JWT of the admin for it;
 * and gives the staff their password.
 */
export function addCredentials(
  parts: Parts,
  cast: Cast,
  options: { readonly now: number; readonly random: Random },
): DemoCredentials {
  return {
    platformApp: addApp(parts, cast, 'Larkfield Tools', { ...options, redirectUris }),
    gatewayApp: addApp(parts, cast, 'Ringfence Gateway', options),
    signIn: addPassword(parts, cast),
  }
}

function addPassword({ accounts, makeSecret }: Parts, { admin, staff }: Cast): SignInCredentials {
  const password = makeSecret()
  // Hashed once, since it is everybody's.
  const salt = Buffer.from(hashSecret(makeSecret()), 'base64url').subarray(0, 16)
  const hash = hashPasswordNow(password, passwordCosts.light, salt)
  for (const { id } of staff) accounts.setPasswordHash(id, hash)
  return { username: admin.email ?? '', password }
}

/** Stores an app that may do everything, and a JWT of the admin for it. */
export function addApp(
  { apps, makeSecret }: Parts,
  cast: Pick<Cast, 'account' | 'admin'>,
  name: string,
  {
    now,
    random,
    redirectUris = [],
  }: {
    readonly now: number
    readonly random: Random
    readonly redirectUris?: readonly string[]
  },
): AppCredentials {
  const { admin } = cast
  const clientId = random.letters(22)
  const clientSecret = makeSecret()
  apps.add(
    {
      clientId,
      accountId: cast.account.id,
      name,
      permissions: Object.keys(permissions) as Permission[], // the keys of that table
      grantTypes,
      redirectUris,
      isPublic: false,
      limits: {},
      issuesRefreshTokens: true,
    },
    hashSecret(clientSecret),
  )
  const { jwt, credential } = mintJwtCredential(makeSecret, {
    id: random.letters(22),
    extensionId: admin.id,
    label: `${name} (demo)`,
    clientIds: [clientId],
    createdAt: now,
    expiresAt: null,
  })
  apps.addCredential(credential, hashSecret(jwt))
  return { clientId, clientSecret, jwt }
}
