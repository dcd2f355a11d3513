// A fax as it goes over the line: its documents one after the other as the pages of one PDF, behind a
// cover page when there is one. Runs in a thread of its own (renderer.ts): documents come from strangers.
import { readFile } from 'node:fs/promises'
import { PDFDocument } from '@cantoo/pdf-lib'
import { addCover, type Cover } from './cover.ts'
import { mostTextBytes, sheet } from './measures.ts'
import { addJpeg, addPng, addTiff } from './pictures.ts'
import { createSheets, inFont, linesOf, RenderingError, type Sheets } from './sheets.ts'
import { addText, textOf, textOfHtml } from './texts.ts'

/** A document of a fax. */
export interface FaxDocument {
  readonly fileName: string
  readonly contentType: string
  /** Bytes. */
  readonly size: number
  /** The path it is read from, or its bytes. */
  readonly source: string | Uint8Array
}

/** What is to be rendered. */
export interface FaxJob {
  readonly documents: readonly FaxDocument[]
  readonly cover: Cover | null
  readonly maxPages: number
}

/** What came of it: the PDF (null when the only document is one already), or why there is none. */
export type Rendering =
  | { readonly pages: number; readonly bytes: Uint8Array | null }
  | { readonly problem: string }

/** Renders a fax. Never rejects: a document that cannot be read is a problem. */
export async function renderFax(job: FaxJob): Promise<Rendering> {
  try {
    const [only, ...more] = job.documents
    if (only?.contentType === 'application/pdf' && more.length === 0 && !job.cover) {
      const pages = (await openPdf(await bytesOf(only))).getPageCount()
      if (pages > job.maxPages) throw new RenderingError(`It has more than ${job.maxPages} pages.`)
      return { pages, bytes: null }
    }
    const sheets = await createSheets(job.maxPages)
    for (const document of job.documents) {
      await addDocument(sheets, document, job.maxPages) // oxlint-disable-line no-await-in-loop -- in order
    }
    if (job.cover) addCover(sheets, job.cover)
    const pages = sheets.pdf.getPageCount()
    return { pages, bytes: await sheets.pdf.save({ addDefaultPage: false }) }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

const bytesOf = async ({ source }: FaxDocument): Promise<Uint8Array> =>
  typeof source === 'string' ? readFile(source) : source

async function openPdf(bytes: Uint8Array): Promise<PDFDocument> {
  const pdf = await PDFDocument.load(bytes, { password: '', updateMetadata: false })
  if (pdf.getPageCount() === 0) throw new RenderingError('It has no page.')
  return pdf
}

async function addDocument(sheets: Sheets, document: FaxDocument, maxPages: number): Promise<void> {
  switch (await kindOf(document)) {
    case 'pdf': {
      const pdf = await openPdf(await bytesOf(document))
      sheets.reserve(pdf.getPageCount())
      const pages = await sheets.pdf.copyPages(pdf, pdf.getPageIndices())
      for (const page of pages) sheets.pdf.addPage(page)
      return
    }
    case 'png':
      return addPng(sheets, await bytesOf(document))
    case 'jpeg':
      return addJpeg(sheets, await bytesOf(document))
    case 'tiff':
      return addTiff(sheets, await bytesOf(document), maxPages, (page, pages) =>
        addStandIn(sheets, document, `Page ${page} of ${pages}`),
      )
    case 'html':
    case 'text': {
      const isHtml = document.contentType === 'text/html'
      if (!isHtml && document.size > mostTextBytes(maxPages)) {
        throw new RenderingError(`It has more than ${maxPages} pages.`)
      }
      const text = textOf(await bytesOf(document))
      return addText(sheets, isHtml ? textOfHtml(text) : text)
    }
    case 'other':
      return addStandIn(sheets, document)
  }
}

type Kind = 'pdf' | 'png' | 'jpeg' | 'tiff' | 'html' | 'text' | 'other'

const kinds: Readonly<Record<string, Kind>> = {
  'application/pdf': 'pdf',
  'application/xml': 'text',
  'image/jpeg': 'jpeg',
  'image/jpg': 'jpeg',
  'image/png': 'png',
  'image/tiff': 'tiff',
  'text/html': 'html',
  'text/rtf': 'other',
}

async function kindOf(document: FaxDocument): Promise<Kind> {
  const { contentType } = document
  if (contentType === 'application/octet-stream') return kindOfBytes(await bytesOf(document))
  return kinds[contentType] ?? (contentType.startsWith('text/') ? 'text' : 'other')
}

/** What a file is that nobody called anything. */
function kindOfBytes(bytes: Uint8Array): Kind {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1')
  if (start.startsWith('%PDF-')) return 'pdf'
  if (start.startsWith('\x89PNG')) return 'png'
  if (start.startsWith('\xff\xd8\xff')) return 'jpeg'
  return /^(II\*\0|MM\0\*)/.test(start) ? 'tiff' : 'other'
}

/** A page in place of a document that is not drawn here. */
function addStandIn(sheets: Sheets, document: FaxDocument, about?: string): void {
  const { bold, plain } = sheets.fonts
  const page = sheets.addSheet()
  const lines: readonly (readonly [text: string, size: number])[] = [
    [document.fileName, 16],
    [document.contentType, 12],
    [`${document.size} bytes`, 12],
    ...(about === undefined ? [] : [[about, 12] as const]),
    ['This page stands for a document that the platform keeps but does not draw.', 10],
  ]
  let y = sheet.height - sheet.margin - 36
  for (const [text, size] of lines) {
    const font = size === 16 ? bold : plain
    for (const line of linesOf(font, size, sheet.width - 2 * sheet.margin, text).slice(0, 5)) {
      if (line !== '') page.drawText(inFont(font, line), { x: sheet.margin, y, size, font })
      y -= size + 8
    }
  }
}
