// Evidence of what the tests have seen of each method, one fact at a time: that it was served, driven by
// an official client, refused for each kind of reason, its reply judged by its schema. Worlds hand in the
// request logs of their platforms; scripts/coverage.ts makes docs/coverage.md of it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The kinds of fact. They are never added up: each is its own. */
export const facts = [
  'served',
  'official client',
  'missing permission',
  'bad input',
  'unknown id',
  'throttled',
  'schema',
] as const

/** One of {@link facts}. */
export type Fact = (typeof facts)[number]

/** Where the evidence of a test run lies: a file a process. */
export const evidenceFolder = fileURLToPath(new URL('../coverage', import.meta.url))

/** One line of a request log, as far as it is evidence. */
interface Evidence {
  readonly method: string | null
  readonly status: number | null
  readonly errorCode: string | null
  readonly fault: string | null
}

const seen = new Map<string, Set<Fact>>()

/**
 * Takes the facts out of a request log.
 * @param isChecked whether every reply was judged by its schema before it left
 * @param isOfficial whether the requests are an official client's
 */
export function recordCoverage(
  requests: readonly Evidence[],
  { isChecked, isOfficial }: { readonly isChecked: boolean; readonly isOfficial: boolean },
): void {
  if (seen.size === 0) process.once('exit', write)
  for (const { method, status, errorCode, fault } of requests) {
    // What a fault answered is no evidence of the platform.
    if (method === null || status === null || fault !== null) continue
    const known = seen.get(method) ?? new Set()
    seen.set(method, known)
    if (status < 400) {
      known.add('served')
      if (isChecked) known.add('schema')
      if (isOfficial) known.add('official client')
    }
    const refusal = refusalOf(status, errorCode)
    if (refusal) known.add(refusal)
  }
}

function refusalOf(status: number, errorCode: string | null): Fact | null {
  if (status === 403) return 'missing permission'
  if (status === 404 && errorCode === 'CMN-102') return 'unknown id'
  if (status === 429 && errorCode === 'CMN-301') return 'throttled'
  return status === 400 || status === 415 ? 'bad input' : null
}

function write(): void {
  mkdirSync(evidenceFolder, { recursive: true })
  const facts = Object.fromEntries([...seen].map(([method, known]) => [method, [...known]]))
  writeFileSync(`${evidenceFolder}/${process.pid}.json`, JSON.stringify(facts))
}
