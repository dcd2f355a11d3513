// Subscriptions over webhooks in a world: made through the API, told of something, looked at by levers.
import assert from 'node:assert/strict'
import type { Subscription } from '#storage/platform/subscriptions'
import { pull } from './levers/pull.ts'
import { type Answer, ids, own, type World } from './world.ts'

const root = '/restapi/v1.0/subscription'

/** Asks for a subscription to Ann's presence at an address. */
export const ask = (world: World, address: string, more: object = {}): Promise<Answer> =>
  world.call('POST', root, {
    json: {
      eventFilters: [`${own}/presence`],
      deliveryMode: { transportType: 'WebHook', address },
      ...more,
    },
  })

/** Makes one, and returns its id. */
export async function subscribe(world: World, address: string, more: object = {}): Promise<string> {
  const { status, body } = await ask(world, address, more)
  assert.equal(status, 200, JSON.stringify(body))
  return body.id
}

/** A subscription as its user reads it. */
export const read = async (world: World, id: string) => (await world.get(`${root}/${id}`)).body

/** Tells of a change of Ann's presence; pushed when the clock is moved on, or told to do what is due. */
export async function tell(world: World, count = 1): Promise<void> {
  const { db, publish } = world.platform.parts
  for (let index = 0; index < count; index += 1) {
    // oxlint-disable-next-line no-await-in-loop -- in order
    await db.commit(() =>
      publish({
        event: 'presence',
        whose: { of: 'extension', extensionId: ids.ann },
        body: () => ({ extensionId: String(ids.ann), sequence: index }),
      }),
    )
  }
}

/** Tells of a change, and resolves when everything that is due now was tried. */
export async function tellNow(world: World, count = 1): Promise<void> {
  await tell(world, count)
  await world.clock.advance(0)
}

/** The notifications as a lever lists them: the newest first. */
export async function notifications(world: World, query = '') {
  const { status, reply } = await pull(world, `GET /notifications${query}`)
  assert.equal(status, 200, JSON.stringify(reply))
  return reply.notifications
}

/** A subscription of Ann's as it is stored, without the handshake and the limit of twenty. */
export const stored = (world: World, id: string, address: string): Subscription => ({
  id,
  extensionId: ids.ann,
  clientId: 'app',
  createdAt: world.clock.now(),
  expiresAt: world.clock.now() + 30 * 24 * 3_600_000,
  lifetimeSeconds: 30 * 24 * 3_600,
  eventFilters: [`${own.replace('~', '1').replace('~', String(ids.ann))}/presence`],
  disabledFilters: [],
  delivery: { transportType: 'WebHook', address },
  origin: '',
})
