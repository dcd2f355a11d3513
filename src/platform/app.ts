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
import { DroppedConnection } from '#lib/dropped-connection'
import type { Log } from '#lib/log'
import { createQueue } from '#lib/queue'
import { seededRandom } from '#lib/random'
import type { MakeSecret } from '#lib/secret'
import type { Upgrades } from '#lib/server'
import { openDatabase } from '#storage/database'
import { platformMigrations } from '#storage/migrations/platform'
import { moveAttachments } from '#storage/platform/moved-attachments'
import { createAttend } from './evidence/attend.ts'
import { openToPages } from './stages/browsers.ts'
import { createPlatformClock } from './controls/clock.ts'
import type { Controls } from './controls/controls.ts'
import { createFaults } from './controls/faults.ts'
import { createGate } from './controls/gate.ts'
import { createLevers } from './levers/app.ts'
import { overridden } from './stages/method-override.ts'
import { createEvents, type EventSettings } from './events/events.ts'
import { createSockets } from './events/sockets.ts'
import { createSchedule } from './network/schedule.ts'
import { createTasks } from './network/tasks.ts'
import type { Note } from './evidence/note.ts'
import { oauthEndpointOf } from './evidence/operations.ts'
import { createOAuth, type OAuth } from './oauth/app.ts'
import { createStores, type Parts } from './parts.ts'
import { createRequestLog } from './evidence/requests.ts'
import { createServe, type Serve } from './serve.ts'
import { createSnapshots } from './controls/snapshots.ts'
import { createTally } from './evidence/tally.ts'
import { checkBody } from './stages/replies.ts'
import { createThrottle, noThrottle } from './stages/throttle.ts'

/** What a platform is made with. */
export interface PlatformDeps {
  readonly clock: Clock
  readonly makeSecret: MakeSecret
  readonly log: Log
}

/** How a platform behaves. */
export interface PlatformOptions extends EventSettings {
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
  /** How many requests the request log keeps; 1,000 when absent, 0 for none. */
  readonly requestLog?: number
  /**
   * Judge every reply and every body of an event against its schema before it leaves, and fail with
   * CMN-203 when it does not fit.
   */
  readonly checkReplies?: boolean
}

/** A running platform, without a socket: hand `fetch` to a server, or call it. */
export interface Platform {
  /**
   * Answers one request. Rejects, as `fetch` does, only where a fault drops the connection, and for
   * PubNub's protocol once it has hung up.
   */
  fetch(request: Request): Promise<Response>
  /** Takes WebSockets: hand it to the same server. */
  readonly upgrades: Upgrades
  /** Its stores and clock, for seeding and for tests. */
  readonly parts: Parts
  /** What its levers move. */
  readonly controls: Controls
  /** Answers those who wait for something to happen, so that a server may drain; nobody may wait anew. */
  hangUp(): void
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
  const random = seededRandom(options.seed * 1_000_003 + starts)
  const events = createEvents(
    {
      stores,
      clock,
      random,
      makeSecret,
      log,
      profile,
      ...(options.checkReplies ? { check: checkBody } : {}),
    },
    options,
  )
  const parts: Parts = {
    ...stores,
    ...events.publisher,
    clock,
    random,
    makeSecret,
    log,
    profile,
    schedule: (inMs, task, subject) => schedule.add(inMs, task, subject),
    webhooks: events.webhooks,
    subscribeKey: options.pubNub?.subscribeKey,
  }
  const throttle = options.limits === 'off' ? noThrottle : createThrottle()
  const faults = createFaults(profile)
  const requests = createRequestLog(options.requestLog ?? 1_000)
  const tally = createTally(db, stores.callCounts)
  const gate = createGate()
  const attend = createAttend({ gate, requests, tally, clock, random })
  const snapshots = createSnapshots({
    stores,
    random,
    gate,
    queue,
    clock,
    folder: snapshotsFolder(options.path),
    async stop() {
      await schedule.stop()
      await events.stop()
    },
    start() {
      // What they were of is gone, and with it what they could be taken up with.
      sockets.reset()
      control.load()
      schedule.start(tasks)
      events.start()
    },
    forget() {
      throttle.reset()
      faults.clear()
      tally.rewrite()
    },
  })
  const controls: Controls = { clock: control, faults, requests, snapshots, tally }
  let isClosing = false
  const { checkReplies = false } = options
  const serve = createServe(parts, throttle, faults, {
    checkReplies,
    isClosing: () => isClosing,
  })

  const app = mounted(serve, createOAuth(parts, throttle, faults, checkReplies), profile)
  const answer = openToPages(async (request, note: Note) => {
    try {
      if (isClosing) throw fail('CMN-201')
      return await app.fetch(overridden(request), note)
    } catch (error) {
      if (error instanceof DroppedConnection) throw error
      return serve.refuse(error, note)
    }
  })
  const levers = createLevers(parts, controls, options)
  const sockets = createSockets(parts, events.feed, (request, via) =>
    attend(request, (note) => answer(request, note), via),
  )

  const tasks = createTasks(parts)
  schedule.start(tasks)
  events.start()
  sockets.start()
  void files.sweep()
  return {
    controls,
    fetch: (request) =>
      isLever(request) && !isClosing
        ? levers(request)
        : // Its paths have the secrets of subscriptions in them: they are not for the request log.
          (events.pubNub.fetch(request) ?? attend(request, (note) => answer(request, note))),
    upgrades: sockets,
    parts,
    hangUp: () => events.hangUp(),
    close() {
      if (isClosing) return
      isClosing = true
      sockets.stop()
      void schedule.stop()
      void events.close()
      tally.close()
      files.close()
      db.close()
    },
  }
}

/** Every method and endpoint of OAuth at its path; errors come out as they are. */
function mounted(serve: Serve, oauth: OAuth, profile: Profile) {
  const app = new Hono<{ Bindings: Note }>({ strict: false })
  app.all('/restapi/oauth/*', ({ req, env }) => {
    env.operation = oauthEndpointOf(req.path)
    return oauth(req.raw, env)
  })
  app.all('/.well-known/*', ({ req, env }) => oauth(req.raw, env))
  for (const [id, method] of Object.entries(methodsIn(profile)) as [MethodId, Method][]) {
    const answer = serve.method(id, method)
    const paths = pathsOf(method).map((path) => path.replaceAll(/\{(\w+)\}/g, ':$1'))
    for (const path of paths)
      app.on(verbOf(method), path, ({ req, env }) => answer(req.raw, req.param(), env))
  }
  app.notFound(({ env }) => serve.refuse(fail('CMN-120'), env))
  app.onError((error) => {
    throw error
  })
  return app
}

/** Levers are no part of what clients see: they are not counted, logged or open to pages. */
const isLever = ({ url }: Request) => url.startsWith('/_platform/', url.indexOf('/', 8))

/** Snapshots are beside their database, or in memory like it. */
const snapshotsFolder = (path: string) =>
  path === ':memory:' ? null : join(dirname(path), 'snapshots')

/** Files are beside their database, or in memory like it. */
const filesFolder = (path: string) => (path === ':memory:' ? null : join(dirname(path), 'files'))
