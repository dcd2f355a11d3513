// The worker that pushes notifications: it leases what is due, has each tried, and stores what became of
// it under the lease, so that a lease that was lost meanwhile changes nothing. Retries follow the
// target's policy on the owner's clock. How a push is made is not its business (webhook/).
import type { Cancel, Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import { seededRandom } from '#lib/random'
import { type Database, isBusy } from '#storage/database'
import {
  type Leased,
  type Notification,
  type Notifications,
  soundEndpoint,
} from '#storage/notifications'
import { failed, type Policy, waitAfter } from './policy.ts'

/** Where the notifications of a subscription are pushed. */
export interface Target {
  readonly policy: Policy
}

/** What came of one try; `request` and `answer` as the delivery log shows them. */
export interface Tried {
  readonly isDelivered: boolean
  /** On the machine's clock. */
  readonly ms: number
  readonly request: string
  readonly status: number | null
  readonly answer: string | null
  /** Why it counts as failed; null when it does not. */
  readonly reason: string | null
  /** How long the endpoint asks to be left alone. */
  readonly retryAfterMs: number | null
}

/** It is not to be sent after all, and why. */
export interface Withheld {
  readonly withheld: string
}

/** It cannot be sent now, through no fault of its endpoint: it is tried again after a while, as if it never was. */
export interface Postponed {
  readonly postponedMs: number
  readonly reason: string
}

/** What an outbox works with. */
export interface OutboxDeps<T extends Target> {
  readonly db: Database
  readonly notifications: Notifications
  readonly clock: Clock
  readonly log: Log
  /** Where a subscription's notifications go now; null when it is gone or pushes nothing. */
  readonly targetOf: (subscriptionId: string) => T | null
  /** Makes one try. What it throws counts as a failed one. */
  readonly push: (target: T, notification: Notification) => Promise<Tried | Withheld | Postponed>
  /** Whether a blacklisted endpoint answers again. */
  readonly isSound: (target: T) => Promise<boolean>
}

/** The outbox of one database. */
export interface Outbox {
  /**
   * Something was put on its way in the open transaction.
   * @param subscriptionId of which; without it all that is due is looked at
   */
  added(subscriptionId?: string): void
  /** Starts pushing what is due, also after a stop. */
  start(): void
  /**
   * Starts nothing more, and stores nothing more of what is under way: the next start tries that again.
   * Resolves when it has ended; whoever makes the pushes should break them off.
   */
  stop(): Promise<void>
  /** Looks at the endpoint of a subscription at once, and takes it back if it is sound. */
  recheck(subscriptionId: string): Promise<void>
}

/** Pushes under way at once: all together, of one subscription, and of one whose last push failed. */
const most = { together: 512, ofOne: 16, ofFailing: 1 }
/** Why what is still on its way is given up when its subscription is cancelled or expires. */
export const subscriptionEnded = 'the subscription has ended'

/** Longer than any push may take. */
const leaseMs = 120_000
/** How long to wait when the storage is held by somebody else. */
const pauseMs = 1_000

/** Stores what became of something, in the open transaction. */
type Store = () => void

/** An outbox over the notifications of a database. */
export function createOutbox<T extends Target>(deps: OutboxDeps<T>): Outbox {
  const { db, notifications, clock, log, targetOf, push, isSound } = deps
  const underway = new Map<string, number>()
  const running = new Set<Promise<void>>()
  /** Subscriptions of which something may be due, those that waited longest first. */
  const ready = new Set<string>()
  /** When all that is due is to be looked at, which takes the longer the more there is. */
  let looksAt = Number.NEGATIVE_INFINITY
  let isStarted = false
  /** Goes up with every stop: what began before one stores nothing after it. */
  let run = 0
  let leases = 0
  let claiming: Promise<void> | null = null
  let isStale = false
  let cancel: Cancel = () => {}
  let wakesAt = Number.POSITIVE_INFINITY

  /** Makes the clock wake it at `at`. */
  function arm(at: number): void {
    if (!isStarted || at >= wakesAt) return
    cancel()
    wakesAt = at
    cancel = clock.schedule(at, wake)
  }

  /** Resolves once nothing is due and nothing under way: a clock that is moved waits for it. */
  async function wake(): Promise<void> {
    wakesAt = Number.POSITIVE_INFINITY
    void claimAll()
    await rest()
  }

  /** Resolves once nothing is claimed or under way any more. */
  async function rest(): Promise<void> {
    for (let work = underwayNow(); work; work = underwayNow()) {
      // oxlint-disable-next-line no-await-in-loop -- each end may start others
      await work
    }
  }

  const underwayNow = (): Promise<unknown> | null =>
    claiming ?? (running.size > 0 ? Promise.all(running) : null)

  /** Claims until nothing more is due or there is no room; one at a time, again if asked meanwhile. */
  function claimAll(): Promise<void> {
    if (claiming) {
      isStale = true
      return claiming
    }
    claiming = claimRounds().finally(() => {
      claiming = null
      if (isStarted) armNext()
    })
    return claiming
  }

  async function claimRounds(): Promise<void> {
    do {
      isStale = false
      if (ready.size === 0 && clock.now() < looksAt) continue
      const begunIn = run
      try {
        // oxlint-disable-next-line no-await-in-loop -- each round looks at what the one before left
        const { leased, toRecheck } = await db.commit(claim)
        // Stopped meanwhile: the next start releases what was leased.
        if (run !== begunIn) continue
        for (const one of leased) track(one.subscriptionId, () => deliver(one))
        for (const id of toRecheck) track(id, () => recheck(id))
        isStale ||= leased.length > 0
      } catch (error) {
        if (!isStarted) return
        looksAt = Number.NEGATIVE_INFINITY
        if (!isBusy(error)) log.error('notifications cannot be claimed', { error: String(error) })
        arm(clock.now() + pauseMs)
        return
      }
    } while (isStale)
  }

  function claim(): { leased: Leased[]; toRecheck: string[] } {
    if (!isStarted) return { leased: [], toRecheck: [] }
    const now = clock.now()
    const toRecheck = now < looksAt ? [] : look(now)
    const wanted = wantedNow()
    const lease = { id: `${run}-${(leases += 1)}`, until: now + leaseMs }
    const leased = notifications.claim(wanted, now, lease)
    const counts = Map.groupBy(leased, ({ subscriptionId }) => subscriptionId)
    for (const [id, limit] of wanted) {
      ready.delete(id)
      if (counts.get(id)?.length === limit) ready.add(id)
    }
    return { leased, toRecheck }
  }

  /** Looks at all that is due, and returns the endpoints that are to be looked at again. */
  function look(now: number): string[] {
    looksAt = Number.POSITIVE_INFINITY
    for (const id of notifications.due(now)) ready.add(id)
    const toRecheck = notifications.toRecheck(now)
    for (const id of toRecheck) {
      // If this look comes to nothing because the process ends, there is another.
      notifications.setEndpoint(id, { ...notifications.endpoint(id), recheckAt: now + leaseMs })
    }
    return toRecheck
  }

  /** How many of which subscriptions there is room for. */
  function wantedNow(): ReadonlyMap<string, number> {
    const wanted = new Map<string, number>()
    let left = most.together - running.size
    for (const id of ready) {
      const room = Math.min(roomOf(id), left)
      if (room > 0) wanted.set(id, room)
      left -= Math.max(room, 0)
      if (left <= 0) break
    }
    return wanted
  }

  function roomOf(subscriptionId: string): number {
    const taken = underway.get(subscriptionId) ?? 0
    if (taken >= most.ofOne) return 0
    const { failingSince } = notifications.endpoint(subscriptionId)
    return (failingSince === null ? most.ofOne : most.ofFailing) - taken
  }

  function armNext(): void {
    const now = clock.now()
    const next = notifications.nextAfter(now)
    if (next !== null) {
      looksAt = Math.min(looksAt, next)
      arm(next)
    }
  }

  /**
   * Runs `work`, counted for a subscription, and stores what it resolves to. What follows is claimed in the
   * same commit, so that a push costs one sync of the disk. Never rejects.
   */
  function track(subscriptionId: string, work: () => Promise<Store | null>): void {
    underway.set(subscriptionId, (underway.get(subscriptionId) ?? 0) + 1)
    const done = work()
      .finally(() => {
        const left = (underway.get(subscriptionId) ?? 1) - 1
        if (left === 0) underway.delete(subscriptionId)
        else underway.set(subscriptionId, left)
      })
      .then(async (store) => {
        const stored = store && db.commit(store)
        if (isStarted) void claimAll()
        await stored
      })
      .catch((error: unknown) =>
        log.error('a delivery could not be stored', { error: String(error) }),
      )
      .finally(() => {
        running.delete(done)
        // What was stored may be due again.
        if (isStarted) armNext()
      })
    running.add(done)
  }

  async function deliver(leased: Leased): Promise<Store | null> {
    const { subscriptionId } = leased
    const begunIn = run
    const target = targetOf(subscriptionId)
    if (!target) return giveUp(leased, subscriptionEnded)
    const startedAt = clock.now()
    const tried = await attempt(target, leased)
    if (run !== begunIn) return null
    if ('withheld' in tried) return giveUp(leased, tried.withheld)
    if ('postponedMs' in tried) return postpone(leased, tried)
    return () => store(target.policy, leased, startedAt, tried)
  }

  const postpone =
    (leased: Leased, { postponedMs, reason }: Postponed): Store =>
    () => {
      const nextAt = clock.now() + postponedMs
      notifications.finish(leased, { state: 'pending', nextAt, reason }, null)
    }

  const giveUp =
    (leased: Leased, reason: string): Store =>
    () => {
      notifications.finish(leased, { state: 'failed', at: clock.now(), reason }, null)
    }

  async function attempt(target: T, leased: Leased): Promise<Tried | Withheld | Postponed> {
    try {
      return await push(target, leased)
    } catch (error) {
      log.error('a push failed inside', { error: String(error) })
      const reason = 'it could not be sent'
      return {
        isDelivered: false,
        ms: 0,
        request: '{}',
        status: null,
        answer: null,
        reason,
        retryAfterMs: null,
      }
    }
  }

  /** What became of a try, in the open transaction. */
  function store(policy: Policy, leased: Leased, startedAt: number, tried: Tried): void {
    const now = clock.now()
    const { subscriptionId, failures } = leased
    const { ms, request, status, answer, reason } = tried
    const made = { at: startedAt, ms, request, status, answer, reason }
    const before = notifications.endpoint(subscriptionId)
    if (tried.isDelivered) {
      if (!notifications.finish(leased, { state: 'delivered', at: now }, made)) return
      if (before.failingSince !== null) notifications.setEndpoint(subscriptionId, soundEndpoint)
      return
    }
    const why = reason ?? 'it failed'
    const endsAtOnce = status !== null && policy.endedBy.includes(status)
    const after = failed(policy, before, now, why, endsAtOnce)
    // Nothing more is sent to a blacklisted one, but what is put on its way by hand, once.
    const wait =
      after.blacklistedAt === null
        ? waitAfter(policy, failures, jitterOf(leased), tried.retryAfterMs)
        : null
    const isStored = notifications.finish(
      leased,
      wait === null
        ? { state: 'failed', at: now, reason: why }
        : { state: 'pending', nextAt: now + wait, reason: why },
      made,
    )
    if (!isStored) return
    notifications.setEndpoint(subscriptionId, after)
    if (before.blacklistedAt === null && after.blacklistedAt !== null) {
      notifications.withholdAll(subscriptionId, blacklisted(why), now)
      log.info('a subscription was blacklisted', { subscriptionId, reason: why })
    }
  }

  /** Looks at a blacklisted endpoint; what comes of it is to be stored. */
  async function recheck(subscriptionId: string): Promise<Store | null> {
    const begunIn = run
    const target = targetOf(subscriptionId)
    if (!target) return null
    const isBack = await isSound(target).catch(() => false)
    if (run !== begunIn) return null
    return () => {
      const before = notifications.endpoint(subscriptionId)
      if (before.blacklistedAt === null) return
      notifications.setEndpoint(
        subscriptionId,
        isBack ? soundEndpoint : failed(target.policy, before, clock.now(), before.reason ?? ''),
      )
      if (isBack) log.info('a subscription is blacklisted no more', { subscriptionId })
    }
  }

  return {
    added(subscriptionId) {
      if (subscriptionId === undefined) looksAt = Number.NEGATIVE_INFINITY
      else ready.add(subscriptionId)
      arm(clock.now())
    },
    start() {
      isStarted = true
      // Whoever leased them is gone: this process alone has the database, which may be another one now.
      db.transaction(() => notifications.releaseAll())
      ready.clear()
      looksAt = Number.NEGATIVE_INFINITY
      arm(clock.now())
    },
    async stop() {
      isStarted = false
      run += 1
      cancel()
      wakesAt = Number.POSITIVE_INFINITY
      await rest()
    },
    async recheck(subscriptionId) {
      const store = await recheck(subscriptionId)
      if (store) await db.commit(store)
    },
  }
}

/** Why something is withheld from a blacklisted endpoint. */
export const blacklisted = (reason: string | null): string => `blacklisted: ${reason ?? 'unknown'}`

/**
 * The chance in a wait. It comes from the notification alone: receivers answer in no order that can be
 * foreseen, and a common stream would give every run other values.
 */
function jitterOf({ uuid, failures }: Leased) {
  let seed = failures
  for (const letter of uuid) seed = Math.imul(seed, 31) + letter.charCodeAt(0)
  return seededRandom(seed)
}
