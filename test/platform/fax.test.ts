// What becomes of a fax: rendered into one document, sent at its time, ended for each recipient, sent again.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { PDFDocument } from '@cantoo/pdf-lib'
import { knownPagesOf } from '#platform/rendering/known-pages'
import { pdfOf, pngOfWindow } from '#platform/seed/media'
import { type Answer, ids, multipart, numbers, own, startWorld, type World } from './world.ts'

const minute = 60_000

interface Document {
  readonly fileName: string
  readonly type: string
  readonly content: string | Uint8Array
}

const letter: Document = {
  fileName: 'letter.pdf',
  type: 'application/pdf',
  content: pdfOf([['one'], ['two']]),
}
const broken: Document = { fileName: 'broken.pdf', type: 'application/pdf', content: 'no PDF' }

function sendFax(world: World, fields: object = {}, documents: readonly Document[] = [letter]) {
  const envelope = { to: [{ phoneNumber: numbers.outside }], ...fields }
  const parts = [
    { headers: ['Content-Type: application/json'], content: JSON.stringify(envelope) },
    ...documents.map(({ fileName, type, content }) => ({
      headers: [
        `Content-Disposition: form-data; name="attachment"; filename="${fileName}"`,
        `Content-Type: ${type}`,
      ],
      content,
    })),
  ]
  return world.call('POST', `${own}/fax`, {
    raw: { type: 'multipart/form-data; boundary=b', body: multipart(parts, 'b') },
  })
}

const again = (world: World, json: object) => world.call('POST', `${own}/fax`, { json })
const read = async (world: World, { body }: Answer) => (await world.get(body.uri)).body
const ends = ({ to }: Answer['body']) =>
  to.map(({ messageStatus, faxErrorCode }: Record<string, string>) => faxErrorCode ?? messageStatus)

describe('a fax', () => {
  it('becomes one PDF of its cover page and all of its documents, downloadable once it is made', async () => {
    using world = startWorld()
    const picture = {
      fileName: 'p.png',
      type: 'image/png',
      content: pngOfWindow(16, [1, 2, 3], [4, 5, 6]),
    }
    const sent = await sendFax(world, { coverIndex: 13, coverPageText: 'Please read.' }, [
      letter,
      picture,
    ])
    const [document, ...none] = sent.body.attachments
    assert.deepEqual(none, [])
    assert.deepEqual(
      [document.id, document.type, document.contentType, document.fileName, sent.body.faxPageCount],
      [sent.body.id, 'RenderedDocument', 'application/pdf', 'letter.pdf', 0],
    )
    const early = await world.get(document.uri)
    assert.deepEqual([early.status, early.body.parameterName], [404, 'attachmentId'])

    await world.clock.advance(0)
    const { attachments, messageStatus, faxPageCount, coverPageText } = await read(world, sent)
    assert.deepEqual([messageStatus, faxPageCount, coverPageText], ['Queued', 4, 'Please read.'])
    const { bytes, headers } = await world.get(document.uri)
    assert.equal(headers.get('content-type'), 'application/pdf')
    assert.equal(attachments[0].size, bytes.length)
    assert.equal((await PDFDocument.load(bytes)).getPageCount(), 4)
    await world.clock.advance(minute)
    assert.deepEqual(await ends(await read(world, sent)), ['Sent'])
  })

  it('of one PDF without a cover page is sent as it is', async () => {
    using world = startWorld()
    const sent = await sendFax(world)
    await world.clock.advance(0)
    const [document] = (await read(world, sent)).attachments
    assert.deepEqual((await world.get(document.uri)).bytes, Buffer.from(letter.content))
  })

  it('leaves no document behind but the one that was made of it', async () => {
    using world = startWorld()
    const { db, files, messages } = world.platform.parts
    const sent = await sendFax(world, { coverIndex: 1 })
    const [source] = messages.find(sent.body.id)?.details.sources ?? []
    const stored = messages.content(sent.body.id, source?.id ?? 0)
    await world.clock.advance(0)
    await nextTurn()
    assert.ok(stored && !files.has(stored.key))
    assert.equal(db.all({ sql: 'select id from attachment', values: [] } as never).length, 1) // a Sql by its shape
  })

  it('whose document cannot be read fails for everybody with RenderingFailed, and calls nobody', async () => {
    using world = startWorld()
    const to = [{ phoneNumber: numbers.outside }, { phoneNumber: numbers.bob }]
    const sent = await sendFax(world, { to }, [letter, broken])
    assert.equal(sent.body.messageStatus, 'Queued')
    await world.clock.advance(minute)
    const fax = await read(world, sent)
    assert.deepEqual(
      [fax.messageStatus, ends(fax), fax.attachments, fax.faxPageCount],
      ['SendingFailed', ['RenderingFailed', 'RenderingFailed'], [], 0],
    )
    assert.equal((await world.get(`${own}/call-log`)).body.records.length, 0)
    assert.deepEqual(world.errors, [])
  })

  it('that turns out to have more than 200 pages fails, where that did not show before', async () => {
    using world = startWorld()
    const text = { fileName: 'a.csv', type: 'text/csv', content: 'x\n'.repeat(200 * 57 + 1) }
    const sent = await sendFax(world, {}, [text])
    assert.equal(sent.status, 200)
    await world.clock.advance(0)
    assert.deepEqual(ends(await read(world, sent)), ['RenderingFailed'])
  })

  it('ends for each recipient by itself: Queued while one waits, then failed if one failed', async () => {
    using world = startWorld()
    const phone = (phoneNumber: string) => ({ phoneNumber })
    const outcomes = {
      '+12065550160': 'LineBusy',
      '+12065550161': 'NoFaxMachine',
      '+12065550162': 'NoAnswer',
      '+12065550163': 'CallFailed',
      [numbers.outside]: 'Sent',
      [numbers.bob]: 'Sent',
    }
    const some = await sendFax(world, { to: Object.keys(outcomes).map(phone) })
    await world.clock.advance(minute)
    const ended = await read(world, some)
    assert.deepEqual([ended.messageStatus, ends(ended)], ['SendingFailed', Object.values(outcomes)])
    const log = (await world.get(`${own}/call-log`)).body.records
    assert.deepEqual(
      log
        .map(
          ({ result, duration }: { result: string; duration: number }) => `${result} ${duration}`,
        )
        .toSorted(),
      ['Send Error 0', 'Send Error 0', 'Send Error 0', 'Send Error 0', 'Sent 6', 'Sent 6'],
    )

    const to = ['+12065550139', '+12065550160'].map(phone)
    const waiting = await sendFax(world, { to })
    await world.clock.advance(minute)
    const now = await read(world, waiting)
    assert.deepEqual([now.messageStatus, ends(now)], ['Queued', ['Queued', 'LineBusy']])
  })

  it('is refused with a cover page that there is not', async () => {
    using world = startWorld()
    const { status, body } = await sendFax(world, { coverIndex: 14 })
    assert.deepEqual([status, body.parameterName], [400, 'coverIndex'])
  })

  it('that was deleted while it waited is not rendered', async () => {
    using world = startWorld()
    const sent = await sendFax(world, { coverIndex: 1 })
    await world.call('DELETE', sent.body.uri)
    await world.clock.advance(minute)
    const fax = await read(world, sent)
    assert.deepEqual([fax.messageStatus, fax.faxPageCount], ['Queued', 0])
  })

  it('does not hold up what else is due while it is rendered', async () => {
    using world = startWorld()
    await sendFax(world, { coverIndex: 1 })
    const moving = world.clock.advance(0)
    assert.equal((await world.get(`${own}/message-store`)).status, 200)
    await moving
  })
})

describe('a fax that is sent again', () => {
  it('has the same document and goes to the same numbers, or to others, also later', async () => {
    using world = startWorld()
    const first = await sendFax(world, {
      to: [{ phoneNumber: numbers.outside, name: 'Permit office' }],
      coverIndex: 1,
      faxResolution: 'Low',
    })
    await world.clock.advance(minute)
    const originalMessageId = first.body.id
    const second = await again(world, { originalMessageId })
    assert.equal(second.status, 200, second.bytes.toString())
    assert.notEqual(second.body.id, originalMessageId)
    const sendTime = new Date(world.clock.now() + 10 * minute).toISOString()
    const to = [{ phoneNumber: numbers.bob }]
    const third = await again(world, { originalMessageId, to, sendTime })
    await world.clock.advance(minute)
    const [sent, waiting] = [await read(world, second), await read(world, third)]
    assert.deepEqual(
      [sent.messageStatus, sent.faxPageCount, sent.faxResolution, sent.to[0].name],
      ['Sent', 3, 'Low', 'Permit office'],
    )
    assert.deepEqual([waiting.messageStatus, waiting.to[0].phoneNumber], ['Queued', numbers.bob])
    const bytes = async ({ attachments }: Answer['body']) =>
      (await world.get(attachments[0].uri)).bytes
    assert.deepEqual(await bytes(sent), await bytes(await read(world, first)))
    await world.clock.advance(10 * minute)
    assert.equal((await read(world, third)).messageStatus, 'Sent')
  })

  it('is refused while it waits, when nothing was made of it or it was deleted, and when it is none', async () => {
    for (const profile of ['guide', 'live'] as const) {
      using world = startWorld({ profile })
      /* oxlint-disable no-await-in-loop -- one after the other */
      const refused = async (json: object) => {
        const { status, body } = await again(world, json)
        return [status, body.errors[0].errorCode, body.parameterName]
      }
      const state = profile === 'live' ? [406, 'MSG-343'] : [400, 'CMN-101']
      const notNow = [...state, 'originalMessageId']
      const unknown = [400, profile === 'live' ? 'CMN-102' : 'CMN-101', 'originalMessageId']
      const waiting = await sendFax(world)
      assert.deepEqual(await refused({ originalMessageId: waiting.body.id }), notNow)
      const failed = await sendFax(world, {}, [broken])
      await world.clock.advance(minute)
      assert.deepEqual(await refused({ originalMessageId: failed.body.id }), notNow)
      await world.call('DELETE', waiting.body.uri)
      assert.deepEqual(await refused({ originalMessageId: waiting.body.id }), notNow)
      assert.deepEqual(await refused({ originalMessageId: 1 }), unknown)
      const text = await world.call('POST', `${own}/sms`, {
        json: { from: { phoneNumber: numbers.ann }, to: [{ phoneNumber: numbers.bob }], text: 'x' },
      })
      assert.deepEqual(await refused({ originalMessageId: text.body.id }), unknown)
      const bobs = await sendFax(world, { to: [{ phoneNumber: numbers.bob }] })
      await world.clock.advance(minute)
      const token = world.token(ids.bob)
      const other = await world.call('POST', `${own}/fax`, {
        json: { originalMessageId: bobs.body.id },
        token,
      })
      assert.deepEqual([other.status, other.body.parameterName], [400, 'originalMessageId'])
      const { status, body } = await sendFax(world, { originalMessageId: bobs.body.id })
      assert.deepEqual([status, body.parameterName], [400, 'originalMessageId'])
      /* oxlint-enable no-await-in-loop */
    }
  })
})

describe('the pages that show before a fax is rendered', () => {
  const known = (contentType: string, text: string | Uint8Array) => {
    const bytes = Buffer.from(text)
    return knownPagesOf([{ contentType, size: bytes.length, read: async () => bytes }], 200)
  }

  it('are those of the largest page tree, and of a text that is too long for all pages', async () => {
    const pdf = 'application/pdf'
    assert.equal(await known(pdf, pdfOf(Array.from({ length: 7 }, () => ['x']))), 7)
    assert.equal(await known(pdf, '9 0 obj << /Type /Outlines /Count 999 >> endobj'), 1)
    assert.equal(await known(pdf, '1 0 obj << /Count 3 /Kids [] /Type/Pages >> endobj'), 3)
    assert.equal(await known(pdf, 'packed'), 1)
    assert.equal(await known('text/plain', Buffer.alloc(5_000_000)), 201)
    assert.equal(await known('image/tiff', 'no TIFF'), 1)
  })

  it('take no time to count, whatever is in the document', async () => {
    for (const text of [
      '/Type /Pages ',
      '/Type/Pages/Count 1',
      '/Type ',
      ' obj /Type/Pages',
      '/Type/Pagesx',
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      assert.equal(await known('application/pdf', text.repeat(4_000_000 / text.length)), 1)
    }
    assert.equal(await known('application/pdf', '/Type'.padEnd(4_000_000)), 1)
  })
})
