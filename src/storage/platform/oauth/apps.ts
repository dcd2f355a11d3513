// Apps and the JWT credentials that people made for them, as the platform stores them. Of a secret
// only its SHA-256 is here, but of an app that signs with it: to check a signature takes the secret. Read on every call (an app's permissions and limits), written rarely.
import sql, { type Sql } from 'sql-template-tag'
import type { Permission } from '#catalog/permissions'
import type { RateGroup } from '#catalog/rate-groups'
import { hashSecret } from '#lib/secret'
import type { Database } from '../../database.ts'

/** The grant types an app can be given, as they are written on the wire. */
export const grantTypes = [
  'authorization_code',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'refresh_token',
  'client_credentials',
  'password',
] as const

/** One of {@link grantTypes}. */
export type GrantType = (typeof grantTypes)[number]

/** An app: an OAuth client that belongs to an account. */
export interface App {
  readonly clientId: string
  /** The account it belongs to; a token that it gets for itself acts there. */
  readonly accountId: number
  readonly name: string
  readonly permissions: readonly Permission[]
  readonly grantTypes: readonly GrantType[]
  /** Where a person may be sent back to, each exactly as it will be asked for. */
  readonly redirectUris: readonly string[]
  /** Whether it keeps no secret (PKCE, an app in a browser). */
  readonly isPublic: boolean
  /** Calls per window where they differ from the guide's. */
  readonly limits: Partial<Readonly<Record<RateGroup, number>>>
  readonly issuesRefreshTokens: boolean
  /** What the client assertions that it signs with a key are checked with, as a JWK. */
  readonly publicKey?: PublicKey
  /** Whether it may sign client assertions with its secret, which is then kept readable. */
  readonly signsWithSecret?: boolean
}

/** The members of a public JWK (RFC 7517) by name. */
export interface PublicKey {
  readonly kty: 'RSA' | 'EC' | 'OKP'
  readonly n?: string
  readonly e?: string
  readonly crv?: string
  readonly x?: string
  readonly y?: string
}

/** A JWT credential: who presents that JWT acts as the extension, for years if need be. */
export interface JwtCredential {
  /** The JWT's `jti`. */
  readonly id: string
  readonly extensionId: number
  readonly label: string
  /** The clients that may present it; empty for any. */
  readonly clientIds: readonly string[]
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly revokedAt: number | null
}

type AppDetails = Omit<App, 'clientId' | 'accountId' | 'name' | 'limits'>
/** An app stored before apps had redirect URIs has none. */
type StoredDetails = Omit<AppDetails, 'redirectUris'> & Partial<AppDetails>
interface AppRow {
  client_id: string
  account_id: number
  name: string
  details: string
  limits: string
}
interface CredentialRow {
  id: string
  extension_id: number
  label: string
  client_ids: string
  created_at: number
  expires_at: number | null
  revoked_at: number | null
}

const appColumns = sql`client_id, account_id, name, details, limits`
const credentialColumns = sql`id, extension_id, label, client_ids, created_at, expires_at, revoked_at`

function toApp(row: AppRow): App {
  const { redirectUris = [], ...details } = JSON.parse(row.details) as StoredDetails // written by this store alone
  return {
    clientId: row.client_id,
    accountId: row.account_id,
    name: row.name,
    ...details,
    redirectUris,
    limits: JSON.parse(row.limits) as App['limits'], // ditto
  }
}

function detailsOf({
  clientId: _id,
  accountId: _account,
  name: _name,
  limits: _limits,
  ...details
}: App): string {
  return JSON.stringify(details satisfies AppDetails)
}

const toCredential = (row: CredentialRow): JwtCredential => ({
  id: row.id,
  extensionId: row.extension_id,
  label: row.label,
  clientIds: JSON.parse(row.client_ids) as string[], // ditto
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
})

/** The store of apps and JWT credentials. Synchronous; writes belong into the open transaction. */
export type Apps = ReturnType<typeof createApps>

/** @param db the platform's database */
export function createApps(db: Database) {
  // Every call asks for its app: while the row reads the same, its JSON is not parsed again.
  const parsed = new Map<string, { readonly row: AppRow; readonly app: App }>()

  function appOf(row: AppRow): App {
    const known = parsed.get(row.client_id)
    const isSame = known?.row.limits === row.limits && known.row.details === row.details
    if (known && isSame && known.row.name === row.name && known.row.account_id === row.account_id) {
      return known.app
    }
    const app = toApp(row)
    parsed.set(row.client_id, { row, app })
    return app
  }

  const credential = (condition: Sql): JwtCredential | undefined => {
    const row = db.get<CredentialRow>(
      sql`select ${credentialColumns} from jwt_credential where ${condition}`,
    )
    return row && toCredential(row)
  }

  return {
    /** Adds an app; `secretHash` (SHA-256 of its secret) is null for a public one. */
    add(app: App, secretHash: string | null): void {
      db.run(sql`insert into app (${appColumns}, secret_hash) values (${app.clientId},
        ${app.accountId}, ${app.name}, ${detailsOf(app)}, ${JSON.stringify(app.limits)},
        ${secretHash})`)
    },
    /** Gives an app its secret, or another one; readable only for one that signs with it. */
    setSecret({ clientId, signsWithSecret }: App, secret: string): void {
      db.run(sql`update app set secret_hash = ${hashSecret(secret)},
        secret = ${signsWithSecret ? secret : null} where client_id = ${clientId}`)
    },
    /** The secret of an app that signs with it; null for any other. */
    readableSecret(clientId: string): string | null {
      return (
        db.get<{ secret: string | null }>(sql`select secret from app where client_id = ${clientId}`)
          ?.secret ?? null
      )
    },
    /** The app, or undefined. The same object comes back until the app changes. */
    find(clientId: string): App | undefined {
      const row = db.get<AppRow>(sql`select ${appColumns} from app where client_id = ${clientId}`)
      return row && appOf(row)
    },
    /** Every app, in the order they were added. */
    list(): App[] {
      return db.all<AppRow>(sql`select ${appColumns} from app order by rowid`).map(appOf)
    },
    secretHash(clientId: string): string | null {
      return (
        db.get<{ secret_hash: string | null }>(
          sql`select secret_hash from app where client_id = ${clientId}`,
        )?.secret_hash ?? null
      )
    },
    /** Writes what of an app may change: not its client id, its account or its secret. */
    update(app: App): void {
      db.run(sql`update app set name = ${app.name}, details = ${detailsOf(app)},
        limits = ${JSON.stringify(app.limits)} where client_id = ${app.clientId}`)
    },
    /** Removes an app. What refers to it has to be gone: sessions, codes, what people consented to. */
    remove(clientId: string): void {
      db.run(sql`delete from app where client_id = ${clientId}`)
      parsed.delete(clientId)
    },
    /** Replaces the limits that differ from the guide's; an empty object goes back to the guide. */
    setLimits(clientId: string, limits: App['limits']): void {
      db.run(sql`update app set limits = ${JSON.stringify(limits)} where client_id = ${clientId}`)
    },
    /** Adds a JWT credential; `jwtHash` is the SHA-256 of the whole JWT. */
    addCredential(one: JwtCredential, jwtHash: string): void {
      db.run(sql`insert into jwt_credential (${credentialColumns}, jwt_hash) values (${one.id},
        ${one.extensionId}, ${one.label}, ${JSON.stringify(one.clientIds)}, ${one.createdAt},
        ${one.expiresAt}, ${one.revokedAt}, ${jwtHash})`)
    },
    /** The credential of a JWT, revoked and expired ones too. */
    credentialByHash: (jwtHash: string): JwtCredential | undefined =>
      credential(sql`jwt_hash = ${jwtHash}`),
    /** An extension's credentials, in the order they were added. */
    credentialsOf(extensionId: number): JwtCredential[] {
      return db
        .all<CredentialRow>(
          sql`select ${credentialColumns} from jwt_credential where extension_id = ${extensionId} order by rowid`,
        )
        .map(toCredential)
    },
    /** A credential by its id. */
    credential: (id: string): JwtCredential | undefined => credential(sql`id = ${id}`),
    /** Every credential, in the order they were added. */
    credentials(): JwtCredential[] {
      return db
        .all<CredentialRow>(sql`select ${credentialColumns} from jwt_credential order by rowid`)
        .map(toCredential)
    },
    /** Revokes a credential; the first time counts. The sessions that it opened are for the caller to end. */
    revokeCredential(id: string, now: number): void {
      db.run(
        sql`update jwt_credential set revoked_at = ${now} where id = ${id} and revoked_at is null`,
      )
    },
  }
}
