// The shapes that the admin API speaks, in JSON Schema. Times are ISO 8601 on the wire. No shape has
// room for a stored secret; the two that carry a new one say that it is shown once.
import { type Static, type TSchema, Type } from 'typebox'
import { resources } from '#catalog/method'
import { type AuditKind, genesis } from '#storage/audit-log'

/** An object that has no other members. */
export const Closed = <const P extends Readonly<Record<string, TSchema>>>(
  properties: P,
  description?: string,
) =>
  Type.Object(
    properties,
    description ? { additionalProperties: false, description } : { additionalProperties: false },
  )

/** A schema, or null. */
export const Nullable = <S extends TSchema>(schema: S, description?: string) =>
  Type.Union([schema, Type.Null()], description ? { description } : {})

/** A moment that the API answers. */
export const Time = Type.String({ format: 'date-time' })

/** A moment that the API is given. */
export const GivenTime = Type.String({
  pattern:
    '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$',
  description: 'an ISO 8601 date or date-time, UTC when it has no zone',
})

/** A moment to come at which something ends; null for never. */
export const GivenEnd = Nullable(
  GivenTime,
  'When it ends, as an ISO 8601 date or date-time (UTC when it has no zone); null for never.',
)

export const AgentName = Type.String({
  minLength: 1,
  maxLength: 64,
  description: '1 to 64 characters, unique among the agents that are not revoked.',
})
/** An agent, by id or name. */
export const AgentRef = Type.String({
  minLength: 1,
  maxLength: 128,
  description: 'The id or name of an agent.',
})
const Ref = (what: string) =>
  Type.String({ minLength: 1, maxLength: 128, description: `The id of ${what}.` })

/** Path parameters, by what a path names. */
export const NoPath = Closed({})
export const AgentPath = Closed({ agent: AgentRef })
export const KeyPath = Closed({ agent: AgentRef, key: Ref('a key') })
export const JwtPath = Closed({ agent: AgentRef, jwt: Ref('a JWT credential') })
export const GrantPath = Closed({ agent: AgentRef, grant: Ref('a grant') })
export const RecordPath = Closed({
  record: Type.String({
    minLength: 1,
    maxLength: 128,
    description: 'The id or number of a record.',
  }),
})
export const ConnectionPath = Closed({ connection: Ref('a connection') })

export const ResourceName = Type.Enum(resources, {
  description: `One of: ${resources.join(', ')}.`,
})
export const AccessName = Type.Enum(['read', 'write'], { description: 'read or write.' })
const AgentState = Type.Enum(['active', 'paused', 'revoked'])

/** Whose objects a grant opens. */
export const GivenReach = Type.Union(
  [
    Type.Enum(['own', 'account']),
    Closed({
      extensions: Type.Array(Type.String({ pattern: '^[1-9][0-9]{0,18}$' }), {
        minItems: 1,
        maxItems: 1000,
      }),
    }),
  ],
  { description: '"own", "account", or {"extensions": ["id", …]}.' },
)

/** An agent. */
export const Agent = Closed(
  {
    id: Type.String(),
    name: Type.String(),
    connectionId: Type.String(),
    status: AgentState,
    createdAt: Time,
    expiresAt: Nullable(Time),
  },
  'A registered software principal that calls RingCentral through the gateway.',
)

/** A key or JWT without its secret. */
export const Credential = Closed(
  {
    id: Type.String(),
    agentId: Type.String(),
    createdAt: Time,
    expiresAt: Nullable(Time),
    revokedAt: Nullable(Time),
  },
  'A key or JWT credential of an agent. Its secret is not kept.',
)

/** A new key or JWT with its secret. */
export const NewCredential = Closed(
  { ...Credential.properties, secret: Type.String({ description: 'Shown this once.' }) },
  'A new key or JWT credential, with the secret that is shown this once.',
)

/** A grant. */
export const Grant = Closed(
  {
    id: Type.String(),
    agentId: Type.String(),
    resource: ResourceName,
    access: AccessName,
    reach: GivenReach,
    createdAt: Time,
    expiresAt: Nullable(Time),
  },
  'One cell of the access grid: agent, resource and access, with a reach and perhaps an end.',
)

/** One agent's row of the access grid. */
export const GridRow = Closed(
  {
    agent: Closed({ id: Type.String(), name: Type.String(), status: AgentState }),
    cells: Type.Array(
      Closed({ resource: ResourceName, access: AccessName, grants: Type.Array(Grant) }),
      { description: 'The cells that hold a grant; every other is a denial.' },
    ),
  },
  "One agent's row of the access grid.",
)

/** Where the audit log stands. */
export const Head = Closed(
  {
    seq: Type.Integer({ description: 'Number of the last record; 0 when there is none.' }),
    hash: Type.String({
      pattern: '^[0-9a-f]{64}$',
      description: `Chain hash; ${genesis} when there is none.`,
    }),
    head: Type.String({ description: 'Both as one word, SEQ:HASH: keep it elsewhere.' }),
  },
  'The head of the audit log.',
)

const kinds = [
  'intent',
  'call',
  'refused',
  'event',
  'unauthenticated',
  'admin',
  'system',
] as const satisfies readonly AuditKind[]
export const RecordKind = Type.Enum(kinds, { description: `One of: ${kinds.join(', ')}.` })
export const DecisionName = Type.Enum(['allow', 'deny', 'ask'], {
  description: 'allow, deny or ask.',
})

/** A record of the audit log. Members beside these depend on its kind. */
export const AuditRecord = Type.Object(
  {
    seq: Type.Integer({ minimum: 1 }),
    id: Type.String(),
    time: Time,
    kind: RecordKind,
    hash: Type.String({ description: 'The chain up to and with this record.' }),
  },
  {
    description:
      'A record of the audit log. Calls, intents and refusals also name agent, grant, method, decision and reason; docs/audit-log.md has every member by kind.',
  },
)

/** What a verification of the audit log found. */
export const Verification = Type.Union(
  [
    Closed({ intact: Type.Literal(true), count: Type.Integer(), head: Head }),
    Closed({
      intact: Type.Literal(false),
      damage: Closed({
        what: Type.Enum(['changed', 'removed', 'reordered', 'cut off', 'rewritten']),
        seq: Type.Integer(),
        id: Nullable(Type.String()),
        message: Type.String(),
      }),
    }),
  ],
  { description: 'Whether every record is as it was written, or the first that is not.' },
)

/** A connection without its secrets. */
export const Connection = Closed(
  {
    id: Type.String(),
    name: Type.String(),
    server: Type.String({ description: 'Origin of the upstream.' }),
    clientId: Type.String(),
    accountId: Nullable(Type.String(), 'Null until the upstream has told.'),
    extensionId: Nullable(Type.String(), 'What ~ means to its agents.'),
    createdAt: Time,
  },
  'An authorised link to one RingCentral account, or to the platform.',
)

/** The audit log's filters, as query parameters. */
export const RecordsQuery = Closed({
  agent: Type.Optional(AgentRef),
  method: Type.Optional(
    Type.String({
      maxLength: 64,
      description: 'A method id of the catalogue, as createSMSMessage.',
    }),
  ),
  resource: Type.Optional(ResourceName),
  access: Type.Optional(AccessName),
  decision: Type.Optional(DecisionName),
  kind: Type.Optional(Type.Array(RecordKind, { description: 'May be repeated.' })),
  from: Type.Optional(GivenTime),
  to: Type.Optional(GivenTime),
  before: Type.Optional(
    Type.Integer({ minimum: 1, description: 'Only records with a smaller number.' }),
  ),
  after: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Only records with a larger number, oldest first.' }),
  ),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1000,
      default: 50,
      description: '1 to 1000 records; 50 when absent.',
    }),
  ),
})

/** The static types that handlers and the command line build or read. */
export type Agent = Static<typeof Agent>
export type Credential = Static<typeof Credential>
export type NewCredential = Static<typeof NewCredential>
export type Grant = Static<typeof Grant>
export type GridRow = Static<typeof GridRow>
export type AuditRecord = Static<typeof AuditRecord>
export type Connection = Static<typeof Connection>
export type Verification = Static<typeof Verification>
export type Head = Static<typeof Head>
export type RecordsQuery = Static<typeof RecordsQuery>
