// Who a token belongs to, in memory: agents, their credentials and sessions, found by the SHA-256 of
// what the caller shows. Filled from storage at start; operations.ts and sessions.ts keep it current,
// so a pause or revocation counts from the next call on.
import { hashSecret } from '#lib/secret'
import type { Agent } from '#storage/gateway/agents'
import type { Credential } from '#storage/gateway/credentials'
import type { Session, SessionId } from '#storage/gateway/sessions'
import type { GatewayStores } from '#storage/gateway/stores'
import type { Tokens } from './tokens.ts'

/** An agent whose credential was accepted. */
export interface Principal {
  readonly agent: Agent
  readonly credential: Credential
  /** The session whose access token was shown; null for a key. */
  readonly session: Session | null
}

/** Why a credential was not accepted. A closed list. */
export type Rejection =
  | 'no_token'
  | 'unknown_token'
  | 'token_expired'
  | 'credential_revoked'
  | 'credential_expired'
  | 'agent_paused'
  | 'agent_revoked'
  | 'agent_expired'

/** Whose credential it is, or why it is nobody's. */
export type Recognition =
  | { readonly recognized: true; readonly principal: Principal }
  | { readonly recognized: false; readonly rejection: Rejection }

/** A session as the directory holds it. */
export interface LiveSession {
  session: Session
  /** When the access token of this generation was first used; null while it was not. */
  usedAt: number | null
  /** When this generation was made. */
  readonly madeAt: number
}

/** Agents, credentials and sessions by what they are found by. */
export interface Directory {
  readonly agents: Map<string, Agent>
  readonly credentials: Map<string, Credential>
  readonly sessions: Map<SessionId, LiveSession>
  /** Puts an agent, credential or session in place of its former state. */
  putAgent(agent: Agent): void
  putCredential(credential: Credential): void
  putSession(session: Session, now: number): void
  endSession(id: SessionId): void
  /** Whose key or access token this is. Takes a few microseconds. */
  recognize(token: string, now: number): Recognition
  /** Whether an agent may act with this credential now. */
  judge(credential: Credential, session: Session | null, now: number): Recognition
  /** What speaks against an agent, whatever it shows; null when nothing does. */
  judgeAgent(agentId: string, now: number): Rejection | null
}

const rejected = (rejection: Rejection): Recognition => ({ recognized: false, rejection })

/** A directory of everything that is stored. `now` counts as the first use of sessions from an earlier run. */
export function createDirectory(stores: GatewayStores, tokens: Tokens, now: number): Directory {
  const agents = new Map<string, Agent>()
  const credentials = new Map<string, Credential>()
  const keys = new Map<string, Credential>()
  const sessions = new Map<SessionId, LiveSession>()
  const accessTokens = new Map<string, LiveSession>()

  const accessHash = (session: Session) => hashSecret(tokens.access(session))

  function putCredential(credential: Credential): void {
    credentials.set(credential.id, credential)
    if (credential.hash !== null) keys.set(credential.hash, credential)
  }

  function endSession(id: SessionId): void {
    const live = sessions.get(id)
    if (!live) return
    accessTokens.delete(accessHash(live.session))
    sessions.delete(id)
  }

  function putSession(session: Session, madeAt: number): void {
    endSession(session.id)
    const live: LiveSession = { session, usedAt: null, madeAt }
    sessions.set(session.id, live)
    accessTokens.set(accessHash(session), live)
  }

  function judgeAgent(agentId: string, time: number): Rejection | null {
    const agent = agents.get(agentId)
    if (!agent) return 'unknown_token'
    if (agent.status === 'revoked') return 'agent_revoked'
    if (agent.status === 'paused') return 'agent_paused'
    return agent.expiresAt !== null && agent.expiresAt <= time ? 'agent_expired' : null
  }

  function judge(credential: Credential, session: Session | null, time: number): Recognition {
    const agent = agents.get(credential.agentId)
    if (!agent) return rejected('unknown_token')
    const rejection = judgeAgent(agent.id, time)
    if (rejection) return rejected(rejection)
    if (credential.revokedAt !== null) return rejected('credential_revoked')
    if (credential.expiresAt !== null && credential.expiresAt <= time) {
      return rejected('credential_expired')
    }
    return { recognized: true, principal: { agent, credential, session } }
  }

  function recognize(token: string, time: number): Recognition {
    const hash = hashSecret(token)
    const key = keys.get(hash)
    if (key) return judge(key, null, time)
    const live = accessTokens.get(hash)
    const credential = live && credentials.get(live.session.credentialId)
    if (!credential) return rejected('unknown_token')
    if (live.session.accessExpiresAt <= time) return rejected('token_expired')
    live.usedAt ??= time
    return judge(credential, live.session, time)
  }

  for (const agent of stores.agents.list()) agents.set(agent.id, agent)
  for (const credential of stores.credentials.list()) putCredential(credential)
  for (const session of stores.sessions.list()) {
    putSession(session, now)
    const live = sessions.get(session.id)
    if (live) live.usedAt = now
  }

  return {
    agents,
    credentials,
    sessions,
    putAgent: (agent) => void agents.set(agent.id, agent),
    putCredential,
    putSession,
    endSession,
    recognize,
    judge,
    judgeAgent,
  }
}
