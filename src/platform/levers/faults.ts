// The levers of faults: which calls go wrong on purpose, and how.
import { type Static, type TSchema, Type } from 'typebox'
import { ApiProblem } from '#lib/json-api/problems'
import {
  type Fault,
  FaultError,
  type FaultRule,
  type Faults,
  longestLatencyMs,
  type When,
} from '../controls/faults.ts'
import type { LeverHandlers, Levers } from './lever.ts'

const optional = <T extends TSchema>(schema: T) => Type.Optional(schema)

/** A fault, as it is asked for and as it is shown. */
const members = {
  method: Type.String({
    description:
      'a method by its operation id, as createSMSMessage, or an OAuth endpoint, as oauth/token',
  }),
  first: optional(
    Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      description: 'strikes the first so many calls',
    }),
  ),
  every: optional(
    Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      description: 'strikes every so-many-th call; 1, every call, when nothing is said',
    }),
  ),
  probability: optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'strikes by chance, the same calls for the same random seed',
    }),
  ),
  randomSeed: optional(
    Type.Integer({ minimum: 0, description: 'start of the chance; 1 when absent' }),
  ),
  error: optional(
    Type.String({
      description:
        'the error code to answer with, any of the reference: the status and the code on the wire are those of the profile',
    }),
  ),
  latencyMs: optional(
    Type.Integer({
      minimum: 1,
      maximum: longestLatencyMs,
      description: 'milliseconds that the call waits first, by the machine’s clock',
    }),
  ),
  drop: optional(Type.Boolean({ description: 'close the connection without an answer' })),
  clientId: optional(Type.String({ description: 'only calls of this app' })),
  extensionId: optional(Type.Integer({ minimum: 1, description: 'only calls of this extension' })),
}

const FaultBody = Type.Object(members, { additionalProperties: false })

const FaultReply = Type.Object({
  id: Type.String(),
  ...members,
  seen: Type.Integer({ description: 'calls that it was asked about' }),
  struck: Type.Integer({ description: 'calls that it struck' }),
})

const FaultPath = Type.Object({ fault: Type.String({ description: 'the id of the fault' }) })

/** The levers of faults. */
export const faultLevers = {
  listFaults: {
    route: 'GET /_platform/faults',
    command: 'fault list',
    summary: 'List the faults at work, in the order they are asked.',
    path: Type.Object({}),
    status: 200,
    returns: Type.Object({ faults: Type.Array(FaultReply) }),
    problems: [],
  },
  addFault: {
    route: 'POST /_platform/faults',
    command: 'fault add',
    example: { method: 'createSMSMessage', first: 2, error: 'CMN-301' },
    summary: 'Let calls of a method go wrong: answered with an error, late, or not at all.',
    notes:
      'Calls are judged once their token, their limit and their permission are good. Faults of a method are asked in order; the first that strikes is it, and the others do not count the call. What a fault answered has the header X-Ringfence-Fault and counts for no report. A restart, a reset and a restored snapshot clear all faults.',
    path: Type.Object({}),
    body: FaultBody,
    status: 201,
    returns: FaultReply,
    problems: [],
  },
  removeFault: {
    route: 'DELETE /_platform/faults/{fault}',
    command: 'fault remove',
    example: { fault: 'fault-1' },
    summary: 'Take one fault away.',
    path: FaultPath,
    status: 200,
    returns: Type.Object({ id: Type.String() }),
    problems: ['not-found'],
  },
  clearFaults: {
    route: 'DELETE /_platform/faults',
    command: 'fault clear',
    summary: 'Take all faults away.',
    path: Type.Object({}),
    status: 200,
    returns: Type.Object({ removed: Type.Integer() }),
    problems: [],
  },
} as const satisfies Levers

function replyOf(fault: Fault): Static<typeof FaultReply> {
  const { id, operation, when, error, latencyMs, drops, clientId, extensionId } = fault
  return {
    id,
    method: operation,
    ...when,
    ...(error === undefined ? {} : { error }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(drops ? { drop: true } : {}),
    ...(clientId === undefined ? {} : { clientId }),
    ...(extensionId === undefined ? {} : { extensionId }),
    seen: fault.seen,
    struck: fault.struck,
  }
}

function ruleOf(body: Static<typeof FaultBody>): FaultRule {
  const { method, first, every, probability, randomSeed, drop, ...rest } = body
  const asked = Object.entries({ first, every, probability }).filter(([, value]) => value)
  const [, second] = asked
  if (second) {
    throw new FaultError(second[0], 'A fault has one of first, every and probability.')
  }
  if (randomSeed !== undefined && probability === undefined) {
    throw new FaultError('randomSeed', 'A random seed goes with a probability.')
  }
  return { operation: method, when: whenOf(body), ...rest, ...(drop ? { drops: true } : {}) }
}

function whenOf({ first, every, probability, randomSeed }: Static<typeof FaultBody>): When {
  if (first !== undefined) return { first }
  if (probability !== undefined) return { probability, randomSeed: randomSeed ?? 1 }
  return { every: every ?? 1 }
}

/** @param controls the faults */
export function faultHandlers({
  faults,
}: {
  readonly faults: Faults
}): LeverHandlers<typeof faultLevers> {
  return {
    listFaults: () => ({ faults: faults.list().map(replyOf) }),
    addFault({ body }) {
      try {
        return replyOf(faults.add(ruleOf(body)))
      } catch (error) {
        if (!(error instanceof FaultError)) throw error
        throw new ApiProblem('invalid-request', { detail: error.message, field: error.field })
      }
    },
    removeFault({ params: { fault } }) {
      if (faults.remove(fault)) return { id: fault }
      throw new ApiProblem('not-found', { detail: `There is no fault ${fault}.`, field: 'fault' })
    },
    clearFaults() {
      const removed = faults.list().length
      faults.clear()
      return { removed }
    },
  }
}
