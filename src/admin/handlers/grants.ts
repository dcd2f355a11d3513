// What the admin API's routes on grants do, and the access grid as one picture.
import { type Access, type Resource, resources } from '#catalog/method'
import { notFound } from '#gateway/problem'
import type { Agent } from '#storage/gateway/agents'
import type { AdminParts } from '../parts.ts'
import { renderGrant } from '../render.ts'
import type { Handlers } from '../route.ts'
import type { grantRoutes } from '../routes/grants.ts'
import type { GridRow } from '../schemas.ts'
import { readEnd } from './agents.ts'

/** Handlers of the routes on grants. */
export function grantHandlers({ agents, grants, clock }: AdminParts): Handlers<typeof grantRoutes> {
  /** The agent's cells in the grid's order, with the grants that count now. */
  function cellsOf(agent: Agent): GridRow['cells'] {
    const now = clock.now()
    const living = grants
      .listGrants(agent.id)
      .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
    const cell = (resource: Resource, access: Access) => ({
      resource,
      access,
      grants: living
        .filter((grant) => grant.resource === resource && grant.access === access)
        .map(renderGrant),
    })
    return resources
      .flatMap((resource) => [cell(resource, 'read'), cell(resource, 'write')])
      .filter((one) => one.grants.length > 0)
  }

  return {
    readGrid: () => ({
      resources: [...resources],
      rows: agents
        .listAgents()
        .filter((agent) => agent.status !== 'revoked')
        .map((agent) => ({
          agent: { id: agent.id, name: agent.name, status: agent.status },
          cells: cellsOf(agent),
        })),
    }),
    listGrants: () => ({ grants: grants.listGrants().map(renderGrant) }),
    listAgentGrants: ({ params }) => ({ grants: grants.listGrants(params.agent).map(renderGrant) }),
    addGrant: async ({ params, body, operator }) =>
      renderGrant(
        await grants.addGrant(operator, {
          agent: params.agent,
          resource: body.resource,
          access: body.access,
          reach: body.reach ?? 'own',
          expiresAt: readEnd(body.expiresAt),
        }),
      ),
    async removeGrant({ params, operator }) {
      // A grant of another agent is not there: the path says whose it would be.
      if (!grants.listGrants(params.agent).some(({ id }) => id === params.grant)) {
        throw notFound(
          'grant',
          `Agent ${agents.findAgent(params.agent).name} has no grant with the id "${params.grant}".`,
          'List its grants.',
        )
      }
      return renderGrant(await grants.removeGrant(operator, params.grant))
    },
    async clearCell({ params, query: { resource, access }, operator }) {
      const cell = grants
        .listGrants(params.agent)
        .filter((grant) => grant.resource === resource && grant.access === access)
      if (cell.length === 0) {
        throw notFound(
          'resource',
          `Agent ${agents.findAgent(params.agent).name} holds no grant to ${access} ${resource}.`,
          'List its grants.',
        )
      }
      const removed = await Promise.all(cell.map(({ id }) => grants.removeGrant(operator, id)))
      return { removed: removed.map(renderGrant) }
    },
  }
}
