// What an event filter would let an agent read, as questions for decide; a reminder to renew delivers the
// subscription itself. A filter is judged when a
// subscription is made or renewed, and again for every notification that leaves.
import { events } from '#catalog/events'
import type { EventFilter, ParsedFilter } from '#catalog/events/filters'
import type { Resource } from '#catalog/method'
import type { Identity } from '#storage/gateway/connections'
import type { Question, Touched } from '../decide.ts'

/** What a filter delivers as a whole. */
export const deliveredBy = (filter: ParsedFilter): Resource =>
  filter.kind === 'event' ? events[filter.event].delivers : 'subscription'

/** Whose objects the events of a filter are about. */
export function touchedBy({ accountId, extensionId }: EventFilter): Touched {
  if (accountId === null) return { whose: 'own' }
  if (extensionId === null) return { whose: 'everyone', accountId }
  return { whose: 'extension', accountId, extensionId }
}

/**
 * Whether an agent may read what a filter's events deliver.
 * @param resource what of it; absent: what the event as a whole delivers
 */
export const questionOf = (
  filter: ParsedFilter,
  identity: Identity,
  resource: Resource = deliveredBy(filter),
): Question => ({
  resource,
  access: 'read',
  identity,
  touched: filter.kind === 'event' ? touchedBy(filter) : { whose: 'own' },
})
