// The levers as functions: one method a row of the table, its argument the fields of path, query and
// body together. Types and paths come from the table, so a new lever needs nothing here. Works over any
// fetch: that of a platform in the same process, or the network's.
import type { Static, TObject, TSchema } from 'typebox'
import { pathOf, type Route, type Routes, verbOf } from '#lib/json-api/route'
import { levers } from './levers.ts'

type Of<S> = S extends TSchema ? Static<S> : unknown

/** What a lever is called with: the fields of its path, query and body in one object. */
export type LeverArgument<R extends Route> = Of<R['path']> & Of<R['query']> & Of<R['body']>

/** What a lever answers. */
export type LeverReply<R extends Route> = Static<R['returns']>

/** A lever as a function. The argument may be left out where no field of it is required. */
export type LeverCall<R extends Route> =
  object extends LeverArgument<R>
    ? (argument?: LeverArgument<R>) => Promise<LeverReply<R>>
    : (argument: LeverArgument<R>) => Promise<LeverReply<R>>

/** Every lever by its id: `await levers.advanceClock({ by: '1h' })`. */
export type LeverClient = { readonly [Id in keyof typeof levers]: LeverCall<(typeof levers)[Id]> }

/** Where levers are and what opens them. */
export interface LeverConnection {
  /** Origin of the platform, as its ready line says it. */
  readonly url: string
  /** The lever token. */
  readonly token: string
  /** How to send; the global fetch by default. */
  readonly fetch?: (request: Request) => Promise<Response>
}

/** A lever that was refused. The message says what is wrong and what to do about it. */
export class LeverError extends Error {
  override readonly name = 'LeverError'
  /** The lever's id. */
  readonly lever: string
  readonly status: number
  /** The end of the problem's type, as `invalid-request`. */
  readonly type: string
  /** What is wrong, as one sentence. */
  readonly detail: string
  /** The field at fault, or null. */
  readonly field: string | null
  /** What to do about it, or null. */
  readonly remedy: string | null

  constructor(lever: string, status: number, problem: Readonly<Record<string, unknown>>) {
    const text = (name: string) => {
      const value = problem[name]
      return typeof value === 'string' && value !== '' ? value : null
    }
    const detail = text('detail') ?? `The platform answered with status ${status}.`
    const remedy = text('remedy')
    super(`${lever}: ${detail}${remedy === null ? '' : ` ${remedy}`}`)
    this.lever = lever
    this.status = status
    this.type = text('type')?.split('#')[1] ?? 'unknown'
    this.detail = detail
    this.field = text('field')
    this.remedy = remedy
  }
}

/**
 * The levers of a running platform.
 * @returns a client whose methods throw LeverError when a lever is refused
 */
export function connectLevers(connection: LeverConnection): LeverClient {
  const calls = Object.entries(levers as Routes).map(([id, lever]) => [
    id,
    (argument: object = {}) => pull(id, lever, argument, connection),
  ])
  return Object.fromEntries(calls) as LeverClient // one call a row, as the type says
}

/** Sends one request and reads its answer. */
async function pull(
  id: string,
  lever: Route,
  argument: object,
  { url, token, fetch: send = (request) => fetch(request) }: LeverConnection,
): Promise<unknown> {
  const response = await send(leverRequest(lever, argument, { url, token }))
  const reply: unknown = await response.json().catch(() => null)
  if (response.ok) return reply
  const problem = typeof reply === 'object' && reply !== null ? { ...reply } : {}
  throw new LeverError(id, response.status, problem)
}

/** The request of a lever: each field goes where the table has it; what it does not have, to be refused, into the body. */
export function leverRequest(
  lever: Route,
  argument: object,
  { url, token }: { readonly url: string; readonly token: string },
): Request {
  const rest = new Map(Object.entries(argument).filter(([, value]) => value !== undefined))
  const take = (name: string): unknown => {
    const value = rest.get(name)
    rest.delete(name)
    return value
  }
  const path = pathOf(lever).replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(textOf(take(name))),
  )
  const search = new URLSearchParams()
  const inQuery = lever.body ? namesOf(lever.query) : [...rest.keys()]
  for (const name of inQuery) {
    const value = take(name)
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) search.append(name, textOf(one))
    }
  }
  const query = search.size > 0 ? `?${search.toString()}` : ''
  return new Request(`${url.replace(/\/$/, '')}${path}${query}`, {
    method: verbOf(lever),
    headers: {
      Authorization: `Bearer ${token}`,
      ...(lever.body ? { 'Content-Type': 'application/json' } : {}),
    },
    ...(lever.body ? { body: JSON.stringify(Object.fromEntries(rest)) } : {}),
  })
}

const namesOf = (schema: TObject | undefined): string[] => Object.keys(schema?.properties ?? {})

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
