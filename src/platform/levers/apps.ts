// The levers of apps: what the developer console does with them.
import { type Static, Type } from 'typebox'
import { permissions, type Permission } from '#catalog/permissions'
import { rateGroups, type RateGroup } from '#catalog/rate-groups'
import { ApiProblem } from '#lib/json-api/problems'
import { type App, type Apps, grantTypes, type GrantType } from '#storage/platform/oauth/apps'
import { removeSubscriptionsOf } from '../events/reminders.ts'
import { PublicJwk, readPublicKey, SentPublicKey } from '../oauth/public-key.ts'
import { redirectUriProblem } from '../oauth/redirect-uri.ts'
import type { Parts } from '../parts.ts'
import type { LeverHandlers, Levers } from './lever.ts'

/** The path of a lever of one app. */
export const AppPath = Type.Object({
  clientId: Type.String({ description: 'the client id of the app' }),
})

/** An app as the levers show it: no secret, not even its hash. */
export const AppReply = Type.Object({
  clientId: Type.String(),
  accountId: Type.Integer({ description: 'the account that it belongs to' }),
  name: Type.String(),
  permissions: Type.Array(Type.String()),
  grantTypes: Type.Array(Type.String()),
  redirectUris: Type.Array(Type.String(), { description: 'where people may be sent back to' }),
  isPublic: Type.Boolean({ description: 'whether it keeps no secret' }),
  issuesRefreshTokens: Type.Boolean(),
  publicKey: Type.Union([PublicJwk, Type.Null()], {
    description: 'what the client assertions that it signs with a key are checked with',
  }),
  signsWithSecret: Type.Boolean({ description: 'whether its secret may sign client assertions' }),
  limits: Type.Object(
    {
      Light: Type.Integer(),
      Medium: Type.Integer(),
      Heavy: Type.Integer(),
      Auth: Type.Integer(),
    } satisfies Record<RateGroup, unknown>,
    { description: 'calls a minute for each user, by rate group' },
  ),
})

const secret = Type.Union([Type.String(), Type.Null()], {
  description: 'the client secret, shown this once; null for a public app',
})

const oneOf = <const T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>({ type: 'string', enum: values, description: `one of ${values.join(', ')}` })
const listOf = <const T extends string>(values: readonly T[], description: string) =>
  Type.Array(oneOf(values), { uniqueItems: true, description })

const fields = {
  name: Type.String({ minLength: 1, maxLength: 128, description: 'a name of 1 to 128 characters' }),
  permissions: listOf(
    Object.keys(permissions) as Permission[], // the keys of that table
    'app permissions, by RingCentral’s names',
  ),
  grantTypes: listOf(grantTypes, 'grant types'),
  redirectUris: Type.Array(Type.String(), {
    uniqueItems: true,
    maxItems: 20,
    description: 'absolute URIs, 20 at most, each exactly as the app will ask for it',
  }),
  issuesRefreshTokens: Type.Boolean({ description: 'whether it is given refresh tokens' }),
  publicKey: SentPublicKey,
}

const optional = Type.Optional
const changeable = {
  grantTypes: optional(fields.grantTypes),
  redirectUris: optional(fields.redirectUris),
  issuesRefreshTokens: optional(fields.issuesRefreshTokens),
  publicKey: optional(fields.publicKey),
}

const NewApp = Type.Object(
  {
    name: fields.name,
    permissions: fields.permissions,
    ...changeable,
    isPublic: optional(
      Type.Boolean({ description: 'whether it can keep no secret: in a browser, on a phone' }),
    ),
    signsWithSecret: optional(
      Type.Boolean({
        description:
          'whether it may sign client assertions with its secret, which the platform then keeps readable',
      }),
    ),
    clientId: optional(
      Type.String({
        pattern: '^[A-Za-z0-9_-]{1,64}$',
        description: '1 to 64 letters, digits, - and _; made up when absent',
      }),
    ),
    accountId: optional(
      Type.Integer({ description: 'the account it belongs to; the first when absent' }),
    ),
  },
  { additionalProperties: false },
)

const AppChange = Type.Object(
  { name: optional(fields.name), permissions: optional(fields.permissions), ...changeable },
  { additionalProperties: false },
)

/** The levers of apps. */
export const appLevers = {
  listApps: {
    route: 'GET /_platform/apps',
    command: 'app list',
    summary: 'List the apps with what they may do and how often.',
    path: Type.Object({}),
    status: 200,
    returns: Type.Object({ apps: Type.Array(AppReply) }),
    problems: [],
  },
  readApp: {
    route: 'GET /_platform/apps/{clientId}',
    command: 'app show',
    summary: 'Show one app.',
    path: AppPath,
    status: 200,
    returns: AppReply,
    problems: ['not-found'],
  },
  createApp: {
    route: 'POST /_platform/apps',
    command: 'app create',
    summary: 'Create an app; its secret is shown this once.',
    notes:
      'Without grant types, a public app gets authorization_code and refresh_token, any other also JWT bearer and client_credentials.',
    path: Type.Object({}),
    body: NewApp,
    status: 201,
    returns: Type.Object({ ...AppReply.properties, clientSecret: secret }),
    problems: ['not-found', 'conflict'],
  },
  changeApp: {
    route: 'PATCH /_platform/apps/{clientId}',
    command: 'app change',
    summary: 'Change an app; what is not named stays.',
    notes:
      'Grant types and redirect URIs hold from the next request on. Tokens that were issued keep the permissions they were issued with.',
    path: AppPath,
    body: AppChange,
    status: 200,
    returns: AppReply,
    problems: ['not-found'],
  },
  deleteApp: {
    route: 'DELETE /_platform/apps/{clientId}',
    command: 'app delete',
    summary: 'Delete an app with its sessions, codes and subscriptions.',
    path: AppPath,
    status: 200,
    returns: AppReply,
    problems: ['not-found'],
  },
  rotateAppSecret: {
    route: 'POST /_platform/apps/{clientId}/secret',
    command: 'app rotate-secret',
    summary: 'Give an app another secret, shown this once; the old one is worth nothing any more.',
    notes: 'Sessions go on. A public app has no secret.',
    path: AppPath,
    status: 200,
    returns: Type.Object({ clientId: Type.String(), clientSecret: Type.String() }),
    problems: ['not-found', 'conflict'],
  },
} as const satisfies Levers

/** An app as the levers show it. */
export const appReply = ({ limits, publicKey, ...app }: App): Static<typeof AppReply> => ({
  ...app,
  publicKey: publicKey ? { ...publicKey } : null,
  signsWithSecret: app.signsWithSecret ?? false,
  permissions: [...app.permissions],
  grantTypes: [...app.grantTypes],
  redirectUris: [...app.redirectUris],
  limits: {
    Light: limits.Light ?? rateGroups.Light.limit,
    Medium: limits.Medium ?? rateGroups.Medium.limit,
    Heavy: limits.Heavy ?? rateGroups.Heavy.limit,
    Auth: limits.Auth ?? rateGroups.Auth.limit,
  },
})

/** The app of a client id. Throws ApiProblem not-found. */
export function knownApp(apps: Apps, clientId: string, field = 'clientId'): App {
  const app = apps.find(clientId)
  if (app) return app
  throw new ApiProblem('not-found', {
    detail: 'There is no app with this client id.',
    field,
    remedy: 'List the apps with GET /_platform/apps.',
  })
}

const forEverybody: readonly GrantType[] = ['authorization_code', 'refresh_token']
const forServers: readonly GrantType[] = [
  ...forEverybody,
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'client_credentials',
]

/** @param parts the platform's stores */
export function appHandlers(parts: Parts): LeverHandlers<typeof appLevers> {
  const { db, apps, accounts, random, makeSecret } = parts

  function accountOf(asked: number | undefined): number {
    const account = asked === undefined ? accounts.list()[0] : accounts.account(asked)
    if (account) return account.id
    throw new ApiProblem('not-found', {
      detail: asked === undefined ? 'There is no account yet.' : `There is no account ${asked}.`,
      field: 'accountId',
      remedy: 'Leave it out for the first account.',
    })
  }

  return {
    listApps: () => ({ apps: apps.list().map(appReply) }),

    readApp: ({ params }) => appReply(knownApp(apps, params.clientId)),

    async createApp({ body }) {
      const { isPublic = false, signsWithSecret = false, clientId = random.letters(22) } = body
      const app: App = {
        clientId,
        accountId: accountOf(body.accountId),
        name: body.name,
        permissions: body.permissions,
        grantTypes: body.grantTypes ?? (isPublic ? forEverybody : forServers),
        redirectUris: body.redirectUris ?? [],
        isPublic,
        limits: {},
        issuesRefreshTokens: body.issuesRefreshTokens ?? true,
        ...keyOf(body.publicKey),
        ...(signsWithSecret ? { signsWithSecret } : {}),
      }
      judgeApp(app)
      const clientSecret = isPublic ? null : makeSecret()
      await db.commit(() => {
        if (apps.find(clientId)) {
          throw new ApiProblem('conflict', {
            detail: `There is an app with the client id ${clientId} already.`,
            field: 'clientId',
            remedy: 'Name another, or leave it out to have one made up.',
          })
        }
        apps.add(app, null)
        if (clientSecret !== null) apps.setSecret(app, clientSecret)
      })
      return { ...appReply(app), clientSecret }
    },

    changeApp: ({ params, body: { publicKey, ...change } }) =>
      db.commit(() => {
        const app = { ...knownApp(apps, params.clientId), ...change, ...keyOf(publicKey) }
        judgeApp(app)
        apps.update(app)
        return appReply(app)
      }),

    deleteApp: ({ params: { clientId } }) =>
      db.commit(() => {
        const app = knownApp(apps, clientId)
        const stores = [parts.codes, parts.signIns, parts.sessions, parts.clientAssertions]
        for (const store of stores) store.forgetApp(clientId)
        removeSubscriptionsOf(parts, clientId)
        apps.remove(clientId)
        return appReply(app)
      }),

    rotateAppSecret: ({ params: { clientId } }) =>
      db.commit(() => {
        const app = knownApp(apps, clientId)
        if (app.isPublic) {
          throw new ApiProblem('conflict', {
            detail: 'The app is public: it has no secret.',
            field: 'clientId',
            remedy: 'Let it prove itself by PKCE, or create an app that is not public.',
          })
        }
        const clientSecret = makeSecret()
        apps.setSecret(app, clientSecret)
        return { clientId, clientSecret }
      }),
  }
}

/** The public key of a request, as it is kept. Throws ApiProblem invalid-request for one that is none. */
function keyOf(sent: Static<typeof SentPublicKey> | undefined) {
  if (sent === undefined) return {}
  const read = readPublicKey(sent)
  if ('key' in read) return { publicKey: read.key }
  throw new ApiProblem('invalid-request', {
    detail: `publicKey ${read.problem}.`,
    field: 'publicKey',
    remedy: 'Send the public key of an RSA, EC or Ed25519 pair, as PEM text or as a JWK.',
  })
}

/** Judges what the schema cannot. Throws ApiProblem invalid-request that names the field. */
function judgeApp({ redirectUris, grantTypes, isPublic, publicKey, signsWithSecret }: App): void {
  for (const [index, uri] of redirectUris.entries()) {
    const problem = redirectUriProblem(uri)
    if (problem !== null) {
      throw new ApiProblem('invalid-request', {
        detail: `redirectUris.${index} ${problem}.`,
        field: `redirectUris.${index}`,
        remedy: 'Send an absolute URI, as in http://127.0.0.1:3000/callback.',
      })
    }
  }
  if (isPublic && (publicKey || signsWithSecret)) {
    throw new ApiProblem('invalid-request', {
      detail: 'A public app signs no client assertions: it has nothing to keep a key in.',
      field: publicKey ? 'publicKey' : 'signsWithSecret',
      remedy: 'Leave it out, or create an app that is not public.',
    })
  }
  if (isPublic && grantTypes.includes('client_credentials')) {
    throw new ApiProblem('invalid-request', {
      detail: 'A public app cannot have client_credentials: it has nothing to prove itself with.',
      field: 'grantTypes',
      remedy: 'Leave client_credentials out, or create an app that is not public.',
    })
  }
}
