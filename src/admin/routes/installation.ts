// The installation itself: how it is doing, its connections, and this API's own description.
import { Type } from 'typebox'
import type { Routes } from '../route.ts'
import { Closed, Connection, ConnectionPath, Head, NoPath, Time } from '../schemas.ts'

/** What is asked of the installation. */
export const installationRoutes = {
  readStatus: {
    route: 'GET /api/v1/status',
    summary: 'Read how the installation is doing.',
    path: NoPath,
    status: 200,
    returns: Closed({
      version: Type.String(),
      startedAt: Time,
      now: Time,
      platform: Type.Union([Type.String(), Type.Null()], {
        description: 'Origin of the embedded platform; null when calls go to another upstream.',
      }),
      agents: Closed({ active: Type.Integer(), paused: Type.Integer(), revoked: Type.Integer() }),
      grants: Type.Integer(),
      auditLog: Head,
    }),
    problems: [],
  },
  listConnections: {
    route: 'GET /api/v1/connections',
    summary: 'List the connections, without their secrets.',
    path: NoPath,
    status: 200,
    returns: Closed({ connections: Type.Array(Connection) }),
    problems: [],
  },
  readConnection: {
    route: 'GET /api/v1/connections/{connection}',
    summary: 'Read a connection, without its secrets.',
    path: ConnectionPath,
    status: 200,
    returns: Connection,
    problems: ['not-found'],
  },
  checkConnection: {
    route: 'POST /api/v1/connections/{connection}/check',
    summary: 'Ask the upstream who the connection acts for.',
    notes: 'Spends one call of the connection, and one more when its token has to be refreshed.',
    path: ConnectionPath,
    status: 200,
    returns: Closed({
      works: Type.Boolean(),
      message: Type.String({ description: 'One sentence for a person.' }),
    }),
    problems: ['not-found'],
  },
  listProblems: {
    route: 'GET /api/v1/problems',
    summary: 'List every problem that this API can answer.',
    path: NoPath,
    status: 200,
    returns: Closed({
      problems: Type.Array(
        Closed({
          type: Type.String(),
          status: Type.Integer(),
          title: Type.String(),
          remedy: Type.String(),
        }),
      ),
    }),
    problems: [],
  },
  readOpenApi: {
    route: 'GET /api/v1/openapi.json',
    summary: 'Read this API as OpenAPI 3.1.',
    path: NoPath,
    status: 200,
    returns: Type.Object({ openapi: Type.String() }),
    problems: [],
  },
} as const satisfies Routes
