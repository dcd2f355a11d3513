// Faults that a test asks for: some calls of an operation are answered with an error, late, or not at
// all. They are in memory: a restart, a reset or a restored snapshot is free of them.
import { setTimeout as wait } from 'node:timers/promises'
import { type ErrorCode, errors, fail, statusIn } from '#catalog/errors'
import { failOAuth, type OAuthErrorCode, oauthErrors } from '#catalog/oauth/oauth-errors'
import type { Profile } from '#catalog/profile'
import { rateHeaders, rateWindowSeconds } from '#catalog/rate-groups'
import { readBody } from '#lib/body'
import { DroppedConnection } from '#lib/dropped-connection'
import { nearest } from '#lib/nearest'
import { type Random, seededRandom } from '#lib/random'
import type { Note } from '../evidence/note.ts'
import {
  isOAuth,
  isOperation,
  type OAuthEndpoint,
  type Operation,
  operations,
} from '../evidence/operations.ts'

/** Which calls of an operation a fault strikes: the first so many, every so-many-th, or some by chance. */
export type When =
  | { readonly first: number }
  | { readonly every: number }
  | { readonly probability: number; readonly randomSeed: number }

/** A fault, as it is asked for. */
export interface FaultRule {
  readonly operation: string
  readonly when: When
  /** A code of the error table: answered as the platform's profile does. */
  readonly error?: string
  /** How long the call waits first, in milliseconds of the machine's clock: clients wait for real. */
  readonly latencyMs?: number
  /** The connection is closed without an answer. */
  readonly drops?: boolean
  /** Only calls of this app. */
  readonly clientId?: string
  /** Only calls of this extension. */
  readonly extensionId?: number
}

/** A fault at work. */
export interface Fault extends FaultRule {
  readonly id: string
  readonly operation: Operation
  /** Calls that it was asked about. */
  readonly seen: number
  /** Calls that it struck. */
  readonly struck: number
}

/** A rule that cannot be: it names what there is not, or contradicts itself. */
export class FaultError extends Error {
  override readonly name = 'FaultError'
  /** The member at fault. */
  readonly field: string

  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}

/** The faults of one platform. */
export interface Faults {
  /** Whether there are any for an operation: calls of others pay nothing. */
  has(operation: Operation): boolean
  /** Adds one. Throws FaultError. */
  add(rule: FaultRule): Fault
  /** All, in the order they were added. */
  list(): Fault[]
  /** Takes one away; false when there is none of that id. */
  remove(id: string): boolean
  clear(): void
  /**
   * Lets the first fault that strikes do it: waits, then throws its error (ApiError, OAuthError) or
   * DroppedConnection. Faults are asked in order, and one that comes after does not see the call.
   */
  strike(operation: Operation, note: Note): Promise<void>
  /** The same for a request to an OAuth endpoint (null for one of the others), whose app is not known yet. */
  strikeOAuth(endpoint: OAuthEndpoint | null, note: Note, request: Request): Promise<void>
}

/** The longest that a call is made to wait. */
export const longestLatencyMs = 60_000

/** The header of an answer that a fault gave. */
const faultHeader = 'X-Ringfence-Fault'

const maxFormBytes = 64 * 1024

interface Armed {
  readonly id: string
  readonly rule: FaultRule
  readonly operation: Operation
  readonly random: Random
  seen: number
  struck: number
}

/** No faults yet; `profile` says what a code's status is. */
export function createFaults(profile: Profile): Faults {
  let armed: Armed[] = []
  let added = 0

  const faultOf = ({ id, rule, operation, seen, struck }: Armed): Fault => ({
    ...rule,
    id,
    operation,
    seen,
    struck,
  })

  const has = (operation: Operation) => armed.some((one) => one.operation === operation)

  async function strike(operation: Operation, note: Note): Promise<void> {
    const one = armed.find(
      (each) => each.operation === operation && concerns(each.rule, note) && strikes(each),
    )
    if (!one) return
    const { id, rule } = one
    note.fault = id
    if (rule.latencyMs) await wait(Math.min(rule.latencyMs, longestLatencyMs))
    if (!rule.drops && rule.error === undefined) return
    note.isInjected = true
    if (rule.drops) throw new DroppedConnection()
    const { error, status } = errorOf(operation, rule.error ?? '', profile)
    note.headers = { [faultHeader]: id, ...(status === 429 ? limited : {}) }
    throw error
  }

  return {
    has,
    strike,
    async strikeOAuth(endpoint, note, request) {
      if (endpoint === null || !has(endpoint)) return
      note.clientId ??= await clientIdOf(request)
      await strike(endpoint, note)
    },
    add(rule) {
      const operation = judge(rule)
      const seed = 'randomSeed' in rule.when ? rule.when.randomSeed : 0
      const id = `fault-${(added += 1)}`
      const one: Armed = { id, rule, operation, random: seededRandom(seed), seen: 0, struck: 0 }
      armed.push(one)
      return faultOf(one)
    },
    list: () => armed.map(faultOf),
    remove(id) {
      const before = armed.length
      armed = armed.filter((one) => one.id !== id)
      return armed.length < before
    },
    clear() {
      armed = []
    },
  }
}

const limited = {
  [rateHeaders.remaining]: '0',
  [rateHeaders.retryAfter]: String(rateWindowSeconds),
}

/** The client that a request to an OAuth endpoint says it is from; it may yet prove not to be. */
async function clientIdOf(request: Request): Promise<string | null> {
  const basic = /^Basic +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  if (basic) return Buffer.from(basic, 'base64').toString('utf8').split(':', 1)[0] ?? null
  const inQuery = new URL(request.url).searchParams.get('client_id')
  if (inQuery !== null || !request.body) return inQuery
  try {
    const form = await readBody(request.clone(), maxFormBytes)
    return new URLSearchParams(Buffer.from(form).toString('utf8')).get('client_id')
  } catch {
    // Too long, or cut off: the endpoint itself says so.
    return null
  }
}

const concerns = ({ clientId, extensionId }: FaultRule, note: Note): boolean =>
  (clientId === undefined || clientId === note.clientId) &&
  (extensionId === undefined || extensionId === note.extensionId)

/** Counts the call, and says whether it is one of those. */
function strikes(one: Armed): boolean {
  const { when } = one.rule
  one.seen += 1
  const isStruck =
    'first' in when
      ? one.seen <= when.first
      : 'every' in when
        ? one.seen % when.every === 0
        : one.random.float() < when.probability
  if (isStruck) one.struck += 1
  return isStruck
}

/** Throws FaultError for a rule that could never strike, or strike two ways. */
function judge({ operation, error, drops, latencyMs, extensionId }: FaultRule): Operation {
  if (!isOperation(operation)) {
    throw new FaultError('method', unknown('method', operation, operations))
  }
  const codes = codesOf(operation)
  if (error !== undefined && !codes.includes(error)) {
    throw new FaultError('error', unknown('error code', error, codes))
  }
  if (error !== undefined && drops) {
    throw new FaultError('drop', 'A dropped connection carries no error: ask for one of the two.')
  }
  if (error === undefined && !drops && !latencyMs) {
    throw new FaultError('error', 'A fault needs an error, a latency or a dropped connection.')
  }
  if (isOAuth(operation) && extensionId !== undefined) {
    throw new FaultError('extensionId', `Who calls ${operation} is known only once it answers.`)
  }
  return operation
}

function unknown(what: string, name: string, names: readonly string[]): string {
  const close = nearest(name, names)
  const hint = close.length > 0 ? ` Did you mean ${close.join(' or ')}?` : ''
  return `There is no ${what} ${JSON.stringify(name.slice(0, 100))}.${hint}`
}

/** The codes an operation can be made to answer. */
const codesOf = (operation: Operation): string[] => [
  ...(isOAuth(operation) ? Object.keys(oauthErrors) : []),
  ...Object.keys(errors),
]

function errorOf(operation: Operation, code: string, profile: Profile) {
  if (isOAuth(operation) && Object.hasOwn(oauthErrors, code)) {
    const known = code as OAuthErrorCode // judged when the rule was added
    return { error: failOAuth(known), status: oauthErrors[known].status }
  }
  const known = code as ErrorCode // ditto
  return { error: fail(known), status: statusIn(profile, known) }
}
