// The reference as files: what `ringfence reference --html DIR` writes. One page with a classic script,
// since modules do not load from files, and the files for machines beside it.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { built, type FileEntry } from './files.ts'

const unpack = promisify(gunzip)

/**
 * Writes all files into a folder, which is made when it is not there; what is there under the same names is
 * written over. Rejects with the error of node:fs where that fails; ENOENT where nothing was built.
 */
export async function writeExport(
  folder: string,
  from = built,
): Promise<{ readonly page: string; readonly files: number }> {
  const list = await readFile(new URL('files.json', from), 'utf8')
  const entries = JSON.parse(list) as Readonly<Record<string, FileEntry>> // the build wrote it
  await mkdir(folder, { recursive: true })
  await cp(fileURLToPath(new URL('export/', from)), folder, { recursive: true })
  const machines = Object.keys(entries).filter((name) => /\.(?:json|md|txt)$/.test(name))
  await mkdir(join(folder, 'methods'), { recursive: true })
  await Promise.all(
    machines.map(async (name) => {
      const packed = await readFile(new URL(`${name}.gz`, from))
      const target = join(folder, name)
      await mkdir(dirname(target), { recursive: true })
      await writeFile(target, await unpack(packed))
    }),
  )
  // Those of the folder `export/`: the page, its styles and its three scripts.
  return { page: resolve(folder, 'index.html'), files: machines.length + 5 }
}
