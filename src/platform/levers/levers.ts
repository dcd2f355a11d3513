// All levers, by group in the order of their documentation. The mounted paths, the command line, the
// typed client, the OpenAPI and the documents are made from this table; nothing else lists them.
import type { Parts } from '../parts.ts'
import type { LeverHandlers } from './lever.ts'
import { limitsHandlers, limitsLevers } from './limits.ts'

/** The groups: title and levers. */
export const leverGroups = [{ title: 'Apps', routes: limitsLevers }] as const

/** Every lever by its id. */
export const levers = {
  ...limitsLevers,
} as const

/** What moves every lever. */
export const leverHandlers = (parts: Parts): LeverHandlers<typeof levers> => ({
  ...limitsHandlers(parts),
})
