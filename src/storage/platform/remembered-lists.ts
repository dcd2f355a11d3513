// What was learnt of lists that are read page by page: how many rows each has, and with which row some
// of its pages begin. Counting a mailbox of ten thousand messages, and skipping half of it, takes
// longer than everything else of a call; it has to be done again only once the mailbox has changed.

/** A row's place in a list that is ordered by time and id, the newest first. */
export interface Place {
  readonly createdAt: number
  readonly id: number
}

/** Where a page begins: with a row, or right after one. */
export interface Start extends Place {
  readonly isIncluded: boolean
}

/** One list as it is now. */
export interface RememberedList {
  /**
   * How many rows it has from a time on. The first time all are counted, later those between that time
   * and the one asked for before: none where a list begins at a fixed time, few where it is the last day.
   * @param count counts the rows from a time to (and without) another; null for the list's end
   * @param oldest the time of the first row from a time on, as far as the list may begin later with
   *   none counted anew: where it is the last day, it does so every millisecond
   */
  total(
    from: number,
    count: (from: number, to: number | null) => number,
    oldest?: (from: number) => number,
  ): number
  /** Where the page at an offset begins, if that is known. */
  startAt(offset: number): Start | undefined
  /** Learns from a page that was read. */
  learn(offset: number, rows: readonly Place[]): void
}

/** The lists of one store. */
export interface RememberedLists {
  /**
   * The list of this name, which says everything that the rows depend on but where the list begins (the
   * filter, and the number of the last change): what was learnt under another name is not used.
   */
  list(name: string): RememberedList
}

const maxLists = 200
const maxStarts = 1_000

/** Remembers the lists used last, and of each a bounded number of places. */
export function createRememberedLists(): RememberedLists {
  const lists = new Map<string, RememberedList>()
  return {
    list(name) {
      const list = lists.get(name) ?? createList()
      // The one used last stands last.
      lists.delete(name)
      lists.set(name, list)
      const [oldest] = lists.keys()
      if (oldest !== undefined && lists.size > maxLists) lists.delete(oldest)
      return list
    },
  }
}

function createList(): RememberedList {
  let counted: { readonly from: number; readonly total: number } | null = null
  let countsUpTo = Number.NEGATIVE_INFINITY
  const starts = new Map<number, Start>()
  const keep = (offset: number, place: Place, isIncluded: boolean) => {
    if (starts.size < maxStarts && !starts.has(offset)) {
      starts.set(offset, { createdAt: place.createdAt, id: place.id, isIncluded })
    }
  }
  return {
    total(from, count, oldest = (time) => time) {
      if (counted && from >= counted.from && from <= countsUpTo) return counted.total
      if (!counted) counted = { from, total: count(from, null) }
      else if (from < counted.from) {
        counted = { from, total: counted.total + count(from, counted.from) }
      } else if (from > counted.from) {
        counted = { from, total: counted.total - count(counted.from, from) }
      }
      countsUpTo = oldest(from)
      return counted.total
    },
    startAt: (offset) => starts.get(offset),
    learn(offset, rows) {
      const [first, last] = [rows[0], rows.at(-1)]
      if (first) keep(offset, first, true)
      if (last) keep(offset + rows.length, last, false)
    },
  }
}
