// What a scenario has standing while it measures: processes and temporary folders, all of them gone
// when the scenario ends, however it ends (`await using stage = openStage()`).
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Running } from './processes.ts'

/** How much of the machine's time a run may take, from the command line. */
export interface Options {
  /** One second a cell, one round: to check the harness, not to quote. */
  readonly quick: boolean
  /** Also measure with 10 million messages (scenario `size`). */
  readonly big: boolean
}

/** A scenario's processes and folders. */
export interface Stage extends AsyncDisposable {
  /** A new, empty folder. */
  folder(): Promise<string>
  /** Has `running` ended with the stage; returns it. */
  own<T extends Running>(running: T): T
}

/** An empty stage. */
export function openStage(): Stage {
  const disposals = new AsyncDisposableStack()
  return {
    async folder() {
      const path = await mkdtemp(join(tmpdir(), 'ringfence-bench-'))
      disposals.defer(() => rm(path, { recursive: true, force: true }))
      return path
    },
    own(running) {
      disposals.defer(() => running.stop())
      return running
    },
    [Symbol.asyncDispose]: () => disposals.disposeAsync(),
  }
}
