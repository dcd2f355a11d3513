// Documents that are text, on sheets: 84 letters a line, 57 lines a page. What is HTML becomes the text
// that is in it.
import { sheet, typing } from './measures.ts'
import { inFont, type Sheets } from './sheets.ts'

const { size, leading, columns, rows } = typing

/** Adds the pages of a text. */
export function addText(sheets: Sheets, text: string): void {
  let page = sheets.addSheet()
  let row = 0
  for (const line of brokenLines(text)) {
    if (row === rows || line === '\f') {
      page = sheets.addSheet()
      row = 0
    }
    if (line === '\f') continue
    const y = sheet.height - sheet.margin - size - row * leading
    const shown = inFont(sheets.fonts.fixed, line)
    if (shown.trim() !== '')
      page.drawText(shown, { x: sheet.margin, y, size, font: sheets.fonts.fixed })
    row += 1
  }
}

/** The lines of a text as wide as a page; a form feed is one of its own. */
function* brokenLines(text: string): Generator<string> {
  for (const [line] of text.matchAll(/\f|[^\f\r\n]*(?:\r\n?|\n)|[^\f\r\n]+/g)) {
    if (line === '\f') {
      yield line
      continue
    }
    const letters = Array.from(line.replace(/[\r\n]+$/, '').replaceAll('\t', '        '))
    if (letters.length === 0) yield ''
    for (let at = 0; at < letters.length; at += columns) {
      yield letters.slice(at, at + columns).join('')
    }
  }
}

/** The text of a file: UTF-8, or UTF-16 when it begins with its mark. */
export function textOf(bytes: Uint8Array): string {
  const isWide =
    (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  if (!isWide) return new TextDecoder('utf-8').decode(bytes)
  return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes)
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  gt: '>',
  lt: '<',
  nbsp: ' ',
  quot: '"',
}

/** What a reader sees of HTML, without its looks. */
export function textOfHtml(html: string): string {
  return html
    .replaceAll(/<(script|style|head)\b[\s\S]*?<\/\1\s*>|<!--[\s\S]*?-->/gi, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/<(?:br|\/p|\/div|\/h\d|\/li|\/tr|\/table|hr)\b[^>]*>/gi, '\n')
    .replaceAll(/<\/t[dh]\s*>/gi, '  ')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,8}));/gi, entityText)
    .replaceAll(/[ \t]*\n[ \t]*/g, '\n')
    .trim()
}

function entityText(whole: string, decimal?: string, hex?: string, name = ''): string {
  const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : null
  if (code === null) return entities[name.toLowerCase()] ?? whole
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
}
