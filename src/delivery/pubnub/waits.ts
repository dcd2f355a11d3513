// Long polls that wait for something to happen: until there is something, the time is over, the client is
// gone, or the whole place closes.
import type { Clock } from '#lib/clock'
import type { Feed } from '../feed.ts'

/** What ended a wait: there may be more in the feed, the feed is another one, or there is no more time. */
export type Ended = 'woken' | 'renewed' | 'over'

/** One poll that waits. */
export interface Wait {
  /** Resolves at the next end, or with one that was before it was asked. After any but `woken` it is over. */
  next(): Promise<Ended>
  /** Lets go of everything; call it always. */
  end(): void
}

/** The polls of one place. */
export interface Waits {
  /** A poll for what is added to some subscriptions, and until the client's `signal`. */
  open(subscriptionIds: readonly string[], signal: AbortSignal): Wait
  /** Ends every wait as `renewed`. */
  renew(): void
  /** Ends every wait, and those to come. */
  close(): void
}

/**
 * @param machine a clock that goes on by itself: clients have their own time out
 * @param mostMs how long a poll waits on it
 */
export function createWaits(
  feed: Pick<Feed, 'listen'>,
  machine: Pick<Clock, 'now' | 'schedule'>,
  mostMs: number,
): Waits {
  const open = new Set<(how: Ended) => void>()
  let isClosed = false

  function start(subscriptionIds: readonly string[], signal: AbortSignal): Wait {
    let told: Ended | null = null
    let resolve: ((how: Ended) => void) | null = null

    function settle(): void {
      if (!resolve || !told) return
      resolve(told)
      resolve = null
      if (told === 'woken') told = null
    }
    const tell = (how: Ended) => {
      // What is over stays so.
      if (told === null || told === 'woken') told = how
      settle()
    }
    const isOver = () => tell('over')
    const wake = () => tell('woken')
    const unlisten = subscriptionIds.map((id) => feed.listen(id, wake))
    const cancel = machine.schedule(machine.now() + mostMs, isOver)
    signal.addEventListener('abort', isOver)
    open.add(tell)
    if (isClosed || signal.aborted) isOver()
    return {
      next: () =>
        new Promise((settled) => {
          resolve = settled
          settle()
        }),
      end() {
        open.delete(tell)
        for (const stop of unlisten) stop()
        cancel()
        signal.removeEventListener('abort', isOver)
      },
    }
  }

  const endAll = (how: Ended) => {
    for (const tell of open) tell(how)
  }
  return {
    open: start,
    renew: () => endAll('renewed'),
    close() {
      isClosed = true
      endAll('over')
    },
  }
}
