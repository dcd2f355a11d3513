// Faxes rendered in their thread: what each kind of document becomes, read again from the PDF.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deflateSync, inflateSync } from 'node:zlib'
import { PDFDocument } from '@cantoo/pdf-lib'
import type { Cover } from '#platform/rendering/cover'
import type { FaxDocument, FaxJob } from '#platform/rendering/render'
import { createRenderer, renderer } from '#platform/rendering/renderer'
import { pdfOf, pngOfWindow } from '#platform/seed/media'

const document = (
  contentType: string,
  source: string | Uint8Array,
  fileName = 'document',
): FaxDocument => {
  const bytes = Buffer.from(source)
  return { fileName, contentType, size: bytes.length, source: bytes }
}
const job = (documents: readonly FaxDocument[], more: Partial<FaxJob> = {}): FaxJob => ({
  documents,
  cover: null,
  maxPages: 200,
  ...more,
})

async function rendered(
  asked: FaxJob,
): Promise<{ pages: number; bytes: Buffer; pdf: PDFDocument }> {
  const rendering = await renderer.render(asked)
  assert.ok('pages' in rendering, JSON.stringify(rendering))
  assert.ok(rendering.bytes)
  const pdf = await PDFDocument.load(rendering.bytes)
  assert.equal(pdf.getPageCount(), rendering.pages)
  return { pages: rendering.pages, bytes: Buffer.from(rendering.bytes), pdf }
}

const problemOf = async (asked: FaxJob): Promise<string> => {
  const rendering = await renderer.render(asked)
  assert.ok('problem' in rendering, 'it was rendered')
  return rendering.problem
}

/** What is written in a PDF, in the order it is drawn. */
function textIn(pdf: Buffer): string {
  const found: string[] = []
  for (let at = pdf.indexOf('stream\n'); at !== -1; at = pdf.indexOf('stream\n', at + 7)) {
    let content: string
    try {
      content = inflateSync(pdf.subarray(at + 7)).toString('latin1')
    } catch {
      continue // the end of one, or what is no text
    }
    for (const [, hex = ''] of content.matchAll(/<([\dA-F]*)> Tj/g)) {
      found.push(Buffer.from(hex, 'hex').toString('latin1'))
    }
  }
  return found.join('\n')
}

const lines = (count: number) =>
  Array.from({ length: count }, (_, index) => `line ${index}`).join('\n')

describe('a fax', () => {
  it('of one PDF stays as it is, its pages counted, also those of object streams and encrypted ones', async () => {
    const plain = pdfOf([['one'], ['two'], ['three']])
    assert.deepEqual(await renderer.render(job([document('application/pdf', plain)])), {
      pages: 3,
      bytes: null,
    })
    const made = await PDFDocument.load(plain)
    const packed = await made.save({ useObjectStreams: true })
    assert.ok(Buffer.from(packed).includes('/ObjStm'))
    made.encrypt({ userPassword: '', ownerPassword: 'owner' })
    for (const bytes of [packed, await made.save({ useObjectStreams: false })]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const rendering = await renderer.render(job([document('application/pdf', bytes)]))
      assert.deepEqual(rendering, { pages: 3, bytes: null })
    }
  })

  it('of many documents is one PDF of all their pages, in order', async () => {
    const { pages, pdf } = await rendered(
      job([
        document('application/pdf', pdfOf([['one'], ['two']])),
        document('image/png', pngOfWindow(48, [1, 2, 3], [4, 5, 6])),
        document('text/plain', lines(60)),
        document('application/msword', 'doc', 'offer.doc'),
      ]),
    )
    assert.equal(pages, 6)
    assert.deepEqual(
      pdf.getPages().map((page) => Math.round(page.getWidth())),
      [612, 612, 612, 612, 612, 612],
    )
  })

  it('is the same bytes for the same documents', async () => {
    const asked = job([document('text/plain', lines(3))], { cover })
    const [one, other] = [await rendered(asked), await rendered(asked)]
    assert.deepEqual(one.bytes, other.bytes)
  })

  it('of text has lines of 84 letters and pages of 57 lines, and a page for each form feed', async () => {
    const pagesOf = async (text: string) =>
      (await rendered(job([document('text/plain', text)]))).pages
    assert.deepEqual(
      [
        await pagesOf(lines(57)),
        await pagesOf(lines(58)),
        await pagesOf('a\fb\fc'),
        await pagesOf(''),
      ],
      [1, 2, 3, 1],
    )
    const { bytes } = await rendered(job([document('text/csv', `${'x'.repeat(90)}\r\nfür 5 € 漢`)]))
    assert.equal(textIn(bytes), `${'x'.repeat(84)}\n${'x'.repeat(6)}\nf\xfcr 5 \x80 ?`)
  })

  it('of HTML shows the text that is in it', async () => {
    const html =
      '<html><head><title>no</title></head><body><style>p{}</style><p>Five &lt; six &#8364;</p><script>no()</script><!-- no -->last</body></html>'
    const { bytes } = await rendered(job([document('text/html', html)]))
    assert.equal(textIn(bytes), 'Five < six \x80\nlast')
  })

  it('of a format that is not drawn has one page that names the document', async () => {
    const { pages, bytes } = await rendered(
      job([document('application/vnd.ms-excel', 'PK', 'budget 2026.xls')]),
    )
    assert.equal(pages, 1)
    assert.match(textIn(bytes), /^budget 2026\.xls\napplication\/vnd\.ms-excel\n2 bytes\n/)
  })

  it('of a file without a type is judged by its first bytes', async () => {
    const pagesOf = async (bytes: Uint8Array | string) => {
      const rendering = await renderer.render(job([document('application/octet-stream', bytes)]))
      return 'pages' in rendering ? rendering.pages : rendering.problem
    }
    assert.equal(await pagesOf(pdfOf([['one'], ['two']])), 2)
    assert.equal(await pagesOf(tiff([{}, {}, {}])), 3)
    assert.equal(await pagesOf(pngOfWindow(16, [1, 2, 3], [4, 5, 6])), 1)
    assert.equal(await pagesOf('anything'), 1)
  })

  it('has no more pages than it may', async () => {
    const tooMany = 'It has more than 200 pages.'
    const pdf = (pages: number) =>
      document('application/pdf', pdfOf(Array.from({ length: pages }, () => ['x'])))
    assert.equal((await renderer.render(job([pdf(200)]))) instanceof Object, true)
    assert.equal(await problemOf(job([pdf(201)])), tooMany)
    assert.equal(await problemOf(job([pdf(150), pdf(51)])), tooMany)
    assert.equal(await problemOf(job([pdf(200)], { cover })), tooMany)
    assert.equal(await problemOf(job([document('text/plain', lines(57 * 200 + 1))])), tooMany)
    assert.equal(
      await problemOf(job([document('text/plain', Buffer.alloc(5_000_000, 'x'))])),
      tooMany,
    )
    assert.equal(
      await problemOf(job([document('image/tiff', tiff(Array.from({ length: 201 }, () => ({}))))])),
      tooMany,
    )
  })
})

const cover: Cover = {
  name: 'Urgent',
  company: 'Larkfield Windows & Doors',
  from: 'Ann Lee, (510) 555-0101',
  to: ['Permit Office, (415) 555-0142'],
  date: 'November 23, 2026, 4:00 AM',
  text: 'Please call me back.\nThe second line is rather long, so that it has to be broken somewhere between its words, as it is here.',
}

describe('a cover page', () => {
  it('comes first and says who, to whom, when, how many pages, and what the sender wrote', async () => {
    const { pages, bytes } = await rendered(
      job([document('application/pdf', pdfOf([['one'], ['two']]))], { cover }),
    )
    assert.equal(pages, 3)
    const text = textIn(bytes)
    for (const said of [
      'URGENT',
      cover.company,
      cover.from,
      ...cover.to,
      cover.date,
      '3, with this one',
      'Please call me back.',
    ]) {
      assert.ok(text.includes(said), `${said} is not in ${text}`)
    }
  })

  it('names six recipients and counts the others', async () => {
    const to = Array.from({ length: 8 }, (_, index) => `Recipient ${index + 1}`)
    const { bytes } = await rendered(
      job([document('text/plain', 'x')], {
        cover: { ...cover, name: 'Classic', to, text: lines(100) },
      }),
    )
    const text = textIn(bytes)
    assert.ok(text.startsWith('FAX') || text.includes('\nFAX'))
    assert.ok(text.includes('Recipient 6\nand 2 more'))
    assert.ok(!text.includes('Recipient 7'))
    assert.ok(!text.includes('line 99'))
  })
})

/** A TIFF of pages of 16 by 8 pixels, plain black and white unless their fields say otherwise. */
function tiff(
  pages: readonly Readonly<Record<number, number>>[],
  order: 'LE' | 'BE' = 'LE',
): Buffer {
  const size = 2 + 9 * 12 + 4
  const file = Buffer.alloc(8 + pages.length * (size + 16))
  const write = (value: number, at: number, bytes: 2 | 4) =>
    bytes === 2 ? file[`writeUInt16${order}`](value, at) : file[`writeUInt32${order}`](value, at)
  file.write(order === 'LE' ? 'II' : 'MM', 'latin1')
  write(42, 2, 2)
  write(8, 4, 4)
  for (const [index, more] of pages.entries()) {
    const at = 8 + index * (size + 16)
    const fields = {
      256: 16,
      257: 8,
      258: 1,
      259: 1,
      262: 0,
      273: at + size,
      277: 1,
      278: 8,
      279: 16,
      ...more,
    }
    write(9, at, 2)
    for (const [field, [tag, value]] of Object.entries(fields).entries()) {
      write(Number(tag), at + 2 + field * 12, 2)
      write(4, at + 4 + field * 12, 2)
      write(1, at + 6 + field * 12, 4)
      write(value, at + 10 + field * 12, 4)
    }
    write(index + 1 < pages.length ? at + size + 16 : 0, at + 2 + 9 * 12, 4)
  }
  return file
}

describe('a TIFF', () => {
  it('has a page for each of its directories, in either byte order', async () => {
    for (const order of ['LE', 'BE'] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { pages, bytes } = await rendered(job([document('image/tiff', tiff([{}, {}], order))]))
      assert.equal(pages, 2)
      assert.equal(textIn(bytes), '')
    }
  })

  it('of a fax machine is put into the PDF as it is coded', async () => {
    const { bytes } = await rendered(job([document('image/tiff', tiff([{ 259: 4 }]))]))
    const text = bytes.toString('latin1')
    assert.match(text, /\/Filter \/CCITTFaxDecode/)
    assert.match(text, /\/K -1/)
  })

  it('of a coding that is not shown has pages that name it', async () => {
    const { pages, bytes } = await rendered(
      job([document('image/tiff', tiff([{ 259: 5 }, { 259: 5 }]), 'scan.tif')]),
    )
    assert.equal(pages, 2)
    assert.match(textIn(bytes), /scan\.tif[\s\S]*Page 2 of 2/)
  })

  it('that goes round in a circle, or ends early, is refused', async () => {
    const circle = tiff([{}])
    circle.writeUInt32LE(8, 8 + 2 + 9 * 12)
    for (const file of [
      circle,
      tiff([{}, {}]).subarray(0, 200),
      Buffer.from('II*\0'),
      Buffer.from('II*\0\xff\xff\xff\xff'),
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await problemOf(job([document('image/tiff', file)]))
    }
  })
})

describe('a document that cannot be read', () => {
  it('is a problem, whatever it says it is', async () => {
    for (const [type, content] of [
      ['application/pdf', 'no PDF'],
      ['application/pdf', ''],
      ['application/pdf', '%PDF-1.4\n%%EOF'],
      ['application/pdf', Buffer.from(pdfOf([['x']])).subarray(0, 200)],
      ['image/png', 'no PNG'],
      ['image/png', Buffer.from(pngOfWindow(16, [1, 2, 3], [4, 5, 6])).subarray(0, 60)],
      ['image/png', hugePng()],
      ['image/jpeg', 'no JPEG'],
      ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
      ['image/tiff', 'no TIFF'],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const problem = await problemOf(job([document(type, content)]))
      assert.ok(problem.length > 0)
    }
    const gone = { fileName: 'x', contentType: 'image/png', size: 1, source: '/nowhere/at/all' }
    assert.match(await problemOf(job([gone])), /ENOENT/)
  })

  it('and takes for ever, or fills the memory, is given up, and the next one is rendered', async () => {
    const limits = { seconds: 1, megabytes: 64, idleSeconds: 1 }
    const strict = createRenderer(limits)
    const good = job([document('application/pdf', pdfOf([['x']]))])
    await strict.render(good) // the thread has started
    const bomb = await strict.render(job([document('application/pdf', bombOf(400))]))
    assert.ok('problem' in bomb, 'the bomb was rendered')
    assert.deepEqual(await strict.render(good), { pages: 1, bytes: null })
  })
})

/** A PNG of a few bytes that says it has ten thousand million pixels. */
function hugePng(): Buffer {
  const file = Buffer.from(pngOfWindow(16, [1, 2, 3], [4, 5, 6]))
  file.writeUInt32BE(100_000, 16)
  file.writeUInt32BE(100_000, 20)
  return file
}

/** A PDF whose object stream unpacks to so many megabytes. */
function bombOf(megabytes: number): Buffer {
  const packed = deflateSync(Buffer.alloc(megabytes * 2 ** 20, ' '))
  const head = `%PDF-1.5\n1 0 obj\n<< /Type /ObjStm /N 1 /First 10 /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`
  return Buffer.concat([
    Buffer.from(head, 'latin1'),
    packed,
    Buffer.from('\nendstream\nendobj\ntrailer\n<< /Root 2 0 R >>\n%%EOF', 'latin1'),
  ])
}
