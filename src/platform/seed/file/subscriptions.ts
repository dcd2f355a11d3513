// The subscriptions of a seed, made now.
import { ApiError } from '#catalog/errors'
import { lifetimeOf, understandFilters } from '#catalog/rules/subscription-rules'
import { createChannel } from '#delivery/pubnub/channel'
import { type Subscription, unknownOrigin } from '#storage/platform/subscriptions'
import { webhookDelivery } from '../../methods/webhook-delivery.ts'
import type { PlannedApp } from './apps.ts'
import type { Path } from './problems.ts'
import type { Seed } from './schema.ts'
import type { SeedScene } from './scene.ts'

/** Every subscription of a seed, to be stored. */
export function planSubscriptions(
  scene: SeedScene,
  { subscriptions = [] }: Seed,
  apps: readonly PlannedApp[],
): Subscription[] {
  const { company, parts, random, times, problems } = scene
  return subscriptions.map((said, index) => {
    const path: Path = ['subscriptions', index]
    const extension =
      said.extension === undefined
        ? company.admin
        : company.extension(said.extension, [...path, 'extension'])
    const app =
      said.app === undefined
        ? apps[0]
        : apps.find(({ told }) => said.app === told.name || said.app === told.clientId)
    if (!app) {
      const names = apps.map(({ told }) => told.name).join(', ')
      problems.add([...path, 'app'], `names no app of the seed. There is: ${names || 'none'}.`)
    }
    const transportType = said.webhook === undefined ? 'PubNub' : 'WebHook'
    if (said.webhook !== undefined && !/^https?:$/.test(URL.parse(said.webhook)?.protocol ?? '')) {
      problems.add([...path, 'webhook'], 'is no http(s) address.')
    }
    const expiresIn = times.length(said.expiresIn, [...path, 'expiresIn'], 0)
    const lifetimeSeconds = lifetimeOf(
      transportType,
      expiresIn === 0 ? undefined : expiresIn / 1000,
    )
    return {
      id: random.uuid(),
      extensionId: extension.id,
      clientId: app?.app.clientId ?? '',
      createdAt: times.now,
      expiresAt: times.now + lifetimeSeconds * 1000,
      lifetimeSeconds,
      eventFilters: filtersOf(),
      disabledFilters: [],
      origin: unknownOrigin,
      delivery:
        said.webhook === undefined
          ? createChannel(parts.makeSecret, { encryption: false })
          : webhookDelivery(parts, said.webhook),
    }

    function filtersOf(): string[] {
      const owner = { accountId: String(company.account.id), extensionId: String(extension.id) }
      try {
        const parsed = understandFilters(said.eventFilters, owner, lifetimeSeconds)
        return parsed.map(({ resolved }) => resolved)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        problems.add([...path, 'eventFilters'], `cannot be subscribed to: ${error.message}`)
        return []
      }
    }
  })
}
