// What the pages of the reference show beside single methods, as plain data: the list of methods, and
// the chapters of the guide.
import { codeIn, type ErrorCode, errors, statusIn } from '../errors.ts'
import { oauthErrors } from '../oauth/oauth-errors.ts'
import { openIdScopes } from '../oauth/scopes.ts'
import { signInRoutes, waysToConnect } from '../oauth/sign-in-routes.ts'
import { parameterText } from './events.ts'
import { schemaTree, type SchemaNode } from './schema-tree.ts'
import { methodReferences, type MethodReference, reference } from './reference.ts'
import { readable } from './detail.ts'

/** The list of methods with what its words mean. */
export interface MethodIndex {
  readonly groups: readonly {
    readonly id: string
    readonly label: string
    readonly about: string
  }[]
  readonly methods: readonly MethodReference[]
}

/** The list. */
export function methodIndex(): MethodIndex {
  const { groups } = reference()
  return { groups, methods: methodReferences() }
}

/** An event with its body to read. */
export interface EventChapter {
  readonly id: string
  readonly name: string
  readonly signals: string
  readonly filters: readonly string[]
  readonly parameters: readonly string[]
  readonly triggeredBy: string | null
  readonly delivers: readonly string[]
  readonly permission: string | null
  readonly livePermission: string | null
  readonly userPermission: string | null
  readonly listed: 'table' | 'beyond'
  readonly body: SchemaNode
}

/** The events, as guide and live have them. */
function eventChapters(): EventChapter[] {
  const live = reference('live').events
  return Object.entries(reference().events).map(([id, event]) => ({
    id,
    name: event.name,
    signals: event.signals,
    filters: [event.filter, ...(event.olderFilters ?? [])],
    parameters: Object.entries(event.parameters).map(([name, rule]) => parameterText(name, rule)),
    triggeredBy: event.triggeredBy,
    delivers: [...new Set([event.delivers, ...Object.values(event.alsoDelivers)])],
    permission: event.permission,
    livePermission: live[id as keyof typeof live].permission, // the same keys
    userPermission: event.userPermission,
    listed: event.listed,
    body: schemaTree(event.body),
  }))
}

/** Everything there is to read beside methods. */
export function readChapters() {
  const all = reference()
  return {
    waysToConnect,
    signInRoutes: Object.entries(signInRoutes).map(([id, route]) => ({ id, ...route })),
    oauthErrors: Object.entries(oauthErrors).map(([code, entry]) => ({
      code,
      status: entry.status,
      error: entry.error,
      description: readable(entry.description),
      remedy: entry.remedy,
    })),
    openIdScopes: Object.entries(openIdScopes).map(([name, { opens }]) => ({ name, opens })),
    permissions: Object.entries(all.permissions).map(([name, entry]) => ({
      name,
      ...entry,
      methods: all.methods.filter(({ permission }) => permission === name).map(({ id }) => id),
    })),
    openMethods: all.methods.filter(({ permission }) => permission === null).map(({ id }) => id),
    events: eventChapters(),
    reminder: { filter: all.reminder.filter, signals: all.reminder.signals },
    rateLimits: {
      ...all.rateLimits,
      groups: Object.entries(all.rateLimits.groups).map(([name, { limit, typical }]) => ({
        name,
        limit,
        typical,
        methods: all.methods.filter(({ rateGroup }) => rateGroup === name).length,
      })),
    },
    paging: all.paging,
    payloads: { form: all.payloads.form, limits: Object.values(all.payloads.limits) },
    statusCodes: all.statusCodes,
    errorCodes: (Object.keys(errors) as ErrorCode[]).map((code) => ({
      id: code,
      code: codeIn('live', code),
      status: statusIn('live', code),
      message: readable(errors[code].message),
      remedy: errors[code].remedy,
      inGuide: codeIn('guide', code),
    })),
    webSocketErrors: Object.entries(all.webSocketErrors).map(([code, entry]) => ({
      code,
      ...entry,
    })),
    versioning: all.versioning,
    changelog: all.changelog,
    deprecated: all.deprecated,
    differences: all.differences,
    magicNumbers: all.magicNumbers,
  }
}

/**
 * What {@link readChapters} makes: the type of a module that the build makes (console/virtual.d.ts).
 * @public
 */
export type Chapters = ReturnType<typeof readChapters>
