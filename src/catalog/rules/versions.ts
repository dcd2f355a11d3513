// How RingCentral's API changes: one path version, dated changes, and what the changelog has so far.

import { pathAliases } from '../aliases.ts'

/** How versions work, in sentences to print. */
export const versioning = {
  path: 'v1.0',
  /** The version of the public specification, as RingCentral's own server tells it. */
  release: '1.0.58',
  specification: '2024-05-29',
  policy: [
    'The platform API stays at one path version, v1.0.',
    'It changes by dated entries of a public changelog; nearly all of them add something and break nothing.',
    'A breaking change is announced before it comes.',
    'What is going away is marked deprecated first, as the scheduling endpoints of RingCentral Meetings are.',
    ...pathAliases.map(
      ({ alias, path }) => `Everything under ${path} answers under its older address ${alias} too.`,
    ),
  ],
  changelog: 'https://developers.ringcentral.com/api-reference/changelog',
} as const

/** One entry of the changelog. */
export interface ChangelogEntry {
  /** Year and month. */
  readonly date: `${number}-${number}`
  readonly changes: readonly string[]
}

/** Entries that matter to agents, newest first. */
export const changelog: readonly ChangelogEntry[] = [
  {
    date: '2022-05',
    changes: [
      'Line of Business Analytics can group call performance by the whole company (WholeCompany).',
      'Its keyInfo has a name field, so extensions show their names beside their numbers.',
    ],
  },
  {
    date: '2022-03',
    changes: [
      'A search of the audit trail, in beta.',
      'Hold and unhold of calls reach BroadSoft extensions.',
      'Provisioning of delegated line groups, in beta.',
    ],
  },
  {
    date: '2021-02',
    changes: [
      'Telephony notifications take sipData and statusCode as query parameters.',
      'An event filter for changes of do-not-disturb.',
      'Call-handling rules can be filtered by custom type.',
    ],
  },
]

/** Surfaces that are marked to go away. */
export const deprecated = [
  {
    surface: 'RingCentral Meetings scheduling',
    instead: 'RingCentral Video.',
  },
] as const
