// The sheets a fax is made of while it is rendered: US Letter, with text in the fonts that every PDF
// reader has. Counts its pages, and stops at the most a fax may have.
import { PDFDocument, type PDFFont, type PDFPage, StandardFonts } from '@cantoo/pdf-lib'
import { sheet } from './measures.ts'

/** The document cannot be read as what it says it is, or is more than a fax may be. */
export class RenderingError extends Error {
  override readonly name = 'RenderingError'
}

/** The pages of a fax under way. */
export interface Sheets {
  readonly pdf: PDFDocument
  readonly fonts: {
    readonly plain: PDFFont
    readonly bold: PDFFont
    /** As wide for every letter. */
    readonly fixed: PDFFont
  }
  /** A new empty page at the end. Throws RenderingError when it would be one too many. */
  addSheet(): PDFPage
  /** Refuses to go on when `pages` more are too many. */
  reserve(pages: number): void
}

/** Begins a fax of at most `maxPages`. */
export async function createSheets(maxPages: number): Promise<Sheets> {
  // Without a time in it: the same documents make the same bytes.
  const pdf = await PDFDocument.create({ updateMetadata: false })
  const fonts = {
    plain: await pdf.embedFont(StandardFonts.Helvetica),
    bold: await pdf.embedFont(StandardFonts.HelveticaBold),
    fixed: await pdf.embedFont(StandardFonts.Courier),
  }
  function reserve(pages: number): void {
    if (pdf.getPageCount() + pages > maxPages) {
      throw new RenderingError(`It has more than ${maxPages} pages.`)
    }
  }
  return {
    pdf,
    fonts,
    reserve,
    addSheet() {
      reserve(1)
      return pdf.addPage([sheet.width, sheet.height])
    },
  }
}

/** The text with a question mark for every letter that the font does not have. */
export function inFont(font: PDFFont, text: string): string {
  const known = knownLetters(font)
  return Array.from(text, (letter) => (known.has(letter.codePointAt(0) ?? 0) ? letter : '?')).join(
    '',
  )
}

const letters = new WeakMap<PDFFont, ReadonlySet<number>>()

function knownLetters(font: PDFFont): ReadonlySet<number> {
  const known = letters.get(font) ?? new Set(font.getCharacterSet())
  letters.set(font, known)
  return known
}

/** A text as lines of at most `width` points, broken between words where it can be. */
export function linesOf(font: PDFFont, size: number, width: number, text: string): string[] {
  const fits = (line: string) => font.widthOfTextAtSize(line, size) <= width
  return text.split(/\r\n?|\n/).flatMap((paragraph) => {
    const lines = ['']
    for (const word of inFont(font, paragraph).split(' ')) {
      const line = lines.at(-1) ?? ''
      const longer = line === '' ? word : `${line} ${word}`
      if (fits(longer)) lines.splice(-1, 1, longer)
      else lines.push(...pieces(word, fits))
    }
    return lines.length > 1 && lines[0] === '' ? lines.slice(1) : lines
  })
}

/** A word in pieces that fit. */
function pieces(word: string, fits: (text: string) => boolean): string[] {
  const result = ['']
  for (const letter of word) {
    const longer = `${result.at(-1) ?? ''}${letter}`
    if (fits(longer)) result.splice(-1, 1, longer)
    else result.push(letter)
  }
  return result
}
