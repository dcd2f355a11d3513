// The platform's spine: every method of the catalogue mounted, and the stages of a call in order.
//   authenticate - throttle - authorize - validate - handle (and commit) - reply
// It knows no method by name; what happens is in methods/, what is due later in network/.
import { hash } from 'node:crypto'
import { Hono } from 'hono'
import sql from 'sql-template-tag'
import { ApiError, errorReply, fail } from '#catalog/errors'
import { methodsIn } from '#catalog/live'
import { type Method, pathOf, verbOf } from '#catalog/method'
import type { MethodId } from '#catalog/methods'
import type { Profile } from '#catalog/profile'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import { seededRandom } from '#lib/random'
import type { MakeSecret } from '#lib/secret'
import { openDatabase } from '#storage/database'
import { platformMigrations } from '#storage/migrations/platform'
import { createAuthenticate } from './authenticate.ts'
import { authorizeMethod, resolveTarget } from './authorize.ts'
import type { Call, FileReply, Principal } from './handler.ts'
import { createLevers } from './levers/app.ts'
import { createHandlers } from './methods/handlers.ts'
import { createSchedule } from './network/schedule.ts'
import { createTasks } from './network/tasks.ts'
import { createOAuth } from './oauth/app.ts'
import { createStores, type Parts } from './parts.ts'
import { createThrottle, noThrottle } from './throttle.ts'
import { satisfies, validateBody, validatePath, validateQuery, violationOf } from './validate.ts'

/** What a platform is made with. */
export interface PlatformDeps {
  readonly clock: Clock
  readonly makeSecret: MakeSecret
  readonly log: Log
}

/** How a platform behaves. */
export interface PlatformOptions {
  /** The database file, or `:memory:`. */
  readonly path: string
  readonly profile: Profile
  /** Whether calls are counted against the limits of their app. */
  readonly limits: 'guide' | 'off'
  /** Opens `/_platform/`. */
  readonly leverToken: string
  /** Start of everything made up at run time; the same seed and calls give the same answers. */
  readonly seed: number
  /** Judge every reply against its schema before it leaves, and fail with CMN-203 when it does not fit. */
  readonly checkReplies?: boolean
}

/** A running platform, without a socket: hand `fetch` to a server, or call it. */
export interface Platform {
  /** Answers one request. Never rejects. */
  fetch(request: Request): Promise<Response>
  /** Its stores and clock, for seeding and for tests. */
  readonly parts: Parts
  /** Refuses new calls with 503, stops the schedule and closes the database. */
  close(): void
}

/** Opens the database and mounts everything. Throws StorageError when the file cannot be used. */
export function createPlatform(deps: PlatformDeps, options: PlatformOptions): Platform {
  const { clock, makeSecret, log } = deps
  const { profile } = options
  const db = openDatabase(options.path, platformMigrations, { exclusive: true })
  const stores = createStores(db)
  const schedule = createSchedule({ db, due: stores.due, clock, log })
  // Each start draws its own values, or a restart would make the same ids again.
  const starts = db.run(sql`insert into start (at) values (${clock.now()})`).lastInsertRowid
  const parts: Parts = {
    ...stores,
    clock,
    random: seededRandom(options.seed * 1_000_003 + starts),
    makeSecret,
    log,
    profile,
    schedule: schedule.add,
  }
  const throttle = options.limits === 'off' ? noThrottle : createThrottle()
  const authenticate = createAuthenticate(parts)
  const handlers = createHandlers(parts)
  const underway = new Set<string>()
  let isClosing = false

  async function serve(id: MethodId, method: Method, request: Request, sent: PathParams) {
    const requestId = parts.random.uuid()
    let { headers } = throttle.take({ user: null, app: null, group: method.rateGroup, now: 0 })
    try {
      const principal = authenticate(request)
      const verdict = throttle.take({
        ...userOf(principal),
        group: method.rateGroup,
        now: clock.now(),
      })
      headers = verdict.headers
      if (verdict.limited) throw fail('CMN-301')
      authorizeMethod(method, principal)
      validatePath(method, sent)
      const target = resolveTarget(method, sent, principal, stores.accounts)
      const query = validateQuery(method, searchOf(request))
      const { body, files, bytes } = await validateBody(method, request)
      const params: PathParams = {
        ...sent,
        ...('accountId' in sent ? { accountId: String(target.account.id) } : {}),
        ...('extensionId' in sent ? { extensionId: String(target.extension.id) } : {}),
      }
      const path = pathOf(method).replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '')
      const call = {
        params,
        query,
        body,
        files,
        principal,
        path,
        origin: originOf(request),
        ...target,
      }
      const run = async () => handlers[id](call as never) // the schemas have judged it
      const reply = await once(method, call, bytes, run)
      return answer(method, reply, requestId, headers)
    } catch (error) {
      return refuse(error, requestId, headers)
    }
  }

  /** Runs a write unless its twin (same principal, path and bytes) is still underway. */
  async function once<T>(
    method: Method,
    call: Pick<Call, 'principal' | 'path'>,
    bytes: Uint8Array,
    run: () => Promise<T>,
  ): Promise<T> {
    if (method.access === 'read') return run()
    const twin = hash(
      'sha256',
      `${call.principal.sessionId} ${verbOf(method)} ${call.path} ${hash('sha256', bytes)}`,
    )
    if (underway.has(twin)) throw fail('CMN-304')
    underway.add(twin)
    try {
      return await run()
    } finally {
      underway.delete(twin)
    }
  }

  function answer(method: Method, reply: unknown, requestId: string, headers: Headers): Response {
    const all = { ...headers, 'Content-Language': 'en-US', RCRequestId: requestId }
    if (method.returns === null) return new Response(null, { status: method.status, headers: all })
    if (isFile(reply)) return fileResponse(reply, method.status, all)
    if (options.checkReplies && !satisfies(method.returns, reply)) {
      throw new Error(
        `a reply does not fit its schema: ${violationOf(method.returns, reply).message}`,
      )
    }
    return new Response(JSON.stringify(reply), {
      status: method.status,
      headers: { ...all, 'Content-Type': jsonType },
    })
  }

  function refuse(error: unknown, requestId: string, headers: Headers): Response {
    const known = error instanceof ApiError ? error : unforeseen(error, requestId)
    const { status, body } = errorReply(known, profile)
    const all = {
      ...headers,
      'Content-Language': 'en-US',
      RCRequestId: requestId,
      'Content-Type': jsonType,
    }
    return new Response(JSON.stringify(body), { status, headers: all })
  }

  function unforeseen(error: unknown, requestId: string): ApiError {
    // SQLITE_BUSY: another process holds the file; the caller may come again.
    if ((error as { errcode?: number }).errcode === 5) return fail('CMN-201')
    log.error('a call failed', {
      requestId,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
    return fail('CMN-203', { reason: `Quote request ${requestId} when you report this.` })
  }

  const app = new Hono({ strict: false })
  const oauth = createOAuth(parts, throttle)
  app.all('/restapi/oauth/*', (context) => oauth(context.req.raw))
  const levers = createLevers(parts, { leverToken: options.leverToken })
  app.all('/_platform/*', (context) => levers(context.req.raw))
  for (const [id, method] of Object.entries(methodsIn(profile)) as [MethodId, Method][]) {
    const path = pathOf(method).replaceAll(/\{(\w+)\}/g, ':$1')
    app.on(verbOf(method), path, (context) =>
      serve(id, method, context.req.raw, context.req.param()),
    )
  }
  app.notFound(() => {
    const { headers } = throttle.take({ user: null, app: null, group: 'Medium', now: 0 })
    return refuse(fail('CMN-120'), parts.random.uuid(), headers)
  })

  schedule.start(createTasks(parts))
  return {
    fetch: async (request) =>
      isClosing ? refuse(fail('CMN-201'), parts.random.uuid(), {}) : app.fetch(request),
    parts,
    close() {
      isClosing = true
      schedule.stop()
      db.close()
    },
  }
}

type PathParams = Readonly<Record<string, string>>
type Headers = Readonly<Record<string, string>>

const jsonType = 'application/json;charset=UTF-8'

/** Whom a call is counted for: the user, or the account when an app acts for nobody. */
const userOf = ({ app, account, extension }: Principal) => ({
  app,
  user: String(extension?.id ?? account.id),
})

const originOf = ({ url }: Request): string => url.slice(0, url.indexOf('/', url.indexOf('//') + 2))

function searchOf({ url }: Request): string {
  const start = url.indexOf('?')
  return start === -1 ? '' : url.slice(start + 1)
}

const isFile = (reply: unknown): reply is FileReply =>
  typeof reply === 'object' && reply !== null && (reply as FileReply).bytes instanceof Uint8Array // checked here

function fileResponse(file: FileReply, status: number, headers: Headers): Response {
  const { bytes, contentType, fileName, disposition } = file
  // RFC 6266: a quoted name of ASCII characters that cannot end the quotes.
  const name = fileName ? `;filename="${fileName.replaceAll(/[^\x20-\x7e]|["\\\\]/g, '_')}"` : ''
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    // the store's buffers are never shared
    status,
    headers: {
      ...headers,
      'Content-Type': contentType,
      'Content-Length': String(bytes.length),
      ...(disposition ? { 'Content-Disposition': `${disposition.toLowerCase()}${name}` } : {}),
    },
  })
}
