// Counts the calls of each app for the report of the production gate. The counts are in memory, and
// written to the database now and then: a call is not slowed down by its count, and a crash forgets a
// few seconds of them. They are evidence of what clients did, so a reset or a restored snapshot leaves them.
import type { Database } from '#storage/database'
import type { CallCount, CallCounts } from '#storage/platform/call-counts'
import type { MethodId } from '#catalog/methods'

/** How a call ended. */
export interface Counted {
  readonly clientId: string
  readonly method: MethodId
  /** Epoch milliseconds on the platform's clock. */
  readonly at: number
  readonly status: number
  /** Whether a fault answered it. */
  readonly isInjected: boolean
}

/** The counts of one platform. */
export interface Tally {
  count(call: Counted): void
  /** All counts. */
  all(): readonly CallCount[]
  clear(): void
  /** The database was exchanged: they are to be written again. */
  rewrite(): void
  /** Writes what is not written yet, now, and no more after it. */
  close(): void
}

/** How long counts may be in memory alone, on the machine's clock. */
const writeAfterMs = 5_000
/** Far more than an account's apps come to in two days; the oldest are dropped. */
const maxCounts = 10_000
const hourMs = 3_600_000

type Numbers = { -readonly [Name in keyof CallCount]: CallCount[Name] }

/** The counts that a database has, to be counted on. */
export function createTally(db: Database, stored: CallCounts): Tally {
  const counts = new Map<string, Numbers>(
    stored.all().map((count) => [keyOf(count.clientId, count.method, count.hour), { ...count }]),
  )
  let timer: NodeJS.Timeout | null = null
  let isClosed = false

  const write = () => stored.replace(counts.values())

  function writeLater() {
    if (timer || isClosed) return
    timer = setTimeout(() => {
      timer = null
      // A write that fails is made again with the next call.
      if (!isClosed) db.commit(write).catch(() => {})
    }, writeAfterMs)
    timer.unref()
  }

  return {
    count({ clientId, method, at, status, isInjected }) {
      const hour = Math.floor(at / hourMs)
      const key = keyOf(clientId, method, hour)
      let one = counts.get(key)
      if (!one) {
        const [oldest] = counts.keys()
        if (oldest !== undefined && counts.size >= maxCounts) counts.delete(oldest)
        counts.set(key, (one = { ...none, clientId, method, hour }))
      }
      if (isInjected) one.injected += 1
      else if (status >= 500) one.serverErrors += 1
      else if (status >= 400) one.clientErrors += 1
      else one.successes += 1
      if (status === 429 && !isInjected) one.limited += 1
      writeLater()
    },
    all: () => [...counts.values()],
    clear() {
      counts.clear()
      writeLater()
    },
    rewrite: writeLater,
    close() {
      if (timer) {
        clearTimeout(timer)
        db.transaction(write)
      }
      isClosed = true
    },
  }
}

const none = { successes: 0, clientErrors: 0, limited: 0, serverErrors: 0, injected: 0 }

const keyOf = (clientId: string, method: string, hour: number) => `${clientId} ${method} ${hour}`
