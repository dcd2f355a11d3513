// What a command has of the world: streams, environment, clock, the wish to stop. Passed in, so that
// tests run commands in their own process and see all that they say.
import type { Environment } from '#src/config'
import type { Clock } from '#lib/clock'

/** Where a command writes. */
export interface Stream {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  /** Width of the terminal. */
  readonly columns?: number | undefined
}

/** The world of one run. */
export interface Io {
  readonly env: Environment
  readonly stdout: Stream
  readonly stderr: Stream
  readonly clock: Clock
  /** Aborted when the person asks the command to end (SIGINT, SIGTERM). Until it is asked for, signals end the process at once. */
  readonly stop: () => AbortSignal
}
