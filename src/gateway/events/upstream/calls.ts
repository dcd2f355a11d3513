// Calls that the gateway makes upstream for itself: counted in the connection's rate groups like those of
// its agents, answered as status and JSON.
import { verbOf } from '#catalog/method'
import { type MethodId, methods } from '#catalog/methods'
import type { RateGroup } from '#catalog/rate-groups'
import type { LiveConnection } from '../../upstream/connection.ts'
import { passOf } from '../../upstream/lanes.ts'
import type { WireRequest } from '../../upstream/transport.ts'

/** An answer; `json` is null when there is none or it is no JSON. */
export interface Told {
  readonly status: number
  readonly json: unknown
}

/** The gateway's own calls over one connection. They reject with Trouble or WireError when no answer comes. */
export interface UpstreamCalls {
  /** Calls a method of the catalogue. */
  method(methodId: MethodId, target: string, body?: object): Promise<Told>
  /** The token that opens a WebSocket. */
  wsToken(): Promise<Told>
}

/** @param connection whose token and rate groups they use */
export function createUpstreamCalls(connection: LiveConnection): UpstreamCalls {
  async function call(
    methodId: string,
    rateGroup: RateGroup,
    verb: WireRequest['verb'],
    target: string,
    body: object | null,
  ): Promise<Told> {
    const pass = passOf(connection.admit(methodId, rateGroup))
    const reply = await connection.call(
      {
        methodId,
        rateGroup,
        verb,
        target,
        headers: [
          'accept',
          'application/json',
          'accept-encoding',
          'identity',
          ...(body ? ['content-type', 'application/json'] : []),
        ],
        body: body ? JSON.stringify(body) : null,
        mayStream: false,
      },
      pass,
    )
    return { status: reply.status, json: Buffer.isBuffer(reply.body) ? parsed(reply.body) : null }
  }

  return {
    method(methodId, target, body) {
      const method = methods[methodId]
      return call(methodId, method.rateGroup, verbOf(method), target, body ?? null)
    },
    wsToken: () => call('wstoken', 'Auth', 'POST', '/restapi/oauth/wstoken', null),
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}
