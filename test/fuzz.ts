// How long property tests run: a bounded, seeded share by default, more when FUZZ_RUNS multiplies it
// (`npm run fuzz`). Seeded runs fail the same way twice; a long run takes a new seed each time.
import type { Parameters } from 'fast-check'

const factor = Number(process.env['FUZZ_RUNS'] ?? '1')

/** fast-check's settings for a property that runs `usual` times in `npm test`. */
export const runs = <T>(usual: number): Parameters<T> =>
  factor > 1
    ? { numRuns: Math.round(usual * factor), endOnFailure: true }
    : { numRuns: usual, seed: 20261124, endOnFailure: true }
