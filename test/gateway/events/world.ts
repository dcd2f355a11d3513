// A gateway over a fake upstream that pushes events, and agents that listen.
import type { GatewayConfig } from '#gateway/app'
import { type FakeSocket, startFakeSocket } from '#test/fake-socket'
import { type Receiver, startReceiver } from '#test/receiver'
import { until } from '#test/until'
import { ownPath, startWorld, type World } from '../world.ts'

/** Filters of the fake's user. */
export const filters = {
  instant: '/restapi/v1.0/account/~/extension/~/message-store/instant?type=SMS',
  store: '/restapi/v1.0/account/~/extension/~/message-store',
  presence: '/restapi/v1.0/account/~/extension/~/presence',
  calls: '/restapi/v1.0/account/~/extension/~/telephony/sessions',
  posts: '/team-messaging/v1/posts',
} as const

/** The event that a text is told by. */
export const instantEvent = `${ownPath}/message-store/instant?type=SMS`

/** A text that arrived. */
export const textOf = (id: number | string, subject = `text ${id}`) => ({
  id: String(id),
  type: 'SMS',
  direction: 'Inbound',
  creationTime: '2026-11-24T09:00:00.000Z',
  lastModifiedTime: '2026-11-24T09:00:00.000Z',
  readStatus: 'Unread',
  priority: 'Normal',
  availability: 'Alive',
  messageStatus: 'Received',
  subject,
  from: { phoneNumber: '+16505550100' },
  to: [{ phoneNumber: '+16505550199' }],
  attachments: [{ id: 1, type: 'Text', contentType: 'text/plain' }],
})

/** A world whose upstream has a socket, with a receiver of webhooks. */
export interface EventWorld extends World {
  readonly socket: FakeSocket
  readonly receiver: Receiver
  /** Resolves once the condition holds; what is due meanwhile is done, though the clock stands. */
  until(condition: () => unknown, what?: string): Promise<void>
  /** The same, with time passing: a second every so many turns. */
  passUntil(condition: () => unknown, what?: string): Promise<void>
  /** Resolves once nothing is on its way any more. */
  rest(): Promise<void>
  /** Subscribes by webhook and waits until the upstream was asked for it. */
  subscribe(eventFilters: readonly string[], token?: string): Promise<Made>
}

/** A subscription as it was made. */
export interface Made {
  readonly id: string
  readonly ringfence: { readonly signingSecret: string }
}

/** Starts it; the agent may subscribe. */
export async function startEventWorld(config: GatewayConfig = {}): Promise<EventWorld> {
  const socket = await startFakeSocket()
  const receiver = await startReceiver()
  const world = await startWorld(config)
  world.upstream.script = ({ target }) =>
    target === '/restapi/oauth/wstoken'
      ? { body: { uri: socket.uri, ws_access_token: 'canary-ws-token', expires_in: 600 } }
      : { body: { records: [], syncInfo: { syncToken: 'first-token' } } }
  await world.grant('subscription', 'write')
  await world.grant('subscription', 'read')
  world.gateway.start()
  return {
    ...world,
    socket,
    receiver,
    until: (condition, what) =>
      until(() => {
        void world.clock.advance(0)
        return condition()
      }, what),
    passUntil(condition, what) {
      let turns = 0
      return until(() => {
        turns += 1
        void world.clock.advance(turns % 20 === 0 ? 1_000 : 0)
        return condition()
      }, what)
    },
    rest: () =>
      until(() => {
        void world.clock.advance(0)
        return world.stores.notifications.list({ state: 'pending' }, 1).length === 0
      }, 'the end of all deliveries'),
    async subscribe(eventFilters, token = world.key) {
      const asked = socket.calls.length
      const told = await world.ask({
        verb: 'POST',
        target: '/restapi/v1.0/subscription',
        token,
        body: {
          eventFilters,
          deliveryMode: { transportType: 'WebHook', address: `${receiver.url}/hook` },
        },
      })
      if (told.status !== 200) throw new Error(`${told.status} ${told.text}`)
      await until(() => socket.calls.length > asked, 'the subscription upstream')
      await settled(world)
      return told.json
    },
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]()
      await socket[Symbol.asyncDispose]()
      await receiver.close()
    },
  }
}

/** Resolves once the gateway has stored that it is subscribed upstream. */
export const settled = ({ stores, connection }: Pick<World, 'stores' | 'connection'>) =>
  until(() => stores.upstreamEvents.find(connection.id)?.id, 'the stored subscription')
