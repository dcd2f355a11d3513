// What the admin API's routes on agents, keys and JWT credentials do: the gateway's operations, with
// times read and rendered.
import { parseTime } from '#lib/time'
import { notFound } from '#gateway/problem'
import type { AdminParts } from '../parts.ts'
import { renderAgent, renderCredential, renderIssued } from '../render.ts'
import type { Handlers } from '../route.ts'
import type { agentRoutes } from '../routes/agents.ts'
import type { credentialRoutes } from '../routes/credentials.ts'

/** An end as the API is given it, in epoch milliseconds; the operations refuse what is not to come. */
export const readEnd = (end: string | null | undefined): number | null =>
  end === null || end === undefined ? null : (parseTime(end) ?? Number.NaN)

/** Handlers of the routes on agents. */
export function agentHandlers({ agents }: AdminParts): Handlers<typeof agentRoutes> {
  return {
    listAgents: ({ query: { status } }) => ({
      agents: agents
        .listAgents()
        .filter((agent) => status === undefined || agent.status === status)
        .map(renderAgent),
    }),
    async createAgent({ body: { expiresAt, ...wanted }, operator }) {
      const created = await agents.createAgent(operator, {
        ...wanted,
        expiresAt: readEnd(expiresAt),
      })
      return { agent: renderAgent(created.agent), key: renderIssued(created) }
    },
    readAgent: ({ params }) => renderAgent(agents.findAgent(params.agent)),
    updateAgent: async ({ params, body, operator }) =>
      renderAgent(await agents.expireAgent(operator, params.agent, readEnd(body.expiresAt))),
    pauseAgent: async ({ params, operator }) =>
      renderAgent(await agents.pauseAgent(operator, params.agent)),
    resumeAgent: async ({ params, operator }) =>
      renderAgent(await agents.resumeAgent(operator, params.agent)),
    revokeAgent: async ({ params, operator }) =>
      renderAgent(await agents.revokeAgent(operator, params.agent)),
  }
}

/** Handlers of the routes on keys and JWT credentials. */
export function credentialHandlers({
  agents,
  credentials,
}: AdminParts): Handlers<typeof credentialRoutes> {
  const list = (agent: string, kind: 'key' | 'jwt') =>
    credentials
      .listCredentials(agent)
      .filter((one) => one.kind === kind)
      .map(renderCredential)

  async function revoke(operator: string, agent: string, kind: 'key' | 'jwt', id: string) {
    const { name } = agents.findAgent(agent)
    // An id of another agent or kind is not there: the path says whose it would be.
    if (!list(agent, kind).some((one) => one.id === id)) {
      throw notFound(
        kind,
        `Agent ${name} has no ${kind} with the id "${id}".`,
        `List its ${kind}s.`,
      )
    }
    return renderCredential(await credentials.revokeCredential(operator, id))
  }

  return {
    listKeys: ({ params }) => ({ keys: list(params.agent, 'key') }),
    async rotateKey({ params, body, operator }) {
      const issued = await credentials.rotateKey(operator, params.agent, {
        expiresAt: readEnd(body.expiresAt),
        overlapMs: (body.overlapSeconds ?? 0) * 1000,
      })
      return { key: renderIssued(issued) }
    },
    revokeKey: ({ params, operator }) => revoke(operator, params.agent, 'key', params.key),
    listJwts: ({ params }) => ({ jwts: list(params.agent, 'jwt') }),
    async issueJwt({ params, body, operator }) {
      const issued = await credentials.issueJwt(operator, params.agent, {
        expiresAt: readEnd(body.expiresAt),
      })
      return { jwt: renderIssued(issued) }
    },
    revokeJwt: ({ params, operator }) => revoke(operator, params.agent, 'jwt', params.jwt),
  }
}
