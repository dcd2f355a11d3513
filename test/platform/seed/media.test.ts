// The made-up files of the demo account, read the way the programs that open them do.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { crc32, inflateSync } from 'node:zlib'
import { wavOfVoice } from '#platform/network/voice'
import { pdfOf, pngOfWindow } from '#platform/seed/media'

describe('the files of the demo account', () => {
  it('a picture is a PNG whose chunks check and whose pixels are all there', () => {
    const file = Buffer.from(pngOfWindow(48, [176, 92, 60], [150, 190, 215]))
    assert.equal(file.subarray(0, 8).toString('latin1'), '\u0089PNG\r\n\u001a\n')
    const chunks = new Map<string, Buffer>()
    for (let at = 8; at < file.length;) {
      const length = file.readUInt32BE(at)
      const body = file.subarray(at + 4, at + 8 + length)
      assert.equal(crc32(body), file.readUInt32BE(at + 8 + length))
      chunks.set(body.subarray(0, 4).toString('latin1'), body.subarray(4))
      at += 12 + length
    }
    assert.deepEqual([...chunks.keys()], ['IHDR', 'IDAT', 'IEND'])
    assert.equal(chunks.get('IHDR')?.readUInt32BE(0), 48)
    assert.equal(chunks.get('IHDR')?.readUInt32BE(4), 48)
    const pixels = inflateSync(chunks.get('IDAT') ?? '')
    assert.equal(pixels.length, 48 * (1 + 48 * 3))
    const at = (x: number, y: number) => [...pixels.subarray(y * 145 + 1 + x * 3).subarray(0, 3)]
    assert.deepEqual(at(0, 0), [176, 92, 60])
    assert.deepEqual(at(12, 12), [150, 190, 215])
    assert.deepEqual(at(24, 12), [245, 243, 238])
  })

  it('a document is a PDF whose table of contents points at its objects', () => {
    const text = Buffer.from(pdfOf([['One (first)', 'line'], ['Two']])).toString('latin1')
    assert.match(text, /^%PDF-1\.4\n/)
    assert.match(text, /%%EOF\n$/)
    const start = Number(/startxref\n(\d+)\n/.exec(text)?.[1])
    const [count = '', ...entries] = text.slice(start).split('\n').slice(1)
    assert.equal(count, '0 8')
    for (let id = 1; id < 8; id += 1) {
      const offset = Number(entries[id]?.slice(0, 10))
      assert.equal(text.slice(offset).startsWith(`${id} 0 obj\n`), true, `object ${id}`)
    }
    assert.equal(text.match(/\/Type \/Page /g)?.length, 2)
    for (const [, length, stream] of text.matchAll(
      /\/Length (\d+) >>\nstream\n([^]*?)\nendstream/g,
    )) {
      assert.equal(stream?.length, Number(length))
    }
    assert.ok(text.includes(String.raw`(One \(first\)) Tj`))
  })

  it('a recording is a WAV of its length that is not silent', () => {
    const file = Buffer.from(wavOfVoice(3, 130))
    assert.equal(file.toString('latin1', 0, 4), 'RIFF')
    assert.equal(file.readUInt32LE(4), file.length - 8)
    assert.equal(file.toString('latin1', 8, 16), 'WAVEfmt ')
    const [format, channels] = [file.readUInt16LE(20), file.readUInt16LE(22)]
    assert.deepEqual(
      [format, channels, file.readUInt32LE(24), file.readUInt16LE(34)],
      [1, 1, 8000, 8],
    )
    assert.equal(file.readUInt32LE(40), 3 * 8000)
    assert.equal(file.length, 44 + 3 * 8000)
    const samples = [...file.subarray(44)]
    assert.ok(Math.max(...samples) > 180 && Math.min(...samples) < 76)
  })
})
