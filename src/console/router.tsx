// Addresses: the table of methods, in which one may stand open, and a page for each chapter.
import { QueryClient } from '@tanstack/react-query'
import {
  createHashHistory,
  createMemoryHistory,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
} from '@tanstack/react-router'
import { viewFromParameters, viewToParameters } from '#catalog/projections/facets'
import { basePath } from './addresses.ts'
import { Missing } from './missing.tsx'
import { MethodsPage } from './reference/methods-page.tsx'
import { Shell } from './shell.tsx'

/** What pages share beside data. */
export interface Shared {
  readonly queries: QueryClient
}

const root = createRootRouteWithContext<Shared>()({
  component: Shell,
  notFoundComponent: Missing,
})

/** The table; `$id` is the method that stands open in it. */
const methodsRoute = createRoute({
  getParentRoute: () => root,
  id: 'table',
  component: MethodsPage,
  // Kept as it is written, so that a link stays short; what it says is read by viewFromParameters.
  validateSearch: (search: Record<string, unknown>): Record<string, string> =>
    viewToParameters(viewFromParameters(search)),
})
const tableRoute = createRoute({ getParentRoute: () => methodsRoute, path: '/' })
const methodRoute = createRoute({ getParentRoute: () => methodsRoute, path: '/methods/$id' })

const chapterRoute = <Path extends string>(
  path: Path,
  load: () => Promise<Readonly<Record<string, () => React.ReactNode>>>,
  name: string,
) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(load, name),
  })

const routes = root.addChildren([
  methodsRoute.addChildren([tableRoute, methodRoute]),
  chapterRoute('/connect', () => import('./reference/connect.tsx'), 'Connect'),
  chapterRoute('/permissions', () => import('./reference/permissions.tsx'), 'Permissions'),
  chapterRoute('/events', () => import('./reference/events.tsx'), 'Events'),
  chapterRoute('/rate-limits', () => import('./reference/rate-limits.tsx'), 'RateLimits'),
  chapterRoute('/payloads', () => import('./reference/payloads.tsx'), 'Payloads'),
  chapterRoute('/errors', () => import('./reference/errors.tsx'), 'Errors'),
  chapterRoute('/versions', () => import('./reference/versions.tsx'), 'Versions'),
])

/** A router over a history; the export's has its addresses behind `#`. */
export function makeRouter(history?: RouterHistory) {
  return createRouter({
    routeTree: routes,
    basepath: isExport ? '/' : basePath,
    context: { queries: new QueryClient() },
    scrollRestoration: typeof document !== 'undefined',
    trailingSlash: 'never',
    // Parameters are plain text, not JSON in quotes.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch(search) {
      const text = new URLSearchParams(search as Record<string, string>).toString() // as validated
      return text === '' ? '' : `?${text.replaceAll('%2C', ',')}`
    },
    ...(history ? { history } : {}),
  })
}

/** The history of a page that is drawn where there is no browser. */
export const historyAt = (path: string): RouterHistory =>
  createMemoryHistory({ initialEntries: [path] })

/** The history of the export. */
export const exportHistory = (): RouterHistory => createHashHistory()

/** The router's type. */
export type AppRouter = ReturnType<typeof makeRouter>

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter
  }
}
