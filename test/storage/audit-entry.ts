// Entries for tests: the same number gives the same entry.
import type { AuditEntry, CallFacts } from '#storage/audit-log'

/** An entry of one of four kinds, by number; ids and times rise with it. */
export function entry(number: number): AuditEntry {
  const stamp = {
    id: `01KAR7ZK5M${String(number).padStart(16, '0')}`,
    time: 1_795_000_000_000 + number * 1000,
  }
  const write = number % 4 === 2
  const facts: CallFacts = {
    agentId: `agent_${number % 4}`,
    credentialId: 'key_1',
    connectionId: 'connection_1',
    grantId: 'grant_1',
    methodId: write ? 'createSMSMessage' : 'listMessages',
    verb: write ? 'POST' : 'GET',
    path: '/restapi/v1.0/account/1/extension/2/message-store',
    resource: 'message',
    access: write ? 'write' : 'read',
    extensionId: '2',
    digest: 'jv6nOy1cW2pQm0uTbXr5Zk',
    arguments: { perPage: number },
    bytesIn: 0,
    decision: 'allow',
    reason: 'granted',
  }
  switch (number % 4) {
    case 0:
      return {
        ...stamp,
        kind: 'refused',
        ...facts,
        decision: 'deny',
        reason: 'no_grant',
        status: 403,
      }
    case 1:
      return {
        ...stamp,
        kind: 'system',
        event: 'start',
        details: { note: 'Grüße, 世界 \u2028\n"\\' },
      }
    case 2:
      return { ...stamp, kind: 'intent', ...facts }
    default:
      return {
        ...stamp,
        kind: 'call',
        ...facts,
        intentId: null,
        status: 200,
        upstreamStatus: 200,
        upstreamRequestId: null,
        latencyMs: 1,
        rateRemaining: 39,
        bytesOut: 512,
      }
  }
}
