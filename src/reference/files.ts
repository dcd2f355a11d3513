// The files of the reference as `npm run build:console` wrote them, and answering them: packed as the
// client takes it, kept as long as their names allow, under a policy that lets no other script run.
// Nothing is read before the first request.
import { readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

/** A file of the build, as files.json lists it. */
export interface FileEntry {
  readonly type: string
  readonly etag: string
  /** Whether its name changes with its content, so that it may be kept for good. */
  readonly isHashed: boolean
}

/** Where the build is: beside the source while that runs, beside the bundle of a release. */
export const built = new URL(
  import.meta.url.endsWith('.ts') ? '../../build/console/' : './console/',
  import.meta.url,
)

const packings = ['br', 'gzip'] as const
type Packing = (typeof packings)[number]
const endings = { br: '.br', gzip: '.gz' } as const
const unpack = promisify(gunzip)

/** Answers with a file; null when there is none of that name. */
export type ServeFile = (request: Request, name: string) => Promise<Response | null>

/**
 * Answers files of the folder.
 * @param headers what goes with every reply beside
 */
export function createFiles(headers: Readonly<Record<string, string>>, folder = built): ServeFile {
  const kept = new Map<string, Promise<Uint8Array<ArrayBuffer>>>()
  const read = (name: string, packing: Packing | null) =>
    kept.getOrInsertComputed(`${name} ${packing}`, () => readPacked(folder, name, packing))
  let entries: Readonly<Record<string, FileEntry>> = {}
  let readAt = 0

  /** The list, read anew when the pages were built anew under a running server. */
  async function list(): Promise<Readonly<Record<string, FileEntry>>> {
    const url = new URL('files.json', folder)
    const builtAt = await stat(url).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    )
    if (builtAt !== readAt) {
      entries = builtAt === 0 ? {} : (JSON.parse(await readFile(url, 'utf8')) as typeof entries) // the build wrote it
      readAt = builtAt
      kept.clear()
    }
    return entries
  }

  return async (request, name) => {
    const known = await list()
    const entry = Object.hasOwn(known, name) ? known[name] : undefined
    if (!entry) return null
    const packing = packingFor(request.headers.get('accept-encoding') ?? '')
    // One tag for each form (RFC 9110 8.8.3.3).
    const etag = packing ? entry.etag.replace(/"$/, `-${packing}"`) : entry.etag
    const all: Record<string, string> = {
      ...headers,
      'Content-Type': entry.type,
      ETag: etag,
      Vary: 'Accept-Encoding',
      'Cache-Control': entry.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      ...(packing ? { 'Content-Encoding': packing } : {}),
    }
    const had = request.headers.get('if-none-match')?.split(/\s*,\s*/) ?? []
    if (had.includes(etag)) return new Response(null, { status: 304, headers: all })
    const content = await read(name, packing)
    all['Content-Length'] = String(content.byteLength)
    return new Response(request.method === 'HEAD' ? null : content, { headers: all })
  }
}

/** A file as it goes out. Kept packed alone: the few who take neither packing wait for one. */
async function readPacked(
  folder: URL,
  name: string,
  packing: Packing | null,
): Promise<Uint8Array<ArrayBuffer>> {
  const packed = await readFile(new URL(`${name}${endings[packing ?? 'gzip']}`, folder))
  return new Uint8Array(packing ? packed : await unpack(packed))
}

/** The best packing that a client takes; null for none. */
function packingFor(accepted: string): Packing | null {
  const taken = accepted
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => !/;\s*q=0(?:\.0*)?$/.test(part))
    .map((part) => part.split(';')[0])
  return packings.find((packing) => taken.includes(packing)) ?? null
}
