// Grants: the cells of the access grid. What is not granted is refused.
import { Type } from 'typebox'
import { resources } from '#catalog/method'
import { changeProblems } from '../problems.ts'
import type { Routes } from '../route.ts'
import {
  AccessName,
  AgentPath,
  Closed,
  GivenEnd,
  GivenReach,
  Grant,
  GrantPath,
  GridRow,
  NoPath,
  ResourceName,
} from '../schemas.ts'

/** What is done with grants. */
export const grantRoutes = {
  readGrid: {
    route: 'GET /api/v1/grid',
    summary: 'Read the access grid: agent by resource by access.',
    notes: 'Agents that are not revoked, and the grants that count now.',
    path: NoPath,
    status: 200,
    returns: Closed({
      resources: Type.Array(ResourceName, { description: resources.join(', ') }),
      rows: Type.Array(GridRow),
    }),
    problems: [],
  },
  listGrants: {
    route: 'GET /api/v1/grants',
    summary: 'List the grants of every agent, expired ones too, oldest first.',
    path: NoPath,
    status: 200,
    returns: Closed({ grants: Type.Array(Grant) }),
    problems: [],
  },
  listAgentGrants: {
    route: 'GET /api/v1/agents/{agent}/grants',
    summary: 'List the grants of an agent, expired ones too, oldest first.',
    path: AgentPath,
    status: 200,
    returns: Closed({ grants: Type.Array(Grant) }),
    problems: ['not-found'],
  },
  addGrant: {
    route: 'POST /api/v1/agents/{agent}/grants',
    summary: 'Grant an agent read or write access to a resource.',
    notes:
      'Reading never implies writing, nor writing reading. The same resource, access and reach again sets the end of the grant that is there.',
    path: AgentPath,
    body: Closed({
      resource: ResourceName,
      access: AccessName,
      reach: Type.Optional(GivenReach),
      expiresAt: Type.Optional(GivenEnd),
    }),
    status: 200,
    returns: Grant,
    problems: changeProblems,
  },
  removeGrant: {
    route: 'DELETE /api/v1/agents/{agent}/grants/{grant}',
    summary: 'Remove a grant.',
    path: GrantPath,
    status: 200,
    returns: Grant,
    problems: changeProblems,
  },
  clearCell: {
    route: 'DELETE /api/v1/agents/{agent}/grants',
    summary: 'Remove every grant of an agent in one cell: a resource and an access.',
    path: AgentPath,
    query: Closed({ resource: ResourceName, access: AccessName }),
    status: 200,
    returns: Closed({ removed: Type.Array(Grant) }),
    problems: changeProblems,
  },
} as const satisfies Routes
