// Where a benchmark was run, for the head of its report. Nothing here identifies the machine.
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { generator } from './load.ts'
import { pinned } from './processes.ts'

/** The machine and the conditions of a run. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  readonly system: string
  readonly node: string
  readonly load: string
  readonly pinned: boolean
  /** How many processes wanted to run in the minute before; over a half, the numbers are disturbed. */
  readonly busyBefore: number
}

// Read when the program starts: later it is the benchmarks' own load.
const busyBefore = loadavg()[0] ?? 0

/** This machine. */
export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    load: generator,
    pinned,
    busyBefore,
  }
}
