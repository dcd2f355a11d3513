// /reference/try: a method called from the page, as the demo user or as an agent. How the page comes by
// the authority to do so:
//
// - An operator signs in with the token that opens the admin API (or, on the platform alone, the
//   levers). Without, nothing is answered but that there is a sign-in: whoever reaches the port could
//   else read through the page what the grants withhold from them.
// - The page gets a session of an hour, good for this path alone. It is a header that the page sends,
//   not a cookie: a browser sends cookies of 127.0.0.1 to every port there, and with requests of other
//   sites. It is kept in the tab's sessionStorage, which belongs to this origin and port.
// - Tokens of users and agents never come to the page: the call is made here, and shown without them.
// - The guard of Host and Origin stands before everything, as before the admin API; a caller from
//   another machine is turned away, wherever the server listens.
// - An agent's call is the agent's: it passes the whole gateway, on a credential issued for this
//   session, which is in the audit log and is revoked when the session ends.
import { judgeHost } from '#lib/host-guard'
import { hashSecret, sameSecret } from '#lib/secret'
import { isoTime } from '#lib/time'
import { type Callers, CallerGone, type TryParts } from './parts.ts'
import { requestOf, shown, type TryRequest, unreadable } from './call.ts'

/** What the page is told of a refusal. */
interface Refusal {
  readonly status: number
  readonly message: string
}

/** An operator at a page. */
interface Session {
  readonly until: number
  readonly callers: Callers
}

/** Answers requests below /reference/try; `path` is what follows it. Never rejects. */
export interface Try {
  answer(request: Request, path: string, address: string): Promise<Response>
  /** Ends all sessions. */
  close(): Promise<void>
}

const sessionMs = 60 * 60 * 1000
const mostSessions = 20
const mostBytes = 256 * 1024
const loopback = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/

/** The endpoint over these parts. */
export function createTry(parts: TryParts): Try {
  const { tokenName, tokenHash, clock, makeSecret, turnedAway } = parts
  const hostNames = new Set(parts.hostNames.map((name) => name.toLowerCase()))
  // By hash: what a heap dump shows opens nothing.
  const sessions = new Map<string, Session>()

  async function sweep(): Promise<void> {
    const now = clock.now()
    const ended = [...sessions].filter(([, { until }]) => until <= now)
    for (const [hash] of ended) sessions.delete(hash)
    await Promise.all(ended.map(([, { callers }]) => callers.end()))
  }

  function sessionOf(request: Request): [string, Session] | null {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
    const hash = token === undefined ? '' : hashSecret(token)
    const session = sessions.get(hash)
    return session && session.until > clock.now() ? [hash, session] : null
  }

  async function signIn(request: Request, address: string): Promise<Response> {
    const { token } = await readJson<{ token?: unknown }>(request)
    if (typeof token !== 'string' || !sameSecret(hashSecret(token.trim()), tokenHash)) {
      turnedAway(address, 'reference_unauthenticated')
      return json(401, { message: `This is not the ${tokenName}.` })
    }
    if (sessions.size >= mostSessions) {
      return json(429, { message: 'There are too many sessions: sign out in another tab.' })
    }
    const secret = makeSecret()
    const until = clock.now() + sessionMs
    const callers = parts.openCallers(until)
    sessions.set(hashSecret(secret), { until, callers })
    return json(201, { session: secret, until: isoTime(until), callers: named(callers) })
  }

  async function call(request: Request, { callers }: Session): Promise<Response> {
    const asked = await readJson<Partial<TryRequest>>(request)
    const caller = callers.list().find(({ id }) => id === asked.caller)
    if (!caller) return json(404, { message: 'There is no such caller any more.' })
    const made = requestOf(asked, caller.origin)
    if (!made)
      return json(400, { message: 'There is no such method, or a part of its path is empty.' })
    const began = performance.now()
    const reply = await caller.call(made.request)
    const { text, ...seen } = await shown(reply, performance.now() - began)
    return json(200, {
      request: made.shown,
      response: seen,
      explanation: await caller.explain(reply, text),
    })
  }

  async function route(request: Request, path: string, address: string): Promise<Response> {
    await sweep()
    const known = sessionOf(request)
    const wanted = `${request.method} ${path}`
    if (wanted === 'GET ') {
      return json(200, { tokenName, callers: known ? named(known[1].callers) : null })
    }
    // A page of ours sends its origin with everything but GET.
    if (request.headers.get('origin') === null) {
      return json(403, { message: 'A call without an Origin header comes from no page.' })
    }
    if (wanted === 'POST session') return signIn(request, address)
    if (!known) return json(401, { message: 'The session has ended: sign in again.' })
    if (wanted === 'DELETE session') {
      sessions.delete(known[0])
      await known[1].callers.end()
      return new Response(null, { status: 204 })
    }
    if (wanted === 'POST calls') return call(request, known[1])
    return json(404, { message: 'There is nothing here.' })
  }

  return {
    async answer(request, path, address) {
      const refused = judge(request, address, hostNames)
      if (refused) {
        turnedAway(address, 'reference_not_allowed')
        return json(refused.status, { message: refused.message })
      }
      try {
        return await route(request, path, address)
      } catch (error) {
        if (error === unreadable) return json(400, { message: 'The body cannot be read.' })
        if (error instanceof CallerGone) return json(409, { message: error.message })
        return json(500, { message: 'The call failed inside the server.' })
      }
    },
    async close() {
      const all = [...sessions.values()]
      sessions.clear()
      await Promise.all(all.map(({ callers }) => callers.end()))
    },
  }
}

function judge(request: Request, address: string, hostNames: ReadonlySet<string>): Refusal | null {
  if (!loopback.test(address)) {
    return { status: 403, message: 'Methods are tried from the machine itself alone.' }
  }
  const site = request.headers.get('sec-fetch-site')
  if (judgeHost(request, hostNames) !== 'allowed' || (site !== null && site !== 'same-origin')) {
    return { status: 403, message: 'The request was not made by this page.' }
  }
  return null
}

const named = (callers: Callers) =>
  callers.list().map(({ id, label, kind }) => ({ id, label, kind }))

async function readJson<T extends object>(request: Request): Promise<T> {
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) throw unreadable
  if (Number(request.headers.get('content-length') ?? Infinity) > mostBytes) throw unreadable
  try {
    const value = JSON.parse(await request.text()) as unknown
    if (typeof value === 'object' && value !== null) return value as T // members are looked at one by one
  } catch {
    // Told below.
  }
  throw unreadable
}

const json = (status: number, value: object): Response =>
  Response.json(value, { status, headers: { 'Cache-Control': 'no-store' } })
