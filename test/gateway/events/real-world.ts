// A gateway over the real platform, each on a socket of its own, on one clock: agents' events from where
// they happen to where they are received.
import type { GatewayConfig } from '#gateway/app'
import { hashSecret } from '#lib/secret'
import { listen } from '#lib/server'
import { mintJwtCredential } from '#platform/oauth/jwt-credential'
import { openDatabase } from '#storage/database'
import { gatewayMigrations } from '#storage/migrations/gateway'
import { until } from '#test/until'
import { type SocketWorld, startSocketWorld } from '../../platform/socket-world.ts'
import { appSecret, ids } from '../../platform/world.ts'
import { startOver } from '../world.ts'

/** Ann's mailbox, whose changes the platform's world publishes. */
export const mailbox = '/restapi/v1.0/account/~/extension/~/message-store'

/** Starts it; the agent `tester` acts for Ann and may read her messages. */
export async function startRealWorld(config: GatewayConfig = {}) {
  const sockets = await startSocketWorld()
  const { clock, platform } = sockets.world
  const { apps } = platform.parts
  const { jwt, credential } = mintJwtCredential(() => 'signing key', {
    id: 'gateway',
    extensionId: ids.ann,
    label: 'gateway',
    clientIds: ['app'],
    createdAt: clock.now(),
    expiresAt: null,
  })
  apps.addCredential(credential, hashSecret(jwt))
  const db = openDatabase(':memory:', gatewayMigrations)
  const world = startOver({ db, clock }, config)
  const { gateway, stores } = world
  const connection = await gateway.connections.createConnection('test', {
    name: 'real',
    server: sockets.url,
    clientId: 'app',
    clientSecret: appSecret,
    jwt,
  })
  const { secret: key } = await gateway.agents.createAgent('test', { name: 'tester' })
  const { secret: agentJwt } = await gateway.credentials.issueJwt('test', 'tester')
  const grant = (resource: string, access: string) =>
    gateway.grants.addGrant('test', { agent: 'tester', resource, access, reach: 'own' })
  await grant('subscription', 'read')
  await grant('subscription', 'write')
  await grant('message', 'read')
  gateway.start()
  const listening = await listen(
    (request, arrival) => gateway.fetch(request, arrival),
    { host: '127.0.0.1', port: 0 },
    gateway.upgrades,
  )
  return {
    ...world,
    /** Where agents reach the gateway. */
    url: listening.origin,
    sockets,
    connection,
    key,
    agentJwt,
    grant,
    /** Starts another gateway on the same storage, the first one being closed. */
    startAgain: () => startOver({ db, clock }, config),
    /** Resolves once the gateway hears the platform. */
    hears: () =>
      until(() => {
        void clock.advance(0)
        return stores.upstreamEvents.find(connection.id)?.id
      }, 'the subscription at the platform'),
    /** Resolves once the condition holds, time passing. */
    passUntil(condition: () => unknown) {
      let turns = 0
      return until(() => {
        turns += 1
        void clock.advance(turns % 20 === 0 ? 500 : 0)
        return condition()
      })
    },
    async [Symbol.asyncDispose]() {
      await listening.close()
      await gateway.close()
      await sockets[Symbol.asyncDispose]()
      db.close()
    },
  }
}

/** A gateway over the real platform. */
export type RealWorld = Awaited<ReturnType<typeof startRealWorld>> & {
  readonly sockets: SocketWorld
}
