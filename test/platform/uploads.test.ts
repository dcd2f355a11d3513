// Files that come with a call: received as they come, refused as soon as they are too large, and gone
// when the call ends unless a message keeps them.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { methods } from '#catalog/methods'
import type { Method } from '#catalog/method'
import { validateBody } from '#platform/stages/body'
import { type Answer, ids, numbers, origin, own, sms, startWorld, type World } from './world.ts'

const mebibyte = 2 ** 20
const faxLimit = 50 * mebibyte
const mmsLimit = 1_500_000
const boundary = 'b'
const type = `multipart/form-data; boundary=${boundary}`
const fax = { to: [{ phoneNumber: numbers.outside }] }
const ending = `\r\n--${boundary}--`

const head = (...headers: string[]) => `\r\n--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n`
const fileHead = (name = 'plan.vsd', mediaType = 'application/vnd.visio') =>
  head(
    `Content-Disposition: form-data; name="attachment"; filename="${name}"`,
    `Content-Type: ${mediaType}`,
  )
const jsonPart = (body: unknown) =>
  `${head('Content-Type: application/json')}${JSON.stringify(body)}`

/** A body that is sent as it is read, and how much of it was. */
interface Sending {
  readonly stream: ReadableStream<Uint8Array>
  readonly sent: () => number
  readonly isCancelled: () => boolean
}

/** Texts as they are; numbers as that many bytes of noise; an error breaks it off. */
function sending(
  pieces: readonly (string | number | Error)[],
  see: (sent: number) => void = () => {},
): Sending {
  let sent = 0
  let isCancelled = false
  const chunks = (function* () {
    for (const piece of pieces) {
      if (piece instanceof Error) throw piece
      if (typeof piece === 'string') yield Buffer.from(piece)
      else {
        for (let left = piece; left > 0; left -= 65_536) {
          yield Buffer.alloc(Math.min(left, 65_536), left % 251)
        }
      }
    }
  })()
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const { done, value } = chunks.next()
        if (done) return controller.close()
        sent += value.length
        see(sent)
        controller.enqueue(value)
      },
      cancel() {
        isCancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return { stream, sent: () => sent, isCancelled: () => isCancelled }
}

/** What collects garbage now: what is measured after it is really held. */
function exposedGc(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void // the flag says so
}

describe('a file that is uploaded', () => {
  let folder = ''
  let world: World
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rf-uploads-'))
    world = startWorld({ path: join(folder, 'platform.db') })
  })
  afterEach(() => {
    world[Symbol.dispose]()
    rmSync(folder, { recursive: true })
  })

  const post = (path: string, { stream }: Sending): Promise<Answer> =>
    world.call('POST', `${own}/${path}`, { raw: { type, body: stream } })
  const stored = () =>
    readdirSync(join(folder, 'files'), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    )
  const rows = () => world.platform.parts.messages.count(ids.ann, everything)

  it('of 50 MB goes through, and comes back as it went, without ever being in memory', async () => {
    const collect = exposedGc()
    collect()
    const before = process.memoryUsage().arrayBuffers
    let most = 0
    const body = sending(
      [jsonPart(fax), fileHead(), 30 * mebibyte, fileHead('b.vsd'), 20 * mebibyte, ending],
      (sent) => {
        if (sent % (4 * mebibyte) > 65_536) return
        collect()
        most = Math.max(most, process.memoryUsage().arrayBuffers - before)
      },
    )
    const sent = await post('fax', body)
    assert.equal(sent.status, 200, sent.bytes.toString())
    assert.ok(most < 24 * mebibyte, `${most} bytes were in memory`)
    const sizes = stored().map(({ parentPath, name }) => statSync(join(parentPath, name)).size)
    assert.deepEqual(new Set(sizes), new Set([30 * mebibyte, 20 * mebibyte]))
  })

  it('of 50 MB and a byte is refused before the rest is read, and leaves nothing', async () => {
    const body = sending([
      jsonPart(fax),
      fileHead(),
      faxLimit - 7,
      fileHead('b.vsd'),
      8,
      4 * mebibyte,
      ending,
    ])
    const { status, body: refusal } = await post('fax', body)
    assert.deepEqual([status, refusal.parameterName], [400, 'attachment'])
    assert.match(refusal.message, /is over 52428800 bytes/)
    assert.ok(body.sent() < faxLimit + mebibyte, `${body.sent()} bytes were read`)
    assert.ok(body.isCancelled())
    assert.deepEqual([stored(), rows()], [[], 0])
  })

  it('of a picture message is refused over 1,500,000 bytes before the rest is read', async () => {
    for (const [path, count, status] of [
      ['mms', mmsLimit, 200],
      ['sms', mmsLimit, 200],
      ['mms', mmsLimit + 1, 400],
      ['sms', mmsLimit + 1, 400],
    ] as const) {
      const picture = fileHead('a.png', 'image/png')
      const body = sending([
        jsonPart(sms()),
        picture,
        count,
        ...(status === 200 ? [] : [4 * mebibyte]),
        ending,
      ])
      const answer = await post(path, body) // oxlint-disable-line no-await-in-loop -- one after the other
      assert.equal(answer.status, status, answer.bytes.toString())
      if (status === 200) continue
      assert.equal(answer.body.parameterName, 'attachments')
      assert.ok(body.sent() < mmsLimit + mebibyte)
    }
  })

  it('is gone when its call is refused for another reason, or breaks off', async () => {
    const file = [fileHead(), 3 * mebibyte] as const
    for (const pieces of [
      [...file, ending],
      [jsonPart({ to: [] }), ...file, ending],
      [jsonPart(fax), ...file],
      [jsonPart(fax), ...file, fileHead('film.mp4', 'video/mp4'), 100_000, ending],
      [jsonPart(fax), ...file, head('no end').trimEnd()],
      [jsonPart(fax), ...file, new Error('the client went away')],
      [head('Content-Type: application/json'), '{', ...file, ending],
      [
        jsonPart(fax),
        ...file,
        jsonPart(fax),
        ...Array.from({ length: 100 }, () => fileHead()),
        ending,
      ],
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { status, body } = await post('fax', sending(pieces))
      assert.ok(status === 400 || status === 415, JSON.stringify(body))
      assert.deepEqual([stored(), rows()], [[], 0])
    }
    assert.deepEqual(world.errors, [])
  })

  it('makes the same digest however its bytes are cut, by which twins are known', async () => {
    const { files } = world.platform.parts
    const digestOf = async (body: ReadableStream | Uint8Array<ArrayBuffer>) => {
      const headers = { 'content-type': type }
      const request = new Request(origin, { method: 'POST', headers, body, duplex: 'half' })
      return (await validateBody(methods.createFaxMessage, request, files)).digest
    }
    const pieces = [jsonPart(fax), fileHead(), 100_000, ending] as const
    const whole = Buffer.from(await new Response(sending(pieces).stream).arrayBuffer())
    const digest = await digestOf(sending(pieces).stream)
    assert.equal(await digestOf(whole), digest)
    whole[whole.length - ending.length - 1] = 255
    assert.notEqual(await digestOf(whole), digest)
  })

  it('is stored as it is, however much it would unpack to', async () => {
    const bomb = gzipSync(Buffer.alloc(20 * mebibyte))
    const whole = Buffer.concat([
      Buffer.from(`${jsonPart(sms())}${fileHead('a.gz', 'application/gzip')}`),
      bomb,
      Buffer.from(ending),
    ])
    const { status, body } = await world.call('POST', `${own}/mms`, { raw: { type, body: whole } })
    assert.equal(status, 200)
    assert.equal(body.attachments.at(-1).size, bomb.length)
  })

  it('cannot be hidden in a field: the plain fields and the JSON have a mebibyte together', async () => {
    const field = head('Content-Disposition: form-data; name="coverPageText"')
    const body = sending([
      field,
      mebibyte,
      head('Content-Disposition: form-data; name="x"'),
      9 * mebibyte,
    ])
    const { status, body: refusal } = await post('fax', body)
    assert.deepEqual([status, refusal.parameterName], [400, 'body'])
    assert.ok(body.sent() < 2 * mebibyte)
  })

  it('is refused by the length the call declares, before anything is read', async () => {
    const body = sending([jsonPart(fax), fileHead(), mebibyte, ending])
    for (const [path, length] of [
      ['fax', 55 * mebibyte + 1],
      ['mms', 10 * mebibyte + 1],
      ['mms', 'much'],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { status, body: refusal } = await world.call('POST', `${own}/${path}`, {
        raw: { type, body: body.stream },
        headers: { 'content-length': String(length) },
      })
      assert.deepEqual([status, refusal.parameterName], [400, 'body'])
    }
    assert.equal(body.sent(), 0)
  })
})

const everything = {
  availability: ['Alive', 'Deleted'],
  createdFrom: 0,
  createdTo: Infinity,
} as const

describe('a body that is one file', () => {
  const { body: _1, bodyTypes: _2, ...row } = methods.createMMS
  const raw: Method = { ...row, rawBody: true, maxBytes: 100_000 }
  const request = (headers: Readonly<Record<string, string>>, { stream }: Sending) =>
    new Request(origin, { method: 'POST', headers, body: stream, duplex: 'half' })

  it('is received under its media type and the name in its disposition', async () => {
    using world = startWorld()
    const { files } = world.platform.parts
    const disposition = `attachment; filename*=UTF-8''f%C3%AAte.png`
    const headers = { 'content-type': 'image/PNG', 'content-disposition': disposition }
    const { uploads } = await validateBody(raw, request(headers, sending([90_000])), files)
    const [upload] = uploads
    assert.deepEqual(
      [upload?.fileName, upload?.contentType, upload?.size],
      ['fête.png', 'image/png', 90_000],
    )
    const kept = upload?.keep()
    assert.equal(files.read(kept?.key ?? '').length, 90_000)
  })

  it('may be JSON, or a form where the method takes forms too', async () => {
    using world = startWorld()
    const { files } = world.platform.parts
    const json = { 'content-type': 'application/json' }
    const one = await validateBody(raw, request(json, sending(['{'])), files)
    assert.deepEqual(
      one.uploads.map(({ contentType, size }) => [contentType, size]),
      [['application/json', 1]],
    )
    const both: Method = { ...raw, bodyTypes: ['multipart/form-data'] }
    const form = sending([fileHead('a.png', 'image/png'), 10, ending])
    const other = await validateBody(both, request({ 'content-type': type }, form), files)
    assert.deepEqual(
      other.uploads.map(({ fileName, size }) => [fileName, size]),
      [['a.png', 10]],
    )
  })

  it('is refused over the limit of its method, and when there is none', async () => {
    using world = startWorld()
    const { files } = world.platform.parts
    const large = sending([5 * mebibyte])
    await assert.rejects(validateBody(raw, request({}, large), files), /MSG-338/)
    assert.ok(large.sent() < mebibyte)
    await assert.rejects(validateBody(raw, request({}, sending([])), files), /CMN-104/)
  })
})
