// SQLite as everything here uses it: one file (or memory), WAL, durable commits, forward
// migrations, statements kept prepared, and writes gathered so that many share one disk sync.
import { writeFileSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import sql, { type Sql } from 'sql-template-tag'
import { bytesOf, withAttached, withAttachedFile, writeCopy } from './database-bytes.ts'

/** A row as node:sqlite gives it; each store parses its own. */
export type Row = Record<string, SQLInputValue>

/** One forward step of a schema: its position in the list is its version. */
export type Migration = string

/** An open database. Reads are synchronous; writes go through {@link Database.commit}. */
export interface Database {
  /** The first row, or undefined. The caller says what its columns are: it wrote the query. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as above
  get<R = Row>(query: Sql): R | undefined
  /** All rows. */
  all<R = Row>(query: Sql): R[]
  /** Runs a statement outside of any gathering, in the transaction that is open (if one is). */
  run(query: Sql): { changes: number; lastInsertRowid: number }
  /** Runs a statement that changes at most one row and returns something of it: undefined when it changed none. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as above
  change<R = Row>(query: Sql): R | undefined
  /** Runs `work` alone in a transaction, now. Throws what `work` throws, with nothing written. */
  transaction<T>(work: () => T): T
  /** Runs `work` in the transaction that is open. What it throws comes out, with all that it wrote undone. */
  attempt<T>(work: () => T): T
  /**
   * Runs `work` in a transaction shared with what else is waiting, and resolves once it is on disk.
   * Each work is rolled back alone when it throws. Many callers pay for one sync.
   */
  commit<T>(work: () => T): Promise<T>
  /**
   * Goes up with every statement that may write to one of these tables, and when writes are undone: what
   * was read of them at the same revision still holds. A cascade of deletions is not counted.
   */
  revisionOf(tables: readonly string[]): number
  /** Goes up with every {@link Database.replace}: numbers that rows count by may then have gone back. */
  readonly generation: number
  /** Goes up with every rollback: what was read before it, in what was undone, may not hold. */
  readonly rollbacks: number
  /** Does pending commits now. */
  flush(): void
  /**
   * Everything that is in it, as a database of its own: written to the file `path`, which must not
   * exist, or (of a database in memory, without `path`) as the bytes of one. Outside of a transaction.
   * Takes as long as it takes to write; nothing else runs meanwhile.
   */
  copy(path: string): void
  copy(): Uint8Array
  /**
   * Puts the rows of a copy, a file's path or bytes, in the place of all rows, in one transaction.
   * Pending commits are done first. Throws StorageError when the copy has another schema.
   */
  replace(copy: string | Uint8Array): void
  /** Rolls the write-ahead log into the file and closes; pending commits are done first. */
  close(): void
}

/** The file cannot be opened, is no database, or has a schema newer than this program. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
}

/**
 * Whether an error says that the file is briefly held by somebody else (SQLITE_BUSY, SQLITE_LOCKED):
 * nothing was written, and the same may work a moment later.
 */
export function isBusy(error: unknown): boolean {
  const { errcode } = Object(error) as { errcode?: unknown } // node:sqlite's errors have one
  // The lower byte is the primary code, whatever extended one it came as.
  return typeof errcode === 'number' && [5, 6].includes(errcode & 0xff)
}

/** Statements kept prepared; a query with lists in it has as many texts as there are lengths of list. */
const maxPrepared = 500

/**
 * `limit … offset …` with values that change from call to call. SQLite plans a statement anew whenever
 * a bare parameter of LIMIT is bound (measured: 15 µs), but not what is computed from one.
 */
export const limitedTo = ({
  limit,
  offset = 0,
}: {
  readonly limit: number
  readonly offset?: number
}) => sql`limit cast(${limit} as bigint) offset cast(${offset} as bigint)`

/** Turns of the event loop in which writes are gathered, while each brings more of them. */
const maxTurns = 8

interface Prepared {
  readonly run: StatementSync
  /** The table that it may write to; null when it only reads. */
  readonly writes: string | null
}

const anyTable = '*'

/** The table that a statement may write to, any where that is not plain; null for one that only reads. */
function writtenBy(text: string): string | null {
  if (/^\s*select\b/i.test(text)) return null
  const start =
    /^\s*(?:insert(?: or \w+)? into|update(?: or \w+)?|delete from)\s+(\w+)\b(?!\.)/i.exec(text)
  return start?.[1]?.toLowerCase() ?? anyTable
}

interface Waiting {
  readonly work: () => unknown
  readonly resolve: (value: never) => void
  readonly reject: (reason: unknown) => void
}

/**
 * Opens (or creates) a database at `path` (`:memory:` for none on disk) and brings its schema forward.
 * With `exclusive` no other connection may open the file, and reads take no locks: measured, a
 * third of what a call costs. With `readOnly` nothing is created, changed or brought forward, and another process may be writing.
 * @throws StorageError with one sentence a person can act on.
 */
export function openDatabase(
  path: string,
  migrations: readonly Migration[],
  {
    readOnly = false,
    exclusive = false,
  }: { readonly readOnly?: boolean; readonly exclusive?: boolean } = {},
): Database {
  const connection = connect(path, readOnly, exclusive)
  migrate(connection, path, migrations, readOnly)
  const statements = new Map<string, Prepared>()
  const written = new Map<string, number>()
  let waiting: Waiting[] = []
  let inTransaction = false
  let writes = 0
  let generation = 0
  let rollbacks = 0

  const prepared = (query: Sql) => {
    const { sql: text } = query // built each time it is asked for
    let statement = statements.get(text)
    if (!statement) {
      const [oldest] = statements.keys()
      if (oldest !== undefined && statements.size >= maxPrepared) statements.delete(oldest)
      statement = { run: connection.prepare(text), writes: writtenBy(text) }
      statements.set(text, statement)
    }
    if (statement.writes !== null) write(statement.writes)
    return statement.run
  }
  const write = (table: string) => void written.set(table, (writes += 1))
  const values = (query: Sql) => query.values as SQLInputValue[]

  function transaction<T>(work: () => T): T {
    if (inTransaction) return work()
    connection.exec('begin immediate')
    inTransaction = true
    try {
      const result = work()
      connection.exec('commit')
      return result
    } catch (error) {
      undone()
      // A full disk ends a transaction by itself.
      if (connection.isTransaction) connection.exec('rollback')
      throw error
    } finally {
      inTransaction = false
    }
  }

  function attempt<T>(work: () => T): T {
    connection.exec('savepoint one')
    try {
      const result = work()
      connection.exec('release one')
      return result
    } catch (error) {
      undone()
      if (connection.isTransaction) connection.exec('rollback to one; release one')
      throw error
    }
  }

  /** What was read of writes that are undone holds no more. */
  function undone() {
    write(anyTable)
    rollbacks += 1
  }

  function flush() {
    const batch = waiting
    waiting = []
    if (batch.length === 0) return
    const outcomes: (() => void)[] = []
    try {
      transaction(() => {
        for (const { work, resolve, reject } of batch) {
          try {
            const value = attempt(work) as never
            outcomes.push(() => resolve(value))
          } catch (error) {
            // A full disk: nothing of the batch is written.
            if (!connection.isTransaction) throw error
            outcomes.push(() => reject(error))
          }
        }
      })
    } catch (error) {
      for (const { reject } of batch) reject(error)
      return
    }
    for (const tell of outcomes) tell()
  }

  /** Flushes, unless the last turn of the event loop brought more: then that goes along in the same sync. */
  function gather(had: number, turns: number): void {
    if (waiting.length === had || turns === maxTurns) flush()
    else setImmediate(gather, waiting.length, turns + 1)
  }

  function copy(to: string): void
  function copy(): Uint8Array
  function copy(to?: string): Uint8Array | undefined {
    if (to === undefined) return bytesOf(connection)
    writeFileSync(to, '', { flag: 'wx', mode: 0o600 })
    writeCopy(connection, to)
  }

  /** Puts the rows of the attached database `copy` in the place of all rows. */
  function replaceRows(): void {
    requireSameSchema(connection)
    const tables = tablesOf(connection)
    transaction(() => {
      for (const table of tables) connection.exec(`delete from main.${table}`)
      // Whole pages, where SQLite finds the tables alike (sqlite.org: xfer optimization).
      for (const table of tables) {
        connection.exec(`insert into main.${table} select * from copy.${table}`)
      }
      // The counters of ids last: filling a table moves its own.
      if (countsIds(connection)) {
        connection.exec(
          'delete from main.sqlite_sequence; insert into main.sqlite_sequence select * from copy.sqlite_sequence',
        )
      }
    })
  }

  function replace(source: string | Uint8Array): void {
    flush()
    // Loading bytes finalizes every statement of the connection.
    statements.clear()
    generation += 1
    write(anyTable)
    connection.exec('pragma foreign_keys = off') // a table at a time
    try {
      if (typeof source === 'string') withAttachedFile(connection, source, 'copy', replaceRows)
      else withAttached(connection, source, 'copy', replaceRows)
    } finally {
      connection.exec('pragma foreign_keys = on')
    }
  }

  return {
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- see Database
    get: <R>(query: Sql) => prepared(query).get(...values(query)) as R | undefined,
    all: <R>(query: Sql) => prepared(query).all(...values(query)) as R[],
    revisionOf(tables) {
      let sum = written.get(anyTable) ?? 0
      for (const table of tables) sum += written.get(table) ?? 0
      return sum
    },
    get generation() {
      return generation
    },
    get rollbacks() {
      return rollbacks
    },
    run(query) {
      const { changes, lastInsertRowid } = prepared(query).run(...values(query))
      return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) }
    },
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- see Database
    change<R>(query: Sql) {
      return prepared(query).get(...values(query)) as R | undefined
    },
    transaction,
    attempt,
    flush,
    copy,
    replace,
    commit: <T>(work: () => T) =>
      new Promise<T>((resolve, reject) => {
        waiting.push({ work, resolve, reject })
        if (waiting.length === 1) setImmediate(gather, 1, 1)
      }),
    close() {
      flush()
      connection.close()
    },
  }
}

function requireSameSchema(connection: DatabaseSync): void {
  const versionOf = (name: 'main' | 'copy') =>
    (connection.prepare(`pragma ${name}.user_version`).get() as { user_version: number })
      .user_version
  const [here, there] = [versionOf('main'), versionOf('copy')]
  if (here !== there) {
    throw new StorageError(`The copy has schema ${there}, but ${here} is needed.`)
  }
}

/** The names of all tables, quoted, without SQLite's own. */
const tablesOf = (connection: DatabaseSync): string[] =>
  connection
    .prepare(
      `select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite!_%' escape '!'`,
    )
    .all()
    .map(({ name }) => `"${String(name)}"`)

const countsIds = (connection: DatabaseSync): boolean =>
  connection.prepare("select 1 from sqlite_schema where name = 'sqlite_sequence'").get() !==
  undefined

function connect(path: string, readOnly: boolean, exclusive: boolean): DatabaseSync {
  try {
    // For its owner alone; the files beside it (-wal, -shm) take over its mode.
    if (!readOnly && path !== ':memory:') writeFileSync(path, '', { flag: 'a', mode: 0o600 })
    const connection = new DatabaseSync(path, { readOnly })
    // The first statement also reads the file's header, so that what is no database is found here.
    if (readOnly) connection.exec('pragma busy_timeout = 2000; pragma schema_version')
    else {
      // Before the journal mode: then the write-ahead log needs no shared memory (sqlite.org/wal.html 8).
      if (exclusive) connection.exec('pragma locking_mode = exclusive')
      connection.exec(
        'pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma busy_timeout = 2000',
      )
    }
    return connection
  } catch (cause) {
    throw new StorageError(
      `Cannot open ${path}: ${cause instanceof Error ? cause.message : 'unknown reason'}. ` +
        'If the file is damaged, move it away or restore a copy; if the folder is not writable, name another with --data.',
      { cause },
    )
  }
}

function migrate(
  connection: DatabaseSync,
  path: string,
  migrations: readonly Migration[],
  readOnly: boolean,
): void {
  const row = connection.prepare('pragma user_version').get() as { user_version: number }
  if (row.user_version > migrations.length) {
    throw new StorageError(
      `${path} was written by a newer Ringfence (schema ${row.user_version}, this one knows ${migrations.length}). Update Ringfence, or name another folder with --data.`,
    )
  }
  if (readOnly && row.user_version < migrations.length) {
    throw new StorageError(
      `${path} has schema ${row.user_version}, but ${migrations.length} is needed: start Ringfence once to bring it forward, or name another file.`,
    )
  }
  // All at once: one sync of the disk, however many steps there are.
  const steps = migrations.slice(row.user_version)
  if (steps.length === 0) return
  connection.exec('begin')
  try {
    connection.exec(`${steps.join(';\n')}; pragma user_version = ${migrations.length}; commit`)
  } catch (error) {
    if (connection.isTransaction) connection.exec('rollback')
    throw error
  }
}
