// The files of the platform: what is attached to messages, prompts, pictures of people. A file is named
// by the SHA-256 of its bytes, so the same picture in ten mailboxes is stored once. Rows that have a
// file keep its key in a column called `file_key` (of any table, with an index) and its size beside it;
// what no such column names is dropped. Beside a database on disk they are files in a folder; beside one
// in memory the small ones are in memory, and large ones in a temporary folder.
import { hash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { type FileHandle, open, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import sql, { raw } from 'sql-template-tag'
import type { Database } from '../database.ts'
import { createReceipt, type Receipt } from './receipt.ts'

/** A file that is kept: what a row stores of it. */
export interface StoredFile {
  /** SHA-256 of its bytes, in hex. */
  readonly key: string
  /** Bytes. */
  readonly size: number
}

/** The files of one platform. */
export interface Files {
  /** Keeps a small file, durably. Call it in the transaction that stores its key. */
  put(bytes: Uint8Array): StoredFile
  /** Begins to receive a file whose size is not known; see {@link Receipt}. */
  receive(): Receipt
  /** Whether it is here. */
  has(key: string): boolean
  /** The whole of it. Throws RangeError when it is not here. */
  read(key: string): Uint8Array
  /** Where another thread reads it: its path, or (in memory) its bytes. */
  source(key: string): string | Uint8Array
  /** The bytes from `start` up to `end` (excluded), read as they are asked for; cancelling closes the file. */
  stream(key: string, start: number, end: number): ReadableStream<Uint8Array>
  /** Drops those of `keys` that no row names once what is under way is done. */
  drop(keys: readonly string[]): void
  /** Drops every file that no row names, and returns how many there were. */
  sweep(): Promise<number>
  /** The keys that rows name. */
  named(): string[]
  /** Files of these keys are not dropped until the returned function is called: for who may bring rows back. */
  keep(keys: readonly string[]): () => void
  /** Runs `work`, whose files are brought to disk after it: for what could be made again, a seed. */
  syncingLater<T>(work: () => T): T
  /** Removes what was only temporary. */
  close(): void
}

/** In memory a file up to this size stays there; received, it needs no temporary file. */
const smallBytes = 64 * 1024

/**
 * The files of a database.
 * @param folder where they are, made when it is not there; null for a database in memory
 */
export function createFiles(db: Database, folder: string | null): Files {
  const use = createUse(db)
  const small = new Map<string, Uint8Array>()
  const held = new Map<string, number>()
  const root = folder === null ? temporaryFolder() : lastingFolder(folder)
  let unsynced: string[] | null = null
  let isClosed = false
  let temporary = 0

  const pathOf = (key: string) => join(root.path(), key.slice(0, 2), key)
  const newPath = () => join(root.path(), incoming, String((temporary += 1)))
  const isOnDisk = ({ key, size }: StoredFile) =>
    root.isMade() && statSync(pathOf(key), { throwIfNoEntry: false })?.size === size

  /** Gives a complete temporary file its name. What was renamed is there whole, or not at all. */
  function name(path: string, file: StoredFile): void {
    const place = pathOf(file.key)
    if (isOnDisk(file)) return rmSync(path)
    const shard = dirname(place)
    const isNew = !existsSync(shard)
    if (isNew) mkdirSync(shard, { mode: 0o700 })
    renameSync(path, place)
    if (unsynced) unsynced.push(place, shard)
    else if (folder !== null) for (const one of isNew ? [shard, root.path()] : [shard]) sync(one)
  }

  function put(bytes: Uint8Array): StoredFile {
    const file = { key: hash('sha256', bytes), size: bytes.length }
    if (folder === null && bytes.length <= smallBytes) {
      if (!small.has(file.key)) small.set(file.key, Uint8Array.from(bytes))
    } else if (!isOnDisk(file)) {
      const path = newPath()
      writeFileSync(path, bytes, { flag: 'wx', mode: 0o600 })
      if (folder !== null && !unsynced) sync(path)
      name(path, file)
    }
    return file
  }

  function hold(key: string): () => void {
    held.set(key, (held.get(key) ?? 0) + 1)
    return () => {
      const left = (held.get(key) ?? 1) - 1
      if (left > 0) held.set(key, left)
      else held.delete(key)
    }
  }

  /** Removes a file unless it is needed: there is no await between the question and the answer. */
  function dropOne(key: string): boolean {
    if (isClosed || held.has(key) || use.isNamed(key)) return false
    if (small.delete(key)) return true
    rmSync(pathOf(key), { force: true })
    return true
  }

  function read(key: string): Uint8Array {
    const bytes = small.get(key)
    if (bytes) return bytes
    try {
      return readFileSync(pathOf(key))
    } catch (cause) {
      throw new RangeError('there is no file of this key', { cause })
    }
  }

  const place = { newPath, put, name, hold, read, isDurable: folder !== null, limit: smallBytes }
  return {
    put,
    receive: () => createReceipt(place),
    has: (key) => small.has(key) || (root.isMade() && existsSync(pathOf(key))),
    read,
    source: (key) => small.get(key) ?? pathOf(key),
    stream(key, start, end) {
      const bytes = small.get(key)
      return bytes ? streamOfBytes(bytes.subarray(start, end)) : streamOf(pathOf(key), start, end)
    },
    drop(keys) {
      // A transaction that is open now has ended by then, one way or the other.
      if (keys.length > 0) setImmediate(() => keys.forEach(dropOne))
    },
    async sweep() {
      let dropped = [...small.keys()].filter(dropOne).length
      if (!root.isMade()) return dropped
      for (const shard of await namesIn(root.path())) {
        if (shard === incoming) continue
        // One after the other: nothing waits for it, and calls get their turn.
        // oxlint-disable-next-line no-await-in-loop
        const keys = await namesIn(join(root.path(), shard))
        dropped += keys.filter((key) => dropOne(key)).length
      }
      return dropped
    },
    named: use.named,
    keep(keys) {
      const released = keys.map(hold)
      return () => {
        for (const release of released.splice(0)) release()
      }
    },
    syncingLater(work) {
      if (folder === null || unsynced) return work()
      const paths: string[] = []
      unsynced = paths
      try {
        return work()
      } finally {
        unsynced = null
        void syncAll([...new Set(paths), root.path()])
      }
    },
    close() {
      isClosed = true
      root.close()
    },
  }
}

/** Which keys rows name. */
function createUse(db: Database) {
  const tables = db.all<{ name: string }>(
    sql`select m.name from sqlite_master m join pragma_table_info(m.name) c
      where m.type = 'table' and c.name = 'file_key'`,
  )
  return {
    isNamed: (key: string): boolean =>
      tables.some(({ name }) =>
        db.get(sql`select 1 from ${raw(`"${name}"`)} where file_key = ${key} limit 1`),
      ),
    named: (): string[] =>
      tables.flatMap(({ name }) =>
        db
          .all<{ file_key: string }>(
            sql`select distinct file_key from ${raw(`"${name}"`)} where file_key is not null`,
          )
          .map(({ file_key }) => file_key),
      ),
  }
}

/** Where files are while they come in. What a crash leaves there is gone at the next start. */
const incoming = 'incoming'

/** A folder of files, for their owner alone. */
interface Root {
  path(): string
  isMade(): boolean
  close(): void
}

function lastingFolder(path: string): Root {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  rmSync(join(path, incoming), { recursive: true, force: true })
  mkdirSync(join(path, incoming), { mode: 0o700 })
  return { path: () => path, isMade: () => true, close: () => {} }
}

/** Made when it is first needed; gone when it is closed or the process ends. */
function temporaryFolder(): Root {
  let made: string | null = null
  const remove = () => {
    if (made !== null) rmSync(made, { recursive: true, force: true })
  }
  return {
    path() {
      if (made !== null) return made
      made = mkdtempSync(join(tmpdir(), 'ringfence-'))
      mkdirSync(join(made, incoming), { mode: 0o700 })
      process.once('exit', remove)
      return made
    },
    isMade: () => made !== null,
    close() {
      process.off('exit', remove)
      remove()
    },
  }
}

/** Brings a file or a folder to disk. */
function sync(path: string): void {
  // Windows opens no folders, and brings their entries to disk by itself.
  if (process.platform === 'win32' && statSync(path).isDirectory()) return
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Never rejects: a file that is gone by then needs nothing. */
async function syncAll(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- in the background, without a crowd
      await using file = await open(path, 'r')
      await file.sync() // oxlint-disable-line no-await-in-loop -- ditto
    } catch {
      continue
    }
  }
}

/** The names in a folder; none when it is no folder, or gone. */
const namesIn = (path: string): Promise<string[]> => readdir(path).catch(() => [])

const chunkBytes = 64 * 1024

function streamOfBytes(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes)
      controller.close()
    },
  })
}

/** A part of a file. It is open from the first byte that is asked for to the last, or until cancelled. */
function streamOf(path: string, start: number, end: number): ReadableStream<Uint8Array> {
  let file: FileHandle | null = null
  let at = start
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          file ??= await open(path, 'r')
          const wanted = Math.min(chunkBytes, end - at)
          const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(wanted), 0, wanted, at)
          if (bytesRead === 0 && wanted > 0) throw new RangeError('the file is shorter than it was')
          at += bytesRead
          if (bytesRead > 0) controller.enqueue(buffer.subarray(0, bytesRead))
          if (at < end) return
          controller.close()
        } catch (error) {
          controller.error(error)
        }
        await file?.close()
        file = null
      },
      async cancel() {
        await file?.close()
      },
    },
    // Nothing is opened for a reply that nobody reads.
    { highWaterMark: 0 },
  )
}
