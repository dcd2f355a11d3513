// What the operations on agents and on their credentials share: how an agent is found, how a
// credential is made, whose sessions end. Called by operations.ts and credentials.ts alone.
import type { Clock } from '#lib/clock'
import { hashSecret, type MakeSecret } from '#lib/secret'
import type { Agent, AgentId } from '#storage/gateway/agents'
import type { Credential, CredentialId } from '#storage/gateway/credentials'
import type { GatewayStores } from '#storage/gateway/stores'
import type { MakeChange } from '../change.ts'
import { makeId } from '../ids.ts'
import { conflict, invalid, notFound } from '../problem.ts'
import type { Directory } from './directory.ts'
import type { Tokens } from './tokens.ts'

/** A credential and the secret that belongs to it, which is told this once. */
export interface Issued {
  readonly credential: Credential
  /** The key (`rfk_…`) or the JWT. */
  readonly secret: string
}

/** What the operations work on. */
export interface AgentParts {
  readonly stores: GatewayStores
  readonly directory: Directory
  readonly tokens: Tokens
  readonly clock: Clock
  readonly makeSecret: MakeSecret
  readonly makeChange: MakeChange
}

/** The agent with this id, or else the one that is not revoked with this name. @throws Problem not_found */
export function findAgent({ agents }: Directory, idOrName: string): Agent {
  const found =
    agents.get(idOrName) ??
    [...agents.values()].find((agent) => agent.name === idOrName && agent.status !== 'revoked')
  if (found) return found
  throw notFound('agent', `No agent has the id or name "${idOrName}".`, 'List the agents.')
}

/** An agent that may still be changed. @throws Problem not_found, conflict */
export function findLiving(directory: Directory, idOrName: string): Agent {
  const agent = findAgent(directory, idOrName)
  if (agent.status !== 'revoked') return agent
  throw conflict('agent', `Agent ${agent.name} was revoked for good.`, 'Create another agent.')
}

/** An end as it is asked for; null for never. @throws Problem invalid when it is no time to come */
export function endOf(expiresAt: number | null | undefined, now: number): number | null {
  if (expiresAt === null || expiresAt === undefined) return null
  if (Number.isSafeInteger(expiresAt) && expiresAt > now) return expiresAt
  throw invalid('expiresAt', 'The end must be a time to come.', 'Give a later time, or none.')
}

/** A new credential with its secret; the caller stores it. */
export async function issue(
  { tokens, clock, makeSecret }: AgentParts,
  agentId: AgentId,
  kind: Credential['kind'],
  expiresAt: number | null,
): Promise<Issued> {
  const key = kind === 'key' ? tokens.key() : null
  const credential: Credential = {
    id: makeId(kind, makeSecret) as CredentialId, // made here
    agentId,
    kind,
    hash: key === null ? null : hashSecret(key),
    createdAt: clock.now(),
    expiresAt,
    revokedAt: null,
  }
  return { credential, secret: key ?? (await tokens.sign(credential)) }
}

/** Ends the sessions of an agent or of a credential in memory. */
export function endSessions(directory: Directory, id: string): void {
  for (const { session } of directory.sessions.values()) {
    if (session.agentId === id || session.credentialId === id) directory.endSession(session.id)
  }
}
