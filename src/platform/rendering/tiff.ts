// TIFF as faxes come in it: how many pages there are, and the pictures of those that are stored as fax
// machines and scanners store them (plain, or CCITT groups 3 and 4), which a PDF can hold as they are.
// @see https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf

/** A page of a TIFF. */
export interface TiffPage {
  /** Pixels. */
  readonly width: number
  readonly height: number
  /** Its picture from top to bottom; null when it is stored in a way that is not shown. */
  readonly strips: readonly TiffStrip[] | null
}

/** A strip of a picture, as a PDF holds it. */
export interface TiffStrip {
  readonly bytes: Uint8Array
  /** Pixels. */
  readonly height: number
  /** `K` of CCITTFaxDecode; null for plain pixels. */
  readonly ccitt: number | null
  /** Whether a bit that is set is black. */
  readonly isBlackSet: boolean
  readonly bits: 1 | 8
  /** Of a pixel: one of gray, three of color. */
  readonly samples: 1 | 3
}

/** The file is no TIFF that can be read. */
export class TiffError extends Error {
  override readonly name = 'TiffError'
}

const tags = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  samples: 277,
  rowsPerStrip: 278,
  stripSizes: 279,
  group3Options: 292,
} as const

const bytesOfType: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4 }
/** Most values of a field that are read: the strips of a page. */
const mostValues = 10_000

/** A directory's fields: numbers by tag. */
type Fields = ReadonlyMap<number, readonly number[]>

/**
 * The pages of a TIFF.
 * @param most how many are read before it is too many
 * @throws TiffError when it is no TIFF, or a page cannot be found
 */
export function pagesOfTiff(file: Uint8Array, most: number): TiffPage[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const order = file.byteLength < 8 ? 0 : view.getUint16(0)
  const isLittle = order === 0x4949
  if ((!isLittle && order !== 0x4d4d) || view.getUint16(2, isLittle) !== 42) {
    throw new TiffError('It is no TIFF.')
  }
  const pages: TiffPage[] = []
  const seen = new Set<number>()
  try {
    for (let at = view.getUint32(4, isLittle); at !== 0;) {
      if (seen.has(at)) throw new TiffError('Its pages go round in a circle.')
      if (pages.length > most) break
      seen.add(at)
      const count = view.getUint16(at, isLittle)
      pages.push(pageOf(file, fieldsAt(view, at + 2, count, isLittle)))
      at = view.getUint32(at + 2 + count * 12, isLittle)
    }
  } catch (error) {
    if (error instanceof RangeError) throw new TiffError('It ends early.', { cause: error })
    throw error
  }
  if (pages.length === 0) throw new TiffError('It has no page.')
  return pages
}

function fieldsAt(view: DataView, start: number, count: number, isLittle: boolean): Fields {
  const wanted = new Set<number>(Object.values(tags))
  const fields = new Map<number, number[]>()
  for (let index = 0; index < count; index += 1) {
    const at = start + index * 12
    const tag = view.getUint16(at, isLittle)
    const size = bytesOfType[view.getUint16(at + 2, isLittle)]
    const values = view.getUint32(at + 4, isLittle)
    if (!wanted.has(tag) || size === undefined || values > mostValues) continue
    const from = values * size <= 4 ? at + 8 : view.getUint32(at + 8, isLittle)
    fields.set(
      tag,
      Array.from({ length: values }, (_, one) => numberAt(view, from + one * size, size, isLittle)),
    )
  }
  return fields
}

function numberAt(view: DataView, at: number, size: number, isLittle: boolean): number {
  if (size === 1) return view.getUint8(at)
  return size === 2 ? view.getUint16(at, isLittle) : view.getUint32(at, isLittle)
}

function pageOf(file: Uint8Array, fields: Fields): TiffPage {
  const first = (tag: number, absent: number) => fields.get(tag)?.[0] ?? absent
  const width = first(tags.width, 0)
  const height = first(tags.height, 0)
  const bits = fields.get(tags.bits) ?? [1]
  const samples = first(tags.samples, 1)
  const photometric = first(tags.photometric, 0)
  const ccitt = ccittOf(first(tags.compression, 1), first(tags.group3Options, 0))
  const isGray = samples === 1 && photometric <= 1 && (bits[0] === 1 || bits[0] === 8)
  const isColor = samples === 3 && photometric === 2 && bits.every((one) => one === 8)
  const isShown =
    ccitt === null ? isGray || isColor : ccitt !== undefined && bits[0] === 1 && isGray
  if (width === 0 || height === 0 || !isShown || first(tags.fillOrder, 1) !== 1) {
    return { width, height, strips: null }
  }
  const rows = Math.min(first(tags.rowsPerStrip, height) || height, height)
  const sizes = fields.get(tags.stripSizes) ?? []
  const strips = (fields.get(tags.stripOffsets) ?? []).map((offset, index): TiffStrip => ({
    bytes: file.subarray(offset, offset + (sizes[index] ?? 0)),
    height: Math.min(rows, height - index * rows),
    ccitt: ccitt ?? null,
    isBlackSet: photometric === 0,
    bits: bits[0] === 1 ? 1 : 8,
    samples: isColor ? 3 : 1,
  }))
  const isWhole = strips.length > 0 && strips.every((one) => one.bytes.length > 0 && one.height > 0)
  return { width, height, strips: isWhole ? strips : null }
}

/** `K` of a compression; null for none, undefined for one that a PDF does not have. */
function ccittOf(compression: number, options: number): number | null | undefined {
  switch (compression) {
    case 1:
      return null
    case 3:
      return (options & 1) === 1 ? 1 : 0
    case 4:
      return -1
    default:
      return undefined
  }
}
