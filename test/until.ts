// Waiting for what other sides of a socket do, turn by turn of the loop: no time is asserted by it.
import { setImmediate } from 'node:timers/promises'

/** Resolves once the condition holds; rejects when it does not after very many turns. */
export async function until(condition: () => unknown, what = 'what is waited for'): Promise<void> {
  for (let turn = 0; turn < 20_000; turn += 1) {
    if (condition()) return
    // oxlint-disable-next-line no-await-in-loop -- that is the waiting
    await setImmediate()
  }
  throw new Error(`${what} did not happen`)
}
