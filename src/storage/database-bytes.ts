// A database as the bytes of a file: of one in memory, and attached to another. Node does it since 26.1;
// where it does not, a temporary file is in between.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The bytes of a connection's main database. Outside of a transaction. */
export function bytesOf(connection: DatabaseSync): Uint8Array {
  if (canSerialize(connection)) return connection.serialize()
  return withFile((path) => {
    connection.prepare('vacuum into ?').run(path)
    return readFileSync(path)
  })
}

/** Up to this size a database is copied by way of its bytes. */
const smallBytes = 64 * 2 ** 20

/**
 * Writes the main database to an empty file. Bytes are a tenth of the work of building it anew (measured:
 * 4 ms for 40 with the demo company), as long as they fit into memory.
 */
export function writeCopy(connection: DatabaseSync, path: string): void {
  if (!canSerialize(connection) || sizeOf(connection) > smallBytes) {
    connection.prepare('vacuum into ?').run(path)
    return
  }
  const bytes = connection.serialize()
  // The copy has no write-ahead log: it is complete (sqlite.org/fileformat2.html 1.3.3).
  bytes.fill(1, 18, 20)
  writeFileSync(path, bytes)
}

function sizeOf(connection: DatabaseSync): number {
  const { bytes } = connection
    .prepare('select page_count * page_size as bytes from pragma_page_count, pragma_page_size')
    .get() as { bytes: number }
  return bytes
}

/**
 * Runs `work` with a database of bytes attached under a name. Finalizes every statement of the connection.
 */
export function withAttached<T>(
  connection: DatabaseSync,
  bytes: Uint8Array,
  name: string,
  work: () => T,
): T {
  if (!canSerialize(connection)) {
    return withFile((path) => {
      writeFileSync(path, bytes, { mode: 0o600 })
      return withAttachedFile(connection, path, name, work)
    })
  }
  return withAttachedFile(connection, ':memory:', name, () => {
    connection.deserialize(bytes, { dbName: name })
    return work()
  })
}

/** Runs `work` with the database of a file attached under a name. */
export function withAttachedFile<T>(
  connection: DatabaseSync,
  path: string,
  name: string,
  work: () => T,
): T {
  connection.prepare(`attach ? as ${name}`).run(path)
  try {
    return work()
  } finally {
    connection.exec(`detach ${name}`)
  }
}

const canSerialize = (connection: Partial<Pick<DatabaseSync, 'serialize'>>): boolean =>
  connection.serialize !== undefined

function withFile<T>(work: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'ringfence-'))
  try {
    return work(join(folder, 'copy.db'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
