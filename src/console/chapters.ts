// The pages of the reference: their places and names. The navigation, the prerenderer, the titles and
// the sitemap for machines go by this list.

/** One page beside those of methods. */
export interface Chapter {
  readonly path: string
  readonly label: string
  readonly title: string
  readonly about: string
}

/** All of them, in the order of the navigation. */
export const chapterList = [
  {
    path: '/',
    label: 'Methods',
    title: 'Every method an agent can call',
    about: 'Filter, search and understand each method, and which permission it needs.',
  },
  {
    path: '/connect',
    label: 'Connect',
    title: 'Connect and authenticate',
    about: 'Ways to reach RingCentral, and three ways to a token.',
  },
  {
    path: '/permissions',
    label: 'Permissions',
    title: 'Permissions',
    about: 'What each app permission opens, which methods take it, how sensitive it is.',
  },
  {
    path: '/events',
    label: 'Events',
    title: 'Events',
    about: 'What can be pushed to an app: filters, triggers, bodies, transports.',
  },
  {
    path: '/rate-limits',
    label: 'Rate limits',
    title: 'Rate limits',
    about: 'Usage groups, headers, and what a mix of calls comes to.',
  },
  {
    path: '/payloads',
    label: 'Paging & payloads',
    title: 'Paging and payloads',
    about: 'How lists are read, and how much one call may carry.',
  },
  {
    path: '/errors',
    label: 'Errors',
    title: 'Errors',
    about: 'Every status and code, and what to do about it.',
  },
  {
    path: '/versions',
    label: 'Versions',
    title: 'Versions and changelog',
    about: 'One path version, dated changes, and where guide and live differ.',
  },
] as const satisfies readonly Chapter[]

/** The path of a chapter. */
export type ChapterPath = (typeof chapterList)[number]['path']
