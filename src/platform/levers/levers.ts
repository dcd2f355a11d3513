// All levers, by group in the order of their documentation. The mounted paths, the command line, the
// typed client, the OpenAPI and the documents are made from this table; nothing else lists them.
import type { Controls } from '../controls.ts'
import type { Parts } from '../parts.ts'
import { clockHandlers, clockLevers } from './clock.ts'
import type { LeverHandlers } from './lever.ts'
import { limitsHandlers, limitsLevers } from './limits.ts'

/** The groups: title and levers. */
export const leverGroups = [
  { title: 'Clock', routes: clockLevers },
  { title: 'Apps', routes: limitsLevers },
] as const

/** Every lever by its id. */
export const levers = {
  ...clockLevers,
  ...limitsLevers,
} as const

/** What moves every lever. */
export const leverHandlers = (parts: Parts, controls: Controls): LeverHandlers<typeof levers> => ({
  ...clockHandlers(controls),
  ...limitsHandlers(parts),
})
