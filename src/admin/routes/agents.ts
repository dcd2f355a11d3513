// Agents: the software principals that call RingCentral through the gateway.
import { Type } from 'typebox'
import { changeProblems } from '../problems.ts'
import type { Routes } from '../route.ts'
import { Agent, AgentName, AgentPath, Closed, GivenEnd, NewCredential, NoPath } from '../schemas.ts'

/** What is done with agents. */
export const agentRoutes = {
  listAgents: {
    route: 'GET /api/v1/agents',
    summary: 'List the agents, oldest first.',
    path: NoPath,
    query: Closed({
      status: Type.Optional(
        Type.Enum(['active', 'paused', 'revoked'], { description: 'active, paused or revoked.' }),
      ),
    }),
    status: 200,
    returns: Closed({ agents: Type.Array(Agent) }),
    problems: [],
  },
  createAgent: {
    route: 'POST /api/v1/agents',
    summary: 'Create an agent and its first key.',
    notes: 'The agent may do nothing until it is granted something. Its key is shown this once.',
    path: NoPath,
    body: Closed({
      name: AgentName,
      connectionId: Type.Optional(
        Type.String({ description: 'May be left out while there is one connection.' }),
      ),
      expiresAt: Type.Optional(GivenEnd),
    }),
    status: 201,
    returns: Closed({ agent: Agent, key: NewCredential }),
    problems: changeProblems,
  },
  readAgent: {
    route: 'GET /api/v1/agents/{agent}',
    summary: 'Read an agent.',
    notes: 'A revoked agent is found by its id alone: its name may be taken again.',
    path: AgentPath,
    status: 200,
    returns: Agent,
    problems: ['not-found'],
  },
  updateAgent: {
    route: 'PATCH /api/v1/agents/{agent}',
    summary: 'Set when an agent stops being accepted.',
    notes: 'A time that is past ends it at once, until another is set.',
    path: AgentPath,
    body: Closed({ expiresAt: GivenEnd }),
    status: 200,
    returns: Agent,
    problems: changeProblems,
  },
  pauseAgent: {
    route: 'POST /api/v1/agents/{agent}/pause',
    summary: 'Refuse an agent until it is resumed.',
    notes: 'Its sessions end; its keys and JWTs count again once it is resumed.',
    path: AgentPath,
    status: 200,
    returns: Agent,
    problems: changeProblems,
  },
  resumeAgent: {
    route: 'POST /api/v1/agents/{agent}/resume',
    summary: 'Accept a paused agent again.',
    path: AgentPath,
    status: 200,
    returns: Agent,
    problems: changeProblems,
  },
  revokeAgent: {
    route: 'DELETE /api/v1/agents/{agent}',
    summary: 'Refuse an agent for good.',
    notes: 'It stays in the list, and its records in the audit log.',
    path: AgentPath,
    status: 200,
    returns: Agent,
    problems: changeProblems,
  },
} as const satisfies Routes
