// How many pages a fax has at least, as far as that shows at once: what is sent too large is refused
// then. What a document really has is known when it is rendered.
import { mostTextBytes } from './measures.ts'
import { pagesOfTiff, TiffError } from './tiff.ts'

/** A document, unread. */
interface Unread {
  readonly contentType: string
  /** Bytes. */
  readonly size: number
  read(): Promise<Uint8Array>
}

/** Larger files are not looked into. */
const mostBytes = 4 * 2 ** 20
/** A dictionary of a PDF is near its type. */
const reach = 16 * 1024
const mostDictionaries = 1000

/** The least number of pages of all documents; over `maxPages` it is only that it is over. */
export async function knownPagesOf(
  documents: readonly Unread[],
  maxPages: number,
): Promise<number> {
  const pages = await Promise.all(documents.map((document) => pagesOf(document, maxPages)))
  return pages.reduce((sum, count) => sum + count, 0)
}

async function pagesOf(document: Unread, maxPages: number): Promise<number> {
  const { contentType, size } = document
  if (contentType === 'text/plain' && size > mostTextBytes(maxPages)) return maxPages + 1
  if (size > mostBytes) return 1
  if (contentType === 'application/pdf') return pagesOfPdf(await document.read())
  if (contentType === 'image/tiff') return countTiff(await document.read(), maxPages)
  return 1
}

/** The count of the largest page tree that can be seen. */
function pagesOfPdf({ buffer, byteOffset, byteLength }: Uint8Array): number {
  const text = Buffer.from(buffer, byteOffset, byteLength).toString('latin1')
  let most = 1
  let seen = 0
  for (const { index } of text.matchAll(/\/Type\s*\/Pages(?!\w)/g)) {
    const before = text.slice(Math.max(index - reach, 0), index)
    const after = text.slice(index, index + reach)
    const [own = ''] = after.split('endobj', 1)
    const dictionary = before.slice(before.lastIndexOf('obj') + 3) + own
    most = Math.max(most, Number(/\/Count\s+(\d{1,9})/.exec(dictionary)?.[1] ?? 1))
    if ((seen += 1) === mostDictionaries) break
  }
  return most
}

function countTiff(bytes: Uint8Array, maxPages: number): number {
  try {
    return pagesOfTiff(bytes, maxPages).length
  } catch (error) {
    if (error instanceof TiffError) return 1
    throw error
  }
}
