// The gateway's stores over one database: `createGatewayStores(openDatabase(path, gatewayMigrations))`.
import type { Database } from '../database.ts'
import { createAgentStore } from './agents.ts'
import { createNotifications } from '../notifications.ts'
import { createSockets } from '../sockets.ts'
import { createConnectionStore } from './connections.ts'
import { createCredentialStore } from './credentials.ts'
import { createGrantStore } from './grants.ts'
import { createSessionStore } from './sessions.ts'
import { createSubscriptionStore } from './subscriptions.ts'
import { createUpstreamEventStore } from './upstream-events.ts'

/** Everything the gateway keeps, but for the audit log. */
export type GatewayStores = ReturnType<typeof createGatewayStores>

/** @param db the gateway's own database; the caller closes it */
export function createGatewayStores(db: Database) {
  return {
    db,
    connections: createConnectionStore(db),
    agents: createAgentStore(db),
    credentials: createCredentialStore(db),
    sessions: createSessionStore(db),
    grants: createGrantStore(db),
    subscriptions: createSubscriptionStore(db),
    notifications: createNotifications(db),
    sockets: createSockets(db),
    upstreamEvents: createUpstreamEventStore(db),
  }
}
