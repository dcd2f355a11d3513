// The platform's spine: every method of the catalogue mounted, and the stages of a call in order.
//   authenticate - throttle - authorize - validate - handle (and commit) - reply
// It knows no method by name; what happens is in methods/, what is due later in network/.
import { hash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { Hono } from 'hono'
import sql from 'sql-template-tag'
import { ApiError, type ErrorCode, fail } from '#catalog/errors'
import { methodsIn } from '#catalog/live'
import { type Method, pathOf, verbOf } from '#catalog/method'
import type { MethodId } from '#catalog/methods'
import type { Profile } from '#catalog/profile'
import type { RateGroup } from '#catalog/rate-groups'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import { seededRandom } from '#lib/random'
import type { MakeSecret } from '#lib/secret'
import { isBusy, openDatabase } from '#storage/database'
import { platformMigrations } from '#storage/migrations/platform'
import { moveAttachments } from '#storage/platform/messages'
import { createAuthenticate } from './authenticate.ts'
import { authorizeMethod, resolveTarget, type Target } from './authorize.ts'
import type { Call, Principal } from './handler.ts'
import { createLevers } from './levers/app.ts'
import { createHandlers } from './methods/handlers.ts'
import { createSchedule } from './network/schedule.ts'
import { createTasks } from './network/tasks.ts'
import { createOAuth } from './oauth/app.ts'
import { createStores, type Parts } from './parts.ts'
import { checkReply, file, isFile, refusal, success } from './replies.ts'
import { createThrottle, noThrottle, type Take, type Verdict } from './throttle.ts'
import { type Uploaded, validateBody, validatePath, validateQuery } from './validate.ts'

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
  /** Refuses new calls with 503, stops the schedule and closes the database. The first time counts. */
  close(): void
}

/** Opens the database and mounts everything. Throws StorageError when the file cannot be used. */
export function openPlatform(deps: PlatformDeps, options: PlatformOptions): Platform {
  const { clock, makeSecret, log } = deps
  const { profile } = options
  const db = openDatabase(options.path, platformMigrations, { exclusive: true })
  const stores = createStores(db, filesFolder(options.path))
  const { files } = stores
  moveAttachments(db, files)
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
    schedule: (inMs, task, subject) => schedule.add(inMs, task, subject),
  }
  const throttle = options.limits === 'off' ? noThrottle : createThrottle()
  const authenticate = createAuthenticate(parts)
  const handlers = createHandlers(parts)
  const underway = new Set<string>()
  let isClosing = false

  /** A method at its path; `place` fills in the parameters. */
  function serving(id: MethodId, method: Method) {
    const place = placeOf(pathOf(method))
    return async (request: Request, sent: PathParams): Promise<Response> => {
      const requestId = parts.random.uuid()
      let verdict: Verdict | null = null
      let received: readonly Uploaded[] = []
      try {
        const principal = authenticate(request)
        const now = clock.now()
        verdict = throttle.take({ ...userOf(principal), group: method.rateGroup, now })
        if (verdict.limited) throw fail('CMN-301')
        authorizeMethod(method, principal)
        validatePath(method, sent)
        const target = resolveTarget(method, sent, principal, stores.accounts)
        const query = validateQuery(method, searchOf(request))
        const { body, uploads, bytes } = await validateBody(method, request, files)
        received = uploads
        const params = resolved(sent, target)
        const path = place(params)
        const origin = originOf(request)
        const call = { params, query, body, files: uploads, principal, path, origin, ...target }
        // The schemas have judged it.
        const run = async () => handlers[id](call as never)
        const reply = await once(method, call, bytes, run)
        if (options.checkReplies) checkReply(method, reply)
        const common = { requestId, rate: verdict.headers }
        if (isFile(reply)) return file(files, reply, request.headers.get('range'), common)
        return success(method, reply, common)
      } catch (error) {
        const { headers: rate } = verdict ?? throttle.take(nobody(method.rateGroup))
        return refusal(refusalOf(error, requestId), profile, { requestId, rate })
      } finally {
        for (const upload of received) upload.discard()
      }
    }
  }

  /** Runs a write unless its twin (same session, path and bytes) is still underway. */
  async function once<T>(
    method: Method,
    call: Pick<Call, 'principal' | 'path' | 'query'>,
    bytes: Uint8Array,
    run: () => Promise<T>,
  ): Promise<T> {
    if (method.access === 'read') return run()
    const { principal, path, query } = call
    const twin = `${principal.sessionId} ${verbOf(method)} ${path} ${JSON.stringify(query)} ${hash('sha256', bytes)}`
    if (underway.has(twin)) throw fail('CMN-304')
    underway.add(twin)
    try {
      return await run()
    } finally {
      underway.delete(twin)
    }
  }

  /** What to refuse with. An error of our own is logged, and the caller told how to speak of it. */
  function refusalOf(error: unknown, requestId: string): ApiError {
    if (error instanceof ApiError) return error
    if (isBusy(error) || isClosing) return fail('CMN-201')
    log.error('a call failed', {
      requestId,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
    return fail('CMN-203', { reason: `Quote request ${requestId} when you report this.` })
  }

  /** A refusal where no method is known: RingCentral counts it as Medium. */
  function refuse(code: ErrorCode): Response {
    const { headers: rate } = throttle.take(nobody('Medium'))
    return refusal(fail(code), profile, { requestId: parts.random.uuid(), rate })
  }

  const app = new Hono({ strict: false })
  const oauth = createOAuth(parts, throttle)
  app.all('/restapi/oauth/*', (context) => oauth(context.req.raw))
  const levers = createLevers(parts, { leverToken: options.leverToken })
  app.all('/_platform/*', (context) => levers(context.req.raw))
  for (const [id, method] of Object.entries(methodsIn(profile)) as [MethodId, Method][]) {
    const serve = serving(id, method)
    const path = pathOf(method).replaceAll(/\{(\w+)\}/g, ':$1')
    app.on(verbOf(method), path, ({ req }) => serve(req.raw, req.param()))
  }
  app.notFound(() => refuse('CMN-120'))

  schedule.start(createTasks(parts))
  void files.sweep()
  return {
    fetch: async (request) => (isClosing ? refuse('CMN-201') : app.fetch(request)),
    parts,
    close() {
      if (isClosing) return
      isClosing = true
      schedule.stop()
      files.close()
      db.close()
    },
  }
}

/** Files are beside their database, or in memory like it. */
const filesFolder = (path: string) => (path === ':memory:' ? null : join(dirname(path), 'files'))

type PathParams = Readonly<Record<string, string>>

/** Whom a call is counted for: the user, or the account when an app acts for nobody. */
const userOf = ({ app, account, extension }: Principal) => ({
  app,
  user: String(extension?.id ?? account.id),
})

/** A call that is counted for nobody: the caller is not known. */
const nobody = (group: RateGroup): Take => ({ user: null, app: null, group, now: 0 })

/** A function that fills a path template, as in `/account/{accountId}`. */
function placeOf(template: string): (params: PathParams) => string {
  const pieces = template.split(/[{}]/) // every other one is a name
  return (params) =>
    pieces.map((piece, index) => (index % 2 === 0 ? piece : (params[piece] ?? ''))).join('')
}

/** Path parameters with the ids that `~` stands for. */
const resolved = (sent: PathParams, { account, extension }: Target): PathParams => ({
  ...sent,
  ...('accountId' in sent ? { accountId: String(account.id) } : {}),
  ...('extensionId' in sent ? { extensionId: String(extension.id) } : {}),
})

const originOf = ({ url }: Request): string => url.slice(0, url.indexOf('/', url.indexOf('//') + 2))

function searchOf({ url }: Request): string {
  const start = url.indexOf('?')
  return start === -1 ? '' : url.slice(start + 1)
}
