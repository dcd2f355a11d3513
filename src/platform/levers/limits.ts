// The lever of the rate limits: what RingCentral does "on request" for an app, done at once.
// throttle.ts reads the limits of the app with every call.
import { Type } from 'typebox'
import type { RateGroup } from '#catalog/rate-groups'
import type { App } from '#storage/platform/oauth/apps'
import type { Parts } from '../parts.ts'
import { AppPath, appReply, AppReply, knownApp } from './apps.ts'
import type { LeverHandlers, Levers } from './lever.ts'

const Limit = Type.Union([Type.Integer({ minimum: 1, maximum: 1_000_000 }), Type.Null()], {
  description: 'calls a minute for each user, from 1 to 1000000; null for the guide’s',
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

/** The levers of limits. */
export const limitsLevers = {
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

/** @param parts the platform's stores */
export function limitsHandlers({ db, apps }: Parts): LeverHandlers<typeof limitsLevers> {
  const change = (clientId: string, limitsOf: (app: App) => App['limits']) =>
    db.commit(() => {
      const app = knownApp(apps, clientId)
      const limits = limitsOf(app)
      apps.setLimits(clientId, limits)
      return appReply({ ...app, limits })
    })

  return {
    setLimits: ({ params, body }) =>
      change(params.clientId, ({ limits }) => {
        const all = Object.entries({ ...limits, ...body })
        return Object.fromEntries(all.filter(([, limit]) => limit !== null))
      }),
    resetLimits: ({ params }) => change(params.clientId, () => ({})),
  }
}
