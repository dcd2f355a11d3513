// The demo apps and the JWT credentials with which they act for the demo company's admin.
import { permissions, type Permission } from '#catalog/permissions'
import type { Random } from '#lib/random'
import { hashSecret } from '#lib/secret'
import type { GrantType } from '#storage/platform/apps'
import { mintJwtCredential } from '../oauth/jwt-credential.ts'
import type { Parts } from '../parts.ts'
import type { Cast } from './cast.ts'

/** What a client needs to log in as the admin through one app. */
export interface AppCredentials {
  readonly clientId: string
  readonly clientSecret: string
  readonly jwt: string
}

/** The secrets of the demo account. Nothing else has them. */
export interface DemoCredentials {
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
]

/** Stores both apps, each with every permission and the guide's limits, and a JWT of the admin for it. */
export function addApps(
  parts: Parts,
  cast: Cast,
  options: { readonly now: number; readonly random: Random },
): DemoCredentials {
  return {
    platformApp: addApp(parts, cast, 'Larkfield Tools', options),
    gatewayApp: addApp(parts, cast, 'Ringfence Gateway', options),
  }
}

/** Stores an app that may do everything, and a JWT of the admin for it. */
export function addApp(
  { apps, makeSecret }: Parts,
  cast: Pick<Cast, 'account' | 'admin'>,
  name: string,
  { now, random }: { readonly now: number; readonly random: Random },
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
      redirectUris: [],
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
