// Requests that never authenticate: counted by address and minute, and recorded when the minute ends,
// so that strangers can fill neither the disk nor the memory.
import type { Cancel, Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { AuditLog } from '#storage/audit-log'
import type { AuditEntries } from './record.ts'

/** Counts strangers. */
export interface Strangers {
  /**
   * A request was refused since nobody known made it. Returns at once.
   * @param reason a code, as `no_token`: one of a closed list, never the caller's words
   */
  saw(address: string, reason: string): void
  /** Records what was counted; call it before the audit log is closed. */
  close(): Promise<void>
}

/** What it needs. */
export interface StrangersParts {
  readonly clock: Clock
  readonly entries: Pick<AuditEntries, 'unauthenticated'>
  readonly append: AuditLog['append']
  readonly log: Log
}

/** What one address did in the minute. */
interface Tally {
  count: number
  readonly reasons: Record<string, number>
}

const minuteMs = 60_000
/** The longest text of an IPv6 address. */
const addressLength = 45

/** @param maxAddresses addresses told apart in one minute; those beyond share one record (at 100: 40 MB a day at worst) */
export function createStrangers(
  { clock, entries, append, log }: StrangersParts,
  { maxAddresses = 100 }: { readonly maxAddresses?: number } = {},
): Strangers {
  const tallies = new Map<string | null, Tally>()
  let minuteAt = 0
  let cancel: Cancel = () => {}
  let closed = false

  function begin(minute: number): void {
    minuteAt = minute
    cancel = clock.schedule(minute + minuteMs, flush)
  }

  async function flush(): Promise<void> {
    cancel()
    // Appended in one go, so that they share a sync.
    const appended = [...tallies].map(([address, { count, reasons }]) =>
      append(entries.unauthenticated({ address, minuteAt, count, reasons })),
    )
    tallies.clear()
    for (const outcome of await Promise.allSettled(appended)) {
      if (outcome.status === 'fulfilled') continue
      log.error('Refused requests of strangers could not be recorded.', {
        records: appended.length,
        reason: String(outcome.reason),
      })
      return
    }
  }

  return {
    saw(address, reason) {
      if (closed) return
      const minute = Math.floor(clock.now() / minuteMs) * minuteMs
      if (tallies.size > 0 && minute !== minuteAt) void flush()
      if (tallies.size === 0) begin(minute)
      const name = address.slice(0, addressLength)
      const known = tallies.has(name) || tallies.size < maxAddresses
      const key = known ? name : null
      const tally = tallies.get(key) ?? { count: 0, reasons: {} }
      tally.count += 1
      tally.reasons[reason] = (tally.reasons[reason] ?? 0) + 1
      tallies.set(key, tally)
    },
    close() {
      closed = true
      return flush()
    },
  }
}
