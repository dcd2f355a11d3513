// Connections: the authorised links over which agents' calls go upstream. Client secret, JWT and
// tokens are kept sealed; who opens them is src/gateway/upstream/, nobody else.
import sql from 'sql-template-tag'
import type { Database } from '../database.ts'

/** The id of a connection, as in `connection_8d2m…`. */
export type ConnectionId = string & { readonly brand: 'ConnectionId' }

/** The account and extension behind a connection: what `~` means for its agents. */
export interface Identity {
  readonly accountId: string
  readonly extensionId: string
}

/** A link to one RingCentral account (or to the platform) as one of its users. */
export interface Connection {
  readonly id: ConnectionId
  readonly name: string
  /** The upstream's origin, without a slash at the end. */
  readonly server: string
  readonly clientId: string
  readonly sealedClientSecret: string
  readonly sealedJwt: string
  /** The tokens in use, sealed; null before the first call. */
  readonly sealedTokens: string | null
  /** Null until the upstream has told. */
  readonly identity: Identity | null
  readonly createdAt: number
}

interface Stored extends Omit<Connection, 'identity'> {
  readonly accountId: string | null
  readonly extensionId: string | null
}

const columns = sql`id, name, server, client_id as "clientId",
  sealed_client_secret as "sealedClientSecret", sealed_jwt as "sealedJwt",
  sealed_tokens as "sealedTokens", account_id as "accountId", extension_id as "extensionId",
  created_at as "createdAt"`

const toConnection = ({ accountId, extensionId, ...row }: Stored): Connection => ({
  ...row,
  identity: accountId === null || extensionId === null ? null : { accountId, extensionId },
})

/** Connections in the gateway's database. Writes belong inside a commit. */
export type ConnectionStore = ReturnType<typeof createConnectionStore>

/** @param db the gateway's database */
export function createConnectionStore(db: Database) {
  return {
    /** Every connection, oldest first. */
    list: (): Connection[] =>
      db
        .all<Stored>(sql`select ${columns} from connections order by created_at, id`)
        .map(toConnection),
    add(connection: Connection): void {
      const { identity } = connection
      db.run(sql`insert into connections
        (id, name, server, client_id, sealed_client_secret, sealed_jwt, sealed_tokens,
          account_id, extension_id, created_at)
        values (${connection.id}, ${connection.name}, ${connection.server}, ${connection.clientId},
          ${connection.sealedClientSecret}, ${connection.sealedJwt}, ${connection.sealedTokens},
          ${identity?.accountId ?? null}, ${identity?.extensionId ?? null}, ${connection.createdAt})`)
    },
    /** Points a connection to another server or app; its tokens and identity are forgotten. */
    change(
      connection: Pick<
        Connection,
        'id' | 'server' | 'clientId' | 'sealedClientSecret' | 'sealedJwt'
      >,
    ): void {
      db.run(sql`update connections
        set server = ${connection.server}, client_id = ${connection.clientId},
          sealed_client_secret = ${connection.sealedClientSecret},
          sealed_jwt = ${connection.sealedJwt},
          sealed_tokens = null, account_id = null, extension_id = null
        where id = ${connection.id}`)
    },
    keepTokens(id: ConnectionId, sealedTokens: string): void {
      db.run(sql`update connections set sealed_tokens = ${sealedTokens} where id = ${id}`)
    },
    keepIdentity(id: ConnectionId, identity: Identity): void {
      db.run(sql`update connections
        set account_id = ${identity.accountId}, extension_id = ${identity.extensionId}
        where id = ${id}`)
    },
  }
}
