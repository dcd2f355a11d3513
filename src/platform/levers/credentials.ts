// The levers of JWT credentials: what a user makes in the developer console, so that an app may act as
// them without anybody signing in.
import { type Static, Type } from 'typebox'
import { parseDuration } from '#lib/duration'
import { ApiProblem } from '#lib/json-api/problems'
import { hashSecret } from '#lib/secret'
import { isoTime, parseTime } from '#lib/time'
import type { Accounts, Extension } from '#storage/platform/accounts'
import type { JwtCredential } from '#storage/platform/oauth/apps'
import { mintJwtCredential } from '../oauth/jwt-credential.ts'
import type { Parts } from '../parts.ts'
import { knownApp } from './apps.ts'
import type { LeverHandlers, Levers } from './lever.ts'
import { isoOrNull } from './values.ts'

const time = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

const CredentialReply = Type.Object({
  id: Type.String({ description: 'the `jti` of the JWT' }),
  extensionId: Type.Integer({ description: 'whom it acts as' }),
  extensionNumber: Type.String(),
  label: Type.String(),
  clientIds: Type.Array(Type.String(), { description: 'the apps that may use it; empty for all' }),
  createdAt: Type.String(),
  expiresAt: time('null for never'),
  revokedAt: time('null while it holds'),
})

const anExtension = 'an extension, by its id, its number or its email address'
const moment = 'a date and time as in 2027-01-31T12:00:00Z, or a length of time as in 90d'

/** The levers of JWT credentials. */
export const credentialLevers = {
  listCredentials: {
    route: 'GET /_platform/jwts',
    command: 'jwt list',
    summary: 'List the JWT credentials, of everybody or of one extension.',
    path: Type.Object({}),
    query: Type.Object({
      extension: Type.Optional(Type.String({ description: anExtension })),
    }),
    status: 200,
    returns: Type.Object({ credentials: Type.Array(CredentialReply) }),
    problems: ['not-found'],
  },
  issueCredential: {
    route: 'POST /_platform/jwts',
    command: 'jwt issue',
    summary: 'Issue a JWT credential for an extension; the JWT is shown this once.',
    path: Type.Object({}),
    body: Type.Object(
      {
        extension: Type.String({ minLength: 1, maxLength: 254, description: anExtension }),
        label: Type.Optional(
          Type.String({ minLength: 1, maxLength: 128, description: '1 to 128 characters' }),
        ),
        clientIds: Type.Optional(
          Type.Array(Type.String(), {
            uniqueItems: true,
            maxItems: 100,
            description: 'client ids of the apps that may use it; any when absent',
          }),
        ),
        expires: Type.Optional(
          Type.String({ maxLength: 40, description: `${moment}; never when absent` }),
        ),
      },
      { additionalProperties: false },
    ),
    status: 201,
    returns: Type.Object({ ...CredentialReply.properties, jwt: Type.String() }),
    problems: ['not-found'],
  },
  revokeCredential: {
    route: 'DELETE /_platform/jwts/{id}',
    command: 'jwt revoke',
    summary: 'Revoke a JWT credential and end the sessions that it opened.',
    path: Type.Object({ id: Type.String({ description: 'the id of the credential' }) }),
    status: 200,
    returns: CredentialReply,
    problems: ['not-found'],
  },
} as const satisfies Levers

/** @param parts the platform's stores and clock */
export function credentialHandlers(parts: Parts): LeverHandlers<typeof credentialLevers> {
  const { db, apps, accounts, sessions, clock, random, makeSecret } = parts

  const replyOf = (credential: JwtCredential): Static<typeof CredentialReply> => ({
    id: credential.id,
    extensionId: credential.extensionId,
    extensionNumber: accounts.extension(credential.extensionId)?.number ?? '',
    label: credential.label,
    clientIds: [...credential.clientIds],
    createdAt: isoTime(credential.createdAt),
    expiresAt: isoOrNull(credential.expiresAt),
    revokedAt: isoOrNull(credential.revokedAt),
  })

  return {
    listCredentials({ query: { extension } }) {
      const found =
        extension === undefined
          ? apps.credentials()
          : apps.credentialsOf(knownExtension(accounts, extension).id)
      return { credentials: found.map(replyOf) }
    },

    async issueCredential({ body }) {
      const now = clock.now()
      const extension = knownExtension(accounts, body.extension)
      const { clientIds = [] } = body
      for (const [index, clientId] of clientIds.entries()) {
        knownApp(apps, clientId, `clientIds.${index}`)
      }
      const { jwt, credential } = mintJwtCredential(makeSecret, {
        id: random.letters(22),
        extensionId: extension.id,
        label: body.label ?? extension.name,
        clientIds,
        createdAt: now,
        expiresAt: expiryOf(body.expires, now),
      })
      await db.commit(() => apps.addCredential(credential, hashSecret(jwt)))
      return { ...replyOf(credential), jwt }
    },

    revokeCredential: ({ params: { id } }) =>
      db.commit(() => {
        apps.revokeCredential(id, clock.now())
        sessions.endOfCredential(id, clock.now())
        const credential = apps.credential(id)
        if (credential) return replyOf(credential)
        throw new ApiProblem('not-found', {
          detail: `There is no JWT credential ${id}.`,
          field: 'id',
          remedy: 'List them with GET /_platform/jwts.',
        })
      }),
  }
}

/** The extension that a person names. Throws ApiProblem not-found. */
function knownExtension(accounts: Accounts, named: string): Extension {
  const byNumber = () =>
    accounts.list().flatMap(({ id }) => accounts.extensionByNumber(id, named) ?? [])[0]
  const found = named.includes('@')
    ? accounts.extensionByEmail(named)
    : ((/^\d{1,15}$/.test(named) ? accounts.extension(Number(named)) : undefined) ?? byNumber())
  if (found) return found
  throw new ApiProblem('not-found', {
    detail: `There is no extension ${named}.`,
    field: 'extension',
    remedy: `Name ${anExtension}.`,
  })
}

function expiryOf(text: string | undefined, now: number): number | null {
  if (text === undefined) return null
  const length = parseDuration(text)
  const at = length === null ? parseTime(text) : now + length
  if (at !== null && at > now) return at
  throw new ApiProblem('invalid-request', {
    detail: at === null ? 'expires is no moment.' : 'expires is past.',
    field: 'expires',
    remedy: `Send ${moment}, in the future of the platform’s clock.`,
  })
}
