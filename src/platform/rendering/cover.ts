// The cover page of a fax: who it is from and for, when, how many pages, and what the sender wrote.
import { type PDFPage, rgb } from '@cantoo/pdf-lib'
import { sheet } from './measures.ts'
import { inFont, linesOf, type Sheets } from './sheets.ts'

/** What a cover page says. */
export interface Cover {
  /** The name of its look, as the dictionary has it. */
  readonly name: string
  readonly company: string
  readonly from: string
  readonly to: readonly string[]
  /** The day and time as they are read. */
  readonly date: string
  readonly text: string
}

/** Of many recipients, how many are named. */
const mostNamed = 6

/** The looks that say something of the fax itself. */
const banners: Readonly<Record<string, string>> = {
  Confidential: 'CONFIDENTIAL',
  Urgent: 'URGENT',
  Birthday: 'HAPPY BIRTHDAY',
}

/** Draws a cover page before all others. */
export function addCover(sheets: Sheets, cover: Cover): void {
  sheets.reserve(1)
  const { pdf, fonts } = sheets
  const page = pdf.insertPage(0, [sheet.width, sheet.height])
  const width = sheet.width - 2 * sheet.margin
  let y = sheet.height - sheet.margin - 36
  const write = (text: string, size: number, font = fonts.plain, x: number = sheet.margin) => {
    const shown = inFont(font, text)
    if (shown.trim() !== '') page.drawText(shown, { x, y, size, font })
  }
  write(banners[cover.name] ?? 'FAX', 36, fonts.bold)
  y -= 22
  write(cover.company, 14)
  y -= 14
  line(page, y)
  const named = cover.to.slice(0, mostNamed)
  const more = cover.to.length - named.length
  const facts: readonly (readonly [name: string, value: string])[] = [
    ...named.map((to, index) => [index === 0 ? 'To:' : '', to] as const),
    ...(more > 0 ? [['', `and ${more} more`] as const] : []),
    ['From:', cover.from],
    ['Date:', cover.date],
    ['Pages:', `${pdf.getPageCount()}, with this one`],
  ]
  for (const [name, value] of facts) {
    y -= 22
    write(name, 12, fonts.bold)
    write(value, 12, fonts.plain, sheet.margin + 72)
  }
  y -= 16
  line(page, y)
  y -= 10
  for (const text of linesOf(fonts.plain, 12, width, cover.text)) {
    y -= 16
    // What does not fit on one page is left out: a cover page is one page.
    if (y < sheet.margin) break
    write(text, 12)
  }
}

function line(page: PDFPage, y: number): void {
  page.drawLine({
    start: { x: sheet.margin, y },
    end: { x: sheet.width - sheet.margin, y },
    thickness: 1,
    color: rgb(0, 0, 0),
  })
}
