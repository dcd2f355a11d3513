// How often a method may be called. Each method belongs to one group; a group's calls are counted per
// user and app in a sliding window, apart from the other groups.

/** Calls per window that a user and app have, by group: the guide's defaults. */
export const rateGroups = {
  Light: { limit: 50, typical: 'Cheap reads: one status, one account.' },
  Medium: { limit: 40, typical: 'Most reads and writes: messages, extensions, posts.' },
  Heavy: { limit: 10, typical: 'What costs most: call logs, calls, content.' },
  Auth: { limit: 5, typical: 'Tokens: issue, refresh, revoke.' },
} as const

/** The name of a usage group. */
export type RateGroup = keyof typeof rateGroups

/** Length of the sliding window, and of the penalty after it was overrun, in seconds. */
export const rateWindowSeconds = 60

/** The four headers of a limited response, and the one of a refused one. */
export const rateHeaders = {
  group: 'X-Rate-Limit-Group',
  limit: 'X-Rate-Limit-Limit',
  remaining: 'X-Rate-Limit-Remaining',
  window: 'X-Rate-Limit-Window',
  retryAfter: 'Retry-After',
} as const
