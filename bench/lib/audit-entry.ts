// An audit record of the usual size (a read of the message store), for benchmarks.
import type { AuditEntry } from '../../src/storage/audit-log.ts'

/** The outcome of the `index`th read. */
export const sampleEntry = (index: number): AuditEntry => ({
  id: `01KAR7ZK5M${String(index).padStart(16, '0')}`,
  time: 1_795_000_000_000 + index,
  kind: 'call',
  agentId: 'agent_4KxYw8Qz0aP3LmN7rTbC',
  credentialId: 'key_9WqZs2Lf6uVh1EjRxDkB',
  connectionId: 'connection_1QpMn5Gc8tYo3HwSvXzA',
  grantId: 'grant_7TbRd0Jk4iUe2FyLqNcW',
  methodId: 'listMessages',
  verb: 'GET',
  path: '/restapi/v1.0/account/400131426008/extension/400131426101/message-store',
  resource: 'message',
  access: 'read',
  extensionId: '400131426101',
  digest: 'jv6nOy1cW2pQm0uTbXr5Zk8sLdEfGhIaCqVwY3tN4oM',
  arguments: { messageType: ['SMS'], perPage: 100 },
  bytesIn: 0,
  decision: 'allow',
  reason: 'granted',
  intentId: null,
  status: 200,
  upstreamStatus: 200,
  upstreamRequestId: '7f0c2c9e-3b1d-4a58-9f1c-5d2f0e6a8b7c',
  latencyMs: 3.2,
  rateRemaining: 37,
  bytesOut: 5120,
})
