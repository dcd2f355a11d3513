// The events as the reference, OpenAPI and the documents show them.
import type { ParameterRule } from '../events/parameters.ts'
import { type EventEntry, type EventName, renewalReminder } from '../events.ts'
import { eventsIn } from '../live.ts'
import type { Profile } from '../profile.ts'
import { Notification } from '../schemas/events/notification.ts'
import { type Json, type JsonObject, plain } from './json.ts'

/** An event as the reference lists it: its row, with the schema of the body as plain JSON Schema. */
export interface EventReference extends Omit<EventEntry, 'body'> {
  readonly body: JsonObject
}

/** Every event as a profile has it, in the order of the table. */
export function eventReferences(profile: Profile = 'guide'): Record<EventName, EventReference> {
  const rows = Object.entries(eventsIn(profile)).map(([name, event]) => [
    name,
    { ...event, body: plain(event.body) },
  ])
  return Object.fromEntries(rows) as Record<EventName, EventReference> // the keys of `events`
}

/** The reminder to renew, likewise. */
export const reminderReference = { ...renewalReminder, body: plain(renewalReminder.body) }

/** A filter’s parameter in words: `direction (Inbound, Outbound)`. */
export function parameterText(name: string, rule: ParameterRule): string {
  const kinds = rule.kind === 'enum' ? rule.values.join(', ') : rule.kind
  return `${name} (${kinds}${rule.repeats ? '; may be repeated' : ''})`
}

/** The members of a schema’s object in one line; `?` marks what may be absent, `[…]` what is in a member. */
export function outline(schema: Json | undefined): string {
  const { properties, required = [] } = objectIn(schema) ?? {}
  const names = Array.isArray(required) ? required : []
  return Object.entries(properties ?? {})
    .map(([name, member]) => {
      const inner = outline(member as Json) // a JSON Schema
      return `${name}${names.includes(name) ? '' : '?'}${inner === '' ? '' : ` [${inner}]`}`
    })
    .join(', ')
}

/** The object schema that a schema is, or is a list of, or allows. */
function objectIn(schema: Json | undefined): JsonObject | null {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return null
  const { properties, items, anyOf } = schema as JsonObject // neither null nor a list
  if (properties) return schema as JsonObject // ditto
  if (items) return objectIn(items)
  const found = Array.isArray(anyOf) ? anyOf.map((one: Json) => objectIn(one)) : []
  return found.find((one) => one !== null) ?? null
}

/** The events as OpenAPI’s webhooks: what is sent to an address that subscribed. */
export function webhooks(profile: Profile): JsonObject {
  const rows = Object.entries(eventsIn(profile)).map(([name, event]) => [name, webhook(event)])
  return Object.fromEntries(rows) as JsonObject // made of JSON just now
}

function webhook(event: EventEntry): JsonObject {
  const envelope = plain(Notification)
  const { name, signals, filter, olderFilters = [], parameters, onRequest, body } = event
  return {
    post: {
      summary: name,
      description: signals,
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              ...envelope,
              properties: { ...(envelope['properties'] as JsonObject), body: plain(body) }, // it has some
            },
          },
        },
      },
      responses: { '200': { description: 'Received.' } },
      'x-ringfence': {
        filter,
        olderFilters: [...olderFilters],
        parameters: Object.fromEntries(
          Object.entries(parameters).map(([parameter, rule]) => [parameter, plainRule(rule)]),
        ),
        delivers: event.delivers,
        alsoDelivers: event.alsoDelivers,
        onRequest,
        permission: event.permission,
        userPermission: event.userPermission,
        triggeredBy: event.triggeredBy,
        listed: event.listed,
      },
    },
  }
}

const plainRule = (rule: ParameterRule): JsonObject =>
  rule.kind === 'enum'
    ? { kind: rule.kind, values: [...rule.values], repeats: rule.repeats }
    : { kind: rule.kind, repeats: rule.repeats }
