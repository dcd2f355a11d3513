// Which events pass a filter, and how much each filter's notifications tell. Pure: the body on the wire
// and a few facts in, a yes or no out. Whose event it is, the filter's path says: not judged here.
import { type Static, type TSchema, Type } from 'typebox'
import { satisfies } from '#lib/schema'
import type { EventFilter } from './filters.ts'

// What of bodies is looked at, and no more: another member that is not as the schema has it loses no event.
const OfType = Type.Object({ type: Type.String() })
const OfDirection = Type.Object({ direction: Type.String() })
const OfChanges = Type.Object({ changes: Type.Array(OfType) })
const Person = Type.Optional(Type.Object({ phoneNumber: Type.Optional(Type.String()) }))
const Party = Type.Object({
  direction: Type.Optional(Type.String()),
  status: Type.Optional(Type.Object({ code: Type.Optional(Type.String()) })),
  missedCall: Type.Optional(Type.Boolean()),
  recordings: Type.Optional(Type.Array(Type.Unknown())),
  from: Person,
  to: Person,
})
const OfParties = Type.Object({ parties: Type.Array(Party) })

/** What the body of an event does not say, and its maker knows. */
export interface EventFacts {
  /** The direction of the messages that a message-store event is about. */
  readonly direction?: 'Inbound' | 'Outbound'
  /** Their kind, where the changes do not say it: `SMS`, `Fax`, `VoiceMail` or `Pager`. */
  readonly messageType?: string
}

/**
 * Whether an event with this body passes the parameters of a filter for it; without parameters every
 * one does. Several values of one parameter mean any of them; a flag that is false asks for nothing.
 * Of an event of calls it must be one party that passes them all.
 *
 * The body of a `message-store` event does not say which way its messages went: give the `direction`.
 * When that is asked for and not known the event passes, since it only says that there is something to
 * read. A body without what a parameter is about does not pass it.
 */
export function isWanted(filter: EventFilter, body: unknown, facts: EventFacts = {}): boolean {
  const { parameters } = filter
  if (Object.keys(parameters).length === 0) return true
  switch (filter.event) {
    case 'instant-message':
      return ofShape(OfType, body, ({ type }) => isOneOf(parameters['type'], type))
    case 'fax':
      return ofShape(OfDirection, body, ({ direction }) =>
        isOneOf(parameters['direction'], direction),
      )
    case 'message-store':
      return ofShape(OfChanges, body, ({ changes }) => {
        const types = facts.messageType ? [facts.messageType] : changes.map(({ type }) => type)
        return (
          types.some((type) => isOneOf(parameters['type'], type)) &&
          (facts.direction === undefined || isOneOf(parameters['direction'], facts.direction))
        )
      })
    case 'telephony-sessions':
    case 'account-telephony-sessions':
      return ofShape(OfParties, body, ({ parties }) =>
        parties.some((party) => isPartyWanted(parameters, party)),
      )
    default:
      return true // their parameters, if any, say how much to tell
  }
}

function ofShape<T extends TSchema>(
  schema: T,
  body: unknown,
  judge: (value: Static<T>) => boolean,
): boolean {
  return satisfies(schema, body) && judge(body)
}

function isPartyWanted(
  parameters: EventFilter['parameters'],
  party: Static<typeof Party>,
): boolean {
  const { direction, status, missedCall, recordings = [], from, to } = party
  return (
    isOneOf(parameters['direction'], direction) &&
    isOneOf(parameters['statusCode'], status?.code) &&
    (!isAsked(parameters['missedCall']) || missedCall === true) &&
    (!isAsked(parameters['withRecordings']) || recordings.length > 0) &&
    [from, to].some((person) =>
      isOneOf(
        parameters['phoneNumber']?.map((number) => digits(number)),
        digits(person?.phoneNumber),
      ),
    )
  )
}

/** Without regard to case: RingCentral's events say both VoiceMail and Voicemail. */
const isOneOf = (wanted: readonly string[] | undefined, value: string | undefined): boolean =>
  wanted === undefined || wanted.some((one) => one.toLowerCase() === value?.toLowerCase())

const isAsked = (values: readonly string[] | undefined): boolean =>
  values?.includes('true') ?? false

/** Numbers are asked for with and without their +. */
const digits = (phoneNumber = ''): string => phoneNumber.replace(/^\+/, '')

/** How much the notifications of a filter tell. */
export interface BodyVariant {
  /** Presence: `activeCalls` and `totalActiveCalls`. */
  readonly detailed: boolean
  /** `sipData`: of the calls of presence, of the parties of a call. */
  readonly sip: boolean
}

/**
 * How much the notifications of a filter tell: `detailedTelephonyState=true` adds to presence the calls in
 * progress, `sipData=true` beside it their SIP data; `sipData=true` adds to calls the SIP data of parties.
 */
export function bodyVariant({ event, parameters }: EventFilter): BodyVariant {
  const detailed = isAsked(parameters['detailedTelephonyState'])
  const isCall = event === 'telephony-sessions' || event === 'account-telephony-sessions'
  return { detailed, sip: isAsked(parameters['sipData']) && (isCall || detailed) }
}

/**
 * Whether another filter of the same subscription asks for the same presence in more detail: that alone
 * is then delivered, as RingCentral does.
 */
export function isOutdone(filter: EventFilter, others: readonly EventFilter[]): boolean {
  if (filter.event !== 'presence' && filter.event !== 'account-presence') return false
  const detail = (one: EventFilter) => {
    const { detailed, sip } = bodyVariant(one)
    return Number(detailed) + Number(sip)
  }
  const path = (one: EventFilter) => one.resolved.split('?')[0]
  return others.some((other) => path(other) === path(filter) && detail(other) > detail(filter))
}
