// Pictures on sheets: as large as a sheet takes them, upright ones upright.
import {
  concatTransformationMatrix,
  drawObject,
  PDFName,
  type PDFImage,
  type PDFPage,
  type PDFRef,
  popGraphicsState,
  pushGraphicsState,
} from '@cantoo/pdf-lib'
import { sheet } from './measures.ts'
import { RenderingError, type Sheets } from './sheets.ts'
import { pagesOfTiff, TiffError, type TiffPage, type TiffStrip } from './tiff.ts'

/** Most pixels of a picture that has to be unpacked: a sheet at 600 dots an inch has 34 million. */
const mostPixels = 40_000_000

/** Adds a page with a PNG. Throws RenderingError when it is none, or has more pixels than are unpacked. */
export async function addPng(sheets: Sheets, file: Uint8Array): Promise<void> {
  const header = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const isPng = file.length > 32 && header.getUint32(0) === 0x89504e47
  const isWhole = Buffer.from(file.buffer, file.byteOffset, file.byteLength).includes('IEND')
  if (!isPng || !isWhole) throw new RenderingError('It is no whole PNG.')
  if (header.getUint32(16) * header.getUint32(20) > mostPixels) {
    throw new RenderingError('Its picture is too large.')
  }
  addImage(sheets, await sheets.pdf.embedPng(file))
}

/** Adds a page with a JPEG, which stays as it is. */
export async function addJpeg(sheets: Sheets, file: Uint8Array): Promise<void> {
  if (file[0] !== 0xff || file[1] !== 0xd8) throw new RenderingError('It is no JPEG.')
  addImage(sheets, await sheets.pdf.embedJpg(file))
}

function addImage(sheets: Sheets, image: PDFImage): void {
  if (!(image.width > 0 && image.height > 0)) throw new RenderingError('Its picture is empty.')
  sheets.addSheet().drawImage(image, placeOf(image.width, image.height))
}

/** Where a picture lies on its sheet, in points. */
function placeOf(width: number, height: number) {
  const room = { width: sheet.width - sheet.margin, height: sheet.height - sheet.margin }
  const scale = Math.min(room.width / width, room.height / height)
  return {
    x: (sheet.width - width * scale) / 2,
    y: (sheet.height - height * scale) / 2,
    width: width * scale,
    height: height * scale,
  }
}

/**
 * Adds the pages of a TIFF.
 * @param addStandIn makes the page for one whose picture is stored in a way that is not shown
 * @throws RenderingError when it is no TIFF
 */
export function addTiff(
  sheets: Sheets,
  file: Uint8Array,
  most: number,
  addStandIn: (page: number, pages: number) => void,
): void {
  const pages = readTiff(file, most)
  sheets.reserve(pages.length)
  for (const [index, page] of pages.entries()) {
    if (page.strips) addStrips(sheets, page, page.strips)
    else addStandIn(index + 1, pages.length)
  }
}

function readTiff(file: Uint8Array, most: number): TiffPage[] {
  try {
    return pagesOfTiff(file, most)
  } catch (error) {
    if (error instanceof TiffError) throw new RenderingError(error.message, { cause: error })
    throw error
  }
}

function addStrips(
  sheets: Sheets,
  { width, height }: TiffPage,
  strips: readonly TiffStrip[],
): void {
  const page = sheets.addSheet()
  const place = placeOf(width, height)
  let top = place.y + place.height
  for (const [index, strip] of strips.entries()) {
    const stripHeight = (strip.height / height) * place.height
    top -= stripHeight
    const image = register(sheets, width, strip)
    drawRaw(page, `Strip${index}`, image, { ...place, y: top, height: stripHeight })
  }
}

/** Puts a strip into the PDF as it is stored in the TIFF. */
function register({ pdf: { context } }: Sheets, width: number, strip: TiffStrip): PDFRef {
  const { bytes, height, ccitt, isBlackSet, bits, samples } = strip
  const form = {
    Type: 'XObject',
    Subtype: 'Image',
    Width: width,
    Height: height,
    BitsPerComponent: bits,
    ColorSpace: samples === 3 ? 'DeviceRGB' : 'DeviceGray',
  }
  if (ccitt === null) {
    const inverted = isBlackSet && samples === 1 ? { Decode: [1, 0] } : {}
    return context.register(context.flateStream(bytes, { ...form, ...inverted }))
  }
  const DecodeParms = context.obj({ K: ccitt, Columns: width, Rows: height, BlackIs1: !isBlackSet })
  return context.register(context.stream(bytes, { ...form, Filter: 'CCITTFaxDecode', DecodeParms }))
}

function drawRaw(
  page: PDFPage,
  name: string,
  image: PDFRef,
  { x, y, width, height }: ReturnType<typeof placeOf>,
): void {
  const key = PDFName.of(name)
  page.node.setXObject(key, image)
  page.pushOperators(
    pushGraphicsState(),
    concatTransformationMatrix(width, 0, 0, height, x, y),
    drawObject(key),
    popGraphicsState(),
  )
}
