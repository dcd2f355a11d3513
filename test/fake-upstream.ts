// A recording stand-in for RingCentral: a real HTTP server on loopback that notes what reaches it and
// answers what a test tells it to. It knows tokens (JWT and refresh) and nothing of the methods.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that reached the upstream. */
export interface Reached {
  readonly verb: string
  /** Path and query as they came. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** What the upstream answers; `body` that is no Buffer is sent as JSON. */
export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** Decides an answer; 'hang up' breaks the connection, 'hold' never answers. */
export type Script = (
  request: Reached,
  response: ServerResponse,
) => Answer | 'hang up' | 'hold' | 'done' | Promise<Answer | 'hang up' | 'hold' | 'done'>

/** A running stand-in. */
export interface FakeUpstream {
  readonly origin: string
  /** The calls of methods, without token requests and the question whose connection it is. */
  readonly calls: Reached[]
  /** The token requests. */
  readonly tokenRequests: URLSearchParams[]
  /** The access token that is good now. */
  accessToken: string
  /** What calls are answered, until it is changed: 200 and an empty object. */
  script: Script
  /** What token requests are answered; null for a good pair. */
  tokenScript: Script | null
  [Symbol.asyncDispose](): Promise<void>
}

/** The account and extension of the fake's user. */
export const upstreamIdentity = { accountId: '4001', extensionId: '5001' } as const

/** Starts one on a free port. */
export async function startFakeUpstream(): Promise<FakeUpstream> {
  let issued = 0
  const held: ServerResponse[] = []
  const server = createServer((message, response) => {
    void handle(message, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on TCP

  const upstream: FakeUpstream = {
    origin: `http://127.0.0.1:${port}`,
    calls: [],
    tokenRequests: [],
    accessToken: '',
    script: () => ({ body: {} }),
    tokenScript: null,
    async [Symbol.asyncDispose]() {
      for (const response of held) response.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }

  function tokenPair(): Answer {
    issued += 1
    upstream.accessToken = `upstream-access-${issued}`
    return {
      body: {
        access_token: upstream.accessToken,
        token_type: 'bearer',
        expires_in: 3600,
        refresh_token: `upstream-refresh-${issued}`,
        refresh_token_expires_in: 604_800,
        scope: 'SMS',
        owner_id: upstreamIdentity.extensionId,
      },
    }
  }

  async function answerTo(reached: Reached, response: ServerResponse) {
    if (reached.target === '/restapi/oauth/token') {
      upstream.tokenRequests.push(new URLSearchParams(reached.body.toString()))
      return upstream.tokenScript ? upstream.tokenScript(reached, response) : tokenPair()
    }
    if (reached.headers['authorization'] !== `Bearer ${upstream.accessToken}`) {
      upstream.calls.push(reached)
      return { status: 401, body: { errorCode: 'TokenInvalid', message: 'no', errors: [] } }
    }
    if (reached.target === '/restapi/v1.0/account/~/extension/~') {
      const { accountId, extensionId } = upstreamIdentity
      return { body: { id: Number(extensionId), account: { id: accountId } } }
    }
    upstream.calls.push(reached)
    return upstream.script(reached, response)
  }

  async function handle(message: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = []
    for await (const chunk of message) chunks.push(chunk as Buffer) // no encoding is set
    const reached: Reached = {
      verb: message.method ?? '',
      target: message.url ?? '',
      headers: message.headers,
      body: Buffer.concat(chunks),
    }
    const answer = await answerTo(reached, response)
    if (answer === 'done') return
    if (answer === 'hold') return void held.push(response)
    if (answer === 'hang up') return void message.socket.destroy()
    const { status = 200, headers = {}, body } = answer
    const bytes =
      body === undefined ? '' : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
    response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8', ...headers })
    response.end(bytes)
  }

  return upstream
}
