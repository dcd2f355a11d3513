import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { MultipartError, parseMultipart } from '#lib/multipart'

const type = 'multipart/form-data; boundary=B'
const body = (parts: readonly (string | Buffer)[], end = '--B--\r\n') =>
  Buffer.concat([
    ...parts.flatMap((part) => [Buffer.from('--B\r\n'), Buffer.from(part), Buffer.from('\r\n')]),
    Buffer.from(end),
  ])

test('form-data parts keep their names, types, order and bytes', () => {
  const parts = parseMultipart(
    type,
    body([
      'Content-Type: application/json\r\nContent-Disposition: form-data; name="request.json"; filename="request.json"\r\n\r\n{"a":1}',
      'Content-Disposition: form-data; name="attachment"; filename="a \\"b\\".png"\r\nContent-Type: image/PNG; x=1\r\n\r\n\r\n\0\r\n',
    ]),
  )
  assert.deepEqual(
    parts.map(({ bytes, ...rest }) => ({ ...rest, text: Buffer.from(bytes).toString('latin1') })),
    [
      {
        name: 'request.json',
        fileName: 'request.json',
        contentType: 'application/json',
        text: '{"a":1}',
      },
      { name: 'attachment', fileName: 'a "b".png', contentType: 'image/png', text: '\r\n\0\r\n' },
    ],
  )
})

test('mixed parts without a disposition, or without any header, are read too', () => {
  const [envelope, file, bare] = parseMultipart(
    'multipart/mixed; boundary="B"',
    body([
      'Content-Type: application/json\r\n\r\n{}',
      'Content-Disposition: attachment; filename=f.txt\r\n\r\nhello',
      '\r\nbare',
    ]),
  )
  assert.equal(envelope?.name, null)
  assert.equal(envelope?.contentType, 'application/json')
  assert.equal(file?.fileName, 'f.txt')
  assert.equal(file?.contentType, null)
  assert.deepEqual(
    { ...bare, bytes: String(bare?.bytes) },
    {
      name: null,
      fileName: null,
      contentType: null,
      bytes: 'bare',
    },
  )
})

test('file names are read as UTF-8, plain or extended, and never from within another parameter', () => {
  const names = (disposition: string) => {
    const [part] = parseMultipart(type, body([`Content-Disposition: ${disposition}\r\n\r\nx`]))
    return [part?.name, part?.fileName]
  }
  assert.deepEqual(names('form-data; name="a"; filename="fête.png"'), ['a', 'fête.png'])
  assert.deepEqual(names("form-data; name=a; filename*=UTF-8''f%C3%AAte.png"), ['a', 'fête.png'])
  assert.deepEqual(names("form-data; name=a; filename=b; filename*=utf-8''%ff"), ['a', 'b'])
  assert.deepEqual(names('form-data; filename="x; name=evil"; name="json"'), [
    'json',
    'x; name=evil',
  ])
  assert.deepEqual(names('form-data; name="to"; filename=""'), ['to', ''])
  assert.deepEqual(names('form-data;\r\n name="folded"'), ['folded', null])
})

test('bare line feeds, a preamble, padding and text after the end are no obstacle', () => {
  const text =
    'ignore me\n--B \t\nContent-Disposition: form-data; name="a"\n\none\n--B--\nand me\n--B\n'
  const [part, ...none] = parseMultipart(type, Buffer.from(text))
  assert.deepEqual([part?.name, String(part?.bytes), none], ['a', 'one', []])
})

test('a body that ends early, has no boundary, or too many parts or headers is an error', () => {
  const wrong: readonly [string, Buffer, RegExp][] = [
    [type, body(['\r\nx'], ''), /ends early/],
    [type, Buffer.from('no parts'), /ends early/],
    [type, Buffer.alloc(0), /ends early/],
    ['multipart/form-data', body(['\r\nx']), /no boundary/],
    [type, body(Array.from({ length: 101 }, () => 'A: b\r\n\r\nx')), /at most 100 parts/],
    [type, body(['A: b']), /headers of a part/],
    [type, body([`A: ${'b'.repeat(20_000)}\r\n\r\nx`]), /headers of a part/],
  ]
  for (const [contentType, bytes, message] of wrong) {
    const isRight = (error: unknown) =>
      error instanceof MultipartError && message.test(error.message)
    assert.throws(() => parseMultipart(contentType, bytes), isRight, String(message))
  }
})

test('whatever bytes a file has, they come out as they went in', () => {
  const hostile = fc.constantFrom('\r\n', '--', '--B', '\r\n--B', '-', '\n--BB', '\0', 'é')
  const content = fc.array(fc.oneof(hostile, fc.string()), { maxLength: 12 }).map((texts) => {
    // What a sender checks before it chooses its boundary.
    return Buffer.from(texts.join('').replaceAll(/(^|\n)--B(?!B)/g, '$1--C'))
  })
  fc.assert(
    fc.property(fc.array(content, { maxLength: 5 }), (contents) => {
      const sent = contents.map((bytes) => Buffer.concat([Buffer.from('A: b\r\n\r\n'), bytes]))
      const parts = parseMultipart(type, body(sent))
      assert.deepEqual(
        parts.map(({ bytes }) => String(bytes)),
        contents.map(String),
      )
    }),
    { seed: 1, numRuns: 500 },
  )
})

test('nothing but parts or a MultipartError comes of any bytes', () => {
  const bit = fc.constantFrom('--B', '--B--', '\r\n', '\n', '\r', 'a: b', ':', '"', ';', ' ', 'x')
  fc.assert(
    fc.property(fc.array(bit, { maxLength: 20 }), (bits) => {
      try {
        parseMultipart(type, Buffer.from(bits.join('')))
      } catch (error) {
        assert.ok(error instanceof MultipartError)
      }
    }),
    { seed: 1, numRuns: 2000 },
  )
})
