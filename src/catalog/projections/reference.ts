// The reference: the catalogue as one JSON-able value, and the search of its methods. What prints it
// (terminal, Markdown, page) decides nothing about it.
import { codeIn, type ErrorCode, errors, guideCodes } from '../errors.ts'
import { type GroupId, groupOf, groups } from '../groups.ts'
import { pagingRules, payloadLimits, wireForm } from '../rules/limits.ts'
import { differences, methodsIn } from '../live.ts'
import { magicNumbers } from '../rules/magic-numbers.ts'
import {
  type Access,
  type Method,
  pathOf,
  type Resource,
  type Verb,
  verbOf,
  type Version,
} from '../method.ts'
import type { MethodId } from '../methods.ts'
import { type Permission, permissions } from '../permissions.ts'
import type { Profile } from '../profile.ts'
import { type RateGroup, rateGroups, rateHeaders, rateWindowSeconds } from '../rate-groups.ts'
import { changelog, deprecated, versioning } from '../rules/versions.ts'
import { webSocketErrors } from '../websocket-errors.ts'
import { eventReferences, reminderReference } from './events.ts'

/** A method as the reference lists it: its row without schemas. */
export interface MethodReference {
  readonly id: MethodId
  readonly verb: Verb
  readonly path: string
  readonly group: GroupId
  readonly summary: string
  readonly notes: string
  readonly access: Access
  readonly actsOn: Resource
  readonly permission: Permission | null
  readonly userPermission: string | null
  readonly rateGroup: RateGroup
  /** Calls per minute, user and app. */
  readonly perMinute: number
  readonly event: string | null
  readonly listed: Method['listed']
  readonly version: Version
  /** RingCentral's own page of the method. */
  readonly source: string
}

/** Which methods to show; absent members mean all. */
export interface MethodFilter {
  readonly verb?: string
  readonly access?: string
  readonly permission?: string
  readonly resource?: string
  readonly rateGroup?: string
  readonly group?: string
  /** Words that a method's id, path, summary or notes must all have, in any order. */
  readonly search?: string
}

/** RingCentral's page of a method. */
export const sourceUrl = ({ source }: Pick<Method, 'source'>): string =>
  `https://developers.ringcentral.com/api-reference/${source}`

/** Every method as a profile has it, in the guide's order. */
export function methodReferences(profile: Profile = 'guide'): MethodReference[] {
  const rows = Object.entries(methodsIn(profile)) as [MethodId, Method][] // the keys of `methods`
  return rows.map(([id, method]) => ({
    id,
    verb: verbOf(method),
    path: pathOf(method),
    group: groupOf(id),
    summary: method.summary,
    notes: method.notes,
    access: method.access,
    actsOn: method.actsOn,
    permission: method.permission,
    userPermission: method.userPermission,
    rateGroup: method.rateGroup,
    perMinute: rateGroups[method.rateGroup].limit,
    event: method.event,
    listed: method.listed,
    version: method.version,
    source: sourceUrl(method),
  }))
}

/** The methods a filter lets through. Values compare without regard to case. */
export function filterMethods(
  methods: readonly MethodReference[],
  filter: MethodFilter,
): MethodReference[] {
  const is = (value: string | null, wanted: string | undefined) =>
    wanted === undefined || (value ?? 'none').toLowerCase() === wanted.toLowerCase()
  const words = (filter.search ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  return methods.filter((method) => {
    const { id, verb, path, summary, notes, permission, actsOn } = method
    const text =
      `${id} ${verb} ${path} ${summary} ${notes} ${permission ?? ''} ${actsOn}`.toLowerCase()
    return (
      is(verb, filter.verb) &&
      is(method.access, filter.access) &&
      is(permission, filter.permission) &&
      is(actsOn, filter.resource) &&
      is(method.rateGroup, filter.rateGroup) &&
      is(method.group, filter.group) &&
      words.every((word) => text.includes(word))
    )
  })
}

/** Everything there is to look up, as plain data. */
export function reference(profile: Profile = 'guide') {
  return {
    profile,
    groups: Object.entries(groups).map(([id, { label, about }]) => ({ id, label, about })),
    methods: methodReferences(profile),
    permissions,
    events: eventReferences(profile),
    reminder: reminderReference,
    rateLimits: { windowSeconds: rateWindowSeconds, groups: rateGroups, headers: rateHeaders },
    paging: pagingRules,
    payloads: { form: wireForm, limits: payloadLimits },
    statusCodes: (Object.keys(guideCodes) as (keyof typeof guideCodes)[]).map((code) => ({
      status: errors[code].status,
      code,
      meaning: guideCodes[code],
      remedy: errors[code].remedy,
    })),
    errorCodes: (Object.keys(errors) as ErrorCode[]).map((code) => ({
      code,
      status: errors[code].status,
      message: errors[code].message,
      remedy: errors[code].remedy,
      inGuide: codeIn('guide', code),
      inLive: codeIn('live', code),
    })),
    webSocketErrors,
    versioning,
    changelog,
    deprecated,
    differences,
    magicNumbers: magicNumbers.map(({ number, about }) => ({ number, about })),
  }
}
