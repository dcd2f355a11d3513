// What a person does with an agent's credentials: list, rotate the key, issue a JWT, revoke. Called by
// the admin API. As with an agent's other changes: recorded first, then stored, then in force.
import type { AgentId } from '#storage/gateway/agents'
import type { Credential } from '#storage/gateway/credentials'
import { invalid, notFound } from '../problem.ts'
import {
  endOf,
  findAgent,
  findLiving,
  issue,
  endSessions,
  type AgentParts,
  type Issued,
} from './common.ts'

/** Options of a new key or JWT. */
export interface Lifetime {
  /** Epoch milliseconds; null or absent for never. */
  readonly expiresAt?: number | null | undefined
}

/** What is done with credentials. `operator` is who does it, as the audit log names them. */
export interface CredentialOperations {
  /** Keys and JWTs of one agent, dead ones too, oldest first. No secrets. */
  listCredentials(idOrName: string): readonly Credential[]
  /** Gives the agent a new key and ends its former ones, after `overlapMs` (0: at once). */
  rotateKey(
    operator: string,
    idOrName: string,
    options?: Lifetime & { readonly overlapMs?: number | undefined },
  ): Promise<Issued>
  /** Gives the agent a JWT to be exchanged at the gateway's token endpoint. */
  issueJwt(operator: string, idOrName: string, options?: Lifetime): Promise<Issued>
  /** Ends one key or JWT, and the sessions that came of it, for good. */
  revokeCredential(operator: string, credentialId: string): Promise<Credential>
}

const longestOverlapMs = 7 * 24 * 60 * 60 * 1000

/** The operations over these parts. */
export function createCredentialOperations(parts: AgentParts): CredentialOperations {
  const { stores, directory, clock, makeChange } = parts

  /** The agent's living keys, as they are once a new one took their place. */
  function formerKeys(agentId: AgentId, overlapMs: number): Credential[] {
    const now = clock.now()
    return [...directory.credentials.values()]
      .filter((one) => one.agentId === agentId && one.kind === 'key' && one.revokedAt === null)
      .map((one) =>
        overlapMs === 0
          ? { ...one, revokedAt: now }
          : { ...one, expiresAt: Math.min(one.expiresAt ?? Infinity, now + overlapMs) },
      )
  }

  return {
    listCredentials(idOrName) {
      const { id } = findAgent(directory, idOrName)
      return [...directory.credentials.values()].filter((one) => one.agentId === id)
    },

    rotateKey: (operator, idOrName, { expiresAt, overlapMs = 0 } = {}) =>
      makeChange(operator, async () => {
        const agent = findLiving(directory, idOrName)
        if (!Number.isSafeInteger(overlapMs) || overlapMs < 0 || overlapMs > longestOverlapMs) {
          throw invalid('overlapMs', 'The overlap lasts from 0 to 7 days.', 'Give a shorter one.')
        }
        const issued = await issue(parts, agent.id, 'key', endOf(expiresAt, clock.now()))
        const former = formerKeys(agent.id, overlapMs)
        return {
          change: {
            action: 'key.rotated',
            target: issued.credential.id,
            agentId: agent.id,
            details: {
              expiresAt: issued.credential.expiresAt,
              overlapMs,
              formerKeys: former.map((one) => one.id),
            },
          },
          store() {
            for (const credential of former) stores.credentials.end(credential)
            stores.credentials.add(issued.credential)
          },
          apply() {
            for (const credential of former) directory.putCredential(credential)
            directory.putCredential(issued.credential)
          },
          result: issued,
        }
      }),

    issueJwt: (operator, idOrName, { expiresAt } = {}) =>
      makeChange(operator, async () => {
        const agent = findLiving(directory, idOrName)
        const issued = await issue(parts, agent.id, 'jwt', endOf(expiresAt, clock.now()))
        return {
          change: {
            action: 'jwt.issued',
            target: issued.credential.id,
            agentId: agent.id,
            details: { expiresAt: issued.credential.expiresAt },
          },
          store: () => stores.credentials.add(issued.credential),
          apply: () => directory.putCredential(issued.credential),
          result: issued,
        }
      }),

    revokeCredential: (operator, credentialId) =>
      makeChange<Credential>(operator, () => {
        const credential = directory.credentials.get(credentialId)
        if (!credential) {
          throw notFound(
            'credential',
            `No credential has the id "${credentialId}".`,
            'List the agent’s credentials.',
          )
        }
        if (credential.revokedAt !== null) return { change: null, result: credential }
        const next: Credential = { ...credential, revokedAt: clock.now() }
        return {
          change: {
            action: `${credential.kind}.revoked`,
            target: credential.id,
            agentId: credential.agentId,
            details: {},
          },
          store() {
            stores.credentials.end(next)
            stores.sessions.endAll(credential.id)
          },
          apply() {
            directory.putCredential(next)
            endSessions(directory, credential.id)
          },
          result: next,
        }
      }),
  }
}
