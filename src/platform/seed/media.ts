// The files of the demo account, made rather than stored: pictures (PNG) and documents (PDF) that
// ordinary programs open. The same input gives the same bytes.
import { crc32, deflateSync } from 'node:zlib'

/** A color as red, green, blue (0 to 255). */
export type Color = readonly [number, number, number]

const pngSignature = [137, 80, 78, 71, 13, 10, 26, 10]

/**
 * A picture of a window: a frame around panes, on a wall.
 * @param size width and height in pixels
 */
export function pngOfWindow(size: number, wall: Color, glass: Color): Uint8Array {
  const frame: Color = [245, 243, 238]
  const margin = Math.floor(size / 8)
  const middle = Math.floor(size / 2)
  const kindAt = (at: number) => {
    if (at < margin || at >= size - margin) return 'wall'
    const isEdge = at < margin + 2 || at >= size - margin - 2
    return isEdge || Math.abs(at - middle) < 2 ? 'frame' : 'glass'
  }
  // A row starts with its filter: none.
  const row = (colorAt: (x: number) => Color) =>
    Buffer.from([0, ...Array.from({ length: size }, (_, x) => colorAt(x)).flat()])
  const inside = (pane: Color) => (x: number) => ({ wall, frame, glass: pane })[kindAt(x)]
  const rows = {
    wall: row(() => wall),
    frame: row(inside(frame)),
    glass: row(inside(glass)),
  }
  const pixels = Buffer.concat(Array.from({ length: size }, (_, y) => rows[kindAt(y)]))
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 2], 8) // 8 bits each of red, green and blue
  return Buffer.concat([
    Buffer.from(pngSignature),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(pixels)),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

function pngChunk(type: string, body: Uint8Array): Buffer {
  const chunk = Buffer.alloc(12 + body.length)
  chunk.writeUInt32BE(body.length, 0)
  chunk.write(type, 4, 'latin1')
  chunk.set(body, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + body.length)), 8 + body.length)
  return chunk
}

/**
 * A document of one page per list of lines, in Helvetica on US Letter.
 * Lines are plain ASCII: what a fax carries.
 */
export function pdfOf(pages: readonly (readonly string[])[]): Uint8Array {
  const pageIds = pages.map((_, index) => 4 + index * 2)
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pageIds.map((id) => `${id} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...pages.flatMap((lines, index) => {
      const text = pdfText(lines)
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents ${4 + index * 2 + 1} 0 R >>`,
        `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
      ]
    }),
  ]
  let file = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const start = file.length
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(file, 'latin1')
}

function pdfText(lines: readonly string[]): string {
  const shown = lines.map((line) => `(${line.replaceAll(/[\\()]/g, String.raw`\$&`)}) Tj T*`)
  return `BT /F1 12 Tf 72 720 Td 18 TL\n${shown.join('\n')}\nET`
}
