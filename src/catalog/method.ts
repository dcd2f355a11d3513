// What a row of the catalogue is. The tables (messaging.ts and its siblings) are plain data of this
// type; the platform mounts them, the gateway decides on them, the reference prints them.
import type { Static, TObject, TSchema } from 'typebox'
import type { EventName } from './events.ts'
import type { Permission } from './permissions.ts'
import type { RateGroup } from './rate-groups.ts'

/** The HTTP verbs RingCentral's methods use. */
export type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What methods act on: the rows of the access grid. */
export const resources = [
  'message',
  'attachment',
  'call record',
  'call',
  'presence',
  'extension',
  'contact',
  'account',
  'chat',
  'post',
  'team',
  'subscription',
  'dictionary',
] as const

/** One of {@link resources}. */
export type Resource = (typeof resources)[number]

/** Reading never implies writing, nor writing reading. */
export type Access = 'read' | 'write'

/** The request body forms a method takes. JSON unless said otherwise. */
export type MediaType = 'application/json' | 'multipart/form-data' | 'multipart/mixed'

/** How a method is called for several things at once; the reply is then 207. */
export interface Batch {
  /** The path parameter, the last of its path, that may be a list joined by commas. */
  readonly parameter: string
  /** Most values of the list. */
  readonly max: number
  /** Most values where the path says `*` and the body lists them; absent where it may not. */
  readonly maxInBody?: number
  /** The reply is one array as `application/json` whatever the client accepts: the method has no other form. */
  readonly isArray?: true
}

/** How much the files of a body may be together, where that is less than the body; the rest is not read. */
export interface FilesLimit {
  readonly bytes: number
  readonly refusal: 'MSG-338' | 'MSG-376'
  readonly parameterName: string
}

/** One method of RingCentral's API: how it is called, what it needs, what it acts on, what it answers. */
export interface Method {
  /** Verb and path template, as in `POST /restapi/v1.0/…/sms`. */
  readonly route: `${Verb} /${string}`
  /** One sentence for a list. */
  readonly summary: string
  /** One or two sentences of what a caller should know beside. */
  readonly notes: string
  /** RingCentral's own reference page: tag and operation id, as in `SMS/createSMSMessage`. */
  readonly source: string
  readonly access: Access
  readonly actsOn: Resource
  /** The app permission a token needs; null when any valid token will do. */
  readonly permission: Permission | null
  /** The permission the user needs in the account's roles (RingCentral's name); null when none. */
  readonly userPermission: string | null
  readonly rateGroup: RateGroup
  /** The event that tells of what this method reads or makes; null when there is none. */
  readonly event: EventName | null
  readonly path: TObject
  readonly query?: TObject
  readonly body?: TSchema
  /** Defaults to JSON alone. */
  readonly bodyTypes?: readonly MediaType[]
  /** No body at all counts as an empty object. */
  readonly bodyIsOptional?: true
  /** The body may be the one file itself, of whatever media type. */
  readonly rawBody?: true
  /** Most bytes of a body with its files, if not ten mebibytes; JSON alone has at most one. */
  readonly maxBytes?: number
  readonly filesLimit?: FilesLimit
  readonly batch?: Batch
  /** Answered to anybody: it needs no token and is not counted. */
  readonly open?: true
  /** Whether the reply carries an ETag, so that `If-None-Match` can save sending it again. */
  readonly tagged?: true
  /** The status of success. */
  readonly status: 200 | 201 | 204
  /** Another status of success, where the method tells two outcomes apart. */
  readonly otherStatus?: 200 | 201
  /** The schema of the reply, {@link Bytes} for a file's content, or null for an empty one. */
  readonly returns: TSchema | null
  /** Where the guide has it: in its table, in its prose alone, or not at all. */
  readonly listed: 'table' | 'prose' | 'beyond'
  readonly version: Version
}

/** Where a method stands in RingCentral's one path version with dated changes. */
export interface Version {
  readonly label: 'Current'
  /** `base` for what was there from the start, else the year and month (`2022-03`) of its changelog entry. */
  readonly since: 'base' | `${number}-${number}`
  /** When and why it goes away, for surfaces that are marked. */
  readonly deprecated?: string
}

/** The version of nearly every method. */
export const current = { label: 'Current', since: 'base' } as const satisfies Version

/** A table of methods; the key is RingCentral's operation id. */
export type Methods = Readonly<Record<string, Method>>

/** The typed query of a method (`{}` when it has none). */
export type QueryOf<M extends Method> = M['query'] extends TObject ? Static<M['query']> : object

/** The typed body of a method (undefined when it has none). */
export type BodyOf<M extends Method> = M['body'] extends TSchema ? Static<M['body']> : undefined

/** The verb of a route. */
export const verbOf = (method: Pick<Method, 'route'>): Verb =>
  method.route.slice(0, method.route.indexOf(' ')) as Verb // the type of `route` says so

/** The path template of a route. */
export const pathOf = (method: Pick<Method, 'route'>): string =>
  method.route.slice(method.route.indexOf(' ') + 1)
