// Writes what was built: packed, by brotli and gzip, and a list of all for the server. What nobody asks for
// unpacked is not kept so.
import { hash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FileEntry } from '#reference/files'

/** What a file is: how long it may be kept, and whether the server answers it. */
export type FileKind = 'asset' | 'page' | 'machine' | 'export'

const pack = { brotli: promisify(brotliCompress), gzip: promisify(gzip) }

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
}

/** Collects files, then writes them to a folder. */
export function createWriter(out: string) {
  const waiting: { name: string; content: Uint8Array; kind: FileKind }[] = []
  return {
    add(name: string, content: string | Uint8Array, kind: FileKind): void {
      waiting.push({ name, content: Buffer.from(content), kind })
    },
    async write(): Promise<{ files: number; bytes: number }> {
      const entries: Record<string, FileEntry> = {}
      let bytes = 0
      const put = async (name: string, content: Uint8Array) => {
        await mkdir(dirname(out + name), { recursive: true })
        await writeFile(out + name, content)
        bytes += content.byteLength
      }
      await Promise.all(
        waiting.map(async ({ name, content, kind }) => {
          if (kind === 'export') {
            await put(name, content)
            return
          }
          // What everybody loads is packed as well as can be, the many pages quickly.
          const quality = kind === 'asset' || name === 'index.html' ? 11 : 5
          const brotli = await pack.brotli(content, {
            params: {
              [constants.BROTLI_PARAM_QUALITY]: quality,
              [constants.BROTLI_PARAM_SIZE_HINT]: content.byteLength,
            },
          })
          const gzipped = await pack.gzip(content, { level: quality === 11 ? 9 : 6 })
          await put(`${name}.br`, brotli)
          await put(`${name}.gz`, gzipped)
          entries[name] = {
            type: types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
            etag: `"${hash('sha256', content, 'base64url').slice(0, 20)}"`,
            isHashed: kind === 'asset',
          }
        }),
      )
      // Last: a build that was broken off is not taken for one.
      await put('files.json', Buffer.from(JSON.stringify(entries)))
      return { files: waiting.length, bytes }
    },
  }
}
