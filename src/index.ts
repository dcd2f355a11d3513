// What a program that installs the package imports: the platform for tests, and its levers from afar.
export {
  type AppCredentials,
  createPlatform,
  type CreatePlatformOptions,
  frozenStart,
  type TestPlatform,
  UnsoundError,
} from './create-platform.ts'
export {
  connectLevers,
  type LeverClient,
  type LeverConnection,
  LeverError,
} from '#platform/levers/client'
export { SeedError, type SeedProblem } from '#platform/seed/file/problems'
export type { SeedContext } from '#platform/seed/file/read'
export type { Seed } from '#platform/seed/file/schema'
import type { SeedContext } from '#platform/seed/file/read'
import type { Seed } from '#platform/seed/file/schema'

/** Says that an object, or what a function makes, is a seed: an editor then knows its fields. */
export const defineSeed = <T extends Seed | ((context: SeedContext) => Seed | Promise<Seed>)>(
  seed: T,
): T => seed
