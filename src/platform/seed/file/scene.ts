// What the parts of a seed that happen (messages, calls, chats) are planned with.
import type { Random } from '#lib/random'
import type { Parts } from '../../parts.ts'
import type { Company } from './company.ts'
import type { Path, Problems } from './problems.ts'
import type { Times } from './times.ts'

/** The scene of one seed. */
export interface SeedScene {
  /** The stores, and the stream that what was not said is drawn from. */
  readonly parts: Parts
  readonly random: Random
  readonly company: Company
  readonly times: Times
  readonly problems: Problems
  /** Where files that a seed names are looked for; null when it came without a folder. */
  readonly folder: string | null
}

/** The moment of the `index`th of `count` things of a list: as said, else minutes before now in their order. */
export function momentOf(
  { times }: SeedScene,
  said: { readonly at?: string },
  path: Path,
  [index, count]: readonly [number, number],
): number {
  return times.past(said.at, [...path, 'at'], times.now - (count - index) * 60_000)
}

/** One value or a list, as a list with the path of each. */
export function listed<T extends string | number>(
  value: T | readonly T[],
  path: Path,
): (readonly [T, Path])[] {
  if (!isList(value)) return [[value, path]]
  return value.map((one, index) => [one, [...path, index]] as const)
}

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value)
