// The title of each address.
import { index } from 'virtual:reference/methods'
import { chapterList } from './chapters.ts'

/** What stands in the browser's tab. `path` is without what the pages are served under, or with it. */
export function titleAt(path: string): string {
  const method = index.methods.find(({ id }) => path.endsWith(`/methods/${id}`))
  if (method) return `${method.summary.replace(/\.$/, '')} (${method.id}) · Ringfence reference`
  const last = `/${path.split('/').at(-1) ?? ''}`
  const chapter = chapterList.find((one) => one.path !== '/' && one.path === last)
  return `${chapter?.title ?? 'Every method an agent can call'} · Ringfence reference`
}
