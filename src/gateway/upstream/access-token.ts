// The access token of one connection: fetched with the connection's JWT, refreshed when it is about to
// expire or was refused, by one request at a time however many calls wait for it, and stored (sealed)
// before it is used. It never leaves the gateway but towards the connection's own server.
import type { Clock } from '#lib/clock'
import type { Seal } from '#lib/secret'
import type { Connection, ConnectionStore } from '#storage/gateway/connections'
import type { Database } from '#storage/database'
import { passOf, type Lanes } from './lanes.ts'
import type { Transport, WireReply } from './transport.ts'
import { WireError } from './transport.ts'
import { Trouble } from './trouble.ts'

/** The tokens in use. Times are epoch milliseconds. */
interface UpstreamTokens {
  readonly accessToken: string
  readonly accessExpiresAt: number
  readonly refreshToken: string | null
  readonly refreshExpiresAt: number
}

/** Hands out the connection's access token. */
export interface AccessToken {
  /** A token that has not expired. @throws Trouble */
  current(): Promise<string>
  /** Another token than `refused`, which the upstream did not accept. @throws Trouble */
  instead(refused: string): Promise<string>
}

/** What it needs. */
export interface AccessTokenParts {
  readonly connection: Connection
  readonly transport: Transport
  readonly lanes: Lanes
  readonly db: Database
  readonly connections: ConnectionStore
  readonly seal: Seal
  readonly clock: Clock
}

// Refreshed this long before its end, so that it does not expire on the way.
const marginMs = 30_000
const jwtGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** For what a connection's secrets are sealed: the purpose ties each to its connection and column. */
export const sealPurpose = (
  connectionId: string,
  what: 'client secret' | 'jwt' | 'tokens',
): string => `connection ${connectionId} ${what}`

/** The access token of one connection. */
export function createAccessToken(parts: AccessTokenParts): AccessToken {
  const { connection, transport, lanes, db, connections, seal, clock } = parts
  let tokens = restore(parts)
  let underway: Promise<UpstreamTokens> | null = null

  async function request(form: Record<string, string>): Promise<WireReply> {
    const pass = passOf(lanes.admit('token', 'Auth'))
    const secret = seal.open(
      connection.sealedClientSecret,
      sealPurpose(connection.id, 'client secret'),
    )
    const basic = Buffer.from(`${connection.clientId}:${secret}`).toString('base64')
    try {
      const reply = await transport.send({
        verb: 'POST',
        target: '/restapi/oauth/token',
        headers: [
          'authorization',
          `Basic ${basic}`,
          'content-type',
          'application/x-www-form-urlencoded',
          'accept',
          'application/json',
          'accept-encoding',
          'identity',
        ],
        body: new URLSearchParams(form).toString(),
        mayStream: false,
      })
      pass.answered(reply.status, reply.headers)
      return reply
    } catch (error) {
      if (error instanceof WireError && !error.sent) pass.withdraw()
      else pass.lost()
      throw error instanceof WireError
        ? new Trouble('upstream_unavailable', { cause: error })
        : error
    }
  }

  async function login(): Promise<UpstreamTokens> {
    const now = clock.now()
    if (tokens?.refreshToken && tokens.refreshExpiresAt > now) {
      const reply = await request({
        grant_type: 'refresh_token',
        refresh_token: tokens.refreshToken,
      })
      if (reply.status === 200) return read(reply, now)
      // A refused refresh token (RFC 6749 5.2) ends the session, not the connection: log in anew.
      if (reply.status !== 400 && reply.status !== 401) throw troubleOf(reply)
    }
    const assertion = seal.open(connection.sealedJwt, sealPurpose(connection.id, 'jwt'))
    const reply = await request({ grant_type: jwtGrant, assertion })
    if (reply.status !== 200) throw troubleOf(reply)
    return read(reply, now)
  }

  async function renew(): Promise<UpstreamTokens> {
    const next = await login()
    const sealed = seal.seal(JSON.stringify(next), sealPurpose(connection.id, 'tokens'))
    // Stored before it is used: a refresh token that is lost after its rotation cannot be had again.
    await db.commit(() => connections.keepTokens(connection.id, sealed))
    tokens = next
    return next
  }

  /** One renewal for all who wait. */
  async function renewed(): Promise<string> {
    underway ??= renew().finally(() => {
      underway = null
    })
    return (await underway).accessToken
  }

  return {
    async current() {
      if (tokens && tokens.accessExpiresAt - marginMs > clock.now()) return tokens.accessToken
      return renewed()
    },
    async instead(refused) {
      if (!underway && tokens && tokens.accessToken !== refused) return tokens.accessToken
      return renewed()
    },
  }
}

/** The tokens that an earlier run stored; null when there are none that open. */
function restore({ connection, seal }: AccessTokenParts): UpstreamTokens | null {
  if (connection.sealedTokens === null) return null
  const text = seal.open(connection.sealedTokens, sealPurpose(connection.id, 'tokens'))
  return JSON.parse(text) as UpstreamTokens // sealed by `renew` alone, and the seal is whole
}

function troubleOf({ status }: WireReply): Trouble {
  if (status === 429) return new Trouble('rate_limited', { waitMs: 60_000 })
  return new Trouble(status >= 500 ? 'upstream_unavailable' : 'upstream_unauthorized')
}

/** RingCentral's token reply. */
function read({ body }: WireReply, now: number): UpstreamTokens {
  const reply = parseObject(body)
  const { access_token: accessToken, refresh_token: refreshToken } = reply
  const accessSeconds = Number(reply['expires_in'])
  const refreshSeconds = Number(reply['refresh_token_expires_in'] ?? 0)
  if (typeof accessToken !== 'string' || !Number.isFinite(accessSeconds)) {
    throw new Trouble('upstream_invalid')
  }
  return {
    accessToken,
    accessExpiresAt: now + accessSeconds * 1000,
    refreshToken: typeof refreshToken === 'string' ? refreshToken : null,
    refreshExpiresAt: now + (Number.isFinite(refreshSeconds) ? refreshSeconds : 0) * 1000,
  }
}

/** A reply's body as a JSON object. @throws Trouble when it is none */
export function parseObject(body: WireReply['body']): Record<string, unknown> {
  try {
    const value: unknown = Buffer.isBuffer(body) ? JSON.parse(body.toString('utf8')) : null
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown> // it is one
  } catch (cause) {
    throw new Trouble('upstream_invalid', { cause })
  }
  throw new Trouble('upstream_invalid')
}
