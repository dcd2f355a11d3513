// All connections: what a person does with them (create, change, list; called by the admin API and by
// the first start), and the live one of each for the calls that use it.
import type { Clock } from '#lib/clock'
import type { MakeSecret, Seal } from '#lib/secret'
import type { Connection, ConnectionId, Identity } from '#storage/gateway/connections'
import type { GatewayStores } from '#storage/gateway/stores'
import type { MakeChange } from '../change.ts'
import { makeId } from '../ids.ts'
import { conflict, invalid, notFound } from '../problem.ts'
import { sealPurpose } from './access-token.ts'
import { createConnection, type LiveConnection } from './connection.ts'
import type { TransportOptions } from './transport.ts'

/** A connection as a person sees it: without secrets. */
export interface ConnectionView {
  readonly id: ConnectionId
  readonly name: string
  readonly server: string
  readonly clientId: string
  /** Whose account and extension it is; null before its first call. */
  readonly identity: Identity | null
  readonly createdAt: number
}

/** Where a connection leads and what opens it. */
export interface ConnectionSettings {
  /** The upstream's origin: https, or http on this machine. */
  readonly server: string
  readonly clientId: string
  readonly clientSecret: string
  /** A JWT credential of the RingCentral user whom the connection acts for. */
  readonly jwt: string
}

/** What is done with connections. `operator` is who does it, as the audit log names them. */
export interface ConnectionOperations {
  listConnections(): readonly ConnectionView[]
  createConnection(
    operator: string,
    wanted: ConnectionSettings & { readonly name: string },
  ): Promise<ConnectionView>
  /** Changes what is given; tokens are then fetched anew and the identity is learned anew. */
  changeConnection(
    operator: string,
    idOrName: string,
    changed: { readonly [K in keyof ConnectionSettings]?: ConnectionSettings[K] | undefined },
  ): Promise<ConnectionView>
}

/** The connections of a gateway. */
export interface Connections extends ConnectionOperations {
  /** The live connection with this id; every agent has one that exists. */
  live(id: ConnectionId): LiveConnection
  /** Waits for what is under way, then closes them all. */
  close(): Promise<void>
}

/** What they work on. */
export interface ConnectionsParts {
  readonly stores: GatewayStores
  readonly seal: Seal
  readonly clock: Clock
  readonly makeSecret: MakeSecret
  readonly makeChange: MakeChange
  readonly transport: TransportOptions
}

const viewOf = ({
  id,
  name,
  server,
  clientId,
  identity,
  createdAt,
}: Connection): ConnectionView => ({
  id,
  name,
  server,
  clientId,
  identity,
  createdAt,
})

/** The connections over these parts. */
export function createConnections(parts: ConnectionsParts): Connections {
  const { stores, seal, clock, makeSecret, makeChange } = parts
  const live = new Map<ConnectionId, LiveConnection>()

  function open(connection: Connection): void {
    // A connection that was changed ends what it had under way, without holding up the change.
    void live.get(connection.id)?.close()
    live.set(
      connection.id,
      createConnection(connection, { ...parts, db: stores.db, connections: stores.connections }),
    )
  }

  const sealed = (id: ConnectionId, { clientSecret, jwt }: ConnectionSettings) => ({
    sealedClientSecret: seal.seal(clientSecret, sealPurpose(id, 'client secret')),
    sealedJwt: seal.seal(jwt, sealPurpose(id, 'jwt')),
  })

  const settingsOf = (connection: Connection): ConnectionSettings => ({
    server: connection.server,
    clientId: connection.clientId,
    clientSecret: seal.open(
      connection.sealedClientSecret,
      sealPurpose(connection.id, 'client secret'),
    ),
    jwt: seal.open(connection.sealedJwt, sealPurpose(connection.id, 'jwt')),
  })

  for (const connection of stores.connections.list()) open(connection)

  return {
    listConnections: () => stores.connections.list().map(viewOf),

    createConnection: (operator, wanted) =>
      makeChange(operator, () => {
        const { name } = wanted
        if (!/^[\w .@-]{1,64}$/.test(name)) {
          throw invalid(
            'name',
            'A name has 1 to 64 letters, digits, spaces or . _ @ -.',
            'Give another.',
          )
        }
        if (stores.connections.list().some((one) => one.name === name)) {
          throw conflict('name', `A connection named "${name}" exists.`, 'Give another name.')
        }
        const id = makeId('connection', makeSecret) as ConnectionId // made here
        const connection: Connection = {
          id,
          name,
          server: originOf(wanted.server),
          clientId: wanted.clientId,
          ...sealed(id, wanted),
          sealedTokens: null,
          identity: null,
          createdAt: clock.now(),
        }
        return {
          change: {
            action: 'connection.created',
            target: id,
            agentId: null,
            details: { name, server: connection.server, clientId: connection.clientId },
          },
          store: () => stores.connections.add(connection),
          apply: () => open(connection),
          result: viewOf(connection),
        }
      }),

    changeConnection: (operator, idOrName, changed) =>
      makeChange(operator, () => {
        const former = stores.connections
          .list()
          .find((one) => one.id === idOrName || one.name === idOrName)
        if (!former) {
          throw notFound(
            'connection',
            `No connection has the id or name "${idOrName}".`,
            'List the connections.',
          )
        }
        const settings = settingsOf(former)
        const next = {
          server: originOf(changed.server ?? settings.server),
          clientId: changed.clientId ?? settings.clientId,
          clientSecret: changed.clientSecret ?? settings.clientSecret,
          jwt: changed.jwt ?? settings.jwt,
        }
        const connection: Connection = {
          ...former,
          server: next.server,
          clientId: next.clientId,
          ...sealed(former.id, next),
          sealedTokens: null,
          identity: null,
        }
        return {
          change: {
            action: 'connection.changed',
            target: former.id,
            agentId: null,
            details: {
              server: next.server,
              clientId: next.clientId,
              secretChanged: next.clientSecret !== settings.clientSecret,
              jwtChanged: next.jwt !== settings.jwt,
            },
          },
          store: () => stores.connections.change(connection),
          apply: () => open(connection),
          result: viewOf(connection),
        }
      }),

    live(id) {
      const connection = live.get(id)
      if (!connection) throw new Error(`an agent refers to connection ${id}, which is not there`)
      return connection
    },

    async close() {
      await Promise.all([...live.values()].map((connection) => connection.close()))
    },
  }
}

const loopback = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/

/** The origin of an upstream's URL. Secrets travel to it, so plain http is for this machine alone. */
function originOf(server: string): string {
  const url = URL.canParse(server) ? new URL(server) : null
  const safe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.test(url.hostname))
  if (url && safe && url.username === '' && /^\/?$/.test(url.pathname) && url.search === '') {
    return url.origin
  }
  throw invalid(
    'server',
    'A server is an origin: https://host, or http:// on this machine, without a path.',
    'Give one such as https://platform.ringcentral.com.',
  )
}
