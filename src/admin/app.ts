// The admin API: the table's routes mounted under /api/v1. The guard comes before anything is read; a
// request it turns away is told to the audit log. It decides nothing itself: what may be done, and that
// it is recorded, is the gateway's operations.
import { makeId } from '#gateway/ids'
import { Problem } from '#gateway/problem'
import { createGuard } from '#lib/json-api/guard'
import { ApiProblem } from '#lib/json-api/problems'
import { createJsonApi } from '#lib/json-api/serve'
import { type MakeSecret, randomSecret } from '#lib/secret'
import { AuditLogError } from '#storage/audit-log'
import { agentHandlers, credentialHandlers } from './handlers/agents.ts'
import { auditHandlers } from './handlers/audit.ts'
import { eventHandlers } from './handlers/events.ts'
import { grantHandlers } from './handlers/grants.ts'
import { installationHandlers } from './handlers/installation.ts'
import type { AdminParts } from './parts.ts'
import { problemResponse, type ProblemType } from './problems.ts'
import type { Known } from './route.ts'
import { routes } from './routes/routes.ts'

/** How the admin API is guarded. */
export interface AdminOptions {
  /** `hashSecret` of the admin token; the token itself is not needed. */
  readonly adminTokenHash: string
  /** Host names, beside those of the loopback, under which the API may be called: no port. */
  readonly hostNames: readonly string[]
  readonly makeSecret?: MakeSecret
}

/** Answers requests to /api/v1/…; never rejects. `address` is the caller's, for the audit log. */
export type Admin = (request: Request, address?: string) => Promise<Response>

/** The holder of the admin token, in the audit log. */
const adminTokenHolder: Known = { operator: 'admin-token' }

/** The admin API over the gateway's parts. */
export function createAdmin(
  parts: AdminParts,
  { adminTokenHash, hostNames, makeSecret = randomSecret }: AdminOptions,
): Admin {
  const guard = createGuard({
    tokenName: 'admin token',
    tokenHash: adminTokenHash,
    realm: 'Ringfence admin API',
    hostNames,
  })
  const serve = createJsonApi<typeof routes, Known>({
    routes,
    handlers: {
      ...agentHandlers(parts),
      ...credentialHandlers(parts),
      ...grantHandlers(parts),
      ...eventHandlers(parts),
      ...auditHandlers(parts),
      ...installationHandlers(parts),
    },
    problemResponse,
    refusalOf: (error) => refusalOf(error, parts, makeSecret),
  })

  return async (request, address = 'unknown') => {
    try {
      guard(request)
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      parts.strangers.saw(address, `admin_${String(error.type).replaceAll('-', '_')}`)
      return problemResponse(error)
    }
    return serve(request, adminTokenHolder)
  }
}

const kinds: Readonly<Record<Problem['kind'], ProblemType>> = {
  invalid: 'invalid-request',
  not_found: 'not-found',
  conflict: 'conflict',
}

/** What is answered for an error. One that nobody foresaw goes to the log under an id, not to the caller. */
function refusalOf(
  error: Error,
  { log }: AdminParts,
  makeSecret: MakeSecret,
): ApiProblem<ProblemType> {
  if (error instanceof Problem) {
    const { kind, message, field, remedy } = error
    return new ApiProblem(kinds[kind], { detail: message, field: field ?? undefined, remedy })
  }
  if (error instanceof AuditLogError) {
    return new ApiProblem('audit-log-unavailable', { detail: error.message })
  }
  const id = makeId('error', makeSecret)
  log.error('an admin request failed', { id, error: error.stack ?? error.message })
  return new ApiProblem('internal', { detail: `It is in the log of the server as ${id}.` })
}
