// The folder an installation lives in: who holds it, its keys, and the small JSON files beside the
// databases. Everything in it is for its owner alone (0700 / 0600).
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StorageError } from './database.ts'

/** The keys of an installation, made at first start. Binary keys have 32 bytes. */
export interface Keys {
  /** Seals upstream credentials. */
  readonly seal: Uint8Array
  /** Keys the hashes of phone numbers and texts in the audit log. */
  readonly audit: Uint8Array
  /** Signs the JWT credentials of agents. */
  readonly jwt: Uint8Array
  /** Opens the admin API. */
  readonly adminToken: string
  /** Opens the platform's levers. */
  readonly leverToken: string
}

/** A folder that this process holds. */
export interface DataFolder {
  readonly keys: Keys
  /** The path of a file in it. */
  file(name: string): string
  /** A JSON file, or null when it is not there. Throws StorageError when it is no JSON. */
  readJson(name: string): unknown
  /** Writes a JSON file whole, readable by its owner alone. */
  writeJson(name: string, value: unknown): void
  /** Removes a file; one that is not there is no error. */
  remove(name: string): void
  /** Lets another process hold the folder. */
  release(): void
}

/**
 * Makes the folder if it is not there, and holds it until released or until the process ends, however
 * it ends: a lock of the operating system, not a file that stays behind.
 * @throws StorageError in one sentence: not writable, held by another process, damaged keys
 */
export function openDataFolder(path: string, makeSecret: () => string): DataFolder {
  prepare(path)
  const lock = hold(path)
  try {
    return {
      keys: readKeys(path, makeSecret),
      file: (name) => join(path, name),
      readJson: (name) => readJson(path, name),
      writeJson: (name, value) => writeJson(path, name, value),
      remove: (name) => rmSync(join(path, name), { force: true }),
      release: () => lock.close(),
    }
  } catch (error) {
    lock.close()
    throw error
  }
}

function prepare(path: string): void {
  try {
    makeFolder(path)
    writeFileSync(join(path, 'lock.db'), '', { flag: 'a', mode: 0o600 })
  } catch (cause) {
    throw new StorageError(
      `Cannot write to the folder ${path} (${codeOf(cause)}). Make it writable, or name another with --data.`,
      { cause },
    )
  }
}

/** Makes a folder and those above it. Node's own `recursive` never returns below /proc. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return
    const parent = dirname(path)
    if (codeOf(error) !== 'ENOENT' || existsSync(parent)) throw error
    makeFolder(parent)
    mkdirSync(path, { mode: 0o700 })
  }
}

function hold(path: string): DatabaseSync {
  const lock = new DatabaseSync(join(path, 'lock.db'))
  try {
    lock.exec(
      'pragma locking_mode = exclusive; begin exclusive; create table if not exists held (by integer)',
    )
    return lock
  } catch (cause) {
    lock.close()
    throw new StorageError(
      `Another Ringfence is using ${path}. Stop it, or name another folder with --data.`,
      { cause },
    )
  }
}

function readKeys(path: string, makeSecret: () => string): Keys {
  const stored = readJson(path, 'keys.json') ?? makeKeys(path, makeSecret)
  const { seal, audit, jwt, adminToken, leverToken } = stored as Partial<Record<keyof Keys, string>> // judged next
  if (!seal || !audit || !jwt || !adminToken || !leverToken) {
    throw new StorageError(
      `${join(path, 'keys.json')} lacks a key. Restore it from a copy: without it nothing sealed can be opened.`,
    )
  }
  const bytes = (text: string) => Buffer.from(text, 'base64url')
  return { seal: bytes(seal), audit: bytes(audit), jwt: bytes(jwt), adminToken, leverToken }
}

function makeKeys(path: string, makeSecret: () => string): Record<keyof Keys, string> {
  const key = () => randomBytes(32).toString('base64url')
  const keys = {
    seal: key(),
    audit: key(),
    jwt: key(),
    adminToken: `rfa_${makeSecret()}`,
    leverToken: `rfl_${makeSecret()}`,
  }
  writeJson(path, 'keys.json', keys)
  return keys
}

function readJson(path: string, name: string): unknown {
  const file = join(path, name)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null
    throw new StorageError(`Cannot read ${file} (${codeOf(cause)}).`, { cause })
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new StorageError(`${file} is damaged: it is no JSON. Restore a copy, or move it away.`, {
      cause,
    })
  }
}

function writeJson(path: string, name: string, value: unknown): void {
  const file = join(path, name)
  // Written beside and renamed, so that a crash leaves the old file or the new one, never half of one.
  writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  chmodSync(`${file}.new`, 0o600)
  renameSync(`${file}.new`, file)
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error
    ? String(error.code)
    : 'unknown error'
