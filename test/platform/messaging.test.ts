// Sending: what happens to texts, pictures and faxes on the simulated network, and after a restart.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pdfOf } from '#platform/seed/media'
import {
  type Answer,
  ids,
  multipart,
  noon,
  numbers,
  origin,
  own,
  sms,
  startWorld,
  type World,
} from './world.ts'

const second = 1_000
const hour = 3_600_000

const sendSms = (world: World, json: object = sms()) => world.call('POST', `${own}/sms`, { json })

const sendFax = (world: World, fields: object = {}, pages = 1) => {
  const pdf = pdfOf(Array.from({ length: pages }, (_, index) => [`page ${index + 1}`]))
  const parts = [
    {
      headers: ['Content-Type: application/json'],
      content: JSON.stringify({ to: [{ phoneNumber: numbers.outside }], ...fields }),
    },
    {
      headers: [
        'Content-Disposition: attachment; filename="a.pdf"',
        'Content-Type: application/pdf',
      ],
      content: pdf,
    },
  ]
  return world.call('POST', `${own}/fax`, {
    raw: { type: 'multipart/mixed; boundary=b', body: multipart(parts, 'b') },
  })
}

const statusOf = async (world: World, { body }: Answer) =>
  (await world.get(body.uri)).body.messageStatus

describe('an SMS', () => {
  it('to a colleague is there at once, in both mailboxes, as one conversation of each', async () => {
    using world = startWorld()
    const bob = world.token(ids.bob)
    const sent = await sendSms(world)
    assert.equal(sent.status, 200)
    const { id, uri, conversationId, ...rest } = sent.body
    assert.equal(uri, `${origin}/restapi/v1.0/account/1/extension/101/message-store/${id}`)
    const at = '2026-11-23T12:00:00.000Z'
    assert.deepEqual(rest, {
      extensionId: '101',
      to: [{ phoneNumber: numbers.bob, name: 'Bob', location: 'Oakland, CA' }],
      from: { phoneNumber: numbers.ann, name: 'Ann', location: 'Oakland, CA' },
      type: 'SMS',
      creationTime: at,
      lastModifiedTime: at,
      readStatus: 'Read',
      priority: 'Normal',
      attachments: [{ id, uri: `${uri}/content/${id}`, type: 'Text', contentType: 'text/plain' }],
      direction: 'Outbound',
      availability: 'Alive',
      subject: 'hello',
      messageStatus: 'Queued',
      smsSendingAttemptsCount: 1,
      conversation: {
        id: String(conversationId),
        uri: `${origin}/restapi/v1.0/conversation/${conversationId}`,
      },
    })
    const inbox = await world.get(`${own}/message-store`, { token: bob })
    const [arrived, ...none] = inbox.body.records
    assert.deepEqual(none, [])
    assert.deepEqual(
      [arrived.direction, arrived.readStatus, arrived.messageStatus, arrived.subject],
      ['Inbound', 'Unread', 'Received', 'hello'],
    )
    assert.deepEqual([arrived.from, arrived.to], [sent.body.from, sent.body.to])
    const text = await world.get(arrived.attachments[0].uri, { token: bob })
    assert.equal(text.bytes.toString(), 'hello')

    const answered = await world.call('POST', `${own}/sms`, {
      json: sms('hi', numbers.ann, numbers.bob),
      token: bob,
    })
    assert.equal(answered.body.conversationId, arrived.conversationId)
    const mine = await world.get(`${own}/message-store?conversationId=${conversationId}`)
    assert.deepEqual(
      mine.body.records.map(({ subject }: { subject: string }) => subject),
      ['hi', 'hello'],
    )
  })

  it('to the outside is Queued, then Sent, then Delivered, and modified each time', async () => {
    using world = startWorld()
    const sent = await sendSms(world, sms('out', numbers.outside))
    const { uri } = sent.body
    assert.equal(await statusOf(world, sent), 'Queued')
    await world.clock.advance(1 * second)
    assert.equal(await statusOf(world, sent), 'Sent')
    await world.clock.advance(2 * second)
    const { body } = await world.get(uri)
    assert.equal(body.messageStatus, 'Delivered')
    assert.equal(body.smsDeliveryTime, '2026-11-23T12:00:03.000Z')
    assert.equal(body.lastModifiedTime, '2026-11-23T12:00:03.000Z')
    assert.equal(body.creationTime, '2026-11-23T12:00:00.000Z')
    await world.clock.advance(hour)
    assert.equal((await world.get(uri)).body.lastModifiedTime, body.lastModifiedTime)
  })

  it('to several reaches each colleague once, and to oneself comes back', async () => {
    using world = startWorld()
    const to = [numbers.bob, numbers.bob, numbers.ann, numbers.outside].map((phoneNumber) => ({
      phoneNumber,
    }))
    const sent = await sendSms(world, { ...sms(), to })
    assert.equal(sent.body.to.length, 4)
    const inbox = await world.get(`${own}/message-store`, { token: world.token(ids.bob) })
    assert.equal(inbox.body.records.length, 1)
    const mine = await world.get(`${own}/message-store`)
    assert.deepEqual(
      mine.body.records.map(({ direction }: { direction: string }) => direction),
      ['Inbound', 'Outbound'],
    )
  })

  it('to a number of the company, not of a person, is the operator’s', async () => {
    using world = startWorld()
    const bob = world.token(ids.bob)
    const json = sms('help', numbers.main, numbers.bob)
    await world.call('POST', `${own}/sms`, { json, token: bob })
    const inbox = await world.get(`${own}/message-store`)
    assert.deepEqual([inbox.body.records.length, inbox.body.records[0].subject], [1, 'help'])
  })

  it('takes numbers as people write them, and answers E.164', async () => {
    using world = startWorld()
    const sent = await sendSms(world, sms('x', '(415) 555-0142', '510.555.0101'))
    assert.deepEqual(
      [sent.body.from.phoneNumber, sent.body.to[0].phoneNumber],
      [numbers.ann, numbers.outside],
    )
  })

  it('may have 1,000 UTF-16 code units', async () => {
    using world = startWorld()
    const sent = await sendSms(world, sms('a'.repeat(1000)))
    assert.equal(sent.body.subject.length, 1000)
    const emoji = await sendSms(world, sms('😀'.repeat(500)))
    assert.equal(emoji.status, 200)
    const text = await world.get(emoji.body.attachments[0].uri)
    assert.equal(text.bytes.toString(), '😀'.repeat(500))
    assert.equal(text.headers.get('content-type'), 'text/plain;charset=UTF-8')
  })

  it('goes abroad from a number that may', async () => {
    using world = startWorld()
    const sent = await sendSms(world, sms('hello', numbers.abroad))
    assert.deepEqual([sent.status, sent.body.to[0]], [200, { phoneNumber: numbers.abroad }])
  })

  it('goes on its way after a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringfence-'))
    const path = join(folder, 'platform.db')
    const first = startWorld({ path })
    const { clock } = first
    const sent = await sendSms(first, sms('out', numbers.outside))
    const fax = await sendFax(first, { sendTime: '2026-11-23T13:00:00Z' })
    await clock.advance(1 * second)
    assert.equal(await statusOf(first, sent), 'Sent')
    first.platform.close()
    await clock.advance(10 * second)
    using again = startWorld({ path, clock })
    assert.equal(await statusOf(again, sent), 'Sent')
    await clock.advance(0)
    assert.equal(await statusOf(again, sent), 'Delivered')
    assert.equal(await statusOf(again, fax), 'Queued')
    await clock.advance(hour)
    assert.equal(await statusOf(again, fax), 'Sent')
    again.platform.close()
    rmSync(folder, { recursive: true })
  })
})

describe('a fax', () => {
  it('is Queued, then Sent once its pages are through, and is in the call log', async () => {
    using world = startWorld()
    const sent = await sendFax(world, { coverIndex: 1 }, 3)
    assert.equal(sent.body.messageStatus, 'Queued')
    await world.clock.advance(11 * second)
    assert.equal(await statusOf(world, sent), 'Queued')
    await world.clock.advance(1 * second)
    const { body } = await world.get(sent.body.uri)
    assert.deepEqual(
      [body.messageStatus, body.faxPageCount, body.to[0].messageStatus],
      ['Sent', 4, 'Sent'],
    )
    const log = await world.get(`${own}/call-log?view=Detailed`)
    const [record, ...none] = log.body.records
    assert.deepEqual(none, [])
    assert.deepEqual(
      [record.type, record.action, record.result, record.direction, record.duration],
      ['Fax', 'Outgoing Fax', 'Sent', 'Outbound', 12],
    )
    assert.equal(record.startTime, '2026-11-23T12:00:00.000Z')
    assert.equal(record.to.phoneNumber, numbers.outside)
    assert.deepEqual(record.message, { id: String(body.id), type: 'Fax', uri: body.uri })
  })

  it('to a colleague arrives there, and in either call log with the message of its mailbox', async () => {
    using world = startWorld()
    const bob = world.token(ids.bob)
    const to = [{ phoneNumber: numbers.bob }, { phoneNumber: numbers.outside }]
    const sent = await sendFax(world, { to, faxResolution: 'Low' }, 2)
    assert.equal((await world.get(`${own}/message-store`, { token: bob })).body.records.length, 0)
    await world.clock.advance(6 * second)
    const inbox = await world.get(`${own}/message-store`, { token: bob })
    const [fax] = inbox.body.records
    assert.deepEqual(
      [fax.type, fax.direction, fax.messageStatus, fax.readStatus, fax.faxPageCount],
      ['Fax', 'Inbound', 'Received', 'Unread', 2],
    )
    assert.deepEqual([fax.faxResolution, fax.from], ['Low', sent.body.from])
    assert.equal(fax.attachments[0].type, 'RenderedDocument')
    const [original, copy] = await Promise.all([
      world.get(sent.body.attachments[0].uri),
      world.get(fax.attachments[0].uri, { token: bob }),
    ])
    assert.equal(copy.status, 200)
    assert.deepEqual(copy.bytes, original.bytes)

    const received = await world.get(`${own}/call-log?view=Detailed`, { token: bob })
    assert.deepEqual(
      received.body.records.map((record: Answer['body']) => [
        record.action,
        record.result,
        record.direction,
        record.message.id,
      ]),
      [['Incoming Fax', 'Received', 'Inbound', String(fax.id)]],
    )
    const dialled = await world.get(`${own}/call-log?view=Detailed`)
    assert.deepEqual(
      dialled.body.records.map((record: Answer['body']) => [record.action, record.message.id]),
      [
        ['Outgoing Fax', String(sent.body.id)],
        ['Outgoing Fax', String(sent.body.id)],
      ],
    )
  })

  it('with a time waits for it', async () => {
    using world = startWorld()
    const sent = await sendFax(world, { sendTime: '2026-11-23T16:00:00+02:00' })
    await world.clock.advance(2 * hour)
    assert.equal(await statusOf(world, sent), 'Queued')
    await world.clock.advance(3 * second)
    assert.equal(await statusOf(world, sent), 'Sent')
    const log = await world.get(`${own}/call-log`)
    assert.equal(log.body.records[0].startTime, '2026-11-23T14:00:00.000Z')
    const past = await sendFax(world, { sendTime: '2020' })
    await world.clock.advance(3 * second)
    assert.equal(await statusOf(world, past), 'Sent')
  })

  it('that was deleted before its time is never sent', async () => {
    using world = startWorld()
    const to = [{ phoneNumber: numbers.bob }]
    for (const purge of ['', '?purge=true']) {
      const at = new Date(world.clock.now() + hour).toISOString()
      /* oxlint-disable no-await-in-loop -- one after the other */
      const sent = await sendFax(world, { to, sendTime: at })
      assert.equal((await world.call('DELETE', `${sent.body.uri}${purge}`)).status, 204)
      await world.clock.advance(2 * hour)
      const { body } = await world.get(sent.body.uri)
      /* oxlint-enable no-await-in-loop */
      assert.equal(body.messageStatus, 'Queued')
    }
    const token = world.token(ids.bob)
    assert.equal((await world.get(`${own}/message-store`, { token })).body.records.length, 0)
    assert.equal((await world.get(`${own}/call-log`)).body.records.length, 0)
  })

  it('goes out from a number that can fax, else from the company’s', async () => {
    using world = startWorld()
    const parts = [
      { headers: ['Content-Disposition: form-data; name="to"'], content: numbers.outside },
      { headers: ['Content-Disposition: form-data; name="f"; filename="a.txt"'], content: 'a' },
    ]
    const from = async (extensionId: number) => {
      const raw = { type: 'multipart/form-data; boundary=b', body: multipart(parts, 'b') }
      const token = world.token(extensionId)
      return (await world.call('POST', `${own}/fax`, { raw, token })).body.from.phoneNumber
    }
    assert.equal(await from(ids.ann), numbers.ann)
    assert.equal(await from(ids.cleo), numbers.main)
  })
})

describe('the network’s schedule', () => {
  it('moves a crowd of messages in the order of their times', async () => {
    using world = startWorld()
    for (let index = 0; index < 120; index += 1) {
      // oxlint-disable-next-line no-await-in-loop -- in order
      await sendSms(world, sms(`${index}`, numbers.outside))
    }
    await world.clock.advance(1 * second)
    const moved = await world.get(`${own}/message-store?perPage=1000`)
    const states = new Set(
      moved.body.records.map(
        (one: Answer['body']) => `${one.messageStatus} ${one.lastModifiedTime}`,
      ),
    )
    assert.deepEqual([...states], ['Sent 2026-11-23T12:00:01.000Z'])
    await world.clock.advance(2 * second)
    const delivered = await world.get(`${own}/message-store?perPage=1000`)
    assert.equal(delivered.body.records[119].messageStatus, 'Delivered')
    assert.equal(world.platform.parts.due.next(), undefined)
  })

  it('outlives a task that fails and storage that is busy, and ends with the platform', async () => {
    using world = startWorld()
    const { messages } = world.platform.parts
    const [markSent, find] = [messages.markSent.bind(messages), messages.find.bind(messages)]
    const [lost, kept] = [await sendSms(world), await sendSms(world)]
    messages.markSent = (id, at) => {
      if (id === lost.body.id) throw new Error('nothing that was foreseen')
      return markSent(id, at)
    }
    await world.clock.advance(1 * second)
    messages.markSent = markSent
    assert.equal(await statusOf(world, lost), 'Queued')
    assert.equal(await statusOf(world, kept), 'Sent')
    assert.match(world.errors.join(), /a scheduled task failed/)

    messages.find = () => {
      throw Object.assign(new Error('database is locked'), { errcode: 517 })
    }
    await world.clock.advance(2 * second)
    messages.find = find
    assert.equal(await statusOf(world, kept), 'Sent')
    await world.clock.advance(1 * second)
    assert.equal(await statusOf(world, kept), 'Delivered')

    await sendSms(world)
    const under = world.clock.advance(10 * second)
    world.platform.close()
    await under
    assert.equal(world.clock.now(), noon + 14 * second)
  })
})
