// Sends with files, in every form that RingCentral's SDKs write them (protocol 3.1), byte for byte.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import {
  type Answer,
  multipart,
  numbers,
  own,
  type RawPart,
  startWorld,
  type World,
} from './world.ts'

// Bytes that look like the ends of lines and parts, and some that are no text.
const png = Buffer.from('\x89PNG\r\n\x1a\n--boundary\r\n\0\xff--x--\r\n\r\n', 'latin1')
const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Page>>\n2 0 obj<</Type /Page\n>>\n%%EOF\r\n')

const mmsEnvelope = JSON.stringify({
  from: { phoneNumber: numbers.ann },
  to: [{ phoneNumber: numbers.bob }],
  text: 'look at this',
})
const faxEnvelope = JSON.stringify({
  to: [{ phoneNumber: numbers.outside, name: 'Permit office' }],
  faxResolution: 'Low',
  coverIndex: 1,
  coverPageText: 'two pages',
})

const file = (name: string, fileName: string, type: string, content: Buffer): RawPart => ({
  headers: [
    `Content-Disposition: form-data; name="${name}"; filename="${fileName}"`,
    `Content-Type: ${type}`,
  ],
  content,
})

/** The forms of a body with one file: the Content-Type of the request and the parts. */
const forms: Readonly<
  Record<string, (envelope: string, file: RawPart) => readonly [subtype: string, RawPart[]]>
> = {
  '1: @rc-ex/core, with Content-Type first': (envelope, { headers, content }) => [
    'form-data',
    [
      {
        headers: [
          'Content-Type: application/json',
          'Content-Disposition: form-data; name="request.json"; filename="request.json"',
        ],
        content: envelope,
      },
      { headers: headers.toReversed(), content },
    ],
  ],
  '2: Python, a part named json': (envelope, one) => [
    'form-data',
    [
      {
        headers: [
          'Content-Disposition: form-data; name="json"; filename="request.json"',
          'Content-Type: application/json',
        ],
        content: envelope,
      },
      one,
    ],
  ],
  '2b: Python, called mixed with parts that say form-data': (envelope, one) => [
    'mixed',
    [
      {
        headers: [
          'Content-Disposition: form-data; name="json"; filename="request.json"',
          'Content-Type: application/json',
        ],
        content: envelope,
      },
      one,
    ],
  ],
  '3: Java, a JSON part without a disposition': (envelope, one) => [
    'form-data',
    [{ headers: ['Content-Type: application/json; charset=UTF-8'], content: envelope }, one],
  ],
  '4: form-data package, a JSON part without a file name': (envelope, one) => [
    'form-data',
    [
      {
        headers: ['Content-Disposition: form-data; name="json"', 'Content-Type: application/json'],
        content: envelope,
      },
      one,
    ],
  ],
  '6: mixed, files as attachments': (envelope, { headers, content }) => [
    'mixed',
    [
      { headers: ['Content-Type: application/json'], content: envelope },
      {
        headers: headers.map((line) => line.replace(/form-data; name="\w+"/, 'attachment')),
        content,
      },
    ],
  ],
  '6b: mixed, files without a type of their own': (envelope, { headers, content }) => [
    'mixed',
    [
      { headers: ['Content-Type: application/json'], content: envelope },
      {
        headers: headers
          .filter((line) => line.startsWith('Content-Disposition'))
          .map((line) => line.replace(/form-data; name="\w+"/, 'attachment')),
        content,
      },
    ],
  ],
}

const boundary = 'ad05fc42-a66d-4a94-b807-f1c91136c17b'

const send = (world: World, path: string, subtype: string, parts: readonly RawPart[]) =>
  world.call('POST', `${own}/${path}`, {
    raw: { type: `multipart/${subtype}; boundary=${boundary}`, body: multipart(parts, boundary) },
  })

/** Attachments of a message that are files, without their addresses. */
const filesOf = ({ body }: Answer) =>
  body.attachments
    .filter(({ type }: { type: string }) => type !== 'Text')
    .map(({ uri: _uri, id: _id, ...rest }: { uri: string; id: number }) => rest)

/** The bytes of a message's files, as they are served, by sender and (for a colleague) receiver. */
async function contents(world: World, message: Answer['body'], token?: string): Promise<string[]> {
  const served: string[] = []
  for (const { uri, type, contentType } of message.attachments) {
    if (type === 'Text') continue
    // oxlint-disable-next-line no-await-in-loop -- in order
    const reply = await world.get(uri, token === undefined ? {} : { token })
    assert.equal(reply.status, 200)
    assert.equal(reply.headers.get('content-type'), contentType)
    assert.equal(reply.headers.get('content-length'), String(reply.bytes.length))
    served.push(reply.bytes.toString('latin1'))
  }
  return served
}

/** The documents of a fax as they came, as long as it is not rendered. */
function sources(world: World, { body }: Answer): { fileName: string; text: string }[] {
  const { messages, files } = world.platform.parts
  return (messages.find(body.id)?.details.sources ?? []).map(({ id, fileName }) => {
    const stored = messages.content(body.id, id)
    assert.ok(stored)
    return { fileName, text: Buffer.from(files.read(stored.key)).toString('latin1') }
  })
}

describe('a picture message', () => {
  for (const [name, form] of Object.entries(forms)) {
    it(`is taken in form ${name}`, async () => {
      using world = startWorld()
      const [subtype, parts] = form(mmsEnvelope, file('attachment', 'pic.png', 'image/png', png))
      const sent = await send(world, 'mms', subtype, parts)
      assert.equal(sent.status, 200, sent.bytes.toString())
      assert.equal(sent.body.subject, 'look at this')
      assert.deepEqual(filesOf(sent), [
        {
          type: 'MmsAttachment',
          contentType: 'image/png',
          fileName: 'pic.png',
          size: png.length,
        },
      ])
      assert.deepEqual(await contents(world, sent.body), [png.toString('latin1')])
      const token = world.token(102)
      const inbox = await world.get(`${own}/message-store`, { token })
      assert.deepEqual(await contents(world, inbox.body.records[0], token), [
        png.toString('latin1'),
      ])
    })
  }

  it('may also go through the SMS method, which takes JSON and both multiparts', async () => {
    using world = startWorld()
    for (const form of [
      '1: @rc-ex/core, with Content-Type first',
      '6: mixed, files as attachments',
    ]) {
      const [subtype, parts] =
        forms[form]?.(mmsEnvelope, file('a', 'p.png', 'image/png', png)) ?? []
      assert.ok(subtype && parts)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const sent = await send(world, 'sms', subtype, parts)
      assert.deepEqual([sent.status, filesOf(sent).length], [200, 1])
    }
    const [subtype, [envelope]] = forms['1: @rc-ex/core, with Content-Type first']?.(
      mmsEnvelope,
      file('a', 'p.png', 'image/png', png),
    ) ?? ['', []]
    assert.ok(envelope)
    const bare = await send(world, 'sms', subtype, [envelope])
    assert.deepEqual([bare.status, filesOf(bare), bare.body.subject], [200, [], 'look at this'])
  })

  it('keeps up to ten files in their order, whatever their parts are called', async () => {
    using world = startWorld()
    const files = Array.from({ length: 10 }, (_, index) =>
      file(`photo-${index}`, `fête ${index}.jpg`, 'image/jpeg', Buffer.from([index, 0, 255])),
    )
    const envelope = { headers: ['Content-Type: application/json'], content: mmsEnvelope }
    const sent = await send(world, 'mms', 'form-data', [envelope, ...files])
    assert.equal(sent.status, 200)
    assert.deepEqual(
      filesOf(sent).map(({ fileName }: { fileName: string }) => fileName),
      Array.from({ length: 10 }, (_, index) => `fête ${index}.jpg`),
    )
    assert.deepEqual(
      await contents(world, sent.body),
      Array.from({ length: 10 }, (_, index) => Buffer.from([index, 0, 255]).toString('latin1')),
    )
  })

  it('needs no text, and then has no text', async () => {
    using world = startWorld()
    const { text: _, ...envelope } = JSON.parse(mmsEnvelope)
    const json = { headers: ['Content-Type: application/json'], content: JSON.stringify(envelope) }
    const sent = await send(world, 'mms', 'mixed', [json, file('a', 'p.png', 'image/png', png)])
    assert.deepEqual(
      [sent.status, sent.body.subject, sent.body.attachments.length],
      [200, undefined, 1],
    )
  })

  it('whose file has no type that can be told by its part is known by its name', async () => {
    using world = startWorld()
    for (const [line, expected] of [
      ['Content-Type: undefined', 'image/gif'],
      ['Content-Type: application/octet-stream', 'image/gif'],
      ['X-Nothing: here', 'image/gif'],
      ['Content-Type: IMAGE/PNG; x=y', 'image/png'],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const sent = await send(world, 'mms', 'form-data', [
        { headers: ['Content-Type: application/json'], content: mmsEnvelope },
        {
          headers: ['Content-Disposition: form-data; name="a"; filename="X.GIF"', line],
          content: png,
        },
      ])
      assert.equal(filesOf(sent)[0]?.contentType, expected)
    }
  })

  it('comes out as it went in, whatever its bytes', async () => {
    using world = startWorld()
    const bits = fc.constantFrom('\r\n', '--', `\r\n--${boundary}x`, '\0', '\n')
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 300 }).map((array) => Buffer.from(array)),
      fc.array(bits, { minLength: 1, maxLength: 20 }).map((texts) => Buffer.from(texts.join(''))),
    )
    const property = fc.asyncProperty(
      fc.array(bytes, { minLength: 1, maxLength: 3 }),
      async (all) => {
        const files = all.map((content, index) => file('a', `${index}.png`, 'image/png', content))
        const json = { headers: ['Content-Type: application/json'], content: mmsEnvelope }
        const sent = await send(world, 'mms', 'mixed', [json, ...files])
        assert.equal(sent.status, 200)
        assert.deepEqual(
          await contents(world, sent.body),
          all.map((one) => one.toString('latin1')),
        )
      },
    )
    await fc.assert(property, { seed: 1, numRuns: 60 })
  })
})

describe('a fax', () => {
  for (const [name, form] of Object.entries(forms)) {
    it(`is taken in form ${name}`, async () => {
      using world = startWorld()
      const one = file('attachment', 'permit.pdf', 'application/pdf', pdf)
      const [subtype, parts] = form(faxEnvelope, one)
      const sent = await send(world, 'fax', subtype, parts)
      assert.equal(sent.status, 200, sent.bytes.toString())
      const { type, faxResolution, faxPageCount, coverIndex, coverPageText, to, from } = sent.body
      assert.deepEqual(
        { type, faxResolution, faxPageCount, coverIndex, coverPageText, to, from },
        {
          type: 'Fax',
          faxResolution: 'Low',
          faxPageCount: 0,
          coverIndex: 1,
          coverPageText: 'two pages',
          to: [
            {
              phoneNumber: numbers.outside,
              name: 'Permit office',
              location: 'San Francisco, CA',
              messageStatus: 'Queued',
              recipientId: '1',
            },
          ],
          from: { phoneNumber: numbers.ann, name: 'Ann', location: 'Oakland, CA' },
        },
      )
      assert.deepEqual(filesOf(sent), [
        {
          type: 'RenderedDocument',
          contentType: 'application/pdf',
          fileName: 'permit.pdf',
        },
      ])
      assert.deepEqual(sources(world, sent), [
        { fileName: 'permit.pdf', text: pdf.toString('latin1') },
      ])
    })
  }

  it('is taken in form 5: plain fields, each with or without an empty file name', async () => {
    for (const suffix of ['', '; filename=""']) {
      using world = startWorld()
      const field = (name: string, content: string) => ({
        headers: [`Content-Disposition: form-data; name="${name}"${suffix}`],
        content,
      })
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const sent = await send(world, 'fax', 'form-data', [
        field('to', numbers.outside),
        field('to', '(510) 555-0102'),
        field('faxResolution', 'High'),
        field('coverIndex', '7'),
        field('coverPageText', 'für Zoë'),
        field('sendTime', '2026-11-24T10:00:00Z'),
        field('isoCode', 'US'),
        field('unheardOf', 'ignored'),
        {
          headers: [
            `Content-Disposition: form-data; name="attachment"${suffix}`,
            'Content-Type: text/plain',
          ],
          content: 'no name, yet a file',
        },
        file('attachment', 'permit.pdf', 'application/pdf', pdf),
      ])
      assert.equal(sent.status, 200, sent.bytes.toString())
      const { to, faxResolution, coverIndex, coverPageText } = sent.body
      assert.deepEqual(
        [to.map(({ phoneNumber }: { phoneNumber: string }) => phoneNumber), faxResolution],
        [[numbers.outside, numbers.bob], 'High'],
      )
      assert.deepEqual([coverIndex, coverPageText], [7, 'für Zoë'])
      assert.deepEqual(sources(world, sent), [
        { fileName: 'attachment', text: 'no name, yet a file' },
        { fileName: 'permit.pdf', text: pdf.toString('latin1') },
      ])
    }
  })

  it('takes plain fields beside a JSON part, which has the last word', async () => {
    using world = startWorld()
    const sent = await send(world, 'fax', 'form-data', [
      { headers: ['Content-Disposition: form-data; name="faxResolution"'], content: 'Low' },
      { headers: ['Content-Disposition: form-data; name="coverIndex"'], content: '2' },
      {
        headers: ['Content-Disposition: form-data; name="json"'],
        content: JSON.stringify({ to: [{ phoneNumber: numbers.outside }], coverIndex: 3 }),
      },
      file('fax-document-1', 'a.txt', 'text/plain', Buffer.from('page')),
      {
        headers: ['Content-Disposition: form-data; name="scan"', 'Content-Type: image/tiff'],
        content: 'a file without a name',
      },
    ])
    assert.equal(sent.status, 200, sent.bytes.toString())
    assert.deepEqual([sent.body.faxResolution, sent.body.coverIndex], ['Low', 3])
    assert.deepEqual(sources(world, sent), [
      { fileName: 'a.txt', text: 'page' },
      { fileName: 'scan', text: 'a file without a name' },
    ])
  })
})
