// Lets calls through, and holds them up while the whole state of the platform is exchanged: a call that
// is being handled is waited for, one that only arrives waits, and one in between (its body still on
// the way) is refused with 503, for it was judged by what is gone.
import { setTimeout as wait } from 'node:timers/promises'
import { fail } from '#catalog/errors'

/** Calls did not come to an end in time. */
export class BusyError extends Error {
  override readonly name = 'BusyError'
}

/** One call on its way through. */
export interface Passage {
  /** From here on it is waited for; again and again for the parts of a batch. Throws CMN-201 when the state it was judged by is gone. */
  begin(): void
  /** It is over. */
  end(): void
}

/** The gate of one platform. */
export interface Gate {
  /** Whether a call has to wait for {@link Gate.opened}. */
  readonly isShut: boolean
  /** Resolves once it is open. */
  opened(): Promise<void>
  /** Lets a call in. */
  enter(): Passage
  /** Runs `work` while no call is being handled. Throws BusyError when one does not end within `graceMs`. */
  shut<T>(work: () => T | Promise<T>, graceMs?: number): Promise<T>
}

/** The machine's time that calls have to come to an end. */
const usualGraceMs = 10_000

/** An open gate. */
export function createGate(): Gate {
  let generation = 0
  let handling = 0
  let isShut = false
  let waiting: (() => void)[] = []
  let whenIdle: () => void = () => {}

  async function idle(graceMs: number): Promise<void> {
    if (handling === 0) return
    const done = new AbortController()
    const ended = new Promise<'idle'>((resolve) => (whenIdle = () => resolve('idle')))
    const late = wait(graceMs, 'late' as const, { signal: done.signal, ref: false })
    late.catch(() => {})
    const first = await Promise.race([ended, late])
    done.abort()
    if (first === 'late') {
      throw new BusyError(`${handling} calls did not come to an end within ${graceMs} ms.`)
    }
  }

  return {
    get isShut() {
      return isShut
    },
    async opened() {
      // oxlint-disable-next-line no-unmodified-loop-condition -- it is, while this waits
      while (isShut) {
        // oxlint-disable-next-line no-await-in-loop -- it may be shut again by then
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
    },
    enter() {
      const entered = generation
      let isHandled = false
      return {
        begin() {
          if (isHandled) return
          if (isShut || entered !== generation) throw fail('CMN-201')
          isHandled = true
          handling += 1
        },
        end() {
          if (!isHandled) return
          isHandled = false
          handling -= 1
          if (handling === 0) whenIdle()
        },
      }
    },
    async shut(work, graceMs = usualGraceMs) {
      isShut = true
      try {
        await idle(graceMs)
        const result = await work()
        generation += 1
        return result
      } finally {
        isShut = false
        const woken = waiting
        waiting = []
        for (const wake of woken) wake()
      }
    },
  }
}
