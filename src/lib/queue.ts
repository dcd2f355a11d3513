// Work that must not overlap, done in the order it was handed over.

/** Runs `work` when everything handed over before is done, and resolves or rejects as it does. */
export type Queue = <T>(work: () => T | Promise<T>) => Promise<T>

/** A queue of its own. */
export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }
}
