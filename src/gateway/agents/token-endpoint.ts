// The gateway's own OAuth endpoints, at RingCentral's paths: /restapi/oauth/token (an agent's JWT, a
// refresh token), /restapi/oauth/revoke, and /restapi/oauth/wstoken (what opens a WebSocket). The JWT alone authenticates the agent: the client id and
// secret that SDKs send, empty or not, are not looked at. Each success is in the audit log before it is
// answered; failures are strangers'.
import { failOAuth, OAuthError, oauthErrorReply } from '#catalog/oauth/oauth-errors'
import { methods } from '#catalog/methods'
import { readForm, required, type Form } from '#catalog/oauth/oauth-form'
import type { Method } from '#catalog/method'
import type { Clock } from '#lib/clock'
import { AuditLogError, type CallFacts } from '#storage/audit-log'
import type { AuditEntries } from '../audit/record.ts'
import type { Strangers } from '../audit/strangers.ts'
import type { Grid } from '../grants/grid.ts'
import { Refusal, refusalOfTrouble, refusalReply, refuse } from '../refusal.ts'
import { jsonReply, type Reply } from '../reply.ts'
import type { Connections } from '../upstream/connections.ts'
import { Trouble } from '../upstream/trouble.ts'
import type { AuditLog } from '#storage/audit-log'
import { authenticate, recognize } from '../authenticate.ts'
import type { Directory, Principal } from './directory.ts'
import { ReusedToken, type Sessions, type SessionTokens } from './sessions.ts'

/** The endpoints. */
export interface TokenEndpoint {
  /**
   * The answer, or null when the path is no endpoint's.
   * @param origin the gateway's own
   */
  handle(request: Request, target: string, address: string, origin: string): Promise<Reply> | null
}

/** What they work on. */
export interface TokenEndpointParts {
  readonly sessions: Sessions
  readonly directory: Pick<Directory, 'recognize'>
  /** What opens a WebSocket to the gateway. */
  readonly wsToken: (principal: Principal, origin: string) => Reply
  readonly grid: Grid
  readonly connections: Pick<Connections, 'live'>
  readonly auditLog: Pick<AuditLog, 'append'>
  readonly entries: AuditEntries
  readonly strangers: Strangers
  readonly clock: Clock
}

const tokenPath = '/restapi/oauth/token'
const revokePath = '/restapi/oauth/revoke'
const wsTokenPath = '/restapi/oauth/wstoken'
const paths: ReadonlySet<string> = new Set([tokenPath, revokePath, wsTokenPath])
const jwtGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const endpointIdPattern = /^[\w-]{1,64}$/
// RFC 6749 5.1
const notStored = { 'cache-control': 'no-store', pragma: 'no-cache' } as const

/** The endpoints over these parts. */
export function createTokenEndpoint(parts: TokenEndpointParts): TokenEndpoint {
  const { sessions, directory, wsToken, grid, connections, auditLog, entries, strangers, clock } =
    parts

  /** What a record says of a call to an endpoint; no token has a part in it. */
  const factsOf = (
    { agent, credential }: Principal,
    path: string,
    decision: CallFacts['decision'],
    reason: string,
  ): CallFacts => ({
    agentId: agent.id,
    credentialId: credential.id,
    connectionId: agent.connectionId,
    grantId: null,
    methodId: null,
    verb: 'POST',
    path,
    resource: null,
    access: null,
    extensionId: null,
    digest: null,
    arguments: null,
    bytesIn: 0,
    decision,
    reason,
  })

  async function recordSuccess(principal: Principal, path: string, reply: Reply): Promise<void> {
    const outcome = {
      status: reply.status,
      upstreamStatus: null,
      upstreamRequestId: null,
      latencyMs: 0,
      rateRemaining: null,
      bytesOut: 0,
    }
    const facts = factsOf(principal, path, 'allow', 'authenticated')
    await auditLog.append(entries.call(facts, outcome, null))
  }

  async function issue(form: Form): Promise<SessionTokens> {
    const lifetimes = {
      accessSeconds: seconds(form.get('access_token_ttl')),
      refreshSeconds: seconds(form.get('refresh_token_ttl')),
    }
    const grantType = required(form, 'grant_type')
    if (grantType === 'refresh_token') {
      return sessions.refresh(required(form, 'refresh_token'), lifetimes)
    }
    if (grantType !== jwtGrant) throw failOAuth('OAU-250')
    const endpointId = form.get('endpoint_id')
    if (endpointId !== undefined && !endpointIdPattern.test(endpointId)) {
      throw failOAuth('CMN-101', { parameterName: 'endpoint_id' })
    }
    return sessions.login(required(form, 'assertion'), lifetimes, endpointId)
  }

  /** The app permissions that the agent's living grants make use of, as RingCentral names a token's scope. */
  function scopeOf({ agent }: Principal): string {
    const now = clock.now()
    const living = grid
      .ofAgent(agent.id)
      .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
    const used = Object.values<Method>(methods)
      .filter(({ actsOn, access }) =>
        living.some((grant) => grant.resource === actsOn && grant.access === access),
      )
      .map(({ permission }) => permission)
    return [...new Set(used.filter((permission) => permission !== null))].join(' ')
  }

  async function token(form: Form): Promise<Reply> {
    const { principal, session, accessToken, refreshToken } = await issue(form)
    const { extensionId } = await connections.live(principal.agent.connectionId).identity()
    const secondsLeft = (at: number) => Math.max(Math.round((at - clock.now()) / 1000), 0)
    const reply = jsonReply(
      200,
      {
        access_token: accessToken,
        token_type: 'bearer',
        expires_in: secondsLeft(session.accessExpiresAt),
        refresh_token: refreshToken,
        refresh_token_expires_in: secondsLeft(session.refreshExpiresAt),
        scope: scopeOf(principal),
        owner_id: extensionId,
        endpoint_id: session.endpointId,
        session_id: session.id,
      },
      notStored,
    )
    await recordSuccess(principal, tokenPath, reply)
    return reply
  }

  async function revoke(form: Form, address: string): Promise<Reply> {
    const principal = await sessions.revoke(required(form, 'token'))
    const reply: Reply = { status: 200, headers: { 'content-length': '0' }, body: null }
    // RFC 7009 2.2: an unknown token is as good as revoked.
    if (principal) await recordSuccess(principal, revokePath, reply)
    else strangers.saw(address, 'unknown_token')
    return reply
  }

  async function tokenForSocket(request: Request, origin: string): Promise<Reply> {
    const recognition = recognize(request.headers.get('authorization'), directory, clock.now())
    const principal = authenticate(recognition)
    const reply = wsToken(principal, origin)
    await recordSuccess(principal, wsTokenPath, reply)
    return reply
  }

  /** The answer to what went wrong. */
  async function failed(error: unknown, path: string, address: string): Promise<Reply> {
    if (error instanceof ReusedToken) {
      const { status, body } = oauthErrorReply(failOAuth('OAU-210'))
      const facts = factsOf(error.principal, path, 'deny', 'refresh_token_reused')
      await auditLog.append(entries.refused(facts, status))
      return jsonReply(status, body, notStored)
    }
    if (error instanceof OAuthError) {
      strangers.saw(address, error.code)
      const { status, body } = oauthErrorReply(error)
      return jsonReply(status, body, notStored)
    }
    if (error instanceof Refusal) {
      strangers.saw(address, error.reason)
      return refusalReply(error, 'deny', null)
    }
    if (error instanceof Trouble) return refusalReply(refusalOfTrouble(error), 'allow', null)
    throw error
  }

  return {
    handle(request, target, address, origin) {
      const mark = target.indexOf('?')
      const path = (mark === -1 ? target : target.slice(0, mark)).replace(/\/$/, '')
      if (request.method !== 'POST' || !paths.has(path)) return null
      const answered =
        path === wsTokenPath
          ? tokenForSocket(request, origin)
          : readForm(
              request,
              path === revokePath && mark !== -1 ? target.slice(mark + 1) : '',
            ).then((form) => (path === tokenPath ? token(form) : revoke(form, address)))
      return answered
        .catch((error: unknown) => failed(error, path, address))
        .catch((error: unknown) => {
          if (!(error instanceof AuditLogError)) throw error
          return refusalReply(refuse('CMN-201', {}, 'audit_unavailable'), 'deny', null)
        })
    },
  }
}

/** A lifetime as a form has it; what is no number counts as not given. */
function seconds(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,12}$/.test(text) ? Number(text) : undefined
}
