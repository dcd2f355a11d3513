// Lists in pages: which rows a request asks for, and the paging and navigation members of its reply.
// Links carry the filters in effect, defaults spelled out, so that a client follows them as they are.
import { pagingRules } from '#catalog/rules/limits'

/** The rows a request asks for. `page` counts from 1. */
export interface Page {
  readonly page: number
  readonly perPage: number
  readonly limit: number
  readonly offset: number
}

/** Where a list stands in its whole, in RingCentral's field names; indexes count from 0, both ends included. */
export interface Paging {
  readonly page?: number
  readonly perPage: number
  readonly pageStart?: number
  readonly pageEnd?: number
  readonly totalPages: number
  readonly totalElements: number
}

/** A link of a list. */
export interface Link {
  readonly uri: string
}

/** Links to the other pages; those that do not exist are absent. */
export interface Navigation {
  readonly firstPage?: Link
  readonly previousPage?: Link
  readonly nextPage?: Link
  readonly lastPage?: Link
}

/** Filters of a list as they are in effect; lists become repeated keys. */
export type EffectiveQuery = Readonly<
  Record<string, string | number | boolean | readonly (string | number)[] | undefined>
>

/** The guide's page size where a method names none. */
export const defaultPerPage: number = pagingRules.defaultPerPage

/**
 * The page a query asks for. A size over `max` is cut down to it, as RingCentral does, never refused.
 */
export function pageOf(
  query: { readonly page?: number; readonly perPage?: number },
  max: number = pagingRules.maxPerPage,
  size = defaultPerPage,
): Page {
  const page = query.page ?? 1
  const perPage = Math.min(query.perPage ?? size, max)
  return { page, perPage, limit: perPage, offset: (page - 1) * perPage }
}

/** The absolute URI of a path with a query. Empty and absent values are left out. */
export function uriOf(origin: string, path: string, query: EffectiveQuery = {}): string {
  let text = ''
  for (const name in query) {
    const value = query[name]
    if (value === undefined) continue
    for (const one of Array.isArray(value) ? value : [value]) {
      text += `${text === '' ? '?' : '&'}${encoded(name)}=${encoded(String(one))}`
    }
  }
  return `${origin}${path}${text}`
}

/** A name or value as a form has it. Most are words and times: those take no URLSearchParams (1 µs a list for 2). */
const encoded = (text: string): string =>
  /^[\w.*:-]*$/.test(text)
    ? text.replaceAll(':', '%3A')
    : new URLSearchParams({ '': text }).toString().slice(1)

/**
 * The uri, paging and navigation of a list's reply.
 * @param place the call's origin and path
 * @param query the filters in effect, without page and perPage
 * @param total how many rows there are over all pages
 */
export function paged(
  place: { readonly origin: string; readonly path: string },
  query: EffectiveQuery,
  { page, perPage, offset }: Page,
  total: number,
): { uri: string; paging: Paging; navigation: Navigation } {
  const list = uriOf(place.origin, place.path, query)
  const start = `${list}${list.includes('?') ? '&' : '?'}`
  const link = (number: number): Link => ({ uri: `${start}page=${number}&perPage=${perPage}` })
  const totalPages = Math.ceil(total / perPage)
  const isEmpty = offset >= total
  const within = isEmpty
    ? {}
    : { page, pageStart: offset, pageEnd: Math.min(offset + perPage, total) - 1 }
  return {
    uri: link(page).uri,
    paging: { ...within, perPage, totalPages, totalElements: total },
    navigation: {
      firstPage: link(1),
      ...(page > 1 && totalPages > 0 ? { previousPage: link(Math.min(page - 1, totalPages)) } : {}),
      ...(page < totalPages ? { nextPage: link(page + 1) } : {}),
      lastPage: link(Math.max(totalPages, 1)),
    },
  }
}

/** The same without what a list gives away of its whole: the totals and the last page. */
export function withoutTotals({ uri, paging, navigation }: ReturnType<typeof paged>) {
  const { totalPages: _pages, totalElements: _elements, ...within } = paging
  const { lastPage: _last, ...links } = navigation
  return { uri, paging: within, navigation: links }
}
