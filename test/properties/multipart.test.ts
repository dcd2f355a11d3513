// Multipart bodies read as they come, against their meaning as a whole: told here once more, in the few
// lines that it takes when everything is in memory and time does not matter.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createMultipartReader, type MultipartReader, MultipartError } from '#lib/multipart'
import { runs } from '#test/fuzz'

const boundary = 'B'
const type = `multipart/mixed; boundary=${boundary}`

/** What a part comes down to: its headers as one text, and its bytes. */
interface Told {
  readonly name: string | null
  readonly text: string
}

/** The parts of a body; null for one that is no multipart. */
function meaningOf(body: string): Told[] | null {
  const parts: Told[] = []
  let delimiter = delimiterFrom(body, 0)
  while (delimiter && !delimiter.isLast) {
    const { end } = delimiter
    delimiter = delimiterFrom(body, end)
    const part = body.slice(end, Math.max(end, delimiter?.start ?? 0))
    const empty = /^\r?\n|\r?\n\r?\n/.exec(part)
    if (!empty) return null
    parts.push({
      name: nameIn(part.slice(0, empty.index)),
      text: part.slice(empty.index + empty[0].length),
    })
  }
  return delimiter && parts.length <= 100 ? parts : null
}

/** The name in the last disposition of some headers. */
function nameIn(headers: string): string | null {
  const lines = headers.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
  const pattern = /^\s*Content-Disposition: form-data; name=(\w+)/
  return lines.flatMap((line) => pattern.exec(line)?.[1] ?? []).at(-1) ?? null
}

function delimiterFrom(body: string, from: number) {
  for (let at = body.indexOf('--B', from); at !== -1; at = body.indexOf('--B', at + 1)) {
    if (at !== 0 && body[at - 1] !== '\n') continue
    const rest = /^--B(?:(--)|[ \t]{0,100}\r?\n)/.exec(body.slice(at))
    if (!rest) continue
    const start = at - (body[at - 2] === '\r' ? 2 : 1)
    return { start, end: at + rest[0].length, isLast: rest[1] !== undefined }
  }
  return null
}

/** What a reader makes of a body cut at these places; null when it refuses it. */
function readIn(body: Buffer, cuts: readonly number[]): Told[] | null {
  const parts: { name: string | null; chunks: Buffer[] }[] = []
  const take = (pieces: ReturnType<MultipartReader['push']>) => {
    for (const piece of pieces) {
      if ('head' in piece) parts.push({ name: piece.head.name, chunks: [] })
      else parts.at(-1)?.chunks.push(Buffer.from(piece.bytes))
    }
  }
  try {
    const reader = createMultipartReader(type)
    const places = [0, ...cuts.toSorted((one, other) => one - other), body.length]
    for (const [index, at] of places.entries()) {
      // What was pushed is the caller's again, who may write over it.
      const chunk = Buffer.from(body.subarray(places[index - 1] ?? 0, at))
      take(reader.push(chunk))
    }
    reader.end()
  } catch (error) {
    assert.ok(error instanceof MultipartError)
    return null
  }
  return parts.map(({ name, chunks }) => ({ name, text: Buffer.concat(chunks).toString('latin1') }))
}

const bit = fc.constantFrom(
  '--B',
  '--B--',
  '\r\n--B\r\n',
  '\n--B\n',
  '\r\n--B--',
  '\r\n\r\n',
  '\n\n',
  '\r\n',
  '\n',
  '\r',
  '-',
  'B',
  ' ',
  '\t',
  'Content-Disposition: form-data; name=a\r\n\r\n',
  'x',
  'a: b',
)

test('a body means the same however it is cut', () => {
  fc.assert(
    fc.property(
      fc.array(bit, { maxLength: 25 }),
      fc.array(fc.nat(), { maxLength: 8 }),
      (bits, at) => {
        const body = Buffer.from(bits.join(''), 'latin1')
        const expected = meaningOf(body.toString('latin1'))
        assert.deepEqual(readIn(body, []), expected)
        const cuts = at.map((place) => (body.length === 0 ? 0 : place % body.length))
        assert.deepEqual(readIn(body, cuts), expected)
        assert.deepEqual(
          readIn(
            body,
            Array.from({ length: body.length }, (_, index) => index),
          ),
          expected,
        )
      },
    ),
    runs(3000),
  )
})
