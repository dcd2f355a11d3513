// Pages of lists as they were read last: a client that polls a mailbox gets the very same rows until
// something in it changes. The same array then comes back, so that what was made of it (a reply, its
// JSON) can be kept beside it.

/** A row of a list that is ordered by time, the newest first. */
interface Dated {
  readonly createdAt: number
}

/** Which page of which list. */
export interface PageName {
  /** All that its rows depend on but the two below: the filter, and where the page lies. */
  readonly name: string
  /** The state of what the list is of: rows of another state are never used. */
  readonly state: string
  /** Where the list begins (epoch ms, included). */
  readonly from: number
  /** Rows of a full page. */
  readonly limit: number
}

/** Pages of one store. */
export interface RememberedPages<R extends Dated> {
  /** The rows of a page: read once, until its state is another. */
  rows(page: PageName, read: () => readonly R[]): readonly R[]
}

/** A text takes some 3 kB with its reply and the JSON of it. */
const maxRows = 2_000

/** Remembers the pages used last, of so many rows altogether. */
export function createRememberedPages<R extends Dated>(): RememberedPages<R> {
  const pages = new Map<string, { readonly page: PageName; readonly rows: readonly R[] }>()
  let kept = 0

  function forget(name: string): void {
    kept -= pages.get(name)?.rows.length ?? 0
    pages.delete(name)
  }

  return {
    rows(page, read) {
      const known = pages.get(page.name)
      const rows = (known?.page.state === page.state && rowsFrom(page, known)) || read()
      if (rows === known?.rows) return rows
      forget(page.name)
      pages.set(page.name, { page, rows })
      kept += rows.length
      for (const oldest of pages.keys()) {
        if (kept <= maxRows) break
        forget(oldest)
      }
      return rows
    },
  }
}

/** The page's rows out of those of the same page of a list that began elsewhere; null when some may be missing. */
function rowsFrom<R extends Dated>(
  { from, limit }: PageName,
  known: { readonly page: PageName; readonly rows: readonly R[] },
): readonly R[] | null {
  const { rows, page } = known
  const last = rows.at(-1)
  if (from < page.from) return rows.length === limit ? rows : null
  return !last || last.createdAt >= from ? rows : rows.filter(({ createdAt }) => createdAt >= from)
}
