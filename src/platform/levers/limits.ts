// The lever of the rate limits: what RingCentral does "on request" for an app, done at once.
// throttle.ts reads the limits of the app with every call.
import { type Static, Type } from 'typebox'
import { rateGroups, type RateGroup } from '#catalog/rate-groups'
import { ApiProblem } from '#lib/json-api/problems'
import type { App } from '#storage/platform/apps'
import type { Parts } from '../parts.ts'
import type { LeverHandlers, Levers } from './lever.ts'

const Limit = Type.Union([Type.Integer({ minimum: 1, maximum: 100_000 }), Type.Null()], {
  description: 'calls a minute for each user, from 1 to 100000; null for the guide’s',
})

/** The groups to change; others stay. */
const LimitsChange = Type.Object(
  {
    Light: Type.Optional(Limit),
    Medium: Type.Optional(Limit),
    Heavy: Type.Optional(Limit),
    Auth: Type.Optional(Limit),
  } satisfies Record<RateGroup, unknown>,
  { additionalProperties: false },
)

const AppPath = Type.Object({ clientId: Type.String({ description: 'the client id of the app' }) })

/** An app as the levers show it: no secret, not even its hash. */
const AppReply = Type.Object({
  clientId: Type.String(),
  name: Type.String(),
  permissions: Type.Array(Type.String()),
  grantTypes: Type.Array(Type.String()),
  isPublic: Type.Boolean(),
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

/** The levers of apps and their limits. */
export const limitsLevers = {
  listApps: {
    route: 'GET /_platform/apps',
    command: 'app list',
    summary: 'List the apps with what they may do and how often.',
    path: Type.Object({}),
    status: 200,
    returns: Type.Object({ apps: Type.Array(AppReply) }),
    problems: [],
  },
  setLimits: {
    route: 'PUT /_platform/apps/{clientId}/limits',
    command: 'app limits',
    example: { clientId: 'my-app', Heavy: 100 },
    summary: 'Change how often an app may call, for each of its users.',
    notes: 'Holds from the next call on and ends a penalty.',
    path: AppPath,
    body: LimitsChange,
    status: 200,
    returns: AppReply,
    problems: ['not-found'],
  },
  resetLimits: {
    route: 'DELETE /_platform/apps/{clientId}/limits',
    command: 'app reset-limits',
    example: { clientId: 'my-app' },
    summary: 'Go back to the guide’s limits for an app.',
    path: AppPath,
    status: 200,
    returns: AppReply,
    problems: ['not-found'],
  },
} as const satisfies Levers

const replyOf = ({
  clientId,
  name,
  permissions,
  grantTypes,
  isPublic,
  limits,
}: App): Static<typeof AppReply> => ({
  clientId,
  name,
  permissions: [...permissions],
  grantTypes: [...grantTypes],
  isPublic,
  limits: {
    Light: limits.Light ?? rateGroups.Light.limit,
    Medium: limits.Medium ?? rateGroups.Medium.limit,
    Heavy: limits.Heavy ?? rateGroups.Heavy.limit,
    Auth: limits.Auth ?? rateGroups.Auth.limit,
  },
})

/** @param parts the platform's stores */
export function limitsHandlers({ db, apps }: Parts): LeverHandlers<typeof limitsLevers> {
  const change = (clientId: string, limitsOf: (app: App) => App['limits']) =>
    db.commit(() => {
      const app = apps.find(clientId)
      if (!app) {
        throw new ApiProblem('not-found', {
          detail: 'There is no app with this client id.',
          field: 'clientId',
        })
      }
      const limits = limitsOf(app)
      apps.setLimits(clientId, limits)
      return replyOf({ ...app, limits })
    })

  return {
    listApps: () => ({ apps: apps.list().map(replyOf) }),
    setLimits: ({ params, body }) =>
      change(params.clientId, ({ limits }) => {
        const all = Object.entries({ ...limits, ...body })
        return Object.fromEntries(all.filter(([, limit]) => limit !== null))
      }),
    resetLimits: ({ params }) => change(params.clientId, () => ({})),
  }
}
