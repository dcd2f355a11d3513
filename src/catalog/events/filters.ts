// Event filters: a path with a query. Understanding one tells which event it asks for, whose, and with
// which parameters. Called with what callers send, so nothing of it is trusted.
import { type EventEntry, type EventName, events, renewalReminder } from '../events.ts'
import type { ParameterRule } from './parameters.ts'

/** Whose ids `~` stands for in a filter. */
export interface FilterOwner {
  readonly accountId: string
  readonly extensionId: string
}

/** A filter, understood. */
export type ParsedFilter =
  | {
      readonly kind: 'event'
      readonly event: EventName
      /** The filter as RingCentral answers it: no origin, `~` resolved, query kept. */
      readonly resolved: string
      /** The account and extension it names; null where the event belongs to the user. */
      readonly accountId: string | null
      readonly extensionId: string | null
      /** Its parameters, those alone that it has; each value as {@link EventEntry.parameters} spells it. */
      readonly parameters: Readonly<Record<string, readonly string[]>>
    }
  | {
      /** The reminder to renew, `/restapi/v1.0/subscription/~?threshold=…&interval=…` (seconds). */
      readonly kind: 'reminder'
      readonly resolved: string
      readonly thresholdSeconds: number
      readonly intervalSeconds: number
    }

/** A filter that asks for an event. */
export type EventFilter = Extract<ParsedFilter, { kind: 'event' }>

/** The reminder to renew, understood. */
export type ReminderFilter = Extract<ParsedFilter, { kind: 'reminder' }>

const rows = Object.entries(events) as [EventName, EventEntry][] // the keys of `events`

const matchers = rows.flatMap(([event, { filter, olderFilters = [], parameters }]) =>
  [filter, ...olderFilters].map((path) => ({
    event,
    path,
    rules: new Map(Object.entries(parameters)),
    pattern: new RegExp(
      `^${path
        .replace('{accountId}', '(?<accountId>~|[0-9]{1,19})')
        .replace('{extensionId}', '(?<extensionId>~|[0-9]{1,19})')}$`,
    ),
  })),
)

/**
 * Understands a filter, or returns null when no event has it, or has it with these parameters. An absolute
 * URL is read as its path. Paths and values compare exactly, upper and lower case told apart.
 * @param owner whose account and extension `~` stands for
 */
export function parseEventFilter(filter: string, owner: FilterOwner): ParsedFilter | null {
  if (filter.length > 1000 || !/^[!-~]*$/.test(filter)) return null // visible ASCII, as URLs are
  const local = filter.replace(/^https?:\/\/[^/?]+/, '')
  const [path = '', query = '', ...rest] = local.split('?')
  const pairs = rest.length > 0 ? null : pairsOf(query)
  if (pairs === null) return null
  if (path === renewalReminder.filter) return reminder(pairs, local)
  for (const matcher of matchers) {
    const match = matcher.pattern.exec(path)
    if (!match) continue
    const parameters = parametersOf(pairs, matcher.rules)
    if (parameters === null) return null
    const id = (name: keyof FilterOwner) => {
      const named = match.groups?.[name]
      return named === '~' ? owner[name] : (named ?? null)
    }
    const [accountId, extensionId] = [id('accountId'), id('extensionId')]
    const resolvedPath = matcher.path
      .replace('{accountId}', accountId ?? '')
      .replace('{extensionId}', extensionId ?? '')
    const resolved = query === '' ? resolvedPath : `${resolvedPath}?${query}`
    return { kind: 'event', event: matcher.event, resolved, accountId, extensionId, parameters }
  }
  return null
}

/** Names and values of a query; null when it cannot be decoded. */
function pairsOf(query: string): [name: string, value: string][] | null {
  // No URLSearchParams: it reads the + of a phone number, which RingCentral takes bare, as a blank.
  try {
    return query
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const [name = '', ...value] = pair.split('=')
        return [decodeURIComponent(name), decodeURIComponent(value.join('='))]
      })
  } catch {
    return null
  }
}

/** The parameters by name; null when one is unknown, has a wrong value, or is there too often. */
function parametersOf(
  pairs: readonly [string, string][],
  rules: ReadonlyMap<string, ParameterRule>,
): EventFilter['parameters'] | null {
  const parameters = new Map<string, string[]>()
  for (const [name, text] of pairs) {
    const rule = rules.get(name)
    const value = rule ? valueOf(text, rule) : null
    if (!rule || value === null) return null
    const values = parameters.get(name) ?? []
    if (values.length > 0 && !rule.repeats) return null
    parameters.set(name, [...values, value])
  }
  return Object.fromEntries(parameters)
}

/** A value as its rule spells it; null when it is none. */
function valueOf(text: string, rule: ParameterRule): string | null {
  switch (rule.kind) {
    case 'enum': {
      const { values, spellings = {} } = rule
      if (values.includes(text)) return text
      return Object.hasOwn(spellings, text) ? (spellings[text] ?? null) : null
    }
    case 'boolean':
      return /^([Tt]rue|[Ff]alse)$/.test(text) ? text.toLowerCase() : null
    case 'phone number':
      return /^\+?[0-9]{1,20}$/.test(text) ? text : null
  }
}

function reminder(pairs: readonly [string, string][], resolved: string): ParsedFilter | null {
  const known: readonly string[] = renewalReminder.parameters
  if (pairs.some(([name]) => !known.includes(name))) return null
  const seconds = (wanted: string) => {
    const text = pairs.find(([name]) => name === wanted)?.[1] ?? ''
    return /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN
  }
  return {
    kind: 'reminder',
    resolved,
    thresholdSeconds: seconds('threshold'),
    intervalSeconds: seconds('interval'),
  }
}

/** Reminders, and ids that are in a filter already, name nobody. */
const nobody = { accountId: '', extensionId: '' }

/** The reminders to renew among a subscription's filters. */
export const remindersAmong = (filters: readonly string[]): ReminderFilter[] =>
  filters
    .map((filter) => parseEventFilter(filter, nobody))
    .filter((filter) => filter?.kind === 'reminder')
