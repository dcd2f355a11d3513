// Asking /reference/try: the session of this tab, and calls.
import { queryOptions } from '@tanstack/react-query'
import { fileAddress } from '../addresses.ts'

/** As whom a call can be made. */
export interface TryCaller {
  readonly id: string
  readonly label: string
  readonly kind: 'user' | 'agent'
}

/** Whether there is something to try on, and who is signed in. */
export interface TryStatus {
  readonly tokenName: string
  /** Null until somebody signed in. */
  readonly callers: readonly TryCaller[] | null
}

/** What came of a call. */
export interface TryOutcome {
  readonly request: {
    readonly verb: string
    readonly url: string
    readonly headers: readonly (readonly [string, string])[]
    readonly body: string | null
  }
  readonly response: {
    readonly status: number
    readonly headers: readonly (readonly [string, string])[]
    readonly body: string | null
    readonly bytes: number
    readonly milliseconds: number
  }
  readonly explanation: {
    readonly decision: string
    readonly reason: string
    readonly record: number | null
    readonly grant: string | null
    readonly how: string | null
  } | null
}

/** A call as the form has it. */
export interface TryCall {
  readonly caller: string
  readonly method: string
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
}

const key = 'ringfence-try'

/** Of this tab, origin and port alone; never a cookie, which every port of the machine would get. */
const session = {
  get: () => sessionStorage.getItem(key),
  set: (value: string) => sessionStorage.setItem(key, value),
  end: () => sessionStorage.removeItem(key),
}

async function ask<T>(verb: string, path: string, body?: object): Promise<T> {
  const held = session.get()
  const reply = await fetch(fileAddress(`try${path}`), {
    method: verb,
    headers: {
      ...(held ? { Authorization: `Bearer ${held}` } : {}),
      ...(body ? { 'Content-Type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if (reply.status === 204) return undefined as T // what those callers expect
  const value = (await reply.json()) as T & { message?: string } // what the endpoint says it answers
  if (!reply.ok) throw new Error(value.message ?? `The server answered ${reply.status}.`)
  return value
}

/** How it stands; null where the page is served by nobody who can be tried on. */
export const tryQuery = queryOptions({
  queryKey: ['try'],
  async queryFn(): Promise<TryStatus | null> {
    const reply = await fetch(fileAddress('try'), {
      headers: session.get() ? { Authorization: `Bearer ${session.get()}` } : {},
    })
    return reply.ok ? ((await reply.json()) as TryStatus) : null // the endpoint's own shape
  },
  staleTime: 30_000,
})

/** Signs in; rejects with a sentence. */
export async function signIn(token: string): Promise<void> {
  const { session: given } = await ask<{ session: string }>('POST', '/session', { token })
  session.set(given)
}

/** Signs out, whatever the server says to it. */
export async function signOut(): Promise<void> {
  await ask('DELETE', '/session').catch(() => undefined)
  session.end()
}

/** Makes a call; rejects with a sentence where it could not be made at all. */
export const tryCall = (call: TryCall): Promise<TryOutcome> => ask('POST', '/calls', call)
