// Copies of the platform's database by name. Beside a database on disk each is a file with a small JSON
// file beside it, which is written last: a copy without one does not exist. Beside one in memory
// they are bytes. The files that rows of a copy name are not dropped while it exists.
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { type Database, openDatabase, StorageError } from '../database.ts'
import { platformMigrations } from '../migrations/platform.ts'
import type { Files } from './files.ts'

/** What is known of a snapshot. */
export interface SnapshotEntry {
  readonly name: string
  /** Epoch milliseconds on the platform's clock. */
  readonly takenAt: number
  readonly sizeBytes: number
}

/** A snapshot's name: also that of its file. */
export const snapshotName = /^[a-z0-9][a-z0-9-]{0,63}$/

interface Entry extends SnapshotEntry {
  /** Keys of the files that its rows name. */
  readonly fileKeys: readonly string[]
}

/** A snapshot with all that belongs to it, to be handed to another database of this process. */
export interface LentSnapshot {
  readonly entry: Entry
  readonly copy: Uint8Array
  readonly files: readonly Uint8Array[]
}

interface Kept {
  readonly entry: Entry
  /** A file's path, or the bytes. */
  readonly copy: string | Uint8Array
  /** Lets go of its files. */
  readonly release: () => void
}

/** The snapshots of a database. */
export interface SnapshotStore {
  has(name: string): boolean
  /** The newest first. */
  list(): SnapshotEntry[]
  /** Copies the database as it is, in the place of a copy of the same name. Outside of a transaction. */
  put(name: string, takenAt: number): SnapshotEntry
  /** Puts what the copy has in the place of what the database has. Throws RangeError when there is none. */
  restore(name: string): void
  /** False when there is none. */
  remove(name: string): boolean
  /** A snapshot for another database. Throws RangeError when there is none. */
  lend(name: string): LentSnapshot
  /** Keeps what another database in memory lent, under its name; this one is in memory too. */
  adopt(lent: LentSnapshot): void
}

/** @param folder where the files are, made when it is needed; null for none on disk */
export function createSnapshotStore(
  db: Database,
  files: Files,
  folder: string | null,
): SnapshotStore {
  const kept = new Map<string, Kept>()
  const fileOf = (name: string, end: 'db' | 'json') => join(folder ?? '', `${name}.${end}`)
  const publicEntry = ({ name, takenAt, sizeBytes }: Entry): SnapshotEntry => ({
    name,
    takenAt,
    sizeBytes,
  })

  function keep(entry: Entry, copy: string | Uint8Array) {
    kept.get(entry.name)?.release()
    kept.set(entry.name, { entry, copy, release: files.keep(entry.fileKeys) })
  }

  for (const entry of folder === null ? [] : entriesIn(folder)) {
    keep(entry, fileOf(entry.name, 'db'))
  }

  function write(name: string): { copy: string | Uint8Array; sizeBytes: number } {
    if (folder === null) {
      const copy = db.copy()
      return { copy, sizeBytes: copy.length }
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const path = fileOf(name, 'db')
    const next = `${path}.new`
    rmSync(next, { force: true })
    db.copy(next)
    // Until its entry is written again there is no snapshot of this name.
    rmSync(fileOf(name, 'json'), { force: true })
    sync(next)
    renameSync(next, path)
    return { copy: path, sizeBytes: statSync(path).size }
  }

  function writeEntry(entry: Entry): void {
    const path = fileOf(entry.name, 'json')
    writeFileSync(`${path}.new`, JSON.stringify(entry), { mode: 0o600 })
    sync(`${path}.new`)
    renameSync(`${path}.new`, path)
  }

  return {
    has: (name) => kept.has(name),
    list: () =>
      [...kept.values()]
        .map(({ entry }) => publicEntry(entry))
        .toSorted((one, other) => other.takenAt - one.takenAt),
    put(name, takenAt) {
      const fileKeys = files.named()
      const { copy, sizeBytes } = write(name)
      const entry = { name, takenAt, sizeBytes, fileKeys }
      if (folder !== null) writeEntry(entry)
      const before = kept.get(name)?.entry.fileKeys ?? []
      keep(entry, copy)
      files.drop(before)
      return publicEntry(entry)
    },
    restore(name) {
      const found = kept.get(name)
      if (!found) throw new RangeError(`there is no snapshot ${name}`)
      const before = files.named()
      try {
        db.replace(found.copy)
      } catch (error) {
        if (!(error instanceof StorageError) || typeof found.copy !== 'string') throw error
        // It was taken by an older version.
        openDatabase(found.copy, platformMigrations).close()
        db.replace(found.copy)
      }
      const named = new Set(files.named())
      files.drop(before.filter((key) => !named.has(key)))
    },
    remove(name) {
      const found = kept.get(name)
      if (!found) return false
      if (folder !== null) {
        rmSync(fileOf(name, 'json'), { force: true })
        rmSync(fileOf(name, 'db'), { force: true })
      }
      kept.delete(name)
      found.release()
      files.drop(found.entry.fileKeys)
      return true
    },
    lend(name) {
      const found = kept.get(name)
      if (!found) throw new RangeError(`there is no snapshot ${name}`)
      const { entry, copy } = found
      return {
        entry,
        copy: typeof copy === 'string' ? readFileSync(copy) : copy,
        files: entry.fileKeys.map((key) => files.read(key)),
      }
    },
    adopt({ entry, copy, files: contents }) {
      for (const bytes of contents) files.put(bytes)
      keep(entry, copy)
    },
  }
}

const entriesIn = (folder: string): Entry[] =>
  namesIn(folder)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => entryIn(join(folder, file)))

function entryIn(path: string): Entry[] {
  try {
    return [JSON.parse(readFileSync(path, 'utf8')) as Entry] // written above
  } catch {
    // Cut off by a crash: then there is no snapshot.
    return []
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // It is made with the first snapshot.
    return []
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
