// What a person does with agents: create, list, pause, resume, revoke, expire. Called by the admin
// API; keys and JWTs are in credentials.ts. Each change is in the audit log before it is made, durable
// in storage, and counts for the agent's next call. Problems are thrown as `Problem`.
import type { Agent, AgentId, AgentStatus } from '#storage/gateway/agents'
import type { ConnectionId } from '#storage/gateway/connections'
import type { Plan } from '../change.ts'
import { makeId } from '../ids.ts'
import { conflict, invalid } from '../problem.ts'
import {
  endOf,
  findAgent,
  findLiving,
  issue,
  endSessions,
  type AgentParts,
  type Issued,
} from './common.ts'

/** A new agent. */
export interface NewAgent {
  /** 1 to 64 characters; unique among the agents that are not revoked. */
  readonly name: string
  /** Which connection its calls use; may be left out while there is only one. */
  readonly connectionId?: string | undefined
  /** Epoch milliseconds; null or absent for never. */
  readonly expiresAt?: number | null | undefined
}

/** What is done with agents. `operator` is who does it, as the audit log names them. */
export interface AgentOperations {
  /** Every agent, revoked ones too, oldest first. */
  listAgents(): readonly Agent[]
  /** The agent with this id, or else the one that is not revoked with this name. @throws Problem not_found */
  findAgent(idOrName: string): Agent
  createAgent(operator: string, wanted: NewAgent): Promise<Issued & { readonly agent: Agent }>
  /** Stops accepting its credentials until it is resumed; its sessions end for good. */
  pauseAgent(operator: string, idOrName: string): Promise<Agent>
  resumeAgent(operator: string, idOrName: string): Promise<Agent>
  /** Stops accepting its credentials for good. */
  revokeAgent(operator: string, idOrName: string): Promise<Agent>
  /** Sets when the agent stops being accepted; null for never. */
  expireAgent(operator: string, idOrName: string, expiresAt: number | null): Promise<Agent>
}

/** The operations over these parts. */
export function createAgentOperations(parts: AgentParts): AgentOperations {
  const { stores, directory, clock, makeSecret, makeChange } = parts

  function wantedConnection(id: string | undefined): ConnectionId {
    const all = stores.connections.list()
    const [only] = all
    if (id === undefined && only && all.length === 1) return only.id
    const found = all.find((connection) => connection.id === id || connection.name === id)
    if (found) return found.id
    throw invalid(
      'connectionId',
      id === undefined
        ? `There are ${all.length} connections, so one must be named.`
        : `No connection has the id or name "${id}".`,
      all.length === 0
        ? 'Create a connection first.'
        : `Name one of: ${all.map((one) => one.name).join(', ')}.`,
    )
  }

  function checkName(name: string): void {
    if (!/^[\p{L}\p{N}](?:[\p{L}\p{N} ._@-]{0,62}[\p{L}\p{N}])?$/u.test(name)) {
      throw invalid(
        'name',
        'A name has 1 to 64 letters, digits, spaces, dots, hyphens, @ or _, and starts and ends with a letter or digit.',
        'Give another name.',
      )
    }
    const taken = [...directory.agents.values()].some(
      (agent) => agent.name === name && agent.status !== 'revoked',
    )
    if (taken) throw conflict('name', `An agent named "${name}" exists.`, 'Give another name.')
  }

  /** The plan that brings an agent to its next revision; unless it is active then, its sessions end. */
  function nextRevision(
    action: string,
    agent: Agent,
    changed: Partial<Pick<Agent, 'status' | 'expiresAt'>>,
  ): Plan<Agent> {
    const next: Agent = { ...agent, ...changed, revision: agent.revision + 1 }
    return {
      change: {
        action,
        target: agent.id,
        agentId: agent.id,
        details: { name: agent.name, ...changed },
      },
      store() {
        stores.agents.change(next)
        if (next.status !== 'active') stores.sessions.endAll(agent.id)
      },
      apply() {
        directory.putAgent(next)
        if (next.status !== 'active') endSessions(directory, agent.id)
      },
      result: next,
    }
  }

  const setStatus = (operator: string, action: string, idOrName: string, status: AgentStatus) =>
    makeChange(operator, () => {
      const agent =
        status === 'revoked' ? findAgent(directory, idOrName) : findLiving(directory, idOrName)
      if (agent.status === status) return { change: null, result: agent }
      return nextRevision(action, agent, { status })
    })

  return {
    listAgents: () => [...directory.agents.values()],
    findAgent: (idOrName) => findAgent(directory, idOrName),

    createAgent: (operator, { name, connectionId, expiresAt }) =>
      makeChange(operator, async () => {
        checkName(name)
        const agent: Agent = {
          id: makeId('agent', makeSecret) as AgentId, // made here
          name,
          connectionId: wantedConnection(connectionId),
          status: 'active',
          createdAt: clock.now(),
          expiresAt: endOf(expiresAt, clock.now()),
          revision: 1,
        }
        const issued = await issue(parts, agent.id, 'key', null)
        return {
          change: {
            action: 'agent.created',
            target: agent.id,
            agentId: agent.id,
            details: {
              name,
              connectionId: agent.connectionId,
              expiresAt: agent.expiresAt,
              keyId: issued.credential.id,
            },
          },
          store() {
            stores.agents.add(agent)
            stores.credentials.add(issued.credential)
          },
          apply() {
            directory.putAgent(agent)
            directory.putCredential(issued.credential)
          },
          result: { agent, ...issued },
        }
      }),

    pauseAgent: (operator, idOrName) => setStatus(operator, 'agent.paused', idOrName, 'paused'),
    resumeAgent: (operator, idOrName) => setStatus(operator, 'agent.resumed', idOrName, 'active'),
    revokeAgent: (operator, idOrName) => setStatus(operator, 'agent.revoked', idOrName, 'revoked'),
    expireAgent: (operator, idOrName, expiresAt) =>
      makeChange(operator, () => {
        const agent = findLiving(directory, idOrName)
        if (expiresAt !== null && !Number.isSafeInteger(expiresAt)) {
          throw invalid('expiresAt', 'The end must be a time.', 'Give a time, or none.')
        }
        return nextRevision('agent.expiry_set', agent, { expiresAt })
      }),
  }
}
