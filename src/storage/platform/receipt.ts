// A file while it comes in: hashed and counted as it does, in memory while it is small, then in a
// temporary file. Nothing of it stays unless it is kept.
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { type FileHandle, open, readFile } from 'node:fs/promises'
import type { StoredFile } from './files.ts'

/** A file that is coming in. */
export interface Receipt {
  /** Bytes so far. */
  readonly size: number
  /** Takes the next bytes; once it resolves their memory is the caller's again. */
  write(chunk: Uint8Array): Promise<void>
  /** All of it has come. */
  finish(): Promise<Received>
  /** Forgets it; may be called again. */
  discard(): Promise<void>
}

/** A file that has come in. It is gone with `discard`, unless it was kept. */
export interface Received extends StoredFile {
  read(): Promise<Uint8Array>
  /** Keeps it, durably. The key is safe from being dropped until `discard`: store it before. */
  keep(): StoredFile
  discard(): void
}

/** What a receipt needs of the files it is for. */
interface Place {
  readonly newPath: () => string
  readonly put: (bytes: Uint8Array) => StoredFile
  readonly name: (path: string, file: StoredFile) => void
  readonly hold: (key: string) => () => void
  readonly read: (key: string) => Uint8Array
  /** Whether it is to outlive a crash of the machine. */
  readonly isDurable: boolean
  /** Most bytes that are held in memory. */
  readonly limit: number
}

/** Begins to receive a file. */
export function createReceipt(place: Place): Receipt {
  const hash = createHash('sha256')
  let chunks: Uint8Array[] = []
  let buffered = 0
  let size = 0
  let path: string | null = null
  let handle: FileHandle | null = null

  async function flush() {
    path ??= place.newPath()
    handle ??= await open(path, 'wx', 0o600)
    const [only, ...more] = chunks
    const bytes = only && more.length === 0 ? only : Buffer.concat(chunks)
    chunks = []
    buffered = 0
    for (let at = 0; at < bytes.length;) {
      // oxlint-disable-next-line no-await-in-loop -- what one write leaves, the next one takes
      const { bytesWritten } = await handle.write(bytes, at)
      at += bytesWritten
    }
  }

  async function close() {
    await handle?.close()
    handle = null
  }

  return {
    get size() {
      return size
    },
    async write(chunk) {
      hash.update(chunk)
      size += chunk.length
      buffered += chunk.length
      const isFull = buffered > place.limit
      // What is written at once need not be copied.
      chunks.push(isFull ? chunk : Uint8Array.from(chunk))
      if (isFull) await flush()
    },
    async finish() {
      const file = { key: hash.digest('hex'), size }
      if (path === null) return received(place, file, Buffer.concat(chunks))
      await flush()
      if (place.isDurable) await handle?.sync()
      await close()
      return received(place, file, path)
    },
    async discard() {
      chunks = []
      await close()
      if (path !== null) rmSync(path, { force: true })
    },
  }
}

/** @param content its bytes, or the temporary file they are in */
function received(place: Place, file: StoredFile, content: Uint8Array | string): Received {
  let release: (() => void) | null = null
  return {
    ...file,
    async read() {
      if (typeof content !== 'string') return content
      return release ? place.read(file.key) : readFile(content)
    },
    keep() {
      if (release) return file
      if (typeof content === 'string') place.name(content, file)
      else place.put(content)
      release = place.hold(file.key)
      return file
    },
    discard() {
      if (release) release()
      else if (typeof content === 'string') rmSync(content, { force: true })
    },
  }
}
