// What the admin API's routes on the installation itself do: status, connections, its own description.
import { isoTime } from '#lib/time'
import { notFound } from '#gateway/problem'
import type { LiveConnection } from '#gateway/upstream/connection'
import { WireError } from '#gateway/upstream/transport'
import { Trouble, type TroubleReason } from '#gateway/upstream/trouble'
import { openApi } from '../openapi.ts'
import type { AdminParts } from '../parts.ts'
import { problems, problemsPath } from '../problems.ts'
import { renderConnection, renderHead } from '../render.ts'
import type { Handlers } from '../route.ts'
import type { installationRoutes } from '../routes/installation.ts'

/** Handlers of the routes on the installation. */
export function installationHandlers(parts: AdminParts): Handlers<typeof installationRoutes> {
  const { agents, grants, auditLog, connections, clock, about } = parts

  function find(id: string) {
    const found = connections.listConnections().find((one) => one.id === id || one.name === id)
    if (found) return found
    throw notFound(
      'connection',
      `No connection has the id or name "${id}".`,
      'List the connections.',
    )
  }

  return {
    readStatus() {
      const all = agents.listAgents()
      const count = (status: string) => all.filter((agent) => agent.status === status).length
      return {
        version: about.version,
        startedAt: isoTime(about.startedAt),
        now: isoTime(clock.now()),
        platform: about.platform,
        agents: { active: count('active'), paused: count('paused'), revoked: count('revoked') },
        grants: grants.listGrants().length,
        auditLog: renderHead(auditLog.head()),
      }
    },
    listConnections: () => ({ connections: connections.listConnections().map(renderConnection) }),
    readConnection: ({ params }) => renderConnection(find(params.connection)),
    checkConnection: ({ params }) => check(connections.live(find(params.connection).id)),
    listProblems: () => ({
      problems: Object.entries(problems).map(([type, row]) => ({
        ...row,
        type: `${problemsPath}#${type}`,
      })),
    }),
    readOpenApi: () => openApi(about.version),
  }
}

const sentences: Readonly<Record<TroubleReason, string>> = {
  upstream_unavailable: 'The upstream cannot be reached; nothing was sent.',
  upstream_failed: 'The upstream was reached but did not answer.',
  upstream_timeout: 'The upstream was reached but did not answer in time.',
  outcome_unknown: 'The upstream was reached but did not answer.',
  upstream_unauthorized: "The upstream does not take the connection's credentials.",
  upstream_invalid: 'The upstream answered with what no RingCentral server answers with.',
  rate_limited: 'The upstream has no room for a call now; try again in a minute.',
}

/** Makes the cheapest call there is: the connection's own account. */
async function check(connection: LiveConnection) {
  const admission = connection.admit('readAccountInfo', 'Light')
  if (!admission.admitted) return { works: false, message: sentences.rate_limited }
  try {
    const { status } = await connection.call(
      {
        methodId: 'readAccountInfo',
        rateGroup: 'Light',
        verb: 'GET',
        target: '/restapi/v1.0/account/~',
        headers: ['accept', 'application/json', 'accept-encoding', 'identity'],
        body: null,
        mayStream: false,
      },
      admission.pass,
    )
    return {
      works: status === 200,
      message:
        status === 200
          ? 'The upstream answers the connection.'
          : `The upstream answered the connection with status ${status}.`,
    }
  } catch (error) {
    if (error instanceof Trouble) return { works: false, message: sentences[error.reason] }
    if (error instanceof WireError) {
      return {
        works: false,
        message: error.sent ? sentences.upstream_failed : sentences.upstream_unavailable,
      }
    }
    throw error
  }
}
