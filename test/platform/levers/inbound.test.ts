import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { wavOfVoice } from '#platform/network/voice'
import { pdfOf, pngOfWindow } from '#platform/seed/media'
import { ids, noon, numbers, own, sms, startWorld, type World } from '../world.ts'
import { pull } from './pull.ts'

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

/** What a refusal names, and that it says what to do. */
async function refused(world: World, route: `POST /${string}`, body: unknown) {
  const { status, reply } = await pull(world, route, body)
  assert.ok(reply.remedy.length > 0)
  return [status, reply.field]
}

const list = async (world: World, query = '', token = world.token(ids.ann)) =>
  (await world.get(`${own}/message-store${query}`, { token })).body.records

describe('a text let in', () => {
  it('is in the mailbox of whom the number belongs to, with its sender', async () => {
    using world = startWorld()
    const { status, reply } = await pull(world, 'POST /inbound/sms', {
      from: '(415) 555-0142',
      to: [numbers.ann],
      text: 'Is Tuesday fine?',
    })
    assert.equal(status, 201)
    const [message] = await list(world)
    assert.deepEqual(
      [message.id, message.direction, message.from.phoneNumber, message.subject],
      [reply.messages[0].id, 'Inbound', numbers.outside, 'Is Tuesday fine?'],
    )
    assert.equal(message.readStatus, 'Unread')
    assert.equal(reply.messages[0].createdAt, message.creationTime)
    assert.equal(reply.messages[0].conversationId, message.conversationId)
  })

  it('carries pictures whose bytes come out as they went in', async () => {
    using world = startWorld()
    const picture = pngOfWindow(32, [1, 2, 3], [4, 5, 6])
    const { reply } = await pull(world, 'POST /inbound/sms', {
      from: numbers.outside,
      to: [numbers.ann, numbers.bob],
      files: [{ fileName: 'door.png', contentType: 'image/png', base64: base64(picture) }],
    })
    assert.equal(reply.messages.length, 2)
    const [message] = await list(world)
    const [attachment] = message.attachments
    assert.equal(attachment.fileName, 'door.png')
    const content = await world.get(attachment.uri)
    assert.deepEqual(content.bytes, Buffer.from(picture))
  })

  it('that says STOP ends the texts to its sender, until START', async () => {
    using world = startWorld()
    const text = (words: string) =>
      pull(world, 'POST /inbound/sms', { from: numbers.outside, to: [numbers.ann], text: words })
    const outcome = async () => {
      const { body } = await world.call('POST', `${own}/sms`, { json: sms('Hi', numbers.outside) })
      await world.clock.advance(5_000)
      const { body: after } = await world.get(`${own}/message-store/${body.id}`)
      return [after.messageStatus, after.deliveryErrorCode]
    }
    await text('Stop')
    const { reply } = await pull(world, 'GET /opt-outs')
    assert.deepEqual(reply.optOuts, [
      { number: numbers.outside, from: numbers.ann, at: new Date(noon).toISOString() },
    ])
    assert.deepEqual(await outcome(), ['SendingFailed', 'SMS-RC-413'])
    await text('START')
    assert.deepEqual(await outcome(), ['Delivered', undefined])
  })

  it('is refused with the field at fault and what to do', async () => {
    using world = startWorld()
    const good = { from: numbers.outside, to: [numbers.ann], text: 'Hi' }
    const file = { fileName: 'a.png', contentType: 'image/png', base64: 'AAAA' }
    const cases: [unknown, string][] = [
      [{ ...good, from: 'nobody' }, 'from'],
      [{ ...good, from: numbers.bob }, 'from'],
      [{ ...good, to: [] }, 'to'],
      [{ ...good, to: [numbers.ann, '+14155550199'] }, 'to.1'],
      [{ ...good, to: [numbers.main] }, 'to.0'],
      [{ ...good, to: [numbers.ann, numbers.zoe] }, 'to'],
      [{ ...good, text: '' }, 'text'],
      [{ ...good, text: 'x'.repeat(1001) }, 'text'],
      [{ ...good, files: [{ ...file, base64: 'a*b' }] }, 'files.0.base64'],
      [{ ...good, files: [{ ...file, contentType: 'application/x-sh' }] }, 'files.0.contentType'],
      [{ ...good, files: [{ ...file, base64: base64(Buffer.alloc(1_500_001, 1)) }] }, 'files'],
      [{ ...good, subject: 'x' }, 'subject'],
    ]
    for (const [body, field] of cases) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      assert.deepEqual(await refused(world, 'POST /inbound/sms', body), [400, field])
    }
    assert.deepEqual(await list(world), [])
  })
})

describe('a fax let in', () => {
  it('is made of pages of text, or the PDF that is sent along, and in the call log', async () => {
    using world = startWorld()
    const body = { from: numbers.outside, name: 'Permit desk', to: numbers.ann }
    await pull(world, 'POST /inbound/fax', { ...body, pages: ['Permit (granted)\nZoë', 'Page 2'] })
    await world.clock.advance(60_000)
    const document = pdfOf([['a'], ['b'], ['c']])
    const file = { fileName: 'plan.pdf', contentType: 'application/pdf', base64: base64(document) }
    const { status, reply } = await pull(world, 'POST /inbound/fax', { ...body, file })
    assert.equal(status, 201)
    const [sent, made] = await list(world, '?messageType=Fax')
    assert.deepEqual(
      [sent.id, sent.faxPageCount, sent.from.name, made.faxPageCount, made.messageStatus],
      [reply.id, 3, 'Permit desk', 2, 'Received'],
    )
    const content = await world.get(sent.attachments[0].uri)
    assert.equal(content.headers.get('content-type'), 'application/pdf')
    assert.deepEqual(content.bytes, Buffer.from(document))
    const text = (await world.get(made.attachments[0].uri)).bytes.toString('latin1')
    assert.match(text, /Permit \\\(granted\\\)/)
    const { records } = (await world.get(`${own}/call-log`)).body
    assert.deepEqual(
      records.map((record: { action: string; result: string; message: { id: string } }) => [
        record.action,
        record.result,
        record.message.id,
      ]),
      [
        ['Incoming Fax', 'Received', String(sent.id)],
        ['Incoming Fax', 'Received', String(made.id)],
      ],
    )
  })

  it('is refused where no fax can come, or what is no document', async () => {
    using world = startWorld()
    const good = { from: numbers.outside, to: numbers.ann }
    const file = { fileName: 'a.pdf', contentType: 'application/pdf', base64: 'AAAA' }
    const cases: [unknown, string][] = [
      [{ ...good, to: numbers.annVoice }, 'to'],
      [{ ...good, file }, 'file'],
      [{ ...good, pages: ['a'], file }, 'pages'],
      [{ ...good, pages: [] }, 'pages'],
    ]
    for (const [body, field] of cases) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      assert.deepEqual(await refused(world, 'POST /inbound/fax', body), [400, field])
    }
  })
})

describe('a voicemail let in', () => {
  it('has a recording of so many seconds, or the one that is sent along', async () => {
    using world = startWorld()
    const bob = world.token(ids.bob)
    const body = { from: numbers.outside, name: 'Dana', to: '102' }
    await pull(world, 'POST /inbound/voicemail', { ...body, seconds: 7 })
    await world.clock.advance(1_000)
    const recording = wavOfVoice(4, 150)
    const file = { fileName: 'a.wav', contentType: 'audio/wav', base64: base64(recording) }
    await pull(world, 'POST /inbound/voicemail', { ...body, file })
    const [sent, made] = await list(world, '?messageType=VoiceMail', bob)
    assert.deepEqual(
      [made.attachments[0].vmDuration, sent.attachments[0].vmDuration, made.from.name],
      [7, 4, 'Dana'],
    )
    const content = await world.get(sent.attachments[0].uri, { token: bob })
    assert.deepEqual(content.bytes, Buffer.from(recording))
    const { records } = (await world.get(`${own}/call-log`, { token: bob })).body
    assert.deepEqual(
      [records[0].result, records[0].message.id, records.length],
      ['Voicemail', String(sent.id), 2],
    )
  })

  it('is refused when it is no recording, or too long', async () => {
    using world = startWorld()
    const good = { from: numbers.outside, to: numbers.ann }
    const wav = (bytes: Uint8Array) => ({
      fileName: 'a.wav',
      contentType: 'audio/wav',
      base64: base64(bytes),
    })
    const cases: [unknown, string][] = [
      [{ ...good, seconds: 181 }, 'seconds'],
      [{ ...good, seconds: 0 }, 'seconds'],
      [{ ...good, file: wav(Buffer.from('no recording')) }, 'file'],
      [{ ...good, file: wav(wavOfVoice(1, 100).subarray(0, 44)) }, 'file'],
      [{ ...good, file: wav(wavOfVoice(200, 100)) }, 'file'],
      [{ ...good, seconds: 3, file: wav(wavOfVoice(3, 100)) }, 'seconds'],
      [{ ...good, to: '999' }, 'to'],
      [{ ...good, to: numbers.outside }, 'to'],
    ]
    for (const [body, field] of cases) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      assert.deepEqual(await refused(world, 'POST /inbound/voicemail', body), [400, field])
    }
  })
})
