// What to subscribe to upstream so that every agent's filter gets what it wants: of all filters for the
// same event of the same one, the widest. RingCentral tells a subscription of an event once, by one of its
// filters, so two that overlap would hide from each other what they ask for.
import { events } from '#catalog/events'
import type { EventFilter } from '#catalog/events/filters'

/** The fewest filters that together deliver all that these ask for, in a fixed order. */
export function unionOf(filters: readonly EventFilter[]): string[] {
  const groups = new Map<string, EventFilter[]>()
  for (const filter of filters) {
    const key = `${filter.event} ${pathOf(filter)}`
    groups.set(key, [...(groups.get(key) ?? []), filter])
  }
  return [...groups.values()].map((group) => widest(group)).sort()
}

/** One filter in the place of several for the same event of the same one. */
function widest(group: readonly EventFilter[]): string {
  const [first] = group
  if (!first) return ''
  const details = new Set<string>(Object.values(events[first.event].onRequest))
  const names = new Set(group.flatMap(({ parameters }) => Object.keys(parameters)))
  const query = [...names].sort().flatMap((name) => {
    const asked = group.map(({ parameters }) => parameters[name] ?? [])
    if (details.has(name)) return asked.flat().includes('true') ? [[name, 'true']] : []
    // What one of them does not narrow, or narrows otherwise, all must come for.
    const alike = asked.every((values) => values.join() === asked[0]?.join())
    return alike ? (asked[0] ?? []).map((value) => [name, value]) : []
  })
  const text = query.map(([name, value]) => `${name}=${value}`).join('&')
  return text === '' ? pathOf(first) : `${pathOf(first)}?${text}`
}

const pathOf = ({ resolved }: EventFilter): string => resolved.split('?')[0] ?? ''
