// Entries for tests: a clock that stands still, counted ids, a fixed masking key.
import { createAuditEntries } from '#gateway/audit/record'
import { createMask } from '#gateway/audit/mask'
import { frozenClock } from '#lib/clock'
import type { CallFacts } from '#storage/audit-log'

/** The masking key of tests. */
export const key = Buffer.alloc(32, 7)

/** A builder of entries with ids `id-1`, `id-2`, … at time 1000. */
export function createEntries() {
  let made = 0
  const clock = frozenClock(1000)
  const makeEntryId = () => `id-${(made += 1)}`
  return createAuditEntries({ clock, makeEntryId, mask: createMask(key) })
}

/** Who calls, and what was decided. */
export const caller = {
  agentId: 'agent_1',
  credentialId: 'key_1',
  connectionId: 'connection_1',
  grantId: 'grant_1',
  decision: 'allow',
  reason: 'granted',
} as const satisfies Partial<CallFacts>
