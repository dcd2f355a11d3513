// As whom the reference's page can call: the demo user directly, agents through the gateway. Wiring, like
// main.ts, which alone uses it: both ways are the servers' own front doors, walked through as by anybody.
import type { Clock } from '#lib/clock'
import type { Gateway } from '#gateway/app'
import { type Caller, CallerGone, type Callers, type Explanation } from '#reference/try/parts'
import type { AuditReader } from '#storage/audit-log'
import type { Grant } from '#storage/gateway/grants'
import type { KnownApp } from './first-account.ts'

type Fetch = (request: Request) => Promise<Response>

/** How the holder of the admin token is named in the audit log, here as in the admin API. */
const operator = 'admin-token'

/** A form for a token endpoint, as SDKs send it. */
function tokenRequest(origin: string, jwt: string, app?: KnownApp): Request {
  return new Request(`${origin}/restapi/oauth/token`, {
    method: 'POST',
    headers: app
      ? {
          authorization: `Basic ${Buffer.from(`${app.clientId}:${app.clientSecret}`).toString('base64')}`,
        }
      : {},
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: jwt,
    }),
  })
}

/** A token that is fetched when it is needed and again when it is refused. */
function createToken(fetchToken: () => Promise<Response>, who: string) {
  let token: Promise<string> | null = null
  async function ask(): Promise<string> {
    const reply = await fetchToken()
    const { access_token: found } = (await reply.json()) as { access_token?: string } // RFC 6749
    if (!reply.ok || found === undefined) {
      throw new CallerGone(`${who} gets no token (${reply.status}).`)
    }
    return found
  }
  return async (request: Request, fetch: Fetch): Promise<Response> => {
    const attempt = async () => {
      token ??= ask()
      const bearer = await token.catch((error: unknown) => {
        token = null
        throw error
      })
      const own = new Request(request.clone())
      own.headers.set('authorization', `Bearer ${bearer}`)
      return fetch(own)
    }
    const reply = await attempt()
    if (reply.status !== 401) return reply
    token = null
    return attempt()
  }
}

/** The demo user, on the platform itself. Null where the app's secrets are not kept. */
export function demoCaller(origin: string, fetch: Fetch, app: KnownApp): Caller | null {
  const { jwt } = app
  if (jwt === null) return null
  const send = createToken(() => fetch(tokenRequest(origin, jwt, app)), 'The demo user')
  return {
    id: 'demo',
    label: 'Demo user, directly on the platform',
    kind: 'user',
    origin,
    call: (request) => send(request, fetch),
    explain: () => Promise.resolve(null),
  }
}

/** What agents' calls are made with. */
export interface AgentParts {
  readonly gateway: Gateway
  readonly auditLog: Pick<AuditReader, 'read'>
  readonly clock: Clock
  readonly origin: () => string
}

/**
 * The agents that act now, through the gateway. A call of one needs a credential: a JWT is issued for
 * the session when the first is made, and revoked when the session ends; both are in the audit log.
 * @param until when the session ends, epoch milliseconds
 * @param others callers beside
 */
export function openAgents(
  { gateway, auditLog, clock, origin }: AgentParts,
  until: number,
  others: readonly Caller[],
): Callers {
  const { agents, credentials, grants } = gateway
  const issued: string[] = []
  const made = new Map<string, Caller>()
  const fetch: Fetch = (request) => gateway.fetch(request, { address: '127.0.0.1' })

  function callerOf(id: string, name: string): Caller {
    const fetchToken = async () => {
      const { credential, secret } = await credentials
        .issueJwt(operator, id, { expiresAt: until })
        .catch((error: unknown) => {
          throw new CallerGone(error instanceof Error ? error.message : 'The agent is gone.')
        })
      issued.push(credential.id)
      return fetch(tokenRequest(origin(), secret))
    }
    const send = createToken(fetchToken, `Agent ${name}`)
    return {
      id,
      label: `Agent ${name}, through the gateway`,
      kind: 'agent',
      origin: origin(),
      call: (request) => send(request, fetch),
      explain: (_, body) => explain(id, body),
    }
  }

  async function explain(agentId: string, body: string): Promise<Explanation | null> {
    const { records } = await auditLog.read({
      limit: 1,
      filter: { agentId, kinds: ['call', 'refused'] },
    })
    const record = records[0]?.record
    if (record?.kind !== 'call' && record?.kind !== 'refused') return null
    const grant = grants.listGrants(agentId).find(({ id }) => id === record.grantId)
    return {
      decision: record.decision,
      reason: record.reason,
      record: record.seq,
      grant: grant ? grantText(grant) : null,
      how: howIn(body),
    }
  }

  return {
    list() {
      const now = clock.now()
      const acting = agents
        .listAgents()
        .filter(({ status, expiresAt }) => status === 'active' && (expiresAt ?? Infinity) > now)
      return [
        ...others,
        ...acting.map(({ id, name }) => made.getOrInsertComputed(id, () => callerOf(id, name))),
      ]
    },
    async end() {
      for (const id of issued.splice(0)) {
        // In order, as they will stand in the audit log. What cannot be revoked expires with the session.
        // oxlint-disable-next-line no-await-in-loop
        await credentials.revokeCredential(operator, id).catch(() => {})
      }
    },
  }
}

const grantText = ({ resource, access, reach }: Grant): string => {
  const where = typeof reach === 'string' ? reach : 'listed extensions'
  return `${access} ${resource}, reach ${where}`
}

/** The way out that the gateway names in a refusal. */
function howIn(body: string): string | null {
  try {
    const { ringfence } = JSON.parse(body) as { ringfence?: { how?: unknown } } // looked at member by member
    return typeof ringfence?.how === 'string' ? ringfence.how : null
  } catch {
    return null
  }
}
