// The subscriptions of the demo company's admin: one that lives for some minutes yet, and one that
// has just expired. None of them makes the platform call an address.
import { createChannel } from '#delivery/pubnub/channel'
import type { Random } from '#lib/random'
import { addSubscription } from '../events/reminders.ts'
import type { Parts } from '../parts.ts'
import { unknownOrigin } from '#storage/platform/subscriptions'
import type { Cast } from './cast.ts'
import type { DemoCredentials } from './credentials.ts'
import { webhookDelivery } from '../methods/webhook-delivery.ts'

const minuteMs = 60_000

/** Stores the subscriptions, made through the platform app. */
export function addSubscriptions(
  parts: Parts,
  cast: Cast,
  { platformApp }: DemoCredentials,
  { now, random }: { readonly now: number; readonly random: Random },
): void {
  const { subscriptions, makeSecret } = parts
  const { id: extensionId } = cast.admin
  const own = `/restapi/v1.0/account/${cast.account.id}/extension/${extensionId}`
  const common = {
    extensionId,
    clientId: platformApp.clientId,
    disabledFilters: [],
    origin: unknownOrigin,
  }
  const weekSeconds = 604_800
  subscriptions.add({
    ...common,
    id: random.uuid(),
    createdAt: now - weekSeconds * 1000 - 30 * minuteMs,
    expiresAt: now - 30 * minuteMs,
    lifetimeSeconds: weekSeconds,
    eventFilters: [`${own}/message-store/instant?type=SMS`],
    delivery: webhookDelivery(
      { makeSecret },
      'https://hooks.larkfield.example/messages',
      makeSecret(),
    ),
  })
  addSubscription(parts, {
    ...common,
    id: random.uuid(),
    createdAt: now - 4 * minuteMs,
    expiresAt: now + 11 * minuteMs,
    lifetimeSeconds: 900,
    eventFilters: [`${own}/presence`, `${own}/telephony/sessions`, '/team-messaging/v1/posts'],
    delivery: createChannel(makeSecret, { encryption: true }),
  })
}
