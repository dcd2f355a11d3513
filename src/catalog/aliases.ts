// Older addresses under which RingCentral still serves methods: whole branches of paths.
import { type Method, pathOf } from './method.ts'

/** Each older start of paths, and the one that took its place. */
export const pathAliases = [
  { alias: '/restapi/v1.0/glip', path: '/team-messaging/v1' },
] as const satisfies readonly { readonly alias: `/${string}`; readonly path: `/${string}` }[]

/** The path templates of a method, its own first. */
export function pathsOf(method: Pick<Method, 'route'>): string[] {
  const own = pathOf(method)
  const older = pathAliases
    .filter(({ path }) => own.startsWith(`${path}/`))
    .map(({ alias, path }) => alias + own.slice(path.length))
  return [own, ...older]
}
