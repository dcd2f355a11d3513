// One page of a list that the gateway answers itself, with the guide's paging and navigation.

/** A page of a list. */
export interface Page<T> {
  readonly uri: string
  readonly records: readonly T[]
  readonly paging: Readonly<Record<string, number>>
  readonly navigation: Readonly<Record<string, { readonly uri: string }>>
}

const usualPerPage = 100
const maxPerPage = 1000

/**
 * The page of `all` that a query asks for; beyond the last page it is empty.
 * @param uri the list's own, without a query
 */
export function pageOf<T>(
  all: readonly T[],
  uri: string,
  query: Readonly<Record<string, unknown>>,
): Page<T> {
  const page = Number(query['page'] ?? 1)
  const perPage = Math.min(Number(query['perPage'] ?? usualPerPage), maxPerPage)
  const totalPages = Math.ceil(all.length / perPage)
  const from = (page - 1) * perPage
  const records = all.slice(from, from + perPage)
  const link = (number: number) => ({ uri: `${uri}?page=${number}&perPage=${perPage}` })
  const last = Math.max(totalPages, 1)
  return {
    uri: `${uri}?page=${page}&perPage=${perPage}`,
    records,
    paging: {
      ...(records.length === 0
        ? { perPage }
        : { page, perPage, pageStart: from, pageEnd: from + records.length - 1 }),
      totalPages,
      totalElements: all.length,
    },
    navigation: {
      firstPage: link(1),
      ...(page > 1 && page <= last ? { previousPage: link(page - 1) } : {}),
      ...(page < last ? { nextPage: link(page + 1) } : {}),
      lastPage: link(last),
    },
  }
}
