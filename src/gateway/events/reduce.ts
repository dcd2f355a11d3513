// The body of an event, cut down to what one subscriber gets: members that are data of a resource which
// the agent may not read are left out, and those that its filter did not ask for. The upstream sends the
// most that any subscriber wants, so what one asked for must not show up at another.
import { type EventEntry, events } from '#catalog/events'
import type { EventFilter } from '#catalog/events/filters'
import type { Resource } from '#catalog/method'

/** A body, and which of its members were left out since the agent may not read them: dotted paths. */
export interface Reduced {
  readonly body: unknown
  readonly removed: readonly string[]
}

/** @param mayRead whether the agent may read a resource of whose the event is */
export function reduce(
  body: unknown,
  filter: EventFilter,
  mayRead: (resource: Resource) => boolean,
): Reduced {
  const { alsoDelivers, onRequest }: EventEntry = events[filter.event]
  const denied = Object.entries(alsoDelivers)
    .filter(([, resource]) => !mayRead(resource))
    .map(([path]) => path)
  const unasked = Object.entries(onRequest)
    .filter(([, parameter]) => filter.parameters[parameter]?.[0] !== 'true')
    .map(([path]) => path)
  const removed = denied.filter((path) => has(body, path.split('.')))
  const paths = [...denied, ...unasked].map((path) => path.split('.'))
  return { body: paths.reduce(without, body), removed }
}

/** The value without what a path names, in every member of the lists on its way. */
function without(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, path))
  if (typeof value !== 'object' || value === null) return value
  const [name = '', ...rest] = path
  if (!Object.hasOwn(value, name)) return value
  const { [name]: member, ...others } = value as Record<string, unknown> // it is an object
  return rest.length === 0 ? others : { ...others, [name]: without(member, rest) }
}

function has(value: unknown, path: readonly string[]): boolean {
  if (Array.isArray(value)) return value.some((item) => has(item, path))
  const [name, ...rest] = path
  if (name === undefined) return true
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return false
  return has((value as Record<string, unknown>)[name], rest) // ditto
}
