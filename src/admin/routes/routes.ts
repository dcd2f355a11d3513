// All routes of the admin API, by group in the order of its documentation. The OpenAPI, the
// documentation and the mounted paths are made from this table; nothing else lists them.
import { agentRoutes } from './agents.ts'
import { auditRoutes } from './audit.ts'
import { credentialRoutes } from './credentials.ts'
import { eventRoutes } from './events.ts'
import { grantRoutes } from './grants.ts'
import { installationRoutes } from './installation.ts'

/** The groups: title and routes. */
export const routeGroups = [
  { title: 'Agents', routes: agentRoutes },
  { title: 'Credentials', routes: credentialRoutes },
  { title: 'Grants', routes: grantRoutes },
  { title: 'Events', routes: eventRoutes },
  { title: 'Audit log', routes: auditRoutes },
  { title: 'Installation', routes: installationRoutes },
] as const

/** Every route by its id. */
export const routes = {
  ...agentRoutes,
  ...credentialRoutes,
  ...grantRoutes,
  ...eventRoutes,
  ...auditRoutes,
  ...installationRoutes,
} as const
