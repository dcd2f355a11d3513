// One connection at work: who its user is, whether the upstream has room, and a call made with the
// connection's own token. Made and kept by connections.ts; admit.ts and forward.ts use it.
import type { RateGroup } from '#catalog/rate-groups'
import type { Clock } from '#lib/clock'
import type { Seal } from '#lib/secret'
import type { Database } from '#storage/database'
import type { Connection, ConnectionStore, Identity } from '#storage/gateway/connections'
import { createAccessToken, parseObject } from './access-token.ts'
import { createLanes, passOf, type Admission, type Pass } from './lanes.ts'
import {
  createTransport,
  WireError,
  type TransportOptions,
  type WireReply,
  type WireRequest,
} from './transport.ts'
import { Trouble } from './trouble.ts'

/** A call to be made. The access token is added here, never by the caller. */
export interface UpstreamCall extends WireRequest {
  /** The catalogue's method id: what the rate groups know it by. */
  readonly methodId: string
  readonly rateGroup: RateGroup
}

/** A connection at work. */
export interface LiveConnection {
  readonly id: Connection['id']
  readonly name: string
  /** The upstream's origin. */
  readonly server: string
  /** The account and extension of the connection's user: asked of the upstream once, then known. @throws Trouble */
  identity(): Identity | Promise<Identity>
  /** Whether the upstream has room for a call. */
  admit(methodId: string, rateGroup: RateGroup): Admission
  /**
   * Makes a call that was admitted; the pass is used up. A call that the upstream did not let in (401)
   * is made once more with another token: it was not executed.
   * @throws Trouble; WireError when a request was sent and no whole reply came
   */
  call(call: UpstreamCall, pass: Pass): Promise<WireReply>
  /** Waits for what is under way, though not for ever, then closes. */
  close(): Promise<void>
}

/** What a connection needs beside its own row. */
export interface ConnectionParts {
  readonly db: Database
  readonly connections: ConnectionStore
  readonly seal: Seal
  readonly clock: Clock
  readonly transport: TransportOptions
}

/** How long a reply that is being streamed may take to end when the connection is closed. */
const closingMs = 5_000

/** The connection that `row` describes. */
export function createConnection(row: Connection, parts: ConnectionParts): LiveConnection {
  const { db, connections, clock } = parts
  const transport = createTransport(row.server, parts.transport)
  const lanes = createLanes(clock)
  const accessToken = createAccessToken({ ...parts, connection: row, transport, lanes })
  let identity: Identity | null = row.identity
  let asking: Promise<Identity> | null = null

  async function attempt(call: UpstreamCall, token: string, pass: Pass): Promise<WireReply> {
    try {
      const headers = [
        'authorization',
        `Bearer ${token}`,
        'user-agent',
        'ringfence',
        ...call.headers,
      ]
      const reply = await transport.send({ ...call, headers })
      pass.answered(reply.status, reply.headers)
      return reply
    } catch (error) {
      if (error instanceof WireError && !error.sent) pass.withdraw()
      else pass.lost()
      throw error
    }
  }

  async function call(request: UpstreamCall, pass: Pass): Promise<WireReply> {
    let token: string
    try {
      token = await accessToken.current()
    } catch (error) {
      pass.withdraw()
      throw error
    }
    const reply = await attempt(request, token, pass)
    if (reply.status !== 401) return reply
    const other = await accessToken.instead(token)
    const again = passOf(lanes.admit(request.methodId, request.rateGroup))
    const second = await attempt(request, other, again)
    if (second.status === 401) throw new Trouble('upstream_unauthorized')
    return second
  }

  async function askIdentity(): Promise<Identity> {
    const pass = passOf(lanes.admit('readExtension', 'Medium'))
    const reply = await call(
      {
        methodId: 'readExtension',
        rateGroup: 'Medium',
        verb: 'GET',
        target: '/restapi/v1.0/account/~/extension/~',
        headers: ['accept', 'application/json', 'accept-encoding', 'identity'],
        body: null,
        mayStream: false,
      },
      pass,
    )
    if (reply.status !== 200) throw new Trouble('upstream_unauthorized')
    const { id, account } = parseObject(reply.body)
    const accountId =
      typeof account === 'object' && account !== null && 'id' in account ? account.id : null
    const found = { accountId: idText(accountId), extensionId: idText(id) }
    await db.commit(() => connections.keepIdentity(row.id, found))
    identity = found
    return found
  }

  return {
    id: row.id,
    name: row.name,
    server: row.server,
    identity() {
      if (identity) return identity
      asking ??= askIdentity().finally(() => {
        asking = null
      })
      return asking
    },
    admit: (methodId, rateGroup) => lanes.admit(methodId, rateGroup),
    call,
    async close() {
      const cancel = clock.schedule(clock.now() + closingMs, () => transport.destroy())
      await transport.close()
      cancel()
    },
  }
}

/** An id as the upstream gives it, number or text, as this project keeps it. */
function idText(id: unknown): string {
  const text = typeof id === 'number' ? String(id) : id
  if (typeof text === 'string' && /^[1-9]\d{0,18}$/.test(text)) return text
  throw new Trouble('upstream_invalid')
}
