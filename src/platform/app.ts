// The platform's spine: the stores, the schedule and every method of the catalogue mounted at its path,
// with OAuth and the levers beside. The stages of a call are serve.ts; what happens is in methods/, what
// is due later in network/.
import { dirname, join } from 'node:path'
import { Hono } from 'hono'
import sql from 'sql-template-tag'
import { pathsOf } from '#catalog/aliases'
import { fail } from '#catalog/errors'
import { methodsIn } from '#catalog/live'
import { type Method, verbOf } from '#catalog/method'
import type { MethodId } from '#catalog/methods'
import type { Profile } from '#catalog/profile'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import { createQueue } from '#lib/queue'
import { seededRandom } from '#lib/random'
import type { MakeSecret } from '#lib/secret'
import { openDatabase } from '#storage/database'
import { platformMigrations } from '#storage/migrations/platform'
import { moveAttachments } from '#storage/platform/messages'
import { openToPages } from './browsers.ts'
import { createPlatformClock } from './clock.ts'
import type { Controls } from './controls.ts'
import { createLevers } from './levers/app.ts'
import { overridden } from './method-override.ts'
import { createSchedule } from './network/schedule.ts'
import { createTasks } from './network/tasks.ts'
import { createOAuth } from './oauth/app.ts'
import { createStores, type Parts } from './parts.ts'
import { createServe } from './serve.ts'
import { createThrottle, noThrottle } from './throttle.ts'

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
  /** Host names, beside the loopback's, under which the levers may be called: no port. */
  readonly hostNames?: readonly string[]
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
  /** What its levers move. */
  readonly controls: Controls
  /** Refuses new calls with 503, stops the schedule and closes the database. The first time counts. */
  close(): void
}

/** Opens the database and mounts everything. Throws StorageError when the file cannot be used. */
export function openPlatform(deps: PlatformDeps, options: PlatformOptions): Platform {
  const { makeSecret, log } = deps
  const { profile } = options
  const db = openDatabase(options.path, platformMigrations, { exclusive: true })
  const stores = createStores(db, filesFolder(options.path))
  const { files } = stores
  moveAttachments(db, files)
  const queue = createQueue()
  const { clock, control } = createPlatformClock({ base: deps.clock, queue, ...stores })
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
  let isClosing = false
  const serve = createServe(parts, throttle, {
    checkReplies: options.checkReplies ?? false,
    isClosing: () => isClosing,
  })

  const app = new Hono({ strict: false })
  const oauth = createOAuth(parts, throttle)
  app.all('/restapi/oauth/*', (context) => oauth(context.req.raw))
  app.all('/.well-known/*', (context) => oauth(context.req.raw))
  const controls: Controls = { clock: control }
  const levers = createLevers(parts, controls, options)
  app.all('/_platform/*', (context) => levers(context.req.raw))
  for (const [id, method] of Object.entries(methodsIn(profile)) as [MethodId, Method][]) {
    const answer = serve.method(id, method)
    const paths = pathsOf(method).map((path) => path.replaceAll(/\{(\w+)\}/g, ':$1'))
    for (const path of paths)
      app.on(verbOf(method), path, ({ req }) => answer(req.raw, req.param()))
  }
  app.notFound(() => serve.refuse(fail('CMN-120')))
  app.onError((error) => serve.refuse(error))
  const answer = openToPages(async (request) => {
    try {
      return await app.fetch(overridden(request))
    } catch (error) {
      return serve.refuse(error)
    }
  })

  schedule.start(createTasks(parts))
  void files.sweep()
  return {
    controls,
    fetch: async (request) => (isClosing ? serve.refuse(fail('CMN-201')) : answer(request)),
    parts,
    close() {
      if (isClosing) return
      isClosing = true
      void schedule.stop()
      files.close()
      db.close()
    },
  }
}

/** Files are beside their database, or in memory like it. */
const filesFolder = (path: string) => (path === ':memory:' ? null : join(dirname(path), 'files'))
