import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MultipartError, parseMultipart } from '#lib/multipart'

const body = (parts: readonly string[], end = '--B--\r\n') =>
  Buffer.from(`${parts.map((part) => `--B\r\n${part}\r\n`).join('')}${end}`)

test('form-data parts keep their names, types, order and bytes', async () => {
  const parts = await parseMultipart(
    'multipart/form-data; boundary=B',
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

test('mixed parts without a disposition are read too', async () => {
  const [envelope, file] = await parseMultipart(
    'multipart/mixed; boundary="B"',
    body([
      'Content-Type: application/json\r\n\r\n{}',
      'Content-Disposition: attachment; filename=f.txt\r\n\r\nhello',
    ]),
  )
  assert.equal(envelope?.name, null)
  assert.equal(envelope?.contentType, 'application/json')
  assert.equal(file?.fileName, 'f.txt')
  assert.equal(file?.contentType, null)
})

test('a body that ends early, has no boundary or too many parts is an error', async () => {
  const type = 'multipart/form-data; boundary=B'
  await assert.rejects(parseMultipart(type, body(['\r\nx'], '')), MultipartError)
  await assert.rejects(parseMultipart(type, Buffer.from('no parts')), MultipartError)
  await assert.rejects(parseMultipart('multipart/form-data', body(['\r\nx'])), MultipartError)
  const many = Array.from({ length: 101 }, () => 'A: b\r\n\r\nx')
  await assert.rejects(parseMultipart(type, body(many)), /at most 100 parts/)
})
