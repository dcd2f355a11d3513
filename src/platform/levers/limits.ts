// The lever of the rate limits: what RingCentral does "on request" for an app, done at once. Used by
// the CLI and by tests; throttle.ts reads the limits of the app with every call.
import type { Hono } from 'hono'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { rateGroups, type RateGroup } from '#catalog/rate-groups'
import type { App } from '#storage/platform/apps'
import type { Parts } from '../parts.ts'
import { refuse } from './errors.ts'

/** Calls per window; null goes back to the guide's. A throttle keeps that many times in memory. */
const Limit = Type.Union([Type.Integer({ minimum: 1, maximum: 100_000 }), Type.Null()])

/** The body of `PUT /_platform/apps/{clientId}/limits`: the groups to change, others stay; null for all. */
const LimitsChange = Type.Union([
  Type.Object(
    {
      Light: Type.Optional(Limit),
      Medium: Type.Optional(Limit),
      Heavy: Type.Optional(Limit),
      Auth: Type.Optional(Limit),
    } satisfies Record<RateGroup, unknown>,
    { additionalProperties: false },
  ),
  Type.Null(),
])
const limitsChange = Compile(LimitsChange)

/** An app as the levers show it: no secret, not even its hash. */
interface AppReply extends Pick<
  App,
  'clientId' | 'name' | 'permissions' | 'grantTypes' | 'isPublic'
> {
  /** Calls per window of every group. */
  readonly limits: Readonly<Record<RateGroup, number>>
}

const replyOf = ({ clientId, name, permissions, grantTypes, isPublic, limits }: App): AppReply => ({
  clientId,
  name,
  permissions,
  grantTypes,
  isPublic,
  limits: {
    Light: limits.Light ?? rateGroups.Light.limit,
    Medium: limits.Medium ?? rateGroups.Medium.limit,
    Heavy: limits.Heavy ?? rateGroups.Heavy.limit,
    Auth: limits.Auth ?? rateGroups.Auth.limit,
  },
})

/** Mounts `GET /apps` and `PUT /apps/{clientId}/limits`. */
export function mountLimits(app: Hono, { db, apps }: Parts): void {
  app.get('/apps', (context) => context.json({ apps: apps.list().map(replyOf) }))

  app.put('/apps/:clientId/limits', async (context) => {
    const change = parse(await context.req.text())
    const changed = await db.commit(() => {
      const found = apps.find(context.req.param('clientId'))
      if (!found) throw refuse('not-found', 'There is no app with this client id.', 'clientId')
      apps.setLimits(found.clientId, changedLimits(found.limits, change))
      return apps.find(found.clientId) ?? found
    })
    return context.json(replyOf(changed))
  })
}

function parse(text: string): Static<typeof LimitsChange> {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw refuse('invalid-request', 'The body is no JSON.', 'body')
  }
  if (limitsChange.Check(body)) return body
  const [, field = 'body'] = limitsChange.Errors(body)[0]?.instancePath.split('/') ?? []
  throw refuse(
    'invalid-request',
    'The body is null, or an object of the groups Light, Medium, Heavy and Auth, each with an integer from 1 to 100000 or null.',
    field,
  )
}

function changedLimits(limits: App['limits'], change: Static<typeof LimitsChange>): App['limits'] {
  const all = Object.entries({ ...limits, ...change })
  return change === null ? {} : Object.fromEntries(all.filter(([, limit]) => limit !== null))
}
