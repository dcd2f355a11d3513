// Reads that are done again only once what they read was written to.
import type { Database } from './database.ts'

/** Values kept of one read; beyond it all are forgotten. */
const maxKnown = 1_000

/**
 * The same read, done again for a key only once one of the tables was written to. `read` depends on the
 * key and on rows of these tables alone; what it gives is shared, so nobody may change it.
 */
export function rememberingReads<K, V>(
  db: Pick<Database, 'revisionOf'>,
  tables: readonly string[],
  read: (key: K) => V,
): (key: K) => V {
  const known = new Map<K, V>()
  let readAt = db.revisionOf(tables)
  return (key) => {
    const now = db.revisionOf(tables)
    if (now !== readAt) known.clear()
    readAt = now
    if (known.has(key)) return known.get(key) as V // set below
    const value = read(key)
    if (known.size >= maxKnown) known.clear()
    known.set(key, value)
    return value
  }
}
